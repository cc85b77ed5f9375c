package dev.fettle.image;

/// Energy of the finest detail of a plane: the square of what a Gaussian blur of σ = 1 pixel takes away. That blur
/// keeps exp(-ω²/2) of a wave of ω radians per pixel, so that 98 % of the amplitude count at two pixels a period,
/// 71 % at four and 27 % at eight: the upper octave of what the grid can show, which restoration is about, without
/// the slopes of large shapes. A Laplacian, 2 - 2 cos ω, would give the energy at two pixels a period four times
/// the weight of that at four, and so look at noise more than at texture.
///
/// The plane is mirrored at its borders.
public final class HighFrequency {
    private static final int RADIUS = 4;
    private static final double[] GAUSSIAN = gaussian();

    private HighFrequency() {}

    private static double[] gaussian() {
        double[] taps = new double[2 * RADIUS + 1];
        double sum = 0;
        for (int i = -RADIUS; i <= RADIUS; i++) {
            taps[i + RADIUS] = Math.exp(-i * i / 2.0);
            sum += taps[i + RADIUS];
        }
        for (int i = 0; i < taps.length; i++) {
            taps[i] /= sum;
        }
        return taps;
    }

    /// Energy of each sample, in squares of the plane's unit.
    public static Plane energy(Plane plane) {
        double[] blurred = blurred(blurred(plane, 1, 0), 0, 1).samples();
        double[] energy = new double[blurred.length];
        for (int i = 0; i < energy.length; i++) {
            double detail = plane.samples()[i] - blurred[i];
            energy[i] = detail * detail;
        }
        return Plane.of(plane.width(), plane.height(), energy);
    }

    /// Along one axis.
    private static Plane blurred(Plane plane, int right, int down) {
        double[] blurred = new double[plane.samples().length];
        for (int y = 0; y < plane.height(); y++) {
            for (int x = 0; x < plane.width(); x++) {
                double sum = 0;
                for (int i = -RADIUS; i <= RADIUS; i++) {
                    sum += GAUSSIAN[i + RADIUS]
                            * plane.at(mirrored(x + i * right, plane.width()), mirrored(y + i * down, plane.height()));
                }
                blurred[y * plane.width() + x] = sum;
            }
        }
        return Plane.of(plane.width(), plane.height(), blurred);
    }

    /// … 1 0 | 0 1 2 … n-1 | n-1 n-2 …
    private static int mirrored(int position, int length) {
        int within = Math.floorMod(position, 2 * length);
        return within < length ? within : 2 * length - 1 - within;
    }

    /// Mean over a rectangle of a plane.
    ///
    /// @throws IllegalArgumentException if it does not lie inside the plane or is empty
    public static double mean(Plane plane, int left, int top, int width, int height) {
        if (left < 0 || top < 0 || width < 1 || height < 1) {
            throw new IllegalArgumentException("a rectangle of %dx%d at (%d, %d)".formatted(width, height, left, top));
        }
        if (left + width > plane.width() || top + height > plane.height()) {
            throw new IllegalArgumentException("a rectangle of %dx%d at (%d, %d) leaves the plane of %dx%d"
                    .formatted(width, height, left, top, plane.width(), plane.height()));
        }
        double sum = 0;
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                sum += plane.at(x, y);
            }
        }
        return sum / width / height;
    }
}
