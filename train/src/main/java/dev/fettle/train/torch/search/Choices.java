package dev.fettle.train.torch.search;

import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.train.checkpoint.TrainingState;
import dev.fettle.train.data.RandomState;
import dev.fettle.train.torch.Device;
import dev.fettle.train.torch.FlatTensor;
import dev.fettle.train.torch.optimizer.Optimizer;
import dev.fettle.train.torch.optimizer.Rule;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// What a search learns beside the weights: α, a number for each candidate of each group, with the optimizer that
/// moves them. Not thread-safe; {@link #close} frees it.
@SuppressWarnings("try") // scopes act by being open
public final class Choices implements AutoCloseable {
    private static final String VALUES = "choices.weights";
    private static final String REMEMBERED = "choices.optimizer.";

    private final FlatTensor alphas;
    private final FlatTensor gradients;
    private final Rule rule;
    private final double clip;

    /// Drawn from N(0, 0.001²).
    public Choices(SearchSpace space, Optimizer optimizer, Device device, long seed) {
        alphas = FlatTensor.zeros(space.choices(), device);
        gradients = FlatTensor.zeros(space.choices(), device);
        rule = optimizer.rule(space.choices(), device);
        clip = optimizer.clip();
        alphas.write(drawn(space, seed));
        alphas.gatherGradientsIn(gradients);
    }

    private static Weights drawn(SearchSpace space, long seed) {
        RandomState random = new RandomState(seed);
        SequencedMap<String, Values> drawn = new LinkedHashMap<>();
        space.choices().forEach(parameter -> {
            Values values = Values.zeros(parameter.shape());
            random.addGaussian(values.array(), 0, values.array().length, SearchSpace.DEVIATION);
            drawn.put(parameter.name(), values);
        });
        return new Weights(drawn);
    }

    public FlatTensor alphas() {
        return alphas;
    }

    /// For gradients that are gathered beside those of weights.
    public FlatTensor gradients() {
        return gradients;
    }

    /// The gradient of a loss by the choices alone, in one dimension; 0 for those that it does not depend on, such as
    /// those of another scale's upsampler.
    ///
    /// @param loss of one element
    public Tensor gradientOf(Tensor loss) {
        TensorVector each = torch.grad(
                new TensorVector(loss),
                new TensorVector(alphas.views().toArray(Tensor[]::new)),
                new TensorVector(),
                new BoolOptional(),
                false,
                true);
        Tensor[] flat = new Tensor[alphas.views().size()];
        for (int i = 0; i < flat.length; i++) {
            Tensor gradient = each.get(i);
            flat[i] = gradient.defined()
                    ? gradient
                    : torch.zeros_like(alphas.views().get(i));
        }
        return torch.cat(new TensorVector(flat), 0);
    }

    /// Moves them, unless the gradient is not finite.
    ///
    /// @param gradient in one dimension
    /// @param step from 1
    /// @return whether it was
    public boolean update(Tensor gradient, double learningRate, long step) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            double norm = gradient.norm().item_double();
            if (!Double.isFinite(norm)) {
                return false;
            }
            gradients.flat().copy_(gradient);
            if (clip > 0 && norm > clip) {
                gradients.flat().mul_(new Scalar(clip / norm));
            }
            rule.update(alphas.flat(), gradients.flat(), learningRate, step);
            return true;
        }
    }

    /// Adds copies of everything that changes.
    public void copyTo(SequencedMap<String, Weights> parts) {
        parts.put(VALUES, alphas.read());
        rule.state().forEach((name, values) -> parts.put(REMEMBERED + name, values.read()));
    }

    /// The inverse of {@link #copyTo}.
    ///
    /// @throws IllegalArgumentException if the state is that of another search
    public void resume(TrainingState state) {
        alphas.write(state.requirePart(VALUES, alphas.parameters()));
        rule.state().forEach((name, values) -> values.write(state.requirePart(REMEMBERED + name, values.parameters())));
    }

    @Override
    public void close() {
        alphas.close();
        gradients.close();
        rule.close();
    }
}
