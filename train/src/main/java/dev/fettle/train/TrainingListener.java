package dev.fettle.train;

import dev.fettle.train.measure.Measured;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SequencedMap;

/// Hears how a training goes; all calls come from the thread that trains.
public interface TrainingListener {
    /// Hears nothing.
    TrainingListener SILENT = new TrainingListener() {};

    /// One step.
    ///
    /// @param step updates made so far, this one included
    /// @param steps updates of the whole training
    /// @param terms each term of the loss by its name, before its weight; empty if there is but one
    /// @param remaining time until the end as recent steps suggest; a pause of the process does not count
    record Progress(
            long step,
            long steps,
            double loss,
            SequencedMap<String, Double> terms,
            double gradientNorm,
            double learningRate,
            Duration remaining) {}

    /// The pictures are read and training is about to begin, or to go on after some steps.
    default void started(long step, long steps) {}

    /// One step is done.
    default void stepped(Progress progress) {}

    /// The averaged network was measured on the validation pictures.
    ///
    /// @param measured for watching; numbers to report come from evaluation
    default void validated(long step, Measured measured) {}

    /// A checkpoint was written.
    default void saved(long step, Path file) {}

    /// Where the weights come from.
    default void told(String message) {}

    /// Something that the user should know and that does not stop the training.
    default void warned(String message) {}

    /// Asked after every step: whether to write a checkpoint and stop.
    default boolean isCancelled() {
        return false;
    }
}
