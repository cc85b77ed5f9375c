package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Elementwise.Operand;

/// Where a convolution step has its kernel from.
sealed interface KernelSource {
    /// The network's weights, packed once and for all.
    record Fixed() implements KernelSource {}

    /// A step that packs weights which depend on the picture.
    record Packed(PackStep step) implements KernelSource {}

    /// Mixed anew for every window, by the job that makes it.
    ///
    /// @param coefficients a pixel for each window
    /// @param side of the windows
    record Windows(Operand coefficients, int side) implements KernelSource {}
}
