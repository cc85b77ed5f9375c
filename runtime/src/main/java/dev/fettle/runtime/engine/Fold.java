package dev.fettle.runtime.engine;

import dev.fettle.network.Node;
import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Shift;
import java.util.Arrays;

/// How a convolution of channels and of the same channels, shifted, is one of the channels alone, with more taps: a
/// shift
/// by one sample along an axis makes 3×4 or 4×3 of 3×3, a diagonal one 4×4.
///
/// At the edge towards which the channels are shifted the two differ, where zeros lie beyond it: what has been shifted
/// out of the picture is read again. {@link FoldedEdge} takes it away.
///
/// @param down rows by which the second half of the channels is shifted, at most one
/// @param right columns
record Fold(int down, int right) {
    static final Fold NONE = new Fold(0, 0);

    Fold {
        if (Math.abs(down) > 1 || Math.abs(right) > 1) {
            throw new IllegalArgumentException("a shift by at most one sample is folded, got " + down + ", " + right);
        }
    }

    /// Of what a convolution reads, where it is some channels and the same channels, shifted.
    static Fold of(Node convolved, Geometry geometry, Lanes lanes) {
        boolean isHalved = convolved.operation() instanceof Concat
                && convolved.inputs().size() == 2
                && geometry.isPlain3x3()
                && geometry.convolve().groups() == 1
                && geometry.convolve().padding() == 1
                && geometry.channels() % (2 * lanes.count()) == 0;
        if (isHalved
                && convolved.inputs().getLast().operation() instanceof Shift(int down, int right)
                && convolved.inputs().getLast().input() == convolved.inputs().getFirst()
                && Math.abs(down) <= 1
                && Math.abs(right) <= 1) {
            return new Fold(down, right);
        }
        return NONE;
    }

    boolean isNone() {
        return equals(NONE);
    }

    /// The convolution that computes the same.
    Geometry of(Geometry geometry) {
        return isNone()
                ? geometry
                : new Geometry(
                        geometry.convolve(),
                        geometry.filters(),
                        geometry.channelsPerGroup() / 2,
                        geometry.kernelHeight() + Math.abs(down),
                        geometry.kernelWidth() + Math.abs(right));
    }

    /// Rows of taps that are above those of the first half of the channels.
    int above() {
        return Math.max(down, 0);
    }

    /// Columns of taps that are to the left of those of the first half.
    int before() {
        return Math.max(right, 0);
    }

    int below() {
        return Math.max(-down, 0);
    }

    int behind() {
        return Math.max(-right, 0);
    }

    /// A filter's taps for a channel of the first half: its own and those of the shifted one.
    ///
    /// @param geometry of the convolution that computes the same
    void taps(Filters filters, int place, int channel, Geometry geometry, double[] taps) {
        int width = geometry.kernelWidth();
        Arrays.fill(taps, 0);
        add(filters, place, channel, above() * width + before(), width, taps);
        if (!isNone()) {
            int shifted = (above() - down) * width + before() - right;
            add(filters, place, channel + geometry.channels(), shifted, width, taps);
        }
    }

    private static void add(Filters filters, int place, int channel, int to, int width, double[] taps) {
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                taps[to + row * width + column] += filters.at(place, channel, row, column);
            }
        }
    }
}
