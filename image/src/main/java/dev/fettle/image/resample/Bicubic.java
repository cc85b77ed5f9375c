package dev.fettle.image.resample;

import dev.fettle.image.Check;
import dev.fettle.image.EightBits;
import dev.fettle.image.Image;
import dev.fettle.image.Plane;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// MATLAB's `imresize(…, 'bicubic')`: cubic kernel a = −0.5, stretched when shrinking (antialiasing on),
/// weights normalised; the dimension with the smaller scale first, height before width when equal. Double
/// precision throughout.
///
/// Published low-resolution files come in flavours that differ in what stands outside the picture and in when
/// values are rounded to 8 bits: see {@link Flavour}. All methods are pure and thread-safe. Alpha is resized
/// like a colour plane and keeps to [0, 1].
public final class Bicubic {
    /// When values become 8-bit numbers (half up, clamped to 0..255).
    private enum Rounding {
        EACH_PASS,
        AT_THE_END,
        NEVER
    }

    /// How published files were made. The rounded flavours read an 8-bit picture (others are rounded first) and
    /// make one.
    public enum Flavour {
        /// "A": mirrored border, rounded after each of the two passes: newer MATLAB on uint8, the LR files of
        /// EDSR and most since.
        MIRROR_8BIT(Border.MIRROR, Rounding.EACH_PASS),
        /// "B": clamped border, rounded after each pass: older MATLAB on uint8, the LR files of SelfExSR and
        /// RCAN.
        CLAMP_8BIT(Border.CLAMP, Rounding.EACH_PASS),
        /// "C": mirrored border, rounded once at the end: ports such as BasicSR's.
        MIRROR_DOUBLE(Border.MIRROR, Rounding.AT_THE_END),
        /// Mirrored border, never rounded or clipped: `imresize` on doubles. For feeding networks and for the
        /// y-double protocol.
        MIRROR_UNROUNDED(Border.MIRROR, Rounding.NEVER),
        /// Clamped border, never rounded or clipped.
        CLAMP_UNROUNDED(Border.CLAMP, Rounding.NEVER);

        private final Border border;
        private final Rounding rounding;

        Flavour(Border border, Rounding rounding) {
            this.border = border;
            this.rounding = rounding;
        }

        public Border border() {
            return border;
        }

        /// Whether the result holds 8-bit values.
        public boolean isRounded() {
            return rounding != Rounding.NEVER;
        }

        /// The name in files and on the command line, such as `mirror-8bit`.
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /// The flavour with the given {@link #label}.
        ///
        /// @throws IllegalArgumentException if there is none; the message lists what is allowed
        public static Flavour parse(String label) {
            return Arrays.stream(values())
                    .filter(flavour -> flavour.label().equals(label))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "unknown bicubic flavour '%s'; known: %s".formatted(label, labels())));
        }

        private static String labels() {
            return Arrays.stream(values()).map(Flavour::label).collect(Collectors.joining(", "));
        }
    }

    private Bicubic() {}

    /// The picture without the rows at the bottom and columns at the right that exceed a multiple of the scale.
    ///
    /// @throws IllegalArgumentException if the scale is not positive or the picture is smaller than it
    public static Image cropToMultiple(Image image, int scale) {
        requirePositive(scale);
        int width = image.width() - image.width() % scale;
        int height = image.height() - image.height() % scale;
        if (width == 0 || height == 0) {
            throw new IllegalArgumentException("bicubic: a picture of %dx%d cannot be cropped to a multiple of %d"
                    .formatted(image.width(), image.height(), scale));
        }
        return width == image.width() && height == image.height() ? image : image.crop(0, 0, width, height);
    }

    /// The picture at 1/scale of its size.
    ///
    /// @throws IllegalArgumentException if a side is no multiple of the scale; {@link #cropToMultiple} first
    public static Image shrink(Image image, int scale, Flavour flavour) {
        requirePositive(scale);
        if (image.width() % scale != 0 || image.height() % scale != 0) {
            throw new IllegalArgumentException("bicubic: %dx%d is no multiple of %d; use cropToMultiple first"
                    .formatted(image.width(), image.height(), scale));
        }
        return resize(image, image.width() / scale, image.height() / scale, flavour);
    }

    /// The picture at scale times its size.
    public static Image enlarge(Image image, int scale, Flavour flavour) {
        return enlarge(image, scale, flavour, Check.NONE);
    }

    /// The picture at scale times its size, unless the check ends it. Of the flavours that are not
    /// rounded a row is made between two checks, and nothing large but the result.
    public static Image enlarge(Image image, int scale, Flavour flavour, Check check) {
        requirePositive(scale);
        int width = Math.multiplyExact(image.width(), scale);
        int height = Math.multiplyExact(image.height(), scale);
        requireSize(width, height);
        return resize(
                image,
                Passes.antialiased(image.width(), image.height(), width, height, flavour.border()),
                flavour,
                check);
    }

    private static void requirePositive(int scale) {
        if (scale < 1) {
            throw new IllegalArgumentException("bicubic: scale must be positive, got " + scale);
        }
    }

    /// The picture at any size, width and height scaled independently, antialiased where it shrinks. A rounded
    /// flavour yields an 8-bit picture, the others keep the source's bit depth.
    ///
    /// @throws IllegalArgumentException if the size is not positive
    public static Image resize(Image image, int width, int height, Flavour flavour) {
        requireSize(width, height);
        Passes passes = Passes.antialiased(image.width(), image.height(), width, height, flavour.border());
        return resize(image, passes, flavour, Check.NONE);
    }

    private static Image resize(Image image, Passes passes, Flavour flavour, Check check) {
        float[][] planes = new float[image.channels()][];
        for (int channel = 0; channel < planes.length; channel++) {
            planes[channel] = resample(image.plane(channel), passes, flavour.rounding, check);
        }
        Image resized = Image.of(passes.outputWidth(), passes.outputHeight(), planes)
                .withSource(flavour.isRounded() ? image.source().withBitDepth(8) : image.source());
        Optional<float[]> alpha =
                image.alpha().map(plane -> opacity(resample(plane, passes, flavour.rounding, check), check));
        return alpha.map(resized::withAlpha).orElse(resized);
    }

    private static void requireSize(int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("bicubic: size must be positive, got " + width + "x" + height);
        }
    }

    private static float[] resample(float[] plane, Passes passes, Rounding rounding, Check check) {
        check.goOn();
        return switch (rounding) {
            case EACH_PASS -> EightBits.samples(passes.apply(EightBits.of(plane), EightBits::round));
            case AT_THE_END ->
                EightBits.samples(EightBits.round(passes.apply(EightBits.of(plane), UnaryOperator.identity())));
            case NEVER ->
                passes.heightFirst()
                        ? passes.byRows(plane, check)
                        : toFloats(passes.apply(toDoubles(plane), UnaryOperator.identity()));
        };
    }

    private static double[] toDoubles(float[] plane) {
        double[] values = new double[plane.length];
        for (int i = 0; i < plane.length; i++) {
            values[i] = plane[i];
        }
        return values;
    }

    private static float[] toFloats(double[] values) {
        float[] plane = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            plane[i] = (float) values[i];
        }
        return plane;
    }

    private static float[] opacity(float[] alpha, Check check) {
        check.along(alpha.length, (from, to) -> {
            for (int i = from; i < to; i++) {
                alpha[i] = Math.clamp(alpha[i], 0f, 1f);
            }
        });
        return alpha;
    }

    /// `imresize(plane, [height width])` on doubles: antialiased where it shrinks, never rounded.
    ///
    /// @throws IllegalArgumentException if the size is not positive
    public static Plane resize(Plane plane, int width, int height, Border border) {
        requireSize(width, height);
        return apply(plane, width, height, Passes.antialiased(plane.width(), plane.height(), width, height, border));
    }

    /// `imresize(plane, [height width], 'Antialiasing', false)` on doubles: four samples per output, whatever
    /// the scale.
    ///
    /// @throws IllegalArgumentException if the size is not positive
    public static Plane interpolate(Plane plane, int width, int height, Border border) {
        requireSize(width, height);
        return apply(plane, width, height, Passes.interpolating(plane.width(), plane.height(), width, height, border));
    }

    private static Plane apply(Plane plane, int width, int height, Passes passes) {
        return Plane.of(width, height, passes.apply(plane.samples(), UnaryOperator.identity()));
    }

    /// The two one-dimensional passes over planes of one size.
    private record Passes(int width, Taps alongWidth, Taps alongHeight, int outputWidth, boolean heightFirst) {
        static Passes antialiased(int width, int height, int outputWidth, int outputHeight, Border border) {
            return new Passes(
                    width,
                    Taps.antialiased(width, outputWidth, border),
                    Taps.antialiased(height, outputHeight, border),
                    outputWidth,
                    startsWithHeight(width, height, outputWidth, outputHeight));
        }

        static Passes interpolating(int width, int height, int outputWidth, int outputHeight, Border border) {
            return new Passes(
                    width,
                    Taps.interpolating(width, outputWidth, border),
                    Taps.interpolating(height, outputHeight, border),
                    outputWidth,
                    startsWithHeight(width, height, outputWidth, outputHeight));
        }

        private static boolean startsWithHeight(int width, int height, int outputWidth, int outputHeight) {
            return (double) outputHeight / height <= (double) outputWidth / width;
        }

        int outputHeight() {
            return alongHeight.positions();
        }

        /// Both passes for one row of the result after the other, height first; the same additions
        /// in the same order as over whole planes.
        float[] byRows(float[] plane, Check check) {
            float[] output = new float[Math.multiplyExact(outputHeight(), outputWidth)];
            double[] flat = new double[width];
            for (int y = 0; y < outputHeight(); y++) {
                check.goOn();
                alongHeight.row(y, plane, flat);
                alongWidth.row(flat, output, y * outputWidth);
            }
            return output;
        }

        double[] apply(double[] plane, UnaryOperator<double[]> afterEach) {
            if (heightFirst) {
                double[] flat = afterEach.apply(alongHeight.alongHeight(plane, width));
                return afterEach.apply(alongWidth.alongWidth(flat, width));
            }
            double[] narrow = afterEach.apply(alongWidth.alongWidth(plane, width));
            return afterEach.apply(alongHeight.alongHeight(narrow, outputWidth));
        }
    }
}
