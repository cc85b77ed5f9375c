package dev.fettle.network.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Graph;
import dev.fettle.network.Network;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Direct.Activation;
import dev.fettle.network.architecture.Direct.Anchor;
import dev.fettle.network.convolution.Convolutions;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectTest {
    private static final double CENTRE = 0.4;

    /// The layers see the picture less the centre, the anchor sees the picture.
    @ParameterizedTest
    @CsvSource({"2, 3, 1", "2, 1, 1", "1, 3, 2", "3, 3, 2"})
    void theCentreIsTakenOffBeforeTheLayersAlone(int scale, int colours, int fold) {
        float[] picture = samples(colours);
        float[] less = picture.clone();
        for (int i = 0; i < less.length; i++) {
            less[i] -= (float) CENTRE;
        }
        for (Anchor anchor : new Anchor[] {Anchor.NEAREST, Anchor.BICUBIC}) {
            double[] whole = result(scale, colours, fold, CENTRE, anchor, picture);
            double[] centredLayers = result(scale, colours, fold, CENTRE, Anchor.NONE, picture);
            double[] layersOfLess = result(scale, colours, fold, 0, Anchor.NONE, less);
            double[] anchored = result(scale, colours, fold, 0, anchor, picture);
            double[] layers = result(scale, colours, fold, 0, Anchor.NONE, picture);
            for (int i = 0; i < whole.length; i++) {
                assertThat(centredLayers[i]).isCloseTo(layersOfLess[i], within(1e-5));
                assertThat(whole[i] - centredLayers[i]).isCloseTo(anchored[i] - layers[i], within(1e-5));
            }
            double changed = IntStream.range(0, layers.length)
                    .mapToDouble(i -> Math.abs(layers[i] - layersOfLess[i]))
                    .max()
                    .orElseThrow();
            assertThat(changed).isGreaterThan(1e-3);
        }
    }

    private static double[] result(int scale, int colours, int fold, double centre, Anchor anchor, float[] picture) {
        Graph graph = new Direct(
                        scale, 2, 6, colours, 0, Activation.LEAKY_RELU, anchor, fold, centre, Convolutions.PLAIN)
                .graph();
        Values input = new Values(Shape.of(1, colours, 6, 8), picture);
        return Reference.run(Network.of(graph, Weights.initial(graph, 4)), input)
                .array();
    }

    private static float[] samples(int colours) {
        Random random = new Random(2);
        float[] samples = new float[colours * 6 * 8];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = random.nextFloat();
        }
        return samples;
    }
}
