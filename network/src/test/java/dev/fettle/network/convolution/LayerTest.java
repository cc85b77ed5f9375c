package dev.fettle.network.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Network;
import dev.fettle.network.Reference;
import dev.fettle.network.Reference.Array;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.convolution.Ghost.Cheap;
import dev.fettle.network.convolution.Ghost.Learning;
import dev.fettle.network.convolution.Sparse.Constraint;
import dev.fettle.network.convolution.Sparse.Form;
import dev.fettle.network.convolution.Sparse.Pooling;
import dev.fettle.network.convolution.Sparse.Selection;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayerTest {
    private static final Sparse NSR = Sparse.DEFAULTS.withGroups(3, 4);
    private static final int CHANNELS = 8;
    private static final Values PICTURE = new Initial.Uniform(1).draw(Shape.of(2, 4, 9, 6), new Random(3));

    /// Methods that compute a sample of the result from what is around it and from the whole input alone,
    /// not from the rest of the result.
    static List<Convolution> sampleBySample() {
        return List.of(
                Convolutions.PLAIN,
                CondConv.DEFAULTS,
                DynamicConv.DEFAULTS,
                NSR,
                NSR.withConstraint(Constraint.HARD),
                new Ghost(0.5, 0, Cheap.SHIFT, Learning.DEFAULTS));
    }

    static List<Convolution> all() {
        return Convolutions.ALL.names().stream()
                .map(name -> name.equals("sparse")
                        ? NSR
                        : Convolutions.ALL.kind("convolution", name).defaults())
                .toList();
    }

    private static Graph graph(Convolution convolution, Layer layer) {
        GraphBuilder g = new GraphBuilder();
        return g.build(convolution.apply(g, layer, g.input("image", 4)));
    }

    @ParameterizedTest
    @MethodSource("sampleBySample")
    void strideKeepsEveryOtherSampleOfTheLayerWithout(Convolution convolution) {
        Layer layer = new Layer("conv", CHANNELS, 3);
        Weights weights = Weights.initial(graph(convolution, layer), 5);
        Array dense = Reference.run(new Network(graph(convolution, layer), weights), PICTURE);
        Array strided = Reference.run(new Network(graph(convolution, layer.withStride(2)), weights), PICTURE);
        assertThat(strided.shape()).isEqualTo(Shape.of(2, CHANNELS, 5, 3));
        for (int i = 0; i < strided.array().length; i++) {
            int row = i / 3 % 5 * 2;
            assertThat(strided.array()[i]).isCloseTo(dense.array()[(i / 15 * 9 + row) * 6 + i % 3 * 2], within(1e-12));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyConvolutionHonoursStride(Convolution convolution) {
        Graph graph = graph(convolution, new Layer("conv", CHANNELS, 3).withStride(2));
        Array result = Reference.run(new Network(graph, Weights.initial(graph, 5)), PICTURE);
        assertThat(result.shape()).isEqualTo(Shape.of(2, CHANNELS, 5, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"merged", "sum"})
    void blocksWithSharedChoicesHonourStrideInTheirFirstLayer(String form) {
        Sparse shared = new Sparse(
                3,
                1,
                new Sparse.Choice(
                        Constraint.SOFTMAX,
                        Temperature.DEFAULTS,
                        Selection.SHARED,
                        Form.valueOf(form.toUpperCase(Locale.ROOT))),
                Sparse.Routing.DEFAULTS);
        Layer first = new Layer("0", CHANNELS, 3).withStride(2);
        GraphBuilder g = new GraphBuilder();
        Graph graph = g.build(shared.pair(g, first, g::relu, new Layer("2", 4, 3), g.input("image", 4)));
        assertThat(Reference.run(new Network(graph, Weights.initial(graph, 5)), PICTURE)
                        .shape())
                .isEqualTo(Shape.of(2, 4, 5, 3));
    }

    @Test
    void aKernelForEachWindowRefusesStrideByTheNameOfTheLayer() {
        Sparse windows = NSR.with(Sparse.Routing.of(Pooling.WINDOW, 4));
        GraphBuilder g = new GraphBuilder();
        Layer layer = new Layer("conv2", CHANNELS, 3).withStride(2);
        assertThatThrownBy(() -> windows.apply(g.in("layer2.0"), layer, g.input("image", 4)))
                .hasMessage("layer2.0.conv2: a kernel for each window needs stride 1; the layer has stride 2");
    }

    @Test
    void changesOfALayerKeepItsStride() {
        Layer layer = new Layer("conv", CHANNELS, 3, new StoredFilters.He(false)).withStride(2);
        assertThat(layer.inGroups(2).part(4))
                .isEqualTo(new Layer(
                        "conv", 4, 3, 2, 2, new StoredFilters.Gaussian(Math.sqrt(2.0 / (9 * CHANNELS)), false)));
        assertThat(new Layer("conv", CHANNELS, 3, 2, new StoredFilters.Direct()).stride())
                .isEqualTo(1);
        assertThatThrownBy(() -> layer.withStride(0)).hasMessage("conv: a layer needs a stride of at least 1, got 0");
    }
}
