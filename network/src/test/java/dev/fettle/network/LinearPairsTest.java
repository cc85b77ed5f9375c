package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.PixelShuffle;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.architecture.Drn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class LinearPairsTest {
    private static long convolutions(Graph graph) {
        return graph.nodes().stream()
                .filter(node -> node.operation() instanceof Convolve)
                .count();
    }

    private static DeployedNetwork deployed(Graph graph) {
        return Network.initial(graph, 1).deployed();
    }

    /// Two channels, made of four filters each by a shuffle of 2, to one: 3 · first + 5 · second.
    @Test
    void filtersAreWeighedAsThe1x1BehindTheShuffleDoes() {
        GraphBuilder g = new GraphBuilder();
        Node wide = g.conv("wide", g.input("image", 1), 8, 1);
        Graph graph = g.build(g.conv("mix", g.pixelShuffle(wide, 2), 1, 1));
        DeployedNetwork deployed = Deployment.of(new Network(
                graph,
                Weights.of(Map.of(
                        "wide.weight", new Values(Shape.of(8, 1, 1, 1), new float[] {1, 2, 3, 4, 10, 20, 30, 40}),
                        "wide.bias", new Values(Shape.of(8), new float[] {1, 0, 0, 0, 0, 0, 0, 1}),
                        "mix.weight", new Values(Shape.of(1, 2, 1, 1), new float[] {3, 5}),
                        "mix.bias", new Values(Shape.of(1), new float[] {7})))));
        assertThat(deployed.graph().nodes())
                .extracting(node -> node.operation().label())
                .containsExactlyInAnyOrder("Input", "Parameter", "Parameter", "Convolve", "PixelShuffle");
        assertThat(deployed.weights().get("mix.joined.filters").array()).containsExactly(53, 106, 159, 212);
        assertThat(deployed.weights().get("mix.joined.offset").array()).containsExactly(10, 7, 7, 12);
    }

    @Test
    void chainsBecomeOne() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("a", g.input("image", 3), 16, 3);
        x = g.conv("c", g.conv("b", x, 12, 1), 8, 1);
        assertThat(convolutions(deployed(g.build(x)).graph())).isEqualTo(1);
    }

    @Test
    void whatIsMoreWorkOrIsReadElsewhereStays() {
        GraphBuilder wider = new GraphBuilder();
        Graph graph = wider.build(wider.conv("b", wider.conv("a", wider.input("image", 3), 4, 3), 5, 1));
        assertThat(convolutions(deployed(graph).graph())).isEqualTo(2); // 27·5 > 27·4 + 4·5

        GraphBuilder read = new GraphBuilder();
        Node a = read.conv("a", read.input("image", 3), 8, 3);
        assertThat(convolutions(deployed(read.build(read.add(read.conv("b", a, 8, 1), a)))
                        .graph()))
                .isEqualTo(2);

        GraphBuilder shown = new GraphBuilder();
        Node first = shown.conv("a", shown.input("image", 3), 8, 3);
        SequencedMap<String, Node> results = new LinkedHashMap<>();
        results.put("second", shown.conv("b", first, 4, 1));
        results.put("first", first);
        assertThat(convolutions(deployed(shown.build(results)).graph())).isEqualTo(2);
    }

    /// What is left of both upsamplers: 3×3 from 64 channels to 4 · 32 at the small picture's size, and to 4 · 16 at
    /// twice that.
    @Test
    void upsamplersOfDrnShrink() {
        Graph graph = Architectures.preset("drn-s", 4).graph();
        Graph joined = deployed(graph).graph();
        List<Node> shuffles = joined.nodes().stream()
                .filter(node -> node.operation() instanceof PixelShuffle)
                .toList();
        assertThat(shuffles).hasSize(2);
        Shapes shapes = Shapes.of(joined, 1, 12, 12);
        assertThat(shapes.of(shuffles.get(0).input())).isEqualTo(Shape.of(1, 128, 12, 12));
        assertThat(shapes.of(shuffles.get(1).input())).isEqualTo(Shape.of(1, 64, 24, 24));
        long filters = 9 * 64 * (256 - 128) + 4 * 9 * 64 * (256 - 64);
        long pointwise = 4 * 64 * 32 + 16 * 64 * 16 + 16 * 3 * 3; // behind the shuffles, and the mean colour
        long saved = Cost.of(graph, 12, 12).macs() - Cost.of(joined, 12, 12).macs();
        assertThat(saved).isEqualTo(12 * 12 * (filters + pointwise)); // 4.5 % of all
    }

    /// The mean colour goes into each tail.
    @Test
    void tailsTakeTheMeanColourIn() {
        Graph joined = deployed(new Drn(2, 8, 1).graph()).graph();
        assertThat(joined.nodes()).extracting(Node::name).doesNotContain("add_mean.weight", "add_mean.2");
        assertThat(joined.output("x2").name()).isEqualTo("tail.1");
    }
}
