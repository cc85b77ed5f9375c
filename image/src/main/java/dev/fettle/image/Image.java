package dev.fettle.image;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A picture as planar samples: one `float[height · width]` per channel in row-major order, nominally in [0, 1] in
/// the file's own (usually sRGB) encoding. Values outside [0, 1] are allowed (unclipped noise). Beside the samples
/// stand an optional alpha plane and what the source file said about itself ({@link Source}: bit depth, colour
/// profile, metadata), which processing carries along.
///
/// Instances are immutable by convention: {@link #plane} hands out the array itself, without a copy, and whoever
/// did not create the picture must not write to it. Thread-safe under that rule.
public final class Image {
    /// What the colour planes mean.
    public enum Colour {
        /// one plane of luma
        GRAY(1),
        /// red, green, blue
        RGB(3);

        private final int channels;

        Colour(int channels) {
            this.channels = channels;
        }

        /// Number of colour planes, without alpha.
        public int channels() {
            return channels;
        }
    }

    private final int width;
    private final int height;
    private final Colour colour;
    private final List<float[]> planes;
    private final float @Nullable [] alpha;
    private final Source source;

    private Image(int width, int height, Colour colour, List<float[]> planes, float @Nullable [] alpha, Source source) {
        this.width = width;
        this.height = height;
        this.colour = colour;
        this.planes = planes;
        this.alpha = alpha;
        this.source = source;
    }

    /// A picture over the given planes (not copied), without alpha and with {@link Source#NONE}.
    ///
    /// @param planes one (gray) or three (red, green, blue) arrays of width · height samples
    /// @throws IllegalArgumentException if a size is not positive or a plane has another length
    public static Image of(int width, int height, float[]... planes) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("image: size must be positive, got " + width + "x" + height);
        }
        Colour colour = switch (planes.length) {
            case 1 -> Colour.GRAY;
            case 3 -> Colour.RGB;
            default -> throw new IllegalArgumentException("image: 1 or 3 planes expected, got " + planes.length);
        };
        for (float[] plane : planes) {
            requireLength(plane, width, height);
        }
        return new Image(width, height, colour, List.of(planes), null, Source.NONE);
    }

    private static void requireLength(float[] plane, int width, int height) {
        if (plane.length != (long) width * height) {
            throw new IllegalArgumentException("image: a plane of " + width + "x" + height + " needs "
                    + (long) width * height + " samples, got " + plane.length);
        }
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    public Colour colour() {
        return colour;
    }

    /// Number of colour planes: 1 or 3, without alpha.
    public int channels() {
        return colour.channels();
    }

    /// The samples of one colour plane, row-major; the array itself, not a copy.
    public float[] plane(int channel) {
        return planes.get(channel);
    }

    /// Opacity in [0, 1], row-major, not premultiplied into the colour planes; empty for an opaque picture.
    public Optional<float[]> alpha() {
        return Optional.ofNullable(alpha);
    }

    public Source source() {
        return source;
    }

    /// The same planes with this alpha plane (not copied).
    public Image withAlpha(float[] plane) {
        requireLength(plane, width, height);
        return new Image(width, height, colour, planes, plane, source);
    }

    /// Without alpha, a gray picture as three equal planes (the same array three times).
    public Image coloured() {
        return colour == Colour.RGB
                ? withoutAlpha()
                : new Image(width, height, Colour.RGB, List.of(plane(0), plane(0), plane(0)), null, source);
    }

    public Image withoutAlpha() {
        return new Image(width, height, colour, planes, null, source);
    }

    /// Whether this picture has the size, colour, alpha and samples of the other one; what their files said may differ.
    public boolean hasSamplesOf(Image other) {
        return width == other.width
                && planes.size() == other.planes.size()
                && IntStream.range(0, planes.size()).allMatch(i -> Arrays.equals(plane(i), other.plane(i)))
                && Arrays.equals(alpha, other.alpha);
    }

    public Image withSource(Source newSource) {
        return new Image(width, height, colour, planes, alpha, newSource);
    }

    /// Colour planes clipped to [0, 1] and rounded half up to multiples of 1/255, as an 8-bit file would hold them;
    /// alpha is kept.
    public Image quantised() {
        List<float[]> rounded = planes.stream()
                .map(plane -> EightBits.samples(EightBits.of(plane)))
                .toList();
        return new Image(width, height, colour, rounded, alpha, source);
    }

    /// The rectangle of the given size whose top-left corner is (left, top), copied, alpha included.
    ///
    /// @throws IllegalArgumentException if the rectangle leaves the picture
    public Image crop(int left, int top, int cropWidth, int cropHeight) {
        if (left < 0
                || top < 0
                || cropWidth < 1
                || cropHeight < 1
                || left > width - cropWidth
                || top > height - cropHeight) {
            throw new IllegalArgumentException("image: crop %dx%d at (%d, %d) leaves the picture of %dx%d"
                    .formatted(cropWidth, cropHeight, left, top, width, height));
        }
        List<float[]> cut = planes.stream()
                .map(plane -> cropPlane(plane, left, top, cropWidth, cropHeight))
                .toList();
        float[] cutAlpha = alpha == null ? null : cropPlane(alpha, left, top, cropWidth, cropHeight);
        return new Image(cropWidth, cropHeight, colour, cut, cutAlpha, source);
    }

    private float[] cropPlane(float[] plane, int left, int top, int cropWidth, int cropHeight) {
        float[] out = new float[cropWidth * cropHeight];
        for (int y = 0; y < cropHeight; y++) {
            System.arraycopy(plane, (top + y) * width + left, out, y * cropWidth, cropWidth);
        }
        return out;
    }

    @Override
    public String toString() {
        return "Image[%dx%d %s%s, %d bit]"
                .formatted(width, height, colour, alpha == null ? "" : " + alpha", source.bitDepth());
    }
}
