package dev.fettle.network.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Cost;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Network;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The light networks that the models are compared with, against what their authors count.
class LightNetworksTest {
    private static final int KERNEL = 9;
    private static final int SIDE = 6;

    /// Dong et al., ECCV 2016, sec. 3.3: 12,464 weights for FSRCNN (56, 12, 4), neither biases nor
    /// slopes among them, whose last layer has 9×9·56. At ×3 ours has as many; where 3 does not divide
    /// the kernel's side, some of ours stand outside of it.
    @ParameterizedTest
    @CsvSource({"3, 12464", "2, 13528", "4, 15992"})
    void fsrcnnHasThePublishedWeights(int scale, long weights) {
        Graph graph = Architectures.preset("fsrcnn", scale).graph();
        assertThat(graph.parameters().stream()
                        .map(Parameter::shape)
                        .filter(shape -> shape.rank() == 4)
                        .mapToLong(Shape::size)
                        .sum())
                .isEqualTo(weights);
        int side = scale == 2 ? 5 : 3;
        assertThat(weights - 12_464).isEqualTo((long) side * side * scale * scale * 56 - 81 * 56);
    }

    /// What the comment on {@link ConvolutionChain} says: a transposed convolution, added up sample by sample
    /// here, and a convolution with a shuffle are the same.
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void aTransposedConvolutionIsAConvolutionAndAShuffle(int scale) {
        Random random = new Random(scale);
        double[][] kernel = new double[KERNEL][KERNEL];
        float[] picture = new float[SIDE * SIDE];
        for (double[] row : kernel) {
            for (int i = 0; i < KERNEL; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        for (int i = 0; i < picture.length; i++) {
            picture[i] = random.nextFloat();
        }
        int side = SIDE * scale;
        int before = (KERNEL - 1) / 2 / scale * scale; // samples of the result in front of the one that it is around
        double[] transposed = new double[side * side];
        for (int i = 0; i < picture.length; i++) {
            for (int k = 0; k < KERNEL * KERNEL; k++) {
                int down = i / SIDE * scale + k / KERNEL - before;
                int right = i % SIDE * scale + k % KERNEL - before;
                if (down >= 0 && down < side && right >= 0 && right < side) {
                    transposed[down * side + right] += picture[i] * kernel[k / KERNEL][k % KERNEL];
                }
            }
        }
        double[] shuffled = shuffled(scale, before, kernel, picture);
        for (int i = 0; i < transposed.length; i++) {
            assertThat(shuffled[i]).as("scale %d, sample %d", scale, i).isCloseTo(transposed[i], within(1e-5));
        }
    }

    private static double[] shuffled(int scale, int before, double[][] kernel, float[] picture) {
        ConvolutionChain fsrcnn = (ConvolutionChain) Architectures.preset("fsrcnn", scale);
        int taps = fsrcnn.tail();
        GraphBuilder g = new GraphBuilder();
        Graph graph = g.build(g.pixelShuffle(g.conv("tail", g.input("image", 1), scale * scale, taps), scale));
        Network network = Network.initial(graph, 1);
        float[] weights = network.weights().get("tail.weight").array();
        java.util.Arrays.fill(network.weights().get("tail.bias").array(), 0);
        for (int i = 0; i < weights.length; i++) {
            int phase = i / (taps * taps);
            int down = (taps / 2 - i / taps % taps) * scale + before + phase / scale;
            int right = (taps / 2 - i % taps) * scale + before + phase % scale;
            boolean isInside = down >= 0 && down < KERNEL && right >= 0 && right < KERNEL;
            weights[i] = isInside ? (float) kernel[down][right] : 0;
        }
        return Reference.run(network, new Values(Shape.of(1, 1, SIDE, SIDE), picture))
                .array();
    }

    /// ESPCN by its layers (Shi et al., CVPR 2016, sec. 3.1: 5×5 64, 3×3 32, 3×3 r²). ECBSR in colour
    /// and ETDS by the thousands that Chao et al. print (CVPR 2023, the table of their release); of the
    /// large ECBSR for luma ours are 1,088 fewer than the 596 and 603 thousand that are printed, as
    /// many as it has slopes.
    @ParameterizedTest
    @CsvSource({
        "espcn, 3, 22729, 22729",
        "espcn, 4, 24752, 24752",
        "ecbsr-m4c16, 2, 11500, 11600",
        "ecbsr-m4c16, 4, 16500, 17500",
        "ecbsr-m6c40, 2, 91500, 92500",
        "ecbsr-m6c40, 4, 104500, 105500",
        "ecbsr-m16c64, 2, 594412, 595412",
        "ecbsr-m16c64, 4, 601412, 602412",
        "etds-m, 2, 59500, 60500",
        "etds-m, 4, 72500, 73500",
        "etds-l, 2, 151500, 152500",
        "etds-l, 4, 169500, 170500",
    })
    void lightNetworksCountAsPublished(String name, int scale, long least, long most) {
        assertThat(Architectures.preset(name, scale).graph().parameterCount()).isBetween(least, most);
    }

    /// Zhang et al., TIP 2018, sec. III: 15 layers of 64 channels in gray, 12 of 96 in colour, which
    /// with a plane for the strength of the noise come to 485 and 852 thousand; that plane has 9
    /// weights for each channel.
    @ParameterizedTest
    @CsvSource({"ffdnet, 64, 485316, 121.1", "ffdnet-rgb, 96, 852108, 212.8"})
    void ffdNetCountsAsPublishedWithoutThePlaneOfItsStrength(
            String name, int channels, long parameters, double kiloMacs) {
        Graph graph = Architectures.preset(name, 1).graph();
        assertThat(graph.parameterCount()).isEqualTo(parameters - 9L * channels);
        double plane = 9.0 * channels / 4;
        assertThat((Cost.macsPerOutputPixel(graph) + plane) / 1e3).isCloseTo(kiloMacs, within(0.1));
    }

    @Test
    void theyAreAskedForByTheScalesThatTheyHave() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Architectures.preset("fsrcnn", 5))
                .withMessage("chain: scale must be 1, 2, 3, 4 or 8, got 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Architectures.preset("ffdnet", 2))
                .withMessage("ffdnet: keeps the size, scale must be 1, got 2");
    }
}
