/// Networks on libtorch: this package and those below it are the only ones that touch it. What goes in and out of
/// them are plain arrays and records; tensors pass between them alone. Native memory lives in one scope per call, and
/// {@link dev.fettle.train.torch.TorchInterpreter} is the only class that frees a tensor before its scope ends.
@NullMarked
package dev.fettle.train.torch;

import org.jspecify.annotations.NullMarked;
