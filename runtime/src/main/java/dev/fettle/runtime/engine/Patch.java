package dev.fettle.runtime.engine;

/// A rectangle of a convolution's output that one thread computes at a time, small enough to stay in its
/// cache. Belongs to one thread; the arrays are never reallocated while a plan runs.
final class Patch {
    /// The feature map that is read.
    float[] input;

    /// Position in it of the first tap of the patch's top-left sample.
    int from;

    /// Floats between two rows of the input.
    int inputRowStep;

    int rows;
    int columns;

    /// The result: rows · columns pixels of {@link Kernel#pixelStep} floats each; columns may be rounded up
    /// by the kernel ({@link #rowStep}).
    final float[] output;

    /// Floats between two rows of the result.
    int rowStep;

    Patch(float[] output) {
        input = output;
        this.output = output;
    }
}
