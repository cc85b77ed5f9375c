package dev.fettle.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.stream.IntStream;

/// Whether the engines made the same picture as the first one did.
///
/// @param largest absolute value of the first engine's output
/// @param tolerance of engines that compute in 32-bit floats, relative to it
record Agreement(double largest, double tolerance, List<Difference> differences) {
    /// Float rounding through some tens of layers is 1e-6 to 1e-5; a wrong border or a swapped channel 1e-2 or more.
    private static final double TOLERANCE = 1e-4;

    Agreement {
        differences = List.copyOf(differences);
    }

    /// How far one engine is from the first.
    ///
    /// @param maximum absolute difference
    /// @param relative the same as a part of the largest output
    /// @param psnr in dB, for a peak of the largest output
    /// @param isBound whether it computes in 32-bit floats and therefore must agree
    record Difference(
            String engine,
            double maximum,
            double relative,
            double psnr,
            @JsonIgnore boolean isBound) {
        static Difference of(Contestant contestant, float[] expected, float[] actual) {
            if (actual.length != expected.length) {
                throw new IllegalArgumentException("%s: made %d samples instead of %d"
                        .formatted(contestant.label(), actual.length, expected.length));
            }
            double maximum = 0;
            double squares = 0;
            for (int i = 0; i < expected.length; i++) {
                double difference = Math.abs((double) expected[i] - actual[i]);
                maximum = Math.max(maximum, difference); // NaN stays
                squares += difference * difference;
            }
            double largest = largest(expected);
            double psnr = 10 * Math.log10(largest * largest * expected.length / squares);
            return new Difference(contestant.label(), maximum, maximum / largest, psnr, contestant.isExact());
        }
    }

    /// @param contestants in the order of the outputs
    static Agreement of(List<Contestant> contestants, List<float[]> outputs) {
        float[] expected = outputs.getFirst();
        List<Difference> differences = IntStream.range(1, outputs.size())
                .mapToObj(i -> Difference.of(contestants.get(i), expected, outputs.get(i)))
                .toList();
        return new Agreement(largest(expected), TOLERANCE, differences);
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /// Those that should agree and do not.
    @JsonIgnore
    List<Difference> failures() {
        return differences.stream()
                .filter(difference -> difference.isBound && !(difference.relative <= tolerance)) // nor does NaN agree
                .toList();
    }
}
