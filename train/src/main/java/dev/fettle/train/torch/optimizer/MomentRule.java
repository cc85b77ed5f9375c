package dev.fettle.train.torch.optimizer;

import dev.fettle.train.torch.FlatTensor;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// {@link Adam} and {@link AdamW} at work, with the bias corrections in the order of PyTorch's implementation:
/// w -= α / (1 - β₁ᵗ) · m / (√v / √(1 - β₂ᵗ) + ε). A layer's factor, if it has one, stands before α.
@SuppressWarnings("try") // scopes act by being open
final class MomentRule implements Rule {
    private final Constants constants;
    private final Groups groups;
    private final FlatTensor first;
    private final FlatTensor second;

    /// @param isDecoupled whether weight decay shrinks the weights instead of being part of the gradient
    record Constants(double beta1, double beta2, double epsilon, boolean isDecoupled) {
        Constants {
            Optimizer.requireFraction("beta1", beta1);
            Optimizer.requireFraction("beta2", beta2);
        }
    }

    /// @param zeros makes a tensor of the network's form
    MomentRule(Constants constants, Groups groups, Supplier<FlatTensor> zeros) {
        this.constants = constants;
        this.groups = groups;
        this.first = zeros.get();
        this.second = zeros.get();
    }

    @Override
    public void update(Tensor weights, Tensor gradients, double learningRate, long step) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            Tensor gradient = gradients;
            if (constants.isDecoupled()) {
                groups.shrink(weights, learningRate);
            } else {
                gradient = groups.withDecay(gradients, weights);
            }
            follow(gradient);
            double correction1 = 1 - Math.pow(constants.beta1(), (double) step);
            double correction2 = Math.sqrt(1 - Math.pow(constants.beta2(), (double) step));
            Tensor spread = second.flat().sqrt().div_(new Scalar(correction2)).add_(new Scalar(constants.epsilon()));
            double rate = (double) (float) (-learningRate / correction1);
            weights.addcdiv_(groups.scaled(first.flat()), spread, new Scalar(rate));
        }
    }

    private void follow(Tensor gradient) {
        first.flat().lerp_(gradient, new Scalar(1 - constants.beta1()));
        second.flat()
                .mul_(new Scalar(constants.beta2()))
                .addcmul_(gradient, gradient, new Scalar(1 - constants.beta2()));
    }

    /// Running means of the gradients (m) and of their squares (v).
    @Override
    public SequencedMap<String, FlatTensor> state() {
        SequencedMap<String, FlatTensor> state = new LinkedHashMap<>();
        state.put("first", first);
        state.put("second", second);
        return state;
    }

    @Override
    public void close() {
        first.close();
        second.close();
        groups.close();
    }
}
