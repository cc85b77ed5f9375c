/// Weights out of files of other programs: PyTorch's `.pth`, read as data. Nothing in a file can name a class or
/// function that is then loaded or called. Fettle's own models are in {@code model}, its training checkpoints in
/// the train module.
@NullMarked
package dev.fettle.network.checkpoint;

import org.jspecify.annotations.NullMarked;
