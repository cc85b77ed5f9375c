/// Networks for other runtimes: ONNX files, written without any library of theirs. Reading ONNX is not planned.
@NullMarked
package dev.fettle.network.onnx;

import org.jspecify.annotations.NullMarked;
