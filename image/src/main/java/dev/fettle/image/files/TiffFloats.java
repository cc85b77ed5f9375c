package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Floating-point samples, for which no number is white by nature. Those in [0, 1] are taken as they are; others are
/// scaled by what the file says is black and white (SMinSampleValue and SMaxSampleValue), or refused.
final class TiffFloats {
    /// Half a step of 16 bits: what lies no further outside is rounded into [0, 1], not cut off.
    private static final double TOLERANCE = 0.5 / 65535;

    private static final Range UNIT = new Range(-TOLERANCE, 1 + TOLERANCE);
    private static final String WAY_OUT =
            "scale the samples to 0..1, or tell black and white in SMinSampleValue and SMaxSampleValue";

    private final TiffPage page;

    private TiffFloats(TiffPage page) {
        this.page = page;
    }

    /// The number with these bits: IEEE 754's of 16, 32 or 64, or the one of 24 in TIFF technical note 3 (an exponent
    /// of
    /// 7 bits, 16 bits of fraction).
    static float of(long bits, int count) {
        return switch (count) {
            case 16 -> Float.float16ToFloat((short) bits);
            case 24 -> ofTwentyFour((int) bits);
            case 32 -> Float.intBitsToFloat((int) bits);
            default -> (float) Double.longBitsToDouble(bits);
        };
    }

    private static float ofTwentyFour(int bits) {
        int exponent = bits >> 16 & 0x7F;
        int fraction = bits & 0xFFFF;
        float sign = bits >> 23 == 0 ? 1 : -1;
        if (exponent == 0x7F) {
            return fraction == 0 ? sign * Float.POSITIVE_INFINITY : Float.NaN;
        }
        return exponent == 0
                ? sign * Math.scalb((float) fraction, -62 - 16)
                : sign * Math.scalb((float) (fraction | 1 << 16), exponent - 63 - 16);
    }

    /// Brings the samples into [0, 1] where they stand.
    ///
    /// @param planes the colours and, behind them, alpha if there is any
    /// @throws ImageFormatException if they are not in [0, 1] and nothing says which of them is white
    static void scale(TiffPage page, TiffSamples samples, float[][] planes) throws ImageFormatException {
        var floats = new TiffFloats(page);
        int colours = samples.photometry().colours();
        floats.scale(List.of(planes).subList(0, colours), 0, colours);
        if (samples.hasAlpha()) {
            floats.scale(List.of(planes[colours]), samples.alphaAt(), samples.alphaAt() + 1);
        }
    }

    /// Numbers from the lowest to the highest.
    private record Range(double low, double high) {
        boolean isIn(Range other) {
            return low >= other.low && high <= other.high;
        }

        Range to(Range unit) {
            double length = unit.high - unit.low;
            return new Range((low - unit.low) / length, (high - unit.low) / length);
        }
    }

    /// @param first of the samples of a pixel that stand in these planes
    /// @param end the one behind them
    private void scale(List<float[]> planes, int first, int end) throws ImageFormatException {
        Range found = range(planes);
        if (found.isIn(UNIT)) {
            return;
        }
        Optional<Range> stated = stated(first, end);
        if (stated.isEmpty() || !found.to(stated.get()).isIn(UNIT)) {
            throw refused(found, stated);
        }
        double black = stated.get().low();
        double length = stated.get().high() - black;
        for (float[] plane : planes) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = (float) ((plane[i] - black) / length);
            }
        }
        page.remark(Remark.noted("its floating-point samples are scaled: %s is black, %s is white"
                .formatted(text(black), text(stated.get().high()))));
    }

    private Range range(List<float[]> planes) throws ImageFormatException {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (float[] plane : planes) {
            for (float sample : plane) {
                if (!Float.isFinite(sample)) {
                    throw page.content().unsupported("one of its floating-point samples is " + sample, WAY_OUT);
                }
                low = Math.min(low, sample);
                high = Math.max(high, sample);
            }
        }
        return new Range(low, high);
    }

    /// What the file calls black and white; black is 0 where only white is told. All colours have the same.
    private Optional<Range> stated(int first, int end) throws ImageFormatException {
        List<Double> white = part(TiffTags.S_MAX, first, end);
        if (white.isEmpty()) {
            return Optional.empty();
        }
        double low =
                part(TiffTags.S_MIN, first, end).stream().min(Double::compare).orElse(0.0);
        double high = Collections.max(white);
        boolean usable = Double.isFinite(low) && Double.isFinite(high) && low < high;
        return usable ? Optional.of(new Range(low, high)) : Optional.empty();
    }

    /// Those numbers of a field that are about these samples.
    private List<Double> part(int tag, int first, int end) throws ImageFormatException {
        List<Double> numbers = page.numbers(tag, end);
        return numbers.subList(Math.min(first, numbers.size()), numbers.size());
    }

    private ImageFormatException refused(Range found, Optional<Range> stated) {
        String told = stated.map(range -> "its tags tell %s to %s".formatted(text(range.low()), text(range.high())))
                .orElse("nothing tells which of them is white");
        return page.content()
                .unsupported(
                        "its floating-point samples run from %s to %s, not from 0 to 1, and %s"
                                .formatted(text(found.low()), text(found.high()), told),
                        WAY_OUT);
    }

    private static String text(double number) {
        return Float.toString((float) number).replaceFirst("\\.0$", "");
    }
}
