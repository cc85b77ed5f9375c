package dev.fettle.network.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Channels;
import dev.fettle.network.Cost;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Ending;
import dev.fettle.network.Graph;
import dev.fettle.network.Halo;
import dev.fettle.network.Initial;
import dev.fettle.network.KernelSlices;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Shapes;
import dev.fettle.network.Values;
import dev.fettle.network.architecture.ResNet.Stem;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Ghost;
import dev.fettle.network.convolution.Groupable;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResNetTest {
    private static final ResNet SMALL = new ResNet(List.of(1, 2), 4, 4, 5, Stem.IMAGENET, Convolutions.PLAIN);

    private static Graph preset(String name) {
        return Architectures.preset(name, Optional.empty()).graph();
    }

    /// Parameters as torchvision counts its models; multiply-adds of a picture of 224×224, the last layer's
    /// among them.
    @ParameterizedTest
    @CsvSource({
        "resnet-50, 25557032, 4.089",
        "resnext-50, 25028904, 4.230",
        "resnext-101, 44177704, 7.970",
        "resnext-101-32x8d, 88791336, 16.414",
        "g-resnext-50, 68883377, 11.398",
    })
    void presetsCostWhatIsPublished(String name, long parameters, double gigaMacs) {
        Cost cost = Cost.of(preset(name), 224, 224);
        assertThat(cost.parameters()).isEqualTo(parameters);
        assertThat(cost.macs() / 1e9).isCloseTo(gigaMacs, within(0.0005));
    }

    /// G-ResNeXt: dense layers as wide as the groups together, of which gates make groups; the counts are
    /// those of the dense layers, 68,883,240 and 419,627,304, and 137 and 323 gates.
    @ParameterizedTest
    @CsvSource({"50, 4, 68883377, 137", "101, 8, 419627627, 323"})
    void learntGroupsAreStoredDenseAndCountedSo(int layers, int width, long parameters, int gates) {
        ResNet grouped = layers == 50 ? ResNet.ofFifty(32, width) : ResNet.ofHundredAndOne(32, width);
        Graph graph = grouped.with(Groupable.PUBLISHED).graph();
        assertThat(graph.parameterCount()).isEqualTo(parameters);
        assertThat(graph.parameters().stream()
                        .filter(parameter -> parameter.role() == Operation.Role.GATE)
                        .mapToLong(parameter -> parameter.shape().size())
                        .sum())
                .isEqualTo(gates);
        assertThat(graph.parameters().stream().map(Operation.Parameter::name))
                .contains("layer1.0.conv2.gate", "layer1.0.conv2.conv.weight");
    }

    @Test
    void theSmallOneForPicturesOf32HasThreeStagesOfTwoBlocks() {
        Graph graph = preset("resnext-20");
        Shapes shapes = Shapes.of(graph, 1, 32, 32);
        for (int stage = 0; stage < 3; stage++) {
            String block = "layer%d.1.".formatted(stage + 1);
            int side = 32 >> stage;
            assertThat(shapes.of(node(graph, block + "conv2"))).isEqualTo(Shape.of(1, 64 << stage, side, side));
            assertThat(shapes.of(node(graph, block + "conv3"))).isEqualTo(Shape.of(1, 256 << stage, side, side));
            Convolve grouped = (Convolve) node(graph, block + "conv2").operation();
            assertThat(grouped).isEqualTo(new Convolve(1, 1, 1, 4));
        }
        assertThat(Ending.of(graph)).isEqualTo(new Ending.Vector(10));
    }

    private static Node node(Graph graph, String name) {
        return graph.nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void mapsHaveTheSizesOfThePaper() {
        Graph graph = preset("resnext-50");
        Shapes shapes = Shapes.of(graph, 1, 224, 224);
        assertThat(shapes.of(node(graph, "conv1"))).isEqualTo(Shape.of(1, 64, 112, 112));
        assertThat(shapes.of(node(graph, "maxpool"))).isEqualTo(Shape.of(1, 64, 56, 56));
        assertThat(shapes.of(node(graph, "layer2.0.conv1"))).isEqualTo(Shape.of(1, 256, 56, 56));
        assertThat(shapes.of(node(graph, "layer2.0.conv2"))).isEqualTo(Shape.of(1, 256, 28, 28));
        assertThat(shapes.of(node(graph, "layer4.2.conv3"))).isEqualTo(Shape.of(1, 2048, 7, 7));
    }

    @Test
    void weightsHaveTheNamesOfTorchvision() {
        List<String> names = preset("resnext-50").parameters().stream()
                .map(Operation.Parameter::name)
                .toList();
        assertThat(names)
                .startsWith("conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var")
                .contains("layer1.0.downsample.0.weight", "layer1.0.downsample.1.running_var")
                .contains("layer3.5.conv2.weight", "layer4.2.bn3.bias")
                .doesNotContain("layer1.1.downsample.0.weight", "layer2.0.conv2.bias")
                .endsWith("fc.weight", "fc.bias");
        // 53 convolutions, as many batch norms of 4 each, and two of the last layer
        assertThat(names).hasSize(53 * 5 + 2);
    }

    @Test
    void filtersBeginAsHeEtAlAskForByTheChannelsTheyMake() {
        Graph graph = preset("resnext-50");
        Operation.Parameter grouped = parameter(graph, "layer1.0.conv2.weight");
        assertThat(grouped.shape()).isEqualTo(Shape.of(128, 4, 3, 3));
        assertThat(grouped.initial()).isEqualTo(new Initial.Normal(Math.sqrt(2.0 / (9 * 128))));
        assertThat(parameter(graph, "fc.bias").initial()).isEqualTo(new Initial.Uniform(1 / Math.sqrt(2048)));
    }

    private static Operation.Parameter parameter(Graph graph, String name) {
        return graph.parameters().stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// A picture of ImageNet's mean colour is zero to the network, and one deviation more is 1.
    @Test
    void picturesAreNormalisedInsideTheGraph() {
        Graph graph = SMALL.graph();
        Values picture = new Values(
                Shape.of(1, 3, 1, 2),
                new float[] {0.485f, 0.485f + 0.229f, 0.456f, 0.456f + 0.224f, 0.406f, 0.406f + 0.225f});
        double[] seen = Reference.value(Network.initial(graph, 1), picture, node(graph, "normalised"))
                .array();
        assertThat(seen).containsExactly(new double[] {0, 1, 0, 1, 0, 1}, within(1e-6));
    }

    @Test
    void batchNormGoesIntoTheConvolutions() {
        DeployedNetwork deployed = Network.initial(preset("resnext-20"), 1).deployed();
        assertThat(deployed.graph().nodes().stream()
                        .filter(node -> node.operation() instanceof Convolve)
                        .map(node -> node.inputs().size()))
                .hasSize(22)
                .containsOnly(3);
        assertThat(deployed.graph().nodes().stream().filter(node -> node.operation() instanceof Operation.Multiply))
                .as("the colour's alone")
                .hasSize(1);
    }

    /// The 1×1 convolutions before and behind take in the order of the channels, through batch norm and
    /// ReLU.
    @Test
    void learntGroupsLeaveNoPermutationBehind() {
        Network network =
                Network.initial(ResNet.ofTwenty(4, 16).with(Groupable.PUBLISHED).graph(), 1);
        DeployedNetwork deployed = network.deployed();
        assertThat(deployed.graph().nodes()).noneMatch(node -> node.operation() instanceof Operation.Permutation);
        assertThat(deployed.graph().nodes())
                .anyMatch(node -> node.operation() instanceof Convolve convolve && convolve.groups() > 1);
    }

    @Test
    void anotherConvolutionTakesThePlaceOfThe3x3() {
        Graph graph = ResNet.ofTwenty(1, 64).with(Ghost.DEFAULTS).graph();
        assertThat(graph.parameters().stream().map(Operation.Parameter::name))
                .contains("layer2.0.conv2.shift")
                .doesNotContain("layer2.0.conv1.shift");
        assertThat(Shapes.of(graph, 1, 32, 32).of(graph.output())).isEqualTo(Shape.of(1, 10, 1, 1));
    }

    @Test
    void channelsInsideABottleneckCanBeCutAndThoseOfClassesCannot() {
        Channels channels = Channels.of(new ResNet(List.of(1, 1), 1, 8, 3, Stem.CIFAR, Convolutions.PLAIN).graph());
        assertThat(channels.groups())
                .containsOnlyKeys(
                        "conv1",
                        "layer1.0.conv1",
                        "layer1.0.conv2",
                        "layer1.0.conv3",
                        "layer2.0.conv1",
                        "layer2.0.conv2",
                        "layer2.0.conv3");
        assertThat(channels.group("layer2.0.conv3").layers())
                .containsExactly("layer2.0.conv3", "layer2.0.downsample.0", "fc");
        assertThat(KernelSlices.of(channels).getLast().kernels())
                .extracting(KernelSlices.Kernel::parameter)
                .containsExactly("fc.weight");
        assertThatThrownBy(() -> channels.group("fc")).hasMessageContaining("those of a result");
    }

    @Test
    void aClassifierHasNoHalo() {
        assertThatThrownBy(() -> Halo.of(SMALL.graph()))
                .hasMessage("the network ends in a vector of 5 values, not in a picture");
    }

    @Test
    void anyPictureHasTheSameNumberOfValues() {
        Network network = Network.initial(SMALL.graph(), 3);
        for (int side : new int[] {1, 2, 7, 33}) {
            Values picture = new Initial.Uniform(1).draw(Shape.of(2, 3, side, side + 1), new Random(side));
            assertThat(Reference.run(network, picture).shape()).isEqualTo(Shape.of(2, 5, 1, 1));
        }
    }

    @Test
    void sizesThatNobodyMeansAreRefused() {
        assertThatThrownBy(() -> new ResNet(List.of(), 1, 64, 10, Stem.CIFAR, Convolutions.PLAIN))
                .hasMessage("resnet: stages must be 1 to 6, got 0");
        assertThatThrownBy(() -> new ResNet(List.of(1, 0), 1, 64, 10, Stem.CIFAR, Convolutions.PLAIN))
                .hasMessage("resnet: blocks of a stage must be 1 to 1000, got 0");
        assertThatThrownBy(() -> new ResNet(List.of(1), 1, 64, 1, Stem.CIFAR, Convolutions.PLAIN))
                .hasMessage("resnet: classes must be 2 to 100000, got 1");
        assertThatThrownBy(() -> new ResNet(List.of(1, 1, 1), 64, 64, 10, Stem.CIFAR, Convolutions.PLAIN))
                .hasMessage("resnet: 64 groups of 64 channels are 16384 in the last stage, at most 4096 do");
        assertThatThrownBy(() -> Architectures.preset("resnet-50", 2))
                .hasMessage("resnet-50: tells classes, has no scale, got 2");
    }

    @Test
    void settingsAreReadAndWritten() {
        ResNet written = new ResNet(List.of(2, 3), 4, 16, 10, Stem.CIFAR, Ghost.DEFAULTS);
        assertThat(Architectures.read(Architectures.write(written))).isEqualTo(written);
        assertThat(Architectures.write(SMALL).toString())
                .isEqualTo(
                        "{'type':'resnet','blocks':[1,2],'cardinality':4,'widthPerGroup':4,'channels':64,'classes':5,'stem':'imagenet','convolution':{'type':'plain'}}"
                                .replace('\'', '"'));
    }
}
