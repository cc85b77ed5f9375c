package dev.fettle.train.checkpoint;

import dev.fettle.train.measure.Measured;
import java.util.Optional;

/// What a run is after some steps, but for its position in the data: what it can fall back to.
///
/// @param sums of the steps since the last line of the log
/// @param validation the last one; empty before the first
public record Point(TrainingState state, Sums sums, Optional<Validation> validation) {
    /// Where everything begins.
    public static Point of(TrainingState state) {
        return new Point(state, Sums.NONE, Optional.empty());
    }

    /// @param step that it was made after
    public record Validation(long step, Measured measured) {}
}
