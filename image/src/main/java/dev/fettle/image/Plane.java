package dev.fettle.image;

/// One channel as doubles in row-major order, in whatever range its user works in: the metrics and the
/// resampling arithmetic use 0..255.
///
/// Immutable by the same convention as {@link Image}: {@link #samples} hands out the array itself, and whoever
/// did not create the plane must not write to it. Thread-safe under that rule.
public final class Plane {
    private final int width;
    private final int height;
    private final double[] samples;

    private Plane(int width, int height, double[] samples) {
        this.width = width;
        this.height = height;
        this.samples = samples;
    }

    /// A plane over the given samples (not copied).
    ///
    /// @throws IllegalArgumentException if a size is not positive or the array's length is not width · height
    public static Plane of(int width, int height, double... samples) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("plane: size must be positive, got " + width + "x" + height);
        }
        if (samples.length != (long) width * height) {
            throw new IllegalArgumentException("plane: %dx%d needs %d samples, got %d"
                    .formatted(width, height, (long) width * height, samples.length));
        }
        return new Plane(width, height, samples);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /// The samples, row-major; the array itself, not a copy.
    public double[] samples() {
        return samples;
    }

    /// The sample in column x of row y.
    public double at(int x, int y) {
        return samples[y * width + x];
    }

    /// What remains when the given number of pixels is cut off on every side.
    ///
    /// @throws IllegalArgumentException if the border is negative or nothing is left inside it
    public Plane withoutBorder(int border) {
        if (border < 0) {
            throw new IllegalArgumentException("plane: border must not be negative, got " + border);
        }
        if (border == 0) {
            return this;
        }
        if (border > (Math.min(width, height) - 1) / 2) {
            throw new IllegalArgumentException(
                    "plane: nothing is left of %dx%d inside a border of %d".formatted(width, height, border));
        }
        int innerWidth = width - 2 * border;
        int innerHeight = height - 2 * border;
        double[] inner = new double[innerWidth * innerHeight];
        for (int y = 0; y < innerHeight; y++) {
            System.arraycopy(samples, (y + border) * width + border, inner, y * innerWidth, innerWidth);
        }
        return new Plane(innerWidth, innerHeight, inner);
    }

    @Override
    public String toString() {
        return "Plane[%dx%d]".formatted(width, height);
    }
}
