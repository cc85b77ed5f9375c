package dev.fettle.network.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Channels;
import dev.fettle.network.Cost;
import dev.fettle.network.Graph;
import dev.fettle.network.Initial;
import dev.fettle.network.Network;
import dev.fettle.network.Operation;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Counts of Guo et al., CVPR 2020 and 2022, with the 24 values of the mean shifts; multiply-adds, in G, for a picture
/// of 96×96, all results computed.
class DrnTest {
    private static final Drn SMALL = new Drn(4, 4, 2);

    @ParameterizedTest
    @CsvSource({
        "drn-s, 4, 4804065, 109.7",
        "drn-s, 8, 5403000, 197.4",
        "drn-l, 4, 9825893, 224.4",
        "drn-l, 8, 10004018, 365.6",
    })
    void presetsCostWhatThePaperSays(String name, int scale, long parameters, double gigaMacs) {
        Cost cost = Cost.ofAllResults(Architectures.preset(name, scale).graph(), 96, 96);
        assertThat(cost.parameters()).isEqualTo(parameters);
        assertThat(cost.macs() / 1e9).isCloseTo(gigaMacs, within(0.05));
    }

    /// Published multiply-adds leave out what shifts the mean colour and what weighs channels.
    @ParameterizedTest
    @CsvSource({
        "drn-s30, 4, 3116637, 72.03",
        "drn-s50, 4, 2267417, 52.87",
        "drn-s70, 4, 1427545, 32.62",
        "drn-s30, 8, 3490832, 123.41",
        "drn-s50, 8, 2548420, 93.86",
        "drn-s70, 8, 1572288, 53.01",
    })
    void searchedWidthsCostWhatThePaperSays(String name, int scale, long parameters, double gigaMacs) {
        Cost cost = Cost.ofAllResults(Architectures.preset(name, scale).graph(), 96, 96);
        assertThat(cost.parameters()).isEqualTo(parameters);
        long beside = cost.perNode().stream()
                .filter(node -> node.name().contains("_mean") || node.name().contains("conv_du"))
                .mapToLong(Cost.NodeCost::macs)
                .sum();
        assertThat((cost.macs() - beside) / 1e9).isCloseTo(gigaMacs, within(0.005));
    }

    /// 2 for each down block, stage upsampler and block of each stage: p · (1 + 30 + 1).
    @ParameterizedTest
    @CsvSource({"4, 64", "8, 96"})
    void whatWasSearchedIsWithinBlocksAndBehindShuffles(int scale, int searched) {
        Slim slim = (Slim) Architectures.preset("drn-s70", scale);
        assertThat(slim.widths()).hasSize(searched);
        assertThat(slim.valueRange()).isEqualTo(255);
        Channels whole = Channels.of(slim.base().graph());
        slim.widths().forEach((group, width) -> {
            assertThat(whole.group(group).layers()).hasSize(2);
            assertThat(width).isLessThan(whole.group(group).width());
        });
    }

    /// The third block of the first stage of DRN-S70 has 12 inner channels, the upsampler 20.
    @Test
    void searchedWidthsAreInTheirLayers() {
        Graph graph = Architectures.preset("drn-s70", 4).graph();
        Map<String, Shape> shapes = new java.util.HashMap<>();
        graph.parameters().forEach(parameter -> shapes.put(parameter.name(), parameter.shape()));
        assertThat(shapes.get("down.1.dual_module.0.0.weight")).isEqualTo(Shape.of(8, 32, 3, 3));
        assertThat(shapes.get("down.1.dual_module.1.weight")).isEqualTo(Shape.of(64, 8, 3, 3));
        assertThat(shapes.get("up_blocks.0.2.body.0.weight")).isEqualTo(Shape.of(12, 64, 3, 3));
        assertThat(shapes.get("up_blocks.0.2.body.2.weight")).isEqualTo(Shape.of(64, 12, 3, 3));
        assertThat(shapes.get("up_blocks.0.30.0.weight")).isEqualTo(Shape.of(80, 64, 3, 3));
        assertThat(shapes.get("up_blocks.0.31.weight")).isEqualTo(Shape.of(32, 20, 1, 1));
    }

    @Test
    void parametersHaveThePublishedNames() {
        assertThat(new Drn(2, 8, 1).graph().parameters().stream().map(Operation.Parameter::name))
                .containsExactlyInAnyOrder(
                        "sub_mean.weight",
                        "sub_mean.bias",
                        "head.weight",
                        "head.bias",
                        "down.0.dual_module.0.0.weight",
                        "down.0.dual_module.1.weight",
                        "up_blocks.0.0.body.0.weight",
                        "up_blocks.0.0.body.0.bias",
                        "up_blocks.0.0.body.2.weight",
                        "up_blocks.0.0.body.2.bias",
                        "up_blocks.0.0.body.3.conv_du.0.weight",
                        "up_blocks.0.0.body.3.conv_du.0.bias",
                        "up_blocks.0.0.body.3.conv_du.2.weight",
                        "up_blocks.0.0.body.3.conv_du.2.bias",
                        "up_blocks.0.1.0.weight",
                        "up_blocks.0.1.0.bias",
                        "up_blocks.0.2.weight",
                        "up_blocks.0.2.bias",
                        "tail.0.weight",
                        "tail.0.bias",
                        "tail.1.weight",
                        "tail.1.bias",
                        "add_mean.weight",
                        "add_mean.bias");
    }

    @Test
    void theResultsAreThePictureAndSmallerOnesOnTheWay() {
        for (int scale : new int[] {2, 4, 8}) {
            Network network = Network.initial(new Drn(scale, 4, 1).graph(), 1);
            Map<String, Reference.Array> results = Reference.results(network, Values.zeros(Shape.of(1, 3, 3, 2)));
            assertThat(results.keySet()).first().isEqualTo("x" + scale);
            for (int each = scale; each > 0; each /= 2) {
                assertThat(results.get("x" + each).shape()).isEqualTo(Shape.of(1, 3, 3 * each, 2 * each));
            }
            assertThat(results).hasSize(Integer.numberOfTrailingZeros(scale) + 1);
        }
    }

    /// What the mean colour becomes is 0 to the layers, and the mean colour again where the tails add nothing.
    @Test
    void theMeanColourIsTakenAwayAndGivenBack() {
        Network network = Network.initial(SMALL.graph(), 1);
        for (int tail = 0; tail <= 2; tail++) {
            java.util.Arrays.fill(
                    network.weights().get("tail." + tail + ".weight").array(), 0);
            java.util.Arrays.fill(
                    network.weights().get("tail." + tail + ".bias").array(), 0);
        }
        Values picture = new Initial.Uniform(255).draw(Shape.of(1, 3, 2, 2), new Random(1));
        Reference.results(network, picture).values().forEach(result -> {
            int pixels = result.array().length / 3;
            assertThat(result.array()[0]).isCloseTo(0.4488 * 255, within(1e-5));
            assertThat(result.array()[pixels]).isCloseTo(0.4371 * 255, within(1e-5));
            assertThat(result.array()[2 * pixels]).isCloseTo(0.4040 * 255, within(1e-5));
        });
    }

    /// Fewer than 16 channels would have no hidden one.
    @Test
    void attentionOfFewChannelsHasOneHidden() {
        Shape hidden = new Drn(4, 2, 1)
                .graph().parameters().stream()
                        .filter(parameter -> parameter.name().equals("up_blocks.0.0.body.3.conv_du.0.weight"))
                        .findFirst()
                        .orElseThrow()
                        .shape();
        assertThat(hidden).isEqualTo(Shape.of(1, 8, 1, 1));
    }

    @Test
    void theSmallOneCostsWhatTheOtherNetworkOfTheLaboratoryDoes() {
        double small = Cost.macsPerOutputPixel(Architectures.preset("drn-xs", 4).graph());
        double edsr = Cost.macsPerOutputPixel(new Edsr(4, 8, 48, 1, 1).graph());
        assertThat(small / edsr).isBetween(0.95, 1.0);
        assertThat(Architectures.preset("drn-xs", 4).graph().parameterCount()).isEqualTo(309_729);
        assertThat(Architectures.preset("drn-xs", 8).graph().parameterCount()).isEqualTo(347_750);
    }

    @Test
    void scalesThatThereAreNotAreRefused() {
        for (String name : List.of("drn-s", "drn-l", "drn-xs", "drn-s30", "drn-s50", "drn-s70")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Architectures.preset(name, 3))
                    .withMessage(name + ": scale must be 4 or 8, got 3");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Drn(3, 16, 30))
                .withMessage("drn: scale must be 2, 4 or 8, got 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Drn(4, 0, 30))
                .withMessage("drn: channels must be 1 to 1024, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Drn(4, 16, 0))
                .withMessage("drn: blocks must be 1 to 1000, got 0");
    }
}
