package dev.fettle.train.torch.optimizer;

import dev.fettle.network.Operation;
import dev.fettle.train.torch.Device;
import dev.fettle.train.torch.FlatTensor;
import dev.fettle.train.torch.optimizer.MomentRule.Constants;
import java.util.List;

/// Adam. Kingma & Ba, ICLR 2015, algorithm 1; weight decay is part of the gradient, as in PyTorch.
///
/// @param learningRate α
public record Adam(
        double learningRate,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        double clip,
        double averageDecay,
        List<Group> groups)
        implements Optimizer {
    public static final Adam DEFAULTS = new Adam(1e-4, 0.9, 0.999, 1e-8, 0, 0, 0.999, List.of());

    public Adam {
        groups = List.copyOf(groups);
        constants(beta1, beta2, epsilon);
        Optimizer.requireUsual(learningRate, weightDecay, clip, averageDecay);
    }

    private static Constants constants(double beta1, double beta2, double epsilon) {
        return new Constants(beta1, beta2, epsilon, false);
    }

    @Override
    public Rule rule(List<Operation.Parameter> parameters, Device device) {
        return new MomentRule(
                constants(beta1, beta2, epsilon),
                new Groups(this, parameters, device),
                () -> FlatTensor.zeros(parameters, device));
    }
}
