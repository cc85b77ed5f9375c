/// The only package that touches libtorch. Tensors never leave it; what goes in and out are plain arrays and records.
/// Native memory lives in one scope per call, and {@link dev.fettle.train.torch.TorchInterpreter} is the only class
/// that frees a tensor before its scope ends.
@NullMarked
package dev.fettle.train.torch;

import org.jspecify.annotations.NullMarked;
