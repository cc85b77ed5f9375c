package dev.fettle.train.torch.regimen;

import dev.fettle.train.torch.Arithmetic;
import dev.fettle.train.torch.Moment;
import dev.fettle.train.torch.TorchModel;
import dev.fettle.train.torch.objective.Objective;
import dev.fettle.train.torch.objective.Subject;
import dev.fettle.train.torch.objective.Surroundings;
import dev.fettle.train.torch.optimizer.Optimizer;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;

/// What a regimen works with.
///
/// @param subject the network that the training is for
public record Materials(Subject subject, Recipe recipe, Supply supply, Surroundings surroundings) {
    /// @param learningRate of the step at a moment, for the highest rate of an optimizer
    /// @param arithmetic of the network's steps; companions have 32 bits
    public record Recipe(
            Objective objective,
            Optimizer optimizer,
            ToDoubleBiFunction<Moment, Double> learningRate,
            Arithmetic arithmetic) {
        /// With 32 bits.
        public Recipe(Objective objective, Optimizer optimizer, ToDoubleBiFunction<Moment, Double> learningRate) {
            this(objective, optimizer, learningRate, Arithmetic.FLOAT32);
        }

        double rate(Moment moment) {
            return learningRate.applyAsDouble(moment, optimizer.learningRate());
        }
    }

    /// Where batches come from.
    ///
    /// @param batches draws one for the weights
    /// @param heldOut draws one from pictures that the weights do not see, if the regimen holds some out
    public record Supply(Draw batches, Optional<Draw> heldOut) {
        /// With nothing held out.
        public static Supply of(Draw batches) {
            return new Supply(batches, Optional.empty());
        }
    }

    TorchModel.Description description() {
        return new TorchModel.Description(
                subject.graph(), subject.architecture().valueRange(), surroundings.device(), recipe.arithmetic());
    }
}
