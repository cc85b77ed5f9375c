package dev.fettle.lab.calibration;

import dev.fettle.image.Image;
import dev.fettle.image.LumaChroma;
import dev.fettle.image.degrade.JpegCompression;
import dev.fettle.image.files.Subsampling;
import dev.fettle.lab.calibration.Calibration.Choice;
import dev.fettle.runtime.Restorer;
import java.util.ArrayList;
import java.util.List;

/// Which part of a model's change is best at one quality of JPEG. The error of a blend is a parabola in its factor,
/// so that one run of the network on a picture tells the gain of every factor.
final class BlendMeasurement {
    /// No picture may lose more than this, in luma or in colour.
    private static final double MOST_LOSS = 0.1;

    /// A smaller mean gain is lost again when the result is written as a JPEG, even at quality 100 (0.25 dB for a
    /// file of quality 96).
    private static final double LEAST_GAIN = 0.3;

    private static final int STEPS = 100;

    private final int quality;
    private final List<Errors> luma = new ArrayList<>();
    private final List<Errors> colour = new ArrayList<>();

    BlendMeasurement(int quality) {
        this.quality = quality;
    }

    /// Mean products of what is missing (original - degraded) and of the change (restored - degraded).
    private record Errors(double missing, double common, double change) {
        /// The mean squared error of the blend is missing - 2 · factor · common + factor² · change; a lossless picture
        /// has nothing to gain.
        double gain(double factor) {
            double left = missing - 2 * factor * common + factor * factor * change;
            return missing == 0 ? (left == 0 ? 0 : Double.NEGATIVE_INFINITY) : 10 * Math.log10(missing / left);
        }
    }

    /// Takes in one picture, compressed with fine and with coarse chroma; a gray one has none.
    ///
    /// @param restorer of the model without factors
    void add(Image original, Restorer restorer) {
        for (Subsampling subsampling : Subsampling.values()) {
            Image degraded = new JpegCompression(quality, subsampling).apply(original, 0);
            Image restored = restorer.restore(degraded);
            luma.add(errors(List.of(lumaOf(original)), List.of(lumaOf(degraded)), List.of(lumaOf(restored))));
            colour.add(errors(planes(original), planes(degraded), planes(restored)));
        }
    }

    private static List<float[]> planes(Image image) {
        return image.channels() == 1
                ? List.of(image.plane(0))
                : List.of(image.plane(0), image.plane(1), image.plane(2));
    }

    private static float[] lumaOf(Image image) {
        return image.channels() == 1
                ? image.plane(0)
                : LumaChroma.of(new float[][] {image.plane(0), image.plane(1), image.plane(2)})[0];
    }

    private static Errors errors(List<float[]> original, List<float[]> degraded, List<float[]> restored) {
        double missing = 0;
        double common = 0;
        double change = 0;
        for (int band = 0; band < original.size(); band++) {
            float[] before = degraded.get(band);
            for (int i = 0; i < before.length; i++) {
                double error = original.get(band)[i] - before[i];
                double moved = restored.get(band)[i] - before[i];
                missing += error * error;
                common += error * moved;
                change += moved * moved;
            }
        }
        double samples = (double) original.size() * original.getFirst().length;
        return new Errors(missing / samples, common / samples, change / samples);
    }

    /// The factor of the largest mean gain at which no picture loses; 0 where nothing is gained.
    Choice choice() {
        Choice best = new Choice(quality, 0, 0, 0);
        for (int step = 1; step <= STEPS; step++) {
            double factor = (double) step / STEPS;
            double least = Math.min(least(luma, factor), least(colour, factor));
            double mean = luma.stream()
                    .mapToDouble(errors -> errors.gain(factor))
                    .average()
                    .orElse(0);
            if (least >= -MOST_LOSS && mean >= LEAST_GAIN && mean > best.meanGain()) {
                best = new Choice(quality, factor, mean, least);
            }
        }
        return best;
    }

    private static double least(List<Errors> pictures, double factor) {
        return pictures.stream()
                .mapToDouble(errors -> errors.gain(factor))
                .min()
                .orElse(0);
    }
}
