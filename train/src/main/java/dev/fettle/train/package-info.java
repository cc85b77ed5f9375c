/// Training networks: {@link dev.fettle.train.Trainer} runs an {@link
/// dev.fettle.train.experiment.Experiment} in a folder. The parts lie in packages that each know only the
/// ones before: {@code experiment} (settings), {@code data} (patches), {@code checkpoint} (state in a
/// file), {@code torch} (computation), {@code log} (history in files).
@NullMarked
package dev.fettle.train;

import org.jspecify.annotations.NullMarked;
