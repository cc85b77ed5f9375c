/// A model in one file: weights, architecture and card together, as safetensors ({@link
/// dev.fettle.network.model.ModelFile}), and the strict reader and writer of the container ({@link
/// dev.fettle.network.model.Safetensors}). Files of other programs are read by {@code checkpoint}, written by
/// {@code onnx}.
@NullMarked
package dev.fettle.network.model;

import org.jspecify.annotations.NullMarked;
