package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.architecture.Direct;
import dev.fettle.network.architecture.Direct.Activation;
import dev.fettle.network.architecture.Direct.Anchor;
import dev.fettle.network.convolution.Conv3xc;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Ecb;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdentityLayersTest {
    private static final List<String> GROWN = List.of("body.2", "body.3");

    @Test
    void aDeeperNetworkComputesWhatTheShallowOneDoes() {
        for (Convolution convolution : List.of(Convolutions.PLAIN, Ecb.DEFAULTS)) {
            Network shallow = Network.initial(direct(2, 0, Activation.RELU, convolution), 1);
            Graph deeper = direct(4, 0, Activation.RELU, convolution);
            Weights drawn = begunWith(shallow.weights(), deeper);
            double[] expected = Reference.run(shallow, picture()).array();
            Network grown = Network.of(deeper, IdentityLayers.in(deeper, drawn, GROWN));
            assertSame(Reference.run(grown, picture()).array(), expected, 1e-5);
            double[] undone =
                    Reference.run(Network.of(deeper, drawn), picture()).array();
            assertThat(undone[0]).isNotCloseTo(expected[0], within(1e-3));
        }
    }

    @Test
    void aDeeperNetworkOfBlocksDoesSoToo() {
        for (Convolution convolution : List.of(Convolutions.PLAIN, Ecb.DEFAULTS)) {
            Network shallow = Network.initial(direct(2, 2, Activation.SILU, convolution), 1);
            Graph deeper = direct(6, 2, Activation.SILU, convolution);
            Weights begun =
                    IdentityLayers.in(deeper, begunWith(shallow.weights(), deeper), List.of("body.3", "body.5"));
            double[] expected = Reference.run(shallow, picture()).array();
            assertSame(Reference.run(Network.of(deeper, begun), picture()).array(), expected, 1e-5);
        }
    }

    @Test
    void branchesOfTheIdentityStayAsDrawnSoThatTheyLearn() {
        Graph graph = direct(4, 0, Activation.RELU, Ecb.DEFAULTS);
        Weights drawn = Weights.initial(graph, 3);
        Weights begun = IdentityLayers.in(graph, drawn, GROWN);
        assertThat(begun.byName().keySet())
                .containsExactlyElementsOf(drawn.byName().keySet());
        assertThat(begun.byName().keySet().stream()
                        .filter(name -> !Arrays.equals(
                                begun.get(name).array(), drawn.get(name).array())))
                .containsExactlyInAnyOrder("body.2.plain.weight", "body.2.bias", "body.3.plain.weight", "body.3.bias");
    }

    @Test
    void layersThatCannotPassTheirInputOnAreNamed() {
        Graph stack = direct(4, 0, Activation.RELU, Convolutions.PLAIN);
        requireRefused(stack, "body.9", "the network has no layer 'body.9'");
        requireRefused(stack, "head", "'head' changes the number of channels or pixels (filters [6×3×3×3])");
        requireRefused(stack, "image", "'image' is no convolution but");
        requireRefused(
                direct(4, 0, Activation.PRELU, Convolutions.PLAIN),
                "body.2",
                "'body.2' stands neither between two ReLUs nor before a sum");
        requireRefused(
                direct(4, 2, Activation.RELU, Convolutions.PLAIN),
                "body.2",
                "'body.2' stands neither between two ReLUs nor before a sum");
        requireRefused(
                direct(4, 2, Activation.RELU, Convolutions.PLAIN),
                "tail",
                "'tail' is added to what it was not computed from");
        requireRefused(
                new Direct(1, 4, 3, 0, Activation.RELU, Anchor.NEAREST, 1, Convolutions.PLAIN).graph(),
                "tail",
                "'tail' is added to what it was not computed from");
        requireRefused(
                direct(4, 0, Activation.RELU, Conv3xc.DEFAULTS),
                "body.2",
                "'body.2' computes its filters in a way that leaves none of them to choose");
    }

    private static void requireRefused(Graph graph, String layer, String message) {
        assertThatThrownBy(() -> IdentityLayers.in(graph, Weights.initial(graph, 1), List.of(layer)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static Weights begunWith(Weights known, Graph graph) {
        Map<String, Values> weights =
                new LinkedHashMap<>(Weights.initial(graph, 2).byName());
        weights.putAll(known.byName());
        return Weights.of(weights);
    }

    private static void assertSame(double[] found, double[] expected, double tolerance) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(tolerance));
        }
    }

    private static Graph direct(int layers, int skip, Activation activation, Convolution convolution) {
        return new Direct(2, layers, 6, skip, activation, Anchor.NEAREST, 1, convolution).graph();
    }

    private static Values picture() {
        Values picture = Values.zeros(Shape.of(1, 3, 7, 6));
        for (int i = 0; i < picture.array().length; i++) {
            picture.array()[i] = i % 11 / 11f;
        }
        return picture;
    }
}
