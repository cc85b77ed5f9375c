package dev.fettle.train.torch.objective;

import dev.fettle.train.torch.FlatTensor;
import dev.fettle.train.torch.Moment;
import dev.fettle.train.torch.TorchModel;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// A {@link Term} at work.
@FunctionalInterface
public interface Loss extends AutoCloseable {
    /// Its value for a batch.
    Value of(Seen seen);

    /// A network that is trained with the one the training is for, and not shipped.
    default Optional<TorchModel> companion() {
        return Optional.empty();
    }

    /// Puts weights right that a step has moved to where the term does not allow them. Before the average
    /// follows.
    ///
    /// @param moment of the step
    default void settle(FlatTensor weights, Moment moment) {}

    /// Frees what is its own.
    @Override
    default void close() {}

    /// @param counted what enters the sum, one element
    /// @param logged what logs show, one element
    record Value(Tensor counted, Tensor logged) {
        static Value of(Tensor value) {
            return new Value(value, value);
        }
    }
}
