package dev.fettle.train.torch.regimen;

import dev.fettle.train.data.Batch;
import dev.fettle.train.data.RandomState;
import dev.fettle.train.torch.Moment;
import dev.fettle.train.torch.TorchModel;
import dev.fettle.train.torch.objective.Objective;
import dev.fettle.train.torch.objective.Subject;
import dev.fettle.train.torch.objective.Surroundings;
import dev.fettle.train.torch.optimizer.Optimizer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// What a regimen works with.
///
/// @param subject the network that the training is for
/// @param batches draws one
public record Materials(
        Subject subject, Recipe recipe, Function<RandomState, Batch> batches, Surroundings surroundings) {
    /// @param learningRate of the step at a moment
    public record Recipe(Objective objective, Optimizer optimizer, ToDoubleFunction<Moment> learningRate) {}

    TorchModel.Description description() {
        return new TorchModel.Description(
                subject.graph(), subject.architecture().valueRange(), surroundings.device());
    }
}
