package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Convolutions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FilterNormsTest {
    /// Filter i of a layer holds i + 1 in every place.
    private static Values ascending(Shape shape) {
        int length = (int) shape.size() / shape.dimension(0);
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i % 2 == 0 ? 1 : -1) * (float) (i / length + 1);
        }
        return new Values(shape, values);
    }

    private static List<Double> norms(Graph graph, String group) {
        Map<String, Values> weights = new LinkedHashMap<>();
        graph.parameters().forEach(parameter -> weights.put(parameter.name(), ascending(parameter.shape())));
        Channels channels = Channels.of(graph);
        return FilterNorms.of(channels, Weights.of(weights)).of(channels.group(group));
    }

    @Test
    void aChannelHasTheSumOfTheLayersThatWriteItWithoutBiases() {
        Graph edsr = new Edsr(2, 1, 4, 1, 1).graph();
        assertThat(norms(edsr, "body.0.body.0")).containsExactly(36.0, 72.0, 108.0, 144.0); // 4·3·3 of each
        // the stream: head 3·9, the block's second and the body's last 4·9 each
        assertThat(norms(edsr, "head.0")).containsExactly(99.0, 198.0, 297.0, 396.0);
        // a shuffled channel is made of four filters
        assertThat(norms(edsr, "tail.0.0").getFirst()).isEqualTo(36.0 * (1 + 2 + 3 + 4));
    }

    @Test
    void whatGoesTogetherInGroupsCountsTogetherAndASharedWeightOnce() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("first", g.input("image", 3), 4, 1);
        Node weight = g.parameter("shared", Shape.of(4, 2, 1, 1), new Initial.Normal(1));
        Convolve halves = new Convolve(1, 0, 1, 2);
        Node once = g.add("once", halves, x, weight);
        Node twice = g.add("twice", halves, once, weight);
        Graph graph = g.build(g.conv("last", twice, 3, 1));
        // first: 3 · (1 + 3), 3 · (2 + 4); shared: 2 · (1 + 3), 2 · (2 + 4)
        assertThat(norms(graph, "first")).containsExactly(20.0, 30.0);
    }

    /// Directions lose their length, gains stay.
    @Test
    void weightNormalisedFiltersCountAsTheyConvolve() {
        Graph wdsr = new Wdsr(2, 1, 2, 2, Wdsr.Block.A, Convolutions.PLAIN).graph();
        List<Double> norms = norms(wdsr, "body.1.body.0");
        // 18 values as large as one another, together of length 1: each 1 / √18, times the gain, i + 1
        IntStream.range(0, norms.size())
                .forEach(i -> assertThat(norms.get(i)).isCloseTo((i + 1) * Math.sqrt(18), within(1e-9)));
    }

    /// Its direction is 0 by 0.
    @Test
    void aNormalisedFilterOfZerosIsRefused() {
        Graph wdsr = new Wdsr(2, 1, 2, 2, Wdsr.Block.A, Convolutions.PLAIN).graph();
        Weights weights = Weights.initial(wdsr, 1);
        Arrays.fill(weights.get("body.1.body.2.weight_v").array(), 0);
        assertThatThrownBy(() -> FilterNorms.of(Channels.of(wdsr), weights))
                .hasMessage("body.1.body.2: filter 0 has values that are no finite numbers");
    }
}
