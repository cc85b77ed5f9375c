package dev.fettle.train.torch.regimen;

import dev.fettle.network.Weights;
import dev.fettle.train.checkpoint.TrainingState;
import dev.fettle.train.torch.FlatTensor;
import dev.fettle.train.torch.TorchModel;
import dev.fettle.train.torch.optimizer.Bounds;
import dev.fettle.train.torch.optimizer.Optimizer;
import dev.fettle.train.torch.optimizer.Rule;
import java.util.SequencedMap;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;

/// A model that is trained, with the rule that moves it. A step goes clear, backward (elsewhere), gathered, update.
/// The model is closed by whoever made it.
@SuppressWarnings("try") // scopes act by being open
final class Learner implements AutoCloseable {
    private final TorchModel model;
    private final Rule rule;
    private final Bounds bounds;
    private final double clip;

    Learner(TorchModel model, Optimizer optimizer) {
        this.model = model;
        this.rule = optimizer.rule(model.graph().parameters(), model.device());
        this.bounds = new Bounds(optimizer, model.graph().parameters());
        this.clip = optimizer.clip();
    }

    TorchModel model() {
        return model;
    }

    void clear() {
        model.gradients().flat().zero_();
    }

    /// The gradient of the whole batch is together from here on, and its norm is known. The one place between
    /// backward and update: trainings in parallel on parts of a batch would add up their gradients here.
    ///
    /// @return Euclidean norm over all parameters, before clipping
    double gathered() {
        return model.gradients().flat().norm().item_double();
    }

    /// Moves the weights.
    ///
    /// @param norm of the gradient, finite
    /// @param progress part of the training that is done before
    /// @param step from 1
    void update(double norm, double learningRate, double progress, long step) {
        try (NoGradGuard frozen = new NoGradGuard()) {
            if (clip > 0 && norm > clip) {
                model.gradients().flat().mul_(new Scalar(clip / norm));
            }
            FlatTensor weights = model.weights();
            bounds.around(
                    weights,
                    progress,
                    () -> rule.update(weights.flat(), model.gradients().flat(), learningRate, step));
        }
    }

    /// Euclidean norm of all weights.
    double weightNorm() {
        return model.weights().flat().norm().item_double();
    }

    /// Adds copies of everything that changes.
    ///
    /// @param prefix of the parts' names
    void copyTo(SequencedMap<String, Weights> parts, String prefix) {
        parts.put(prefix + "weights", model.weights().read());
        rule.state().forEach((name, values) -> parts.put(prefix + "optimizer." + name, values.read()));
    }

    /// The inverse of {@link #copyTo}.
    void resume(TrainingState state, String prefix) {
        restore(model.weights(), state, prefix + "weights");
        rule.state().forEach((name, values) -> restore(values, state, prefix + "optimizer." + name));
    }

    static void restore(FlatTensor values, TrainingState state, String part) {
        values.write(state.requirePart(part, values.parameters()));
    }

    @Override
    public void close() {
        rule.close();
    }
}
