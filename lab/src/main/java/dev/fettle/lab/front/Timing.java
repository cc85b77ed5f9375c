package dev.fettle.lab.front;

import dev.fettle.lab.Size;

/// How times are measured.
///
/// @param width of the result, in pixels
/// @param height of the result
/// @param threads of the engine
/// @param runs of each network that count, all networks of a panel taking turns
/// @param warmUpSeconds how long each runs before that, at least twice
public record Timing(int width, int height, int threads, int runs, double warmUpSeconds) {
    static final Timing DEFAULTS = new Timing(1280, 720, 1, 5, 1.5);

    private static final int MOST = 16384;
    private static final int MOST_THREADS = 1024;
    private static final int MOST_RUNS = 1000;
    private static final double LONGEST = 600;

    public Timing {
        if (width < 1 || width > MOST || height < 1 || height > MOST) {
            throw new IllegalArgumentException(
                    "timing: width and height must be 1 to %d, got %d and %d".formatted(MOST, width, height));
        }
        if (threads < 1 || threads > MOST_THREADS || runs < 1 || runs > MOST_RUNS) {
            throw new IllegalArgumentException("timing: threads must be 1 to %d and runs 1 to %d, got %d and %d"
                    .formatted(MOST_THREADS, MOST_RUNS, threads, runs));
        }
        if (!(warmUpSeconds >= 0 && warmUpSeconds <= LONGEST)) {
            throw new IllegalArgumentException(
                    "timing: warmUpSeconds must be 0 to %.0f, got %s".formatted(LONGEST, warmUpSeconds));
        }
    }

    /// Of the result, in millions of pixels.
    double megapixels() {
        return (double) width * height / 1e6;
    }

    /// What goes into a network that enlarges.
    ///
    /// @throws IllegalArgumentException if the scale does not divide the sides
    Size input(int scale) {
        if (width % scale != 0 || height % scale != 0) {
            throw new IllegalArgumentException(
                    "timing: %dx%d is no multiple of %d, by which a network enlarges; choose a multiple"
                            .formatted(width, height, scale));
        }
        return new Size(width / scale, height / scale);
    }
}
