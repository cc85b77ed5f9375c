package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.FeatureMaps.Layer;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Carn;
import dev.fettle.network.architecture.DnCnn;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Ghost;
import dev.fettle.network.convolution.Ghost.Cheap;
import dev.fettle.network.convolution.Ghost.Learning;
import dev.fettle.network.convolution.Ghost.Shifts;
import dev.fettle.network.convolution.Sparse;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FeatureMapsTest {
    private static final Ghost PER_CHANNEL =
            Ghost.DEFAULTS.with(new Learning(Shifts.CHANNEL, ShiftChoice.Rule.MAGNITUDE, true, Fading.DEFAULTS));

    private static FeatureMaps of(Architecture architecture) {
        return FeatureMaps.of(Network.initial(architecture.graph(), 1));
    }

    private static List<String> names(Architecture architecture) {
        return of(architecture).layers().stream().map(Layer::name).toList();
    }

    private static int channels(FeatureMaps maps, int layer) {
        Node map = maps.layers().get(layer).map();
        return Shapes.of(maps.network().graph(), 1, 24, 24).of(map).channels();
    }

    @Test
    void whatMakesThePictureIsNoFeatureMap() {
        assertThat(names(new Vdsr(1, 4, 4, 1, true)))
                .containsExactly("input", "residual_layer.0.conv", "residual_layer.1.conv");
        assertThat(names(new Edsr(2, 1, 4, 1.0, 1.0)))
                .containsExactly("head.0", "body.0.body.0", "body.0.body.2", "body.1", "tail.0.0");
    }

    @Test
    void aNetworkOfOneLayerHasNone() {
        GraphBuilder g = new GraphBuilder();
        Graph graph = g.build(g.conv("only", g.input("image", 3), 3, 3));
        assertThat(FeatureMaps.of(Network.initial(graph, 1)).layers()).isEmpty();
    }

    @Test
    void mapsAreSeenBehindTheirActivation() {
        FeatureMaps maps = of(new Vdsr(1, 3, 4, 1, true));
        assertThat(maps.layers())
                .allSatisfy(layer -> assertThat(layer.map().operation()).isInstanceOf(Operation.Relu.class));
    }

    @Test
    void ghostsAreAmongTheChannelsOfTheirLayer() {
        for (Ghost ghost : List.of(
                Ghost.DEFAULTS, PER_CHANNEL, Ghost.DEFAULTS.inStoredOrder(), Ghost.DEFAULTS.with(Cheap.DEPTHWISE))) {
            FeatureMaps maps = of(new Vdsr(1, 4, 8, 1, true, ghost));
            assertThat(maps.layers()).hasSize(3);
            assertThat(List.of(channels(maps, 0), channels(maps, 1), channels(maps, 2)))
                    .as("%s", ghost)
                    .containsExactly(8, 8, 8);
        }
    }

    static List<Architecture> architectures() {
        return List.of(
                new Vdsr(1, 4, 8, 1, true, PER_CHANNEL.inStoredOrder()),
                new Vdsr(1, 4, 8, 1, true, Ghost.DEFAULTS.withRatio(0.7).with(Cheap.DEPTHWISE)),
                new Edsr(2, 1, 4, 1.0, 1.0),
                new Wdsr(2, 1, 8, 1, Wdsr.Block.A, Sparse.DEFAULTS.withGroups(4, 2)),
                new DnCnn(4, 4, 1, DnCnn.Normalisation.BATCH, true),
                new Carn(List.of(2, 3), 4, 2, Carn.Block.EFFICIENT, Convolutions.PLAIN));
    }

    /// Deployment folds weights, norms and orders of channels; the maps stay what they are.
    @ParameterizedTest
    @MethodSource("architectures")
    void deployedMapsAreThoseOfTheNetwork(Architecture architecture) {
        FeatureMaps maps = of(architecture);
        Shape shape = Shape.of(1, maps.network().graph().inputChannels(), 12, 12);
        Values picture = new Initial.Uniform(1).draw(shape, new Random(1));
        SequencedMap<String, Reference.Array> found =
                Reference.results(maps.endingIn(maps.layers()).network(), picture);
        assertThat(found.sequencedKeySet())
                .containsExactlyElementsOf(
                        maps.layers().stream().map(Layer::name).toList());
        for (Layer layer : maps.layers()) {
            double[] wanted =
                    Reference.value(maps.network(), picture, layer.map()).array();
            double[] got = found.get(layer.name()).array();
            assertThat(got).as(layer.name()).hasSameSizeAs(wanted);
            for (int i = 0; i < wanted.length; i++) {
                // folded weights are rounded to floats once more
                assertThat(got[i]).as("%s, %d", layer.name(), i).isCloseTo(wanted[i], within(1e-5));
            }
        }
    }

    @Test
    void anUnknownLayerIsRefusedWithTheNearestOne() {
        FeatureMaps maps = of(new Vdsr(1, 4, 4, 1, true));
        assertThat(maps.only(List.of("input")).layers()).hasSize(1);
        assertThatThrownBy(() -> maps.only(List.of("residual_layer.0.con")))
                .hasMessageContaining("unknown layer 'residual_layer.0.con'; did you mean 'residual_layer.0.conv'?");
    }
}
