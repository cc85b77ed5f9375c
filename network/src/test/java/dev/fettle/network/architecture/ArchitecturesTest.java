package dev.fettle.network.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Configuration;
import dev.fettle.network.Cost;
import dev.fettle.network.Graph;
import dev.fettle.network.Halo;
import dev.fettle.network.Initial;
import dev.fettle.network.Network;
import dev.fettle.network.Operation;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.DnCnn.Normalisation;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Sparse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Parameter counts and multiply-adds as counted from the papers (EDSR: Lim et al., table 1 and the release; VDSR: Kim
/// et al.; DnCNN: Zhang et al. and the two releases whose names it takes; ARCNN: Dong et al.).
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
        "wdsr-a, 2, 1190100, 273.0",
        "wdsr-a, 3, 1195605, 121.9",
        "wdsr-a, 4, 1203312, 69.0",
        "wdsr-b, 2, 1202260, 273.3",
        "wdsr-b, 3, 1212085, 122.5",
        "wdsr-b, 4, 1225840, 69.7",
        "edsr-s, 2, 4745268, 1091.4",
        "edsr-s-nsr, 2, 4877812, 274.0",
        "edsr-s-nsr, 3, 4887637, 122.8",
        "edsr-s-nsr, 4, 4901392, 69.8",
        "edsr-l-nsr, 2, 38361140, 2178.5",
        "edsr-l-nsr, 3, 38379605, 970.1",
        "edsr-l-nsr, 4, 38405456, 547.2",
        "rdn, 2, 22123395, 5096.2",
        "rdn, 3, 22308035, 2284.7",
        "rdn, 4, 22271107, 1309.2",
        "rdn-a, 2, 5541795, 1276.2",
        "rdn-a, 3, 5634115, 577.1",
        "rdn-a, 4, 5578787, 328.1",
        "carn, 2, 964163, 222.8",
        "carn, 3, 1148803, 118.8",
        "carn, 4, 1111875, 90.9",
        "carn-m, 2, 257027, 91.2",
        "carn-m, 3, 303427, 46.1",
        "carn-m, 4, 294147, 32.5",
        "edsr-ghost, 2, 21847619, 5036.1",
        "edsr-ghost, 3, 24798019, 2543.8",
        "edsr-ghost, 4, 24207939, 1807.4",
        "rdn-ghost, 3, 11688259, 1197.6",
        "rdn-ghost, 4, 11651331, 697.7",
        "vdsr-ghost, 2, 333731, 306.8",
    })
    void presetsCostWhatThePapersSay(String name, int scale, long parameters, double gigaMacs) {
        Graph graph = Architectures.preset(name, scale).graph();
        assertThat(Cost.of(graph, 48, 48).parameters()).isEqualTo(parameters);
        double routers = routerMacs(graph, scale) * PIXELS / 1e9;
        assertThat(Cost.macsPerOutputPixel(graph) * PIXELS / 1e9 - routers).isCloseTo(gigaMacs, within(0.05));
    }

    /// Layers on pooled features work once per picture, whatever its size; the published counts leave them out.
    private static double routerMacs(Graph graph, int scale) {
        long macs = Cost.of(graph, 48, 48).perNode().stream()
                .filter(node -> node.shape().rank() == 4
                        && node.shape().height() == 1
                        && node.shape().width() == 1)
                .mapToLong(Cost.NodeCost::macs)
                .sum();
        return macs / (48.0 * 48 * scale * scale);
    }

    @ParameterizedTest
    @CsvSource({
        "carn, 1591939, 222.8",
        "carn-m, 414787, 91.2",
        "carn-ghost, 1259749, 146.4",
        "carn-m-ghost, 387001, 72.1"
    })
    void presetsOfSeveralScalesCountAllAndCostTheFirst(String name, long parameters, double gigaMacs) {
        Graph graph = Architectures.preset(name, Optional.empty()).graph();
        assertThat(Cost.of(graph, 48, 48).parameters()).isEqualTo(parameters);
        assertThat(Cost.macsPerOutputPixel(graph) * PIXELS / 1e9).isCloseTo(gigaMacs, within(0.05));
        assertThat(graph.outputs()).containsOnlyKeys("x2", "x3", "x4");
    }

    @ParameterizedTest
    @CsvSource({"16, 128, 5467651", "32, 128, 10190339", "16, 256, 21847043"})
    void edsrOfOtherSizesCountsAsPublished(int blocks, int channels, long parameters) {
        assertThat(Cost.of(new Edsr(2, blocks, channels, 1, 1).graph(), 8, 8).parameters())
                .isEqualTo(parameters);
    }

    @ParameterizedTest
    @CsvSource({
        "A, 1, 32, 4, 2, 79380",
        "A, 3, 32, 4, 2, 227476",
        "A, 5, 32, 4, 2, 375572",
        "A, 8, 32, 4, 2, 597716",
        "B, 1, 64, 6, 2, 84250",
        "B, 3, 64, 6, 2, 233318",
        "B, 5, 64, 6, 2, 382386",
        "B, 8, 64, 6, 2, 605988",
        "A, 32, 128, 4, 2, 37808180",
        "A, 32, 128, 4, 3, 37826645",
        "A, 32, 128, 4, 4, 37852496",
        "B, 16, 32, 6, 2, 303604",
        "B, 16, 32, 6, 3, 309109",
        "B, 16, 32, 6, 4, 316816",
    })
    void wdsrOfOtherSizesCountsAsPublished(
            Wdsr.Block block, int blocks, int channels, int width, int scale, long parameters) {
        Wdsr wdsr = new Wdsr(scale, blocks, channels, width, block, Convolutions.PLAIN);
        assertThat(Cost.of(wdsr.graph(), 8, 8).parameters()).isEqualTo(parameters);
    }

    @ParameterizedTest
    @CsvSource({"A, 32, 128, 4, 2, 8701.5", "A, 32, 128, 4, 4, 2177.9", "B, 16, 32, 6, 2, 68.1", "B, 16, 32, 6, 4, 17.8"
    })
    void wdsrOfOtherSizesCostsAsPublished(
            Wdsr.Block block, int blocks, int channels, int width, int scale, double gigaMacs) {
        Wdsr wdsr = new Wdsr(scale, blocks, channels, width, block, Convolutions.PLAIN);
        assertThat(Cost.macsPerOutputPixel(wdsr.graph()) * PIXELS / 1e9).isCloseTo(gigaMacs, within(0.05));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 2, 1260756",
        "1, 3, 1266261",
        "1, 4, 1273968",
        "4, 2, 4910292",
        "4, 3, 4915797",
        "4, 4, 4923504",
    })
    void sparseWdsrCountsAsPublished(int width, int scale, long parameters) {
        Wdsr wdsr = new Wdsr(scale, 16, 32, width, Wdsr.Block.A, Sparse.DEFAULTS);
        assertThat(Cost.of(wdsr.graph(), 8, 8).parameters()).isEqualTo(parameters);
    }

    /// Nie et al., TMLR 2022, abstract: 46 % fewer parameters and multiply-adds.
    @Test
    void ghostsHalveEdsrAsPublished() {
        Graph dense = Architectures.preset("edsr", 2).graph();
        Graph ghost = Architectures.preset("edsr-ghost", 2).graph();
        assertThat(1 - (double) ghost.parameterCount() / dense.parameterCount()).isCloseTo(0.4636, within(5e-5));
        assertThat(1 - Cost.macsPerOutputPixel(ghost) / Cost.macsPerOutputPixel(dense))
                .isCloseTo(0.4634, within(5e-5));
        assertThat(Architectures.preset("rdn-ghost", 2).graph().parameterCount())
                .isEqualTo(11_503_619);
    }

    @Test
    void theDenseTwinOfEdsrSCostsFourTimesAsMuch() {
        double dense = Cost.macsPerOutputPixel(Architectures.preset("edsr-s", 2).graph());
        double sparse =
                Cost.macsPerOutputPixel(Architectures.preset("edsr-s-nsr", 2).graph());
        assertThat(dense / sparse).isCloseTo(3.98, within(0.005));
    }

    @ParameterizedTest
    @CsvSource({"1, true, 665921", "1, false, 664704", "3, true, 668227", "3, false, 667008"})
    void vdsrVariantsCountAsPublished(int colourChannels, boolean bias, long parameters) {
        assertThat(Cost.of(new Vdsr(2, 20, 64, colourChannels, bias).graph(), 8, 8)
                        .parameters())
                .isEqualTo(parameters);
    }

    /// Per form: 17 layers in gray, 17 in colour, 20 in gray, 20 in colour.
    @ParameterizedTest
    @CsvSource({
        "NONE, true, 555137, 557443, 665921, 668227", // KAIR: batch norm merged
        "BATCH, false, 556032, 558336, 667008, 669312", // SaoYan
        "BATCH, true, 557057, 559363, 668225, 670531",
    })
    void dnCnnCountsAsPublishedInEachForm(
            Normalisation normalisation, boolean bias, long gray17, long rgb17, long gray20, long rgb20) {
        List<Long> counted = new ArrayList<>();
        List<Double> macs = new ArrayList<>();
        for (int layers : new int[] {17, 20}) {
            for (int channels : new int[] {1, 3}) {
                Graph graph = new DnCnn(layers, 64, channels, normalisation, bias).graph();
                counted.add(graph.parameterCount());
                macs.add(Cost.macsPerOutputPixel(graph));
            }
        }
        assertThat(counted).containsExactly(gray17, rgb17, gray20, rgb20);
        assertThat(macs).containsExactly(554_112.0, 556_416.0, 664_704.0, 667_008.0);
    }

    @ParameterizedTest
    @CsvSource({
        "dncnn-s, 555137, 554112",
        "dncnn-s-rgb, 557443, 556416",
        "dncnn-b, 665921, 664704",
        "dncnn-b-rgb, 668227, 667008",
        "arcnn, 106561, 106448", // 64·81 + 32·64·49 + 16·32 + 25·16
        "arcnn-rgb, 117731, 117616",
    })
    void presetsThatKeepTheSizeCostWhatThePapersSay(String name, long parameters, double macsPerPixel) {
        Architecture architecture = Architectures.preset(name, Optional.empty());
        assertThat(architecture.scale()).isEqualTo(1);
        assertThat(architecture.graph().parameterCount()).isEqualTo(parameters);
        assertThat(Cost.macsPerOutputPixel(architecture.graph())).isEqualTo(macsPerPixel);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Architectures.preset(name, 2))
                .withMessage(name + ": keeps the size, scale must be 1, got 2");
    }

    @Test
    void dnCnnHasThePublishedNamesOfEitherForm() {
        assertThat(names(new DnCnn(4, 8, 1, Normalisation.NONE, true)))
                .containsExactly(
                        "model.0.weight",
                        "model.0.bias",
                        "model.2.weight",
                        "model.2.bias",
                        "model.4.weight",
                        "model.4.bias",
                        "model.6.weight",
                        "model.6.bias");
        assertThat(names(new DnCnn(3, 8, 1, Normalisation.BATCH, false)))
                .containsExactly(
                        "dncnn.0.weight",
                        "dncnn.2.weight",
                        "dncnn.3.weight",
                        "dncnn.3.bias",
                        "dncnn.3.running_mean",
                        "dncnn.3.running_var",
                        "dncnn.5.weight");
        assertThat(names(DnCnn.DEFAULTS)).contains("dncnn.44.weight", "dncnn.45.running_var", "dncnn.47.weight");
    }

    private static List<String> names(Architecture architecture) {
        return architecture.graph().parameters().stream()
                .map(Operation.Parameter::name)
                .toList();
    }

    @Test
    void dnCnnTakesFromThePictureWhatItPredicts() {
        Network network = Network.initial(new DnCnn(2, 1, 1, Normalisation.NONE, true).graph(), 1);
        java.util.Arrays.fill(network.weights().get("model.2.weight").array(), 0);
        network.weights().get("model.2.bias").array()[0] = 0.25f;
        Values input = new Values(Shape.of(1, 1, 1, 2), new float[] {0.5f, 1});
        assertThat(Reference.run(network, input).array()).containsExactly(0.25, 0.75);
    }

    @Test
    void arCnnStartsFromSmallNormalWeights() {
        float[] weights =
                Weights.initial(ArCnn.DEFAULTS.graph(), 1).get("enhance.weight").array();
        double squares = 0;
        for (float weight : weights) {
            squares += (double) weight * weight;
        }
        assertThat(Math.sqrt(squares / weights.length)).isCloseTo(0.001, within(1e-5)); // of 100,352 draws
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
            {"type":"rdn","scale":8}              | rdn: scale must be 2, 3 or 4, got 8
            {"type":"rdn","growth":0}             | rdn: growth must be 1 to 4096, got 0
            {"type":"carn","scales":[]}           | carn: scales must be some of 2, 3 and 4, each once, got []
            {"type":"carn","scales":[2, 5]}       | carn: scales must be some of 2, 3 and 4, each once, got [2, 5]
            {"type":"carn","block":"dense"}       | block must be one of residual, efficient, got 'dense'
            {"type":"edsr","convolution":{"type":"ghost","ratio":1}} | ghost: ratio must be at least 0 and below 1, got 1.0
            {"type":"edsr","convolution":{"type":"ghost","ratio":-0.1}} | ghost: ratio must be at least 0 and below 1
            {"type":"edsr","convolution":{"type":"ghost","offset":17}} | ghost: offset must be 0 to 16, got 17
            {"type":"edsr","convolution":{"type":"ghost","shifts":"x"}} | shifts must be one of layer, channel, got 'x'
            {"type":"edsr","convolution":{"type":"ghost","noise":{"until":0}}} | fading: until must be above 0
            {"type":"dncnn","layers":1}           | dncnn: layers must be 2 to 1000, got 1
            {"type":"dncnn","channels":0}         | dncnn: channels must be 1 to 4096, got 0
            {"type":"dncnn","colourChannels":2}   | dncnn: colourChannels must be 1 or 3, got 2
            {"type":"dncnn","normalisation":"x"}  | architecture: normalisation must be one of none, batch, got 'x'
            {"type":"dncnn","normalisation":0}    | architecture: normalisation must be one of none, batch, got 0
            {"type":"dncnn","scale":1}            | unknown key 'scale'
            {"type":"arcnn","mapped":0}           | arcnn: mapped must be 1 to 4096, got 0
            {"type":"arcnn","colourChannels":4}   | arcnn: colourChannels must be 1 or 3, got 4
            {"type":"direct","centre":1.5}        | direct: centre must be from 0 to 1, got 1.5
            {"type":"direct","colourChannels":2}  | direct: colourChannels must be 1 or 3, got 2
            {"type":"chain","scale":5}            | chain: scale must be 1, 2, 3, 4 or 8, got 5
            {"type":"chain","colourChannels":0}   | chain: colourChannels must be 1 or 3, got 0
            {"type":"chain","links":[]}           | chain: links must be 1 to 1000, got 0
            {"type":"chain","tail":4}             | chain: tail must be odd, got 4
            {"type":"chain","links":[{"kernel":2,"channels":4}]} | chain: links: kernel must be odd, got 2
            {"type":"chain","links":[{"kernel":33,"channels":4}]} | chain: links: kernel must be 1 to 31, got 33
            {"type":"chain","links":[{"kernel":3,"channels":0}]} | chain: links: channels must be 1 to 4096, got 0
            {"type":"chain","links":[{"kernel":3}]} | channels
            """)
    void sizesBeyondAllUseAreRefusedBeforeAGraphIsBuilt(String json, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Architectures.read(Configuration.MAPPER.readTree(json)))
                .withMessageContaining(reason);
    }

    @Test
    void theConfigurationHoldsTheRecordsComponentsAndNothingElse() {
        assertThat(Architectures.write(Edsr.DEFAULTS).propertyNames())
                .containsExactly("type", "scale", "blocks", "channels", "residualScale", "valueRange", "convolution");
        assertThat(Architectures.write(Vdsr.DEFAULTS).propertyNames())
                .containsExactly("type", "scale", "layers", "channels", "colourChannels", "bias", "convolution");
        assertThat(Architectures.write(DnCnn.DEFAULTS).toString())
                .isEqualTo("{'type':'dncnn','layers':17,'channels':64,'colourChannels':1,"
                        .concat("'normalisation':'batch','bias':false,'convolution':{'type':'plain'}}")
                        .replace('\'', '"'));
        assertThat(Architectures.write(ArCnn.DEFAULTS).propertyNames())
                .containsExactly("type", "features", "enhanced", "mapped", "colourChannels", "convolution");
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
        Wdsr nsr = new Wdsr(2, 1, 8, 1, Wdsr.Block.A, Sparse.DEFAULTS.withGroups(4, 2));
        assertThat(nsr.graph().parameters())
                .extracting(Operation.Parameter::name)
                .containsExactlyInAnyOrder(
                        "body.0.weight_g",
                        "body.0.weight_v",
                        "body.0.bias",
                        "body.1.body.0.mlp.0.weight",
                        "body.1.body.0.mlp.0.bias",
                        "body.1.body.0.weight_g",
                        "body.1.body.0.weight_v",
                        "body.1.body.0.bias",
                        "body.1.body.2.mlp.0.weight",
                        "body.1.body.2.mlp.0.bias",
                        "body.1.body.2.weight_g",
                        "body.1.body.2.weight_v",
                        "body.1.body.2.bias",
                        "body.2.weight_g",
                        "body.2.weight_v",
                        "body.2.bias",
                        "skip.0.weight_g",
                        "skip.0.weight_v",
                        "skip.0.bias");
        assertThat(names(new Rdn(4, 4, 4, 1, 1)))
                .containsExactly(
                        "SFENet1.weight",
                        "SFENet1.bias",
                        "SFENet2.weight",
                        "SFENet2.bias",
                        "RDBs.0.convs.0.conv.0.weight",
                        "RDBs.0.convs.0.conv.0.bias",
                        "RDBs.0.LFF.weight",
                        "RDBs.0.LFF.bias",
                        "GFF.0.weight",
                        "GFF.0.bias",
                        "GFF.1.weight",
                        "GFF.1.bias",
                        "UPNet.0.weight",
                        "UPNet.0.bias",
                        "UPNet.2.weight",
                        "UPNet.2.bias",
                        "UPNet.4.weight",
                        "UPNet.4.bias");
        assertThat(new Vdsr(2, 3, 8, 1, false).graph().parameters())
                .extracting(Operation.Parameter::name)
                .containsExactly("input.weight", "residual_layer.0.conv.weight", "output.weight");
    }

    @Test
    void halosFollowFromTheLayers() {
        // two, one for each layer of 16 blocks, one behind them, upsampler, and half a pixel of the last
        assertThat(Halo.of(Rdn.DEFAULTS.graph()).pixels()).isEqualTo(2 + 16 * 8 + 1 + 1 + 1);
        // entry, 2 for each of 9 residual blocks, upsampler, and half a pixel of the last
        assertThat(Halo.of(Carn.DEFAULTS.graph()).pixels()).isEqualTo(1 + 18 + 1 + 1);
        // head, 2 per block, body end, upsampler: one pixel each; the last convolution sees half a pixel of the input
        assertThat(Halo.of(new Edsr(2, 16, 64, 1, 1).graph()).pixels()).isEqualTo(1 + 32 + 1 + 1 + 1);
        assertThat(Halo.of(Vdsr.DEFAULTS.graph()).pixels()).isEqualTo(20);
        assertThat(Halo.of(DnCnn.DEFAULTS.graph()).pixels()).isEqualTo(17); // 35×35 pixels, sec. III-A
        assertThat(Halo.of(ArCnn.DEFAULTS.graph()).pixels()).isEqualTo(4 + 3 + 2);
    }

    @Test
    void theResultIsScaleTimesAsLarge() {
        for (int scale : new int[] {1, 2, 3, 4, 8}) {
            Wdsr wdsr = new Wdsr(scale, 1, 4, 2, Wdsr.Block.B, Convolutions.PLAIN);
            for (Graph graph : List.of(new Edsr(scale, 1, 4, 1, 1).graph(), wdsr.graph())) {
                Network network = Network.initial(graph, 1);
                Shape result = Reference.run(network, Values.zeros(Shape.of(1, 3, 3, 2)))
                        .shape();
                assertThat(result).isEqualTo(Shape.of(1, 3, 3 * scale, 2 * scale));
            }
        }
    }

    /// Head 3·32·6² + 2·32, ten blocks 2·9·32·64 + 2·(64 + 32), tail 9·32·12 + 2·12, skip 5²·3² + 2·3; 3 of 4 pixels
    /// pay for the skip alone.
    @Test
    void foldingDividesMultiplyAddsAndKeepsParameters() {
        Wdsr folded = new Wdsr(1, 10, 32, 2, Wdsr.Block.A, 2, Convolutions.PLAIN);
        assertThat(Cost.of(folded.graph(), 8, 8).parameters())
                .isEqualTo(3 * 32 * 36 + 64 + 10 * (2 * 9 * 32 * 64 + 192) + 9 * 32 * 12 + 24 + 225 + 6);
        double body = (3 * 32 * 36 + 10.0 * 2 * 9 * 32 * 64 + 9 * 32 * 12) / 4;
        assertThat(Cost.macsPerOutputPixel(folded.graph())).isEqualTo(body + 225);
        Wdsr plain = new Wdsr(1, 10, 32, 2, Wdsr.Block.A, Convolutions.PLAIN);
        assertThat(Cost.macsPerOutputPixel(plain.graph())).isGreaterThan(3.9 * Cost.macsPerOutputPixel(folded.graph()));
    }

    /// Pixels side by side in channels, then a convolution of 3×3: the head is both in one.
    @Test
    void aFoldedNetworkMovesWithThePictureByWholeFolds() {
        Wdsr folded = new Wdsr(1, 1, 4, 1, Wdsr.Block.A, 2, Convolutions.PLAIN);
        assertThat(Halo.of(folded.graph()).alignment()).isEqualTo(2);
        assertThat(Halo.of(folded.graph()).pixels()).isEqualTo(2 * 4);
        Network network = Network.initial(folded.graph(), 1);
        int reach = 2 * 4;
        int side = 2 * reach + 8;
        Values picture = new Initial.Uniform(1).draw(Shape.of(1, 3, side, side), new Random(2));
        Values moved = new Values(picture.shape(), new float[picture.array().length]);
        for (int i = 0; i < picture.array().length - 2; i++) {
            moved.array()[i + 2] = picture.array()[i];
        }
        double[] result = Reference.run(network, picture).array();
        double[] other = Reference.run(network, moved).array();
        for (int y = reach; y < side - reach; y++) {
            for (int x = reach; x < side - reach - 2; x++) {
                assertThat(other[y * side + x + 2]).isEqualTo(result[y * side + x]);
            }
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Wdsr(1, 1, 4, 1, Wdsr.Block.A, 3, Convolutions.PLAIN))
                .withMessage("wdsr: fold must be 1, 2 or 4, got 3");
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
