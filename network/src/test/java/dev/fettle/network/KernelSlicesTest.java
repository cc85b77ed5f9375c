package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.KernelSlices.Kernel;
import dev.fettle.network.KernelSlices.Lying;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Carn;
import dev.fettle.network.architecture.Drn;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Slim;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.SqueezeExcite;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KernelSlicesTest {
    private static List<KernelSlices> all(Graph graph) {
        return KernelSlices.of(Channels.of(graph));
    }

    private static KernelSlices of(Graph graph, String group) {
        return all(graph).stream()
                .filter(slices -> slices.group().name().equals(group))
                .findFirst()
                .orElseThrow();
    }

    /// What lies behind a shuffle is read by the layer behind it, channel by channel; the shuffled layer writes
    /// it.
    @Test
    void theKernelsThatReadAGroup() {
        Graph edsr = new Edsr(2, 1, 4, 1, 1).graph();
        List<List<Integer>> each = List.of(List.of(0), List.of(1), List.of(2), List.of(3));
        assertThat(of(edsr, "body.0.body.0").kernels()).containsExactly(new Kernel("body.0.body.2.weight", 4, each));
        assertThat(of(edsr, "tail.0.0").kernels()).containsExactly(new Kernel("tail.1.weight", 4, each));
        assertThat(of(edsr, "head.0").kernels())
                .extracting(Kernel::parameter)
                .containsExactly("body.0.body.0.weight", "body.1.weight", "tail.0.0.weight");
    }

    /// Weight normalisation comes after: the stored kernel is what is read, and gains have no channels to read.
    @Test
    void normalisedKernelsAreSeenAsTheyAreStored() {
        Graph wdsr = new Wdsr(2, 1, 4, 2, Wdsr.Block.A, Convolutions.PLAIN).graph();
        assertThat(of(wdsr, "body.1.body.0").kernels())
                .extracting(Kernel::parameter)
                .containsExactly("body.1.body.2.weight_v");
    }

    /// The searched layers of DRC are those that lie between others; attention's hidden channels are means.
    @Test
    void whereChannelsLie() {
        Map<Lying, List<String>> byLying = new LinkedHashMap<>();
        all(new Drn(4, 8, 1).graph())
                .forEach(slices -> byLying.computeIfAbsent(slices.lying(), _ -> new ArrayList<>())
                        .add(slices.group().name()));
        assertThat(byLying.get(Lying.BETWEEN))
                .containsExactly(
                        "sub_mean",
                        "down.0.dual_module.0.0",
                        "down.1.dual_module.0.0",
                        "tail.0",
                        "up_blocks.0.0.body.0",
                        "up_blocks.0.1.0",
                        "up_blocks.1.0.body.0",
                        "up_blocks.1.1.0");
        assertThat(byLying.get(Lying.POOLED))
                .containsExactly("up_blocks.0.0.body.3.conv_du.0", "up_blocks.1.0.body.3.conv_du.0");
        assertThat(byLying.get(Lying.STREAM)).contains("head", "up_blocks.1.2");
    }

    /// Concatenated, groups of one kernel each have slices of their own; in groups, one slice reads several
    /// channels.
    @Test
    void placesInAKernel() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", 3);
        Node joined = g.concat("joined", List.of(g.conv("a", x, 2, 3), g.conv("b", x, 4, 3)));
        Node grouped = g.conv("grouped", joined, 4, 3, new Operation.Convolve(1, 1, 1, 2));
        Graph graph = g.build(g.conv("last", grouped, 3, 1));
        assertThat(of(graph, "grouped").kernels())
                .containsExactly(new Kernel("last.weight", 4, List.of(List.of(0, 2), List.of(1, 3))));
        assertThat(all(graph)).allMatch(slices -> !slices.kernels().isEmpty());
    }

    /// A channel whose slices are zero can be cut without a difference, whatever else it has.
    @Test
    void whatIsReadWithZeroIsNotThere() {
        for (Architecture architecture : List.of(
                new Edsr(2, 1, 6, 1, 1),
                new Wdsr(2, 1, 4, 2, Wdsr.Block.A, Convolutions.PLAIN),
                new Drn(2, 16, 1),
                new Vdsr(2, 3, 6, 1, true, Convolutions.PLAIN),
                new Carn(List.of(2), 8, 4, Carn.Block.EFFICIENT, Convolutions.PLAIN),
                new Edsr(2, 1, 16, 1, 1, new SqueezeExcite(4)))) {
            Graph graph = architecture.graph();
            Weights weights = Weights.initial(graph, 5);
            all(graph).stream()
                    .filter(slices -> slices.lying() == Lying.BETWEEN)
                    .filter(slices -> slices.group().width() > 1)
                    .forEach(slices -> assertCutIsExact(architecture, weights, slices));
        }
    }

    private static void assertCutIsExact(Architecture architecture, Weights weights, KernelSlices slices) {
        int width = slices.group().width();
        List<Double> factors = new ArrayList<>(Collections.nCopies(width, 1.0));
        factors.set(0, 0.0);
        SequencedMap<String, Values> scaled = new LinkedHashMap<>(weights.byName());
        slices.scale(scaled, factors);
        assertThat(slices.norms(new Weights(scaled)).getFirst()).isZero();
        ChannelPlan plan = new ChannelPlan(new LinkedHashMap<>(
                Map.of(slices.group().name(), IntStream.range(1, width).boxed().toList())));
        Slim.Cut cut = Slim.cut(architecture, new Weights(scaled), plan);
        double[] whole = result(architecture, new Weights(scaled));
        assertThat(result(cut.architecture(), cut.weights()))
                .as(architecture + " " + slices.group().name())
                .containsExactly(whole, within(1e-9));
    }

    private static double[] result(Architecture architecture, Weights weights) {
        Graph graph = architecture.graph();
        Values picture = Values.zeros(Shape.of(1, graph.inputChannels(), 6, 6));
        Random random = new Random(2);
        for (int i = 0; i < picture.array().length; i++) {
            picture.array()[i] = random.nextFloat();
        }
        return Reference.run(new Network(graph, weights), picture).array();
    }
}
