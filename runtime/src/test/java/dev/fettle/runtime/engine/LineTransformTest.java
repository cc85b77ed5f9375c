package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class LineTransformTest {
    private static final int COUNT = FloatVector.SPECIES_PREFERRED.length();
    private static final List<LineTransform> ALL =
            List.of(new VectorLine2(), new VectorLine4(), new VectorLine5(), new VectorLine6());

    /// Lavin and Gray, CVPR 2016, eq. 6: Aᵀ [(G g) ⊙ (Bᵀ d)] is the correlation of d with g.
    @Test
    void productsOfPointsAreACorrelation() {
        for (LineTransform line : ALL) {
            for (long seed = 0; seed < 20; seed++) {
                Random random = new Random(seed);
                float[] samples = random(random, line.points() * COUNT);
                double[] taps = random.doubles(line.taps()).toArray();
                float[] points = new float[samples.length];
                line.toPoints(lines(samples, points));
                multiply(points, line.filterMatrix(), taps);
                float[] result = new float[line.side() * COUNT];
                line.toSamples(lines(points, result));
                for (int i = 0; i < result.length; i++) {
                    double expected = 0;
                    for (int tap = 0; tap < line.taps(); tap++) {
                        expected += taps[tap] * samples[i + tap * COUNT];
                    }
                    assertThat((double) result[i])
                            .as("side %d, seed %d, sample %d", line.side(), seed, i)
                            .isCloseTo(expected, within(2e-5));
                }
            }
        }
    }

    private static void multiply(float[] points, double[][] matrix, double[] taps) {
        for (int i = 0; i < points.length; i++) {
            double weight = 0;
            for (int tap = 0; tap < taps.length; tap++) {
                weight += matrix[i / COUNT][tap] * taps[tap];
            }
            points[i] = (float) (points[i] * weight);
        }
    }

    /// Two lines that stand apart by a step of their own, among numbers that must not be touched.
    @Test
    void linesAreReadAndWrittenWhereTheyLie() {
        for (LineTransform line : ALL) {
            int values = line.points();
            float[] x = random(new Random(1), 2 * (values + 3) * COUNT);
            float[] alone = new float[values * COUNT];
            int apart = (values + 3) * COUNT;
            Lines second = new Lines();
            second.begin(x, apart, COUNT, 0, 1, alone, 0, 0, COUNT);
            line.toPoints(second);
            float[] together = new float[(2 * values + 5) * COUNT];
            Lines both = new Lines();
            both.begin(x, 0, COUNT, apart, 2, together, 0, (values + 5) * COUNT, COUNT);
            line.toPoints(both);
            for (int i = 0; i < values * COUNT; i++) {
                assertThat(together[(values + 5) * COUNT + i]).isEqualTo(alone[i]);
            }
            for (int i = values * COUNT; i < (values + 5) * COUNT; i++) {
                assertThat(together[i]).isZero();
            }
        }
    }

    /// Two groups of two lines, as far apart as two loops would have them.
    @Test
    void linesInGroupsAreThoseOfLoopsOfTheirOwn() {
        for (LineTransform line : ALL) {
            int length = line.points() * COUNT;
            float[] x = random(new Random(1), 5 * length);
            for (Consumer<Lines> direction : List.<Consumer<Lines>>of(line::toPoints, line::toSamples)) {
                float[] apart = new float[6 * length];
                Lines lines = new Lines();
                lines.begin(x, 0, COUNT, length, 2, apart, 0, length, COUNT);
                direction.accept(lines);
                lines.begin(x, 3 * length, COUNT, length, 2, apart, 4 * length, length, COUNT);
                direction.accept(lines);
                float[] together = new float[apart.length];
                lines.begin(x, 0, COUNT, length, 4, together, 0, length, COUNT);
                lines.inGroups(2, 3 * length, 4 * length);
                direction.accept(lines);
                assertThat(together).as("side %d", line.side()).isEqualTo(apart);
            }
        }
    }

    private static Lines lines(float[] x, float[] y) {
        Lines lines = new Lines();
        lines.begin(x, 0, COUNT, 0, 1, y, 0, 0, COUNT);
        return lines;
    }

    private static float[] random(Random random, int length) {
        float[] array = new float[length];
        for (int i = 0; i < length; i++) {
            array[i] = random.nextFloat() - 0.5f;
        }
        return array;
    }
}
