package dev.fettle.train.data;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.fettle.image.degrade.GaussianNoise;
import java.util.List;
import java.util.stream.DoubleStream;
import tools.jackson.databind.JsonNode;

/// Standard deviations of Gaussian noise that a network is trained for: one, or uniform over a range for a blind
/// network (DnCNN-B takes 0 to 55). A file spells them `25` or `[0, 55]`.
///
/// @param low least standard deviation on the 0..255 scale
/// @param high largest; the same as `low` for one level
public record NoiseLevels(double low, double high) {
    private static final double[] CUSTOMARY = {15, 25, 50}; // of the tables in most papers

    public NoiseLevels {
        if (!(low >= 0 && high <= 255)) {
            throw new IllegalArgumentException("data.sigma must be from 0 to 255, got " + text(low, high));
        }
        if (!(low <= high)) {
            throw new IllegalArgumentException("data.sigma: the lower level comes first, got " + text(low, high));
        }
    }

    /// The same level for all patches.
    public static NoiseLevels of(double sigma255) {
        return new NoiseLevels(sigma255, sigma255);
    }

    /// Reads a number, or a list of two.
    ///
    /// @throws IllegalArgumentException if it is something else
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static NoiseLevels read(JsonNode levels) {
        if (levels.isNumber()) {
            return of(levels.doubleValue());
        }
        if (levels.isArray()
                && levels.size() == 2
                && levels.get(0).isNumber()
                && levels.get(1).isNumber()) {
            return new NoiseLevels(levels.get(0).doubleValue(), levels.get(1).doubleValue());
        }
        throw new IllegalArgumentException("data.sigma: a number such as 25, or two such as [0, 55], got " + levels);
    }

    @JsonValue
    Object written() {
        return isFixed() ? low : List.of(low, high);
    }

    private boolean isFixed() {
        return low == high;
    }

    private static String text(double low, double high) {
        return low == high ? Double.toString(low) : "[" + low + ", " + high + "]";
    }

    /// A level for one patch.
    double draw(RandomState random) {
        return isFixed() ? low : low + (high - low) * random.nextDouble();
    }

    /// What validation measures: the one level; of a range those of 15, 25 and 50 that lie in it, or else its middle.
    List<GaussianNoise> measured() {
        List<GaussianNoise> within = DoubleStream.of(CUSTOMARY)
                .filter(level -> level >= low && level <= high)
                .mapToObj(GaussianNoise::new)
                .toList();
        return isFixed() || within.isEmpty() ? List.of(new GaussianNoise((low + high) / 2)) : within;
    }
}
