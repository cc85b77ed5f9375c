package dev.fettle.image.files;

import dev.fettle.image.Image.Colour;
import dev.fettle.image.Source;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a PNG says about its colours without a profile (PNG specification, third edition, 11.3.2). Of several words
/// cICP counts before iCCP, that before sRGB, that before gAMA and cHRM.
final class PngColours {
    /// In the order in which they are written.
    static final List<String> CHUNKS = List.of("cICP", "sRGB", "gAMA", "cHRM", "mDCV", "cLLI");

    private static final Map<String, Integer> LENGTHS =
            Map.of("cICP", 4, "sRGB", 1, "gAMA", 4, "cHRM", 32, "mDCV", 24, "cLLI", 8);
    private static final double UNIT = 100_000; // of gAMA's and cHRM's integers
    private static final byte[] SRGB_CODES = {1, 13, 0, 1}; // ITU-T H.273: BT.709, IEC 61966-2-1, RGB, full range
    private static final double USUAL_GAMMA = 2.2;
    private static final double[] USUAL_CHROMATICITIES = {0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06};

    private PngColours() {}

    /// Whether a chunk's content has the length, and as far as that is known the values, of its kind.
    static boolean isValid(String type, byte[] content) {
        return LENGTHS.getOrDefault(type, -1) == content.length
                && !(type.equals("gAMA") && ByteBuffer.wrap(content).getInt() <= 0);
    }

    /// Whether these chunks say more than what a picture without a profile is taken for anyway.
    static boolean matter(Map<String, byte[]> chunks) {
        if (chunks.containsKey("cICP")) {
            return !Arrays.equals(chunks.get("cICP"), SRGB_CODES);
        }
        boolean usual = isNear(new double[] {gamma(chunks)}, new double[] {USUAL_GAMMA}, 0.1)
                && isNear(chromaticities(chunks), USUAL_CHROMATICITIES, 0.005);
        return !chunks.containsKey("sRGB") && !usual;
    }

    /// For messages: `gAMA, cHRM`.
    static String names(Map<String, byte[]> chunks) {
        return String.join(", ", CHUNKS.stream().filter(chunks::containsKey).toList());
    }

    /// A profile that says what the chunks say; empty if there is no need for one, or no way.
    static Optional<byte[]> profile(Source source, Colour colour) {
        Map<String, byte[]> chunks = source.colourChunks();
        return matter(chunks) && !chunks.containsKey("cICP")
                ? GammaProfile.of(gamma(chunks), chromaticities(chunks), colour)
                : Optional.empty();
    }

    /// Of the light of a sample: sample to the power of this.
    private static double gamma(Map<String, byte[]> chunks) {
        byte[] chunk = chunks.get("gAMA");
        return chunk == null ? USUAL_GAMMA : UNIT / ByteBuffer.wrap(chunk).getInt();
    }

    /// x and y of white, red, green and blue.
    private static double[] chromaticities(Map<String, byte[]> chunks) {
        byte[] chunk = chunks.get("cHRM");
        if (chunk == null) {
            return USUAL_CHROMATICITIES;
        }
        double[] values = new double[USUAL_CHROMATICITIES.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = ByteBuffer.wrap(chunk).getInt(4 * i) / UNIT;
        }
        return values;
    }

    private static boolean isNear(double[] values, double[] wanted, double tolerance) {
        for (int i = 0; i < values.length; i++) {
            if (Math.abs(values[i] - wanted[i]) > tolerance) {
                return false;
            }
        }
        return true;
    }
}
