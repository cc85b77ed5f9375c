package dev.fettle.train.torch.optimizer;

import dev.fettle.network.Operation;
import dev.fettle.train.torch.Device;
import dev.fettle.train.torch.FlatTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Stochastic gradient descent, in PyTorch's form: v = momentum · v + g, w -= α · v; with Nesterov's momentum w -= α
/// · (g + momentum · v). Sutskever et al., ICML 2013, eq. 3 and 4, the rate taken out of v. Weight decay is part of
/// g.
///
/// @param learningRate α
/// @param momentum 0 for none
/// @param nesterov needs momentum
public record Sgd(
        double learningRate,
        double momentum,
        boolean nesterov,
        double weightDecay,
        double clip,
        double averageDecay,
        List<Group> groups)
        implements Optimizer {
    public static final Sgd DEFAULTS = new Sgd(0.01, 0.9, false, 0, 0, 0.999, List.of());

    public Sgd {
        groups = List.copyOf(groups);
        Optimizer.requireFraction("momentum", momentum);
        if (nesterov && momentum == 0) {
            throw new IllegalArgumentException("optimizer: nesterov needs a momentum above 0");
        }
        Optimizer.requireUsual(learningRate, weightDecay, clip, averageDecay);
    }

    @Override
    public Rule rule(List<Operation.Parameter> parameters, Device device) {
        Optional<FlatTensor> velocity =
                momentum == 0 ? Optional.empty() : Optional.of(FlatTensor.zeros(parameters, device));
        return new Descent(this, new Groups(this, parameters, device), velocity);
    }

    @SuppressWarnings("try") // scopes act by being open
    private record Descent(Sgd settings, Groups groups, Optional<FlatTensor> velocity) implements Rule {
        @Override
        public void update(Tensor weights, Tensor gradients, double learningRate, long step) {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard frozen = new NoGradGuard()) {
                Tensor direction = groups.scaled(direction(groups.withDecay(gradients, weights)));
                weights.add_(direction, new Scalar((double) (float) -learningRate));
            }
        }

        private Tensor direction(Tensor gradient) {
            if (velocity.isEmpty()) {
                return gradient;
            }
            Scalar momentum = new Scalar(settings.momentum());
            Tensor moved = velocity.get().flat().mul_(momentum).add_(gradient);
            return settings.nesterov() ? gradient.add(moved, momentum) : moved;
        }

        @Override
        public SequencedMap<String, FlatTensor> state() {
            SequencedMap<String, FlatTensor> state = new LinkedHashMap<>();
            velocity.ifPresent(values -> state.put("velocity", values));
            return state;
        }

        @Override
        public void close() {
            velocity.ifPresent(FlatTensor::close);
            groups.close();
        }
    }
}
