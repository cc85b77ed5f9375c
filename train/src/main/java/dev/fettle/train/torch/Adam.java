package dev.fettle.train.torch;

import dev.fettle.network.Operation;
import dev.fettle.train.experiment.Experiment;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Adam. Kingma & Ba, ICLR 2015, algorithm 1, with the bias corrections in the order of PyTorch's implementation:
/// w -= α / (1 - β₁ᵗ) · m / (√v / √(1 - β₂ᵗ) + ε). A layer's factor, if it has one, stands before α.
@SuppressWarnings("try") // scopes act by being open
final class Adam implements AutoCloseable {
    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final FlatTensor first;
    private final FlatTensor second;
    private final Optional<FlatTensor> factors;

    Adam(List<Operation.Parameter> parameters, Experiment.Optimizer settings) {
        this.beta1 = settings.beta1();
        this.beta2 = settings.beta2();
        this.epsilon = settings.epsilon();
        this.first = FlatTensor.zeros(parameters);
        this.second = FlatTensor.zeros(parameters);
        this.factors = settings.factors().isEmpty() ? Optional.empty() : Optional.of(factors(parameters, settings));
    }

    private static FlatTensor factors(List<Operation.Parameter> parameters, Experiment.Optimizer settings) {
        FlatTensor factors = FlatTensor.zeros(parameters);
        try (PointerScope scope = new PointerScope()) {
            for (int i = 0; i < parameters.size(); i++) {
                double factor = settings.factor(parameters.get(i).name());
                factors.views().get(i).fill_(new Scalar(factor));
            }
        }
        return factors;
    }

    /// Moves the weights.
    ///
    /// @param learningRate α; beyond what a float holds it counts as infinite
    /// @param step t, from 1
    void update(Tensor weights, Tensor gradients, double learningRate, long step) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            first.flat().lerp_(gradients, new Scalar(1 - beta1));
            second.flat().mul_(new Scalar(beta2)).addcmul_(gradients, gradients, new Scalar(1 - beta2));
            double correction1 = 1 - Math.pow(beta1, (double) step);
            double correction2 = Math.sqrt(1 - Math.pow(beta2, (double) step));
            Tensor spread = second.flat().sqrt().div_(new Scalar(correction2)).add_(new Scalar(epsilon));
            Tensor direction =
                    factors.map(each -> first.flat().mul(each.flat())).orElseGet(first::flat);
            weights.addcdiv_(direction, spread, new Scalar((double) (float) (-learningRate / correction1)));
        }
    }

    /// Running mean of the gradients (m).
    FlatTensor first() {
        return first;
    }

    /// Running mean of their squares (v).
    FlatTensor second() {
        return second;
    }

    @Override
    public void close() {
        first.close();
        second.close();
        factors.ifPresent(FlatTensor::close);
    }
}
