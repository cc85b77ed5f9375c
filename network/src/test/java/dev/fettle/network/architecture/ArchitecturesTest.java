package dev.fettle.network.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Configuration;
import dev.fettle.network.Cost;
import dev.fettle.network.Graph;
import dev.fettle.network.Halo;
import dev.fettle.network.Network;
import dev.fettle.network.Operation;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Parameter counts and multiply-adds for a 1280×720 output as counted from the papers (EDSR: Lim et al.,
/// table 1 and the release; VDSR: Kim et al.).
class ArchitecturesTest {
    private static final long PIXELS = 1280L * 720;

    @ParameterizedTest
    @CsvSource({
        "edsr-baseline, 2, 1369859, 316.2",
        "edsr-baseline, 3, 1554499, 160.3",
        "edsr-baseline, 4, 1517571, 114.2",
        "edsr, 2, 40729603, 9384.7",
        "edsr, 3, 43680003, 4476.5",
        "edsr, 4, 43089923, 2894.5",
        "vdsr, 2, 665921, 612.6",
        "vdsr, 4, 665921, 612.6",
    })
    void presetsCostWhatThePapersSay(String name, int scale, long parameters, double gigaMacs) {
        Graph graph = Architectures.preset(name, scale).graph();
        assertThat(Cost.of(graph, 48, 48).parameters()).isEqualTo(parameters);
        assertThat(Cost.macsPerOutputPixel(graph) * PIXELS / 1e9).isCloseTo(gigaMacs, within(0.05));
    }

    @ParameterizedTest
    @CsvSource({"16, 128, 5467651", "32, 128, 10190339", "16, 256, 21847043"})
    void edsrOfOtherSizesCountsAsPublished(int blocks, int channels, long parameters) {
        assertThat(Cost.of(new Edsr(2, blocks, channels, 1, 1).graph(), 8, 8).parameters())
                .isEqualTo(parameters);
    }

    @ParameterizedTest
    @CsvSource({"1, true, 665921", "1, false, 664704", "3, true, 668227", "3, false, 667008"})
    void vdsrVariantsCountAsPublished(int colourChannels, boolean bias, long parameters) {
        assertThat(Cost.of(new Vdsr(2, 20, 64, colourChannels, bias).graph(), 8, 8)
                        .parameters())
                .isEqualTo(parameters);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type":"edsr","blocks":2000000000}   | edsr: blocks must be 1 to 1000, got 2000000000
            {"type":"edsr","channels":4097}       | edsr: channels must be 1 to 4096, got 4097
            {"type":"edsr","valueRange":1e999}    | edsr: valueRange must be positive and finite, got Infinity
            {"type":"edsr","residualScale":1e999} | edsr: residualScale must be positive and finite, got Infinity
            {"type":"vdsr","layers":1}            | vdsr: layers must be 2 to 1000, got 1
            {"type":"vdsr","layers":1001}         | vdsr: layers must be 2 to 1000, got 1001
            {"type":"vdsr","channels":0}          | vdsr: channels must be 1 to 4096, got 0
            {"type":"vdsr","scale":17}            | vdsr: scale must be 1 to 16, got 17
            """)
    void sizesBeyondAllUseAreRefusedBeforeAGraphIsBuilt(String json, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Architectures.read(Configuration.MAPPER.readTree(json)))
                .withMessageContaining(reason);
    }

    @Test
    void theConfigurationHoldsTheRecordsComponentsAndNothingElse() {
        assertThat(Architectures.write(Edsr.DEFAULTS).propertyNames())
                .containsExactly("type", "scale", "blocks", "channels", "residualScale", "valueRange");
        assertThat(Architectures.write(Vdsr.DEFAULTS).propertyNames())
                .containsExactly("type", "scale", "layers", "channels", "colourChannels", "bias");
    }

    @Test
    void costPerNodeAddsUpToTheWhole() {
        Cost cost = Cost.of(new Edsr(2, 2, 8, 1, 1).graph(), 10, 12);
        assertThat(cost.perNode().stream().mapToLong(Cost.NodeCost::parameters).sum())
                .isEqualTo(cost.parameters());
        assertThat(cost.perNode().stream().mapToLong(Cost.NodeCost::macs).sum()).isEqualTo(cost.macs());
        assertThat(cost.outputPixels()).isEqualTo(20 * 24);
    }

    @Test
    void parametersHaveThePublishedNames() {
        assertThat(new Edsr(4, 1, 8, 1, 1).graph().parameters())
                .extracting(Operation.Parameter::name)
                .containsExactly(
                        "head.0.weight",
                        "head.0.bias",
                        "body.0.body.0.weight",
                        "body.0.body.0.bias",
                        "body.0.body.2.weight",
                        "body.0.body.2.bias",
                        "body.1.weight",
                        "body.1.bias",
                        "tail.0.0.weight",
                        "tail.0.0.bias",
                        "tail.0.2.weight",
                        "tail.0.2.bias",
                        "tail.1.weight",
                        "tail.1.bias");
        assertThat(new Vdsr(2, 3, 8, 1, false).graph().parameters())
                .extracting(Operation.Parameter::name)
                .containsExactly("input.weight", "residual_layer.0.conv.weight", "output.weight");
    }

    @Test
    void halosFollowFromTheLayers() {
        // head, 2 per block, body end, upsampler: one pixel each; the last convolution sees half a pixel of the input
        assertThat(Halo.of(new Edsr(2, 16, 64, 1, 1).graph()).pixels()).isEqualTo(1 + 32 + 1 + 1 + 1);
        assertThat(Halo.of(Vdsr.DEFAULTS.graph()).pixels()).isEqualTo(20);
    }

    @Test
    void theResultIsScaleTimesAsLarge() {
        for (int scale : new int[] {1, 2, 3, 4, 8}) {
            Network network = Network.initial(new Edsr(scale, 1, 4, 1, 1).graph(), 1);
            Shape result =
                    Reference.run(network, Values.zeros(Shape.of(1, 3, 3, 2))).shape();
            assertThat(result).isEqualTo(Shape.of(1, 3, 3 * scale, 2 * scale));
        }
    }

    @Test
    void vdsrWithSilentLayersReturnsItsInput() {
        Graph graph = new Vdsr(2, 3, 4, 1, true).graph();
        Network network = Network.initial(graph, 3);
        network.weights().get("output.weight").array()[0] = 0;
        java.util.Arrays.fill(network.weights().get("output.weight").array(), 0);
        Values input = new Values(Shape.of(1, 1, 2, 2), new float[] {0.1f, 0.2f, 0.3f, 0.4f});
        assertThat(Reference.run(network, input).array()).containsExactly(0.1f, 0.2f, 0.3f, 0.4f);
    }
}
