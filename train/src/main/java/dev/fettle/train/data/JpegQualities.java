package dev.fettle.train.data;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.fettle.image.degrade.JpegCompression;
import dev.fettle.image.files.Subsampling;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Qualities of the JPEG files that a network is trained for: one, or the whole numbers of a range for a blind network.
/// A file spells them `40` or `[5, 95]`.
///
/// Of a range the logarithm is uniform: below 50 the steps of quantisation go as 1 / quality, so that doubling them is
/// equally frequent everywhere. With uniform qualities from 5 to 95 one patch in eight would have 15 or less, where
/// there is most to restore.
///
/// What it says of numbers that do not do begins with `must`, and the reader of settings sets the key
/// before that.
///
/// @param low worst quality, as libjpeg counts
/// @param high best; the same as `low` for one quality
public record JpegQualities(int low, int high) {
    private static final int[] CUSTOMARY = {10, 20, 30, 40}; // of the tables in most papers

    public JpegQualities {
        if (!(low >= 1 && high <= 100)) {
            throw new IllegalArgumentException("must be from 1 to 100, got " + text(low, high));
        }
        if (!(low <= high)) {
            throw new IllegalArgumentException("must begin with the lower one, got " + text(low, high));
        }
    }

    /// The same quality for all patches.
    public static JpegQualities of(int quality) {
        return new JpegQualities(quality, quality);
    }

    /// Reads a whole number, or a list of two.
    ///
    /// @throws IllegalArgumentException if it is something else
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static JpegQualities read(JsonNode qualities) {
        if (qualities.isInt()) {
            return of(qualities.intValue());
        }
        if (qualities.isArray()
                && qualities.size() == 2
                && qualities.get(0).isInt()
                && qualities.get(1).isInt()) {
            return new JpegQualities(
                    qualities.get(0).intValue(), qualities.get(1).intValue());
        }
        throw new IllegalArgumentException(
                "must be a whole number such as 40, or two such as [5, 95], got " + qualities);
    }

    @JsonValue
    Object written() {
        return isFixed() ? low : List.of(low, high);
    }

    private boolean isFixed() {
        return low == high;
    }

    private static String text(int low, int high) {
        return low == high ? Integer.toString(low) : "[" + low + ", " + high + "]";
    }

    /// How one patch is compressed. For one quality, chroma is stored at 4:2:0, as measuring does; for a range, a
    /// picture of colour is as often at 4:4:4.
    JpegCompression draw(RandomState random, int channels) {
        if (isFixed()) {
            return new JpegCompression(low, Subsampling.HALF);
        }
        double span = Math.log((high + 1.0) / low);
        int quality = Math.min((int) (low * Math.exp(span * random.nextDouble())), high);
        boolean isFull = channels > 1 && random.nextInt(2) == 1;
        return new JpegCompression(quality, isFull ? Subsampling.FULL : Subsampling.HALF);
    }

    /// The quality of these that is nearest to a wanted one.
    int nearest(int wanted) {
        return Math.clamp(wanted, low, high);
    }

    /// What validation measures: the one quality; of a range those of 10, 20, 30 and 40 that lie in it, or else its
    /// middle.
    List<JpegCompression> measured() {
        List<JpegCompression> within = IntStream.of(CUSTOMARY)
                .filter(quality -> quality >= low && quality <= high)
                .mapToObj(JpegQualities::compression)
                .toList();
        return isFixed() || within.isEmpty() ? List.of(compression((low + high) / 2)) : within;
    }

    private static JpegCompression compression(int quality) {
        return new JpegCompression(quality, Subsampling.HALF);
    }
}
