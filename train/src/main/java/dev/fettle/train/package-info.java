/// Training networks: {@link dev.fettle.train.Trainer} runs an {@link dev.fettle.train.experiment.Experiment} in a
/// folder, by a loop of steps between which it writes history, validates, keeps checkpoints and falls back. What a
/// step is lies below, in packages that each know only the ones before: {@code data} (patches), {@code measure}
/// (validations), {@code checkpoint} (state in a file), {@code start} (first weights), {@code torch} (networks on
/// libtorch) with {@code torch.optimizer}, {@code torch.objective} and {@code torch.regimen}, {@code experiment}
/// (settings, which hold all of these). {@code log} writes history into files.
@NullMarked
package dev.fettle.train;

import org.jspecify.annotations.NullMarked;
