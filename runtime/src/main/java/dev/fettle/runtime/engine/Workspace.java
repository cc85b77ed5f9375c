package dev.fettle.runtime.engine;

/// What one thread of a plan works with: the plan's feature maps, which all threads share, and scratch
/// memory of its own.
final class Workspace {
    /// Feature maps by the index of their node.
    final float[][] maps;

    /// Weights that depend on the picture, packed, by the index of their convolution.
    final float[][] packed;

    /// One row or patch each.
    final float[] first;

    final float[] second;

    /// The kernel of one window: its filters, packed, and its bias.
    final float[] mixed;

    final float[] mixedKernel;
    final float[] mixedBias;

    /// Sums of some pixels, and of all of a mean, one for each channel.
    final float[] run = new float[MeanStep.MOST_CHANNELS];

    final double[] sums = new double[MeanStep.MOST_CHANNELS];

    /// Where the rows of a tile begin.
    final int[] rows = new int[16];

    /// Between the two directions of a transform.
    final float[] transform;

    final Patch patch = new Patch();
    final Block block = new Block();
    final Finish finish = new Finish();
    final Lines lines = new Lines();
    final Points source = new Points();
    final Points products = new Points();
    final Transfer transfer;

    /// How large the arrays of a thread are.
    ///
    /// @param mixed filters of a kernel that is mixed
    /// @param kernel the same, packed, where it is mixed for each window
    record Size(int patch, int row, int transform, int mixed, int kernel, int bias) {
        Size {
            if (patch < 0 || row < 0 || transform < 0 || mixed < 0 || kernel < 0 || bias < 0) {
                throw new IllegalArgumentException("sizes must not be negative");
            }
        }

        long bytes() {
            return 4L * (Math.max(patch, row) + row + transform + mixed + kernel + bias);
        }
    }

    /// @param maps shared by all threads of a plan
    Workspace(float[][] maps, float[][] packed, Transfer transfer, Size size) {
        this.maps = maps;
        this.packed = packed;
        this.transfer = transfer;
        first = new float[Math.max(size.patch, size.row)];
        second = new float[size.row];
        transform = new float[size.transform];
        mixed = new float[size.mixed];
        mixedKernel = new float[size.kernel];
        mixedBias = new float[size.bias];
    }
}
