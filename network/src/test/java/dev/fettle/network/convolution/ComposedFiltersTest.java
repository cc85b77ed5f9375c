package dev.fettle.network.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Deployment;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Wdsr;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

/// Branches as filters against the same branches as layers that see the picture, one after the other. These have no
/// border in common, so pixels that far from the edge are compared that no layer saw it.
class ComposedFiltersTest {
    private static final int IN = 3;
    private static final int OUT = 5;
    private static final int SIDE = 7;
    private final Random random = new Random(5);
    private final Values picture = drawn(Shape.of(1, IN, SIDE, SIDE));

    private Values drawn(Shape shape) {
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return new Values(shape, values);
    }

    private Network trained(Convolution convolution) {
        GraphBuilder g = new GraphBuilder();
        Graph graph = g.build(convolution.apply(g, new Layer("l", OUT, 3), g.input("image", IN)));
        Map<String, Values> weights = new LinkedHashMap<>();
        graph.parameters().forEach(parameter -> weights.put(parameter.name(), drawn(parameter.shape())));
        return Network.of(graph, Weights.of(new LinkedHashMap<>(weights)));
    }

    /// What layers in a row make of the picture, without padding.
    private double[] inARow(BiFunction<GraphBuilder, Node, Node> layers) {
        GraphBuilder g = new GraphBuilder();
        Graph graph = g.build(layers.apply(g, g.input("image", IN)));
        return Reference.run(Network.of(graph, Weights.of(new LinkedHashMap<>())), picture)
                .array();
    }

    private static Node layer(GraphBuilder g, Node x, String name, Values filters) {
        return g.add(name, new Convolve(1, 0, 1, 1), x, g.constant(name + ".filters", filters));
    }

    /// (a, b, …) as (b, a, …), each filter read from its last sample where it is turned.
    private static Values fromTheOtherSide(Values values, boolean isTurned) {
        int first = values.shape().dimension(0);
        int second = values.shape().channels();
        int samples = values.shape().height() * values.shape().width();
        float[] turned = new float[values.array().length];
        for (int i = 0; i < turned.length; i++) {
            int sample = i % samples;
            int from = i / samples % second;
            int to = i / samples / second;
            turned[(from * first + to) * samples + (isTurned ? samples - 1 - sample : sample)] = values.array()[i];
        }
        return new Values(
                Shape.of(second, first, values.shape().height(), values.shape().width()), turned);
    }

    /// One filter for each channel on its own.
    private static Values alone(IntBinaryOperator rowAndColumn) {
        float[] values = new float[OUT * OUT * 9];
        for (int channel = 0; channel < OUT; channel++) {
            for (int i = 0; i < 9; i++) {
                values[(channel * OUT + channel) * 9 + i] = rowAndColumn.applyAsInt(i / 3 - 1, i % 3 - 1);
            }
        }
        return new Values(Shape.of(OUT, OUT, 3, 3), values);
    }

    private static Values get(Network network, String part) {
        return network.weights().get("l." + part);
    }

    private void requireAlike(Network composed, double[]... branches) {
        double[] whole = Reference.run(composed, picture).array();
        float[] bias = get(composed, "bias").array();
        int inner = SIDE - 2;
        for (int i = 0; i < OUT * inner * inner; i++) {
            int channel = i / (inner * inner);
            int row = i / inner % inner + 1;
            int column = i % inner + 1;
            double expected = bias[channel];
            for (double[] branch : branches) {
                expected += branch[i];
            }
            assertThat(whole[(channel * SIDE + row) * SIDE + column]).isCloseTo(expected, within(1e-5));
        }
    }

    @Test
    void aChainOfThreeLayersAndALayerBesideItAreOneFilter() {
        Network composed = trained(new Conv3xc(2));
        double[] chain = inARow((g, x) -> {
            Node first = layer(g, x, "first", fromTheOtherSide(get(composed, "chain.0.weight"), false));
            Node second = layer(g, first, "second", fromTheOtherSide(get(composed, "chain.1.weight"), true));
            return layer(g, second, "third", get(composed, "chain.2.weight"));
        });
        double[] skip = inARow((g, x) -> middle(g, layer(g, x, "skip", get(composed, "skip.weight"))));
        requireAlike(composed, chain, skip);
    }

    /// Without the outermost pixels.
    private static Node middle(GraphBuilder g, Node x) {
        return layer(g, x, "middle", alone((row, column) -> row == 0 && column == 0 ? 1 : 0));
    }

    @Test
    void edgesOfTheChannelsArePartOfTheFilter() {
        Network composed = trained(new Ecb(2, false));
        double[] plain = inARow((g, x) -> layer(g, x, "plain", get(composed, "plain.weight")));
        double[] deep = inARow((g, x) -> {
            Node first = layer(g, x, "first", fromTheOtherSide(get(composed, "deep.0.weight"), false));
            return layer(g, first, "second", get(composed, "deep.1.weight"));
        });
        // each mask by its formula: smoothed along the edge, [1 2 1], and differences across it
        double[] across = edges(composed, "sobel-across", (row, column) -> (2 - Math.abs(row)) * -column);
        double[] down = edges(composed, "sobel-down", (row, column) -> (2 - Math.abs(column)) * -row);
        double[] laplace = edges(composed, "laplace", (row, column) -> switch (Math.abs(row) + Math.abs(column)) {
            case 0 -> -4;
            case 1 -> 1;
            default -> 0;
        });
        requireAlike(composed, plain, deep, across, down, laplace);
    }

    private double[] edges(Network composed, String part, IntBinaryOperator mask) {
        return inARow((g, x) ->
                layer(g, layer(g, x, "pointwise", get(composed, part + ".weight")), "mask", alone(mask)));
    }

    @Test
    void identityIsAddedWhereThereAreAsManyChannels() {
        Graph without = new Edsr(2, 1, 8, 1, 1, new Ecb(2, false)).graph();
        Graph with = new Edsr(2, 1, 8, 1, 1, new Ecb(2, true)).graph();
        assertThat(with.parameterCount()).isEqualTo(without.parameterCount());
        assertThat(with.nodes().size() - without.nodes().size()).isEqualTo(2 * 2); // a constant and a sum in each layer
    }

    @Test
    void inUseEachLayerIsOneConvolutionUnderItsPlainName() {
        for (Convolution convolution : new Convolution[] {Ecb.DEFAULTS, Conv3xc.DEFAULTS}) {
            Graph trained = new Edsr(2, 2, 8, 1, 1, convolution).graph();
            Network deployed = Deployment.of(Network.of(trained, Weights.initial(trained, 1)))
                    .network();
            Graph plain = new Edsr(2, 2, 8, 1, 1).graph();
            assertThat(deployed.graph().parameters())
                    .extracting(Parameter::name, Parameter::shape)
                    .containsExactlyInAnyOrderElementsOf(plain.parameters().stream()
                            .map(each -> tuple(each.name(), each.shape()))
                            .toList());
        }
    }

    @Test
    void layersOfOtherKernelsStayPlain() {
        Graph composed = new Wdsr(2, 1, 10, 2, Wdsr.Block.B, Conv3xc.DEFAULTS).graph();
        Graph plain = new Wdsr(2, 1, 10, 2, Wdsr.Block.B, Convolutions.PLAIN).graph();
        assertThat(composed.parameterCount()).isEqualTo(plain.parameterCount());
    }

    @Test
    void groupsAndSizesThatDoNotFitAreRefused() {
        GraphBuilder g = new GraphBuilder();
        Node image = g.input("image", 4);
        assertThatThrownBy(() -> Ecb.DEFAULTS.apply(g, new Layer("l", 4, 3).inGroups(2), image))
                .hasMessage("l: ecb composes filters that see all channels; this layer has 2 groups");
        assertThatThrownBy(() -> new Conv3xc(0)).hasMessage("conv3xc: gain must be 1 to 16, got 0");
        assertThatThrownBy(() -> new Ecb(Double.NaN, false))
                .hasMessage("ecb: depth must be above 0 and at most 16.0, got NaN");
    }
}
