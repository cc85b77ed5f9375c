package dev.fettle.train.torch.optimizer;

import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Role;
import dev.fettle.train.torch.Device;
import dev.fettle.train.torch.FlatTensor;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// What an optimizer's groups come to for every number of a network: its factor and its weight decay. Nothing is held
/// or computed for what is the same everywhere.
@SuppressWarnings("try") // scopes act by being open
final class Groups implements AutoCloseable {
    private final Optional<FlatTensor> factors;
    private final Optional<FlatTensor> decays;

    Groups(Optimizer settings, List<Operation.Parameter> parameters, Device device) {
        this.factors = unless(
                1,
                parameters,
                device,
                parameter -> group(settings, parameter).flatMap(Group::factor).orElse(1.0));
        this.decays = unless(0, parameters, device, parameter -> decay(settings, parameter));
    }

    /// The first that covers a parameter.
    static Optional<Group> group(Optimizer settings, Operation.Parameter parameter) {
        return settings.groups().stream()
                .filter(group -> group.covers(parameter))
                .findFirst();
    }

    /// Statistics are not to shrink, nor gates, which would drift to where chance decides.
    private static double decay(Optimizer settings, Operation.Parameter parameter) {
        double usual = parameter.role() == Role.GATE ? 0 : settings.weightDecay();
        return parameter.isTrained()
                ? group(settings, parameter).flatMap(Group::weightDecay).orElse(usual)
                : 0;
    }

    private static Optional<FlatTensor> unless(
            double usual,
            List<Operation.Parameter> parameters,
            Device device,
            ToDoubleFunction<Operation.Parameter> of) {
        if (parameters.stream().allMatch(parameter -> of.applyAsDouble(parameter) == usual)) {
            return Optional.empty();
        }
        FlatTensor values = FlatTensor.zeros(parameters, device);
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            for (int i = 0; i < parameters.size(); i++) {
                values.views().get(i).fill_(new Scalar(of.applyAsDouble(parameters.get(i))));
            }
        }
        return Optional.of(values);
    }

    /// A direction, each number times its factor.
    Tensor scaled(Tensor direction) {
        return factors.map(each -> direction.mul(each.flat())).orElse(direction);
    }

    /// The gradient with that of ½ · decay · ‖weights‖² added, in place.
    Tensor withDecay(Tensor gradients, Tensor weights) {
        return decays.map(each -> gradients.addcmul_(weights, each.flat())).orElse(gradients);
    }

    /// Takes learning rate · factor · decay · weight from every weight. Loshchilov & Hutter, ICLR 2019, algorithm
    /// 2.
    void shrink(Tensor weights, double learningRate) {
        decays.ifPresent(
                each -> weights.addcmul_(weights, scaled(each.flat()), new Scalar((double) (float) -learningRate)));
    }

    @Override
    public void close() {
        factors.ifPresent(FlatTensor::close);
        decays.ifPresent(FlatTensor::close);
    }
}
