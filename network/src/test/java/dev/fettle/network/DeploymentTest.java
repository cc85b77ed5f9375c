package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.contract.OperationCases;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeploymentTest {
    static List<OperationCases.Case> cases() {
        return OperationCases.all(3);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aDeployedNetworkGivesTheSameOutput(OperationCases.Case theCase) {
        DeployedNetwork deployed = Deployment.of(theCase.network());
        Reference.Array expected = Reference.run(theCase.network(), theCase.input());
        Reference.Array actual = Reference.run(deployed.network(), theCase.input());
        for (int i = 0; i < expected.array().length; i++) {
            // folded weights are rounded to float once: relative 6e-8 each, sums of 9·12 products
            assertThat(Math.abs(actual.array()[i] - expected.array()[i])).isLessThan(1e-5);
        }
        assertThat(deployed.graph().nodes())
                .allMatch(node -> deployed.graph().dependsOnInput()[node.index()]
                        || node.inputs().isEmpty())
                .noneMatch(node -> node.operation() instanceof TrainingOnly.WeightNorm)
                .noneMatch(node -> node.operation() instanceof TrainingOnly.BatchNorm);
    }

    @Test
    void weightNormBecomesOnePlainParameterOfUnitDirectionTimesGain() {
        GraphBuilder g = new GraphBuilder();
        Node image = g.input("image", 1);
        Node v = g.parameter("conv.weight_v", Shape.of(1, 1, 1, 2), new Initial.Fill(1));
        Node gain = g.parameter("conv.weight_g", Shape.of(1, 1, 1, 1), new Initial.Fill(5));
        Node weight = g.add("conv.weight", new TrainingOnly.WeightNorm(), v, gain);
        Graph graph = g.build(g.add("conv", new Convolve(1, 0, 1, 1), image, weight));
        Weights weights = Weights.of(Map.of(
                "conv.weight_v", new Values(Shape.of(1, 1, 1, 2), new float[] {3, 4}),
                "conv.weight_g", new Values(Shape.of(1, 1, 1, 1), new float[] {10})));
        DeployedNetwork deployed = Deployment.of(new Network(graph, weights));
        assertThat(deployed.weights().byName()).containsOnlyKeys("conv.weight");
        assertThat(deployed.weights().get("conv.weight").array()).containsExactly(6, 8);
    }

    /// Ioffe and Szegedy, ICML 2015, algorithm 2, for a filter and its bias: W' = W·gain / √(var + ε), b' = (b -
    /// mean)·gain / √(var + ε) + shift.
    @Test
    void batchNormGoesIntoFiltersAndBiasOfTheConvolutionBefore() {
        GraphBuilder g = new GraphBuilder();
        Node convolved = g.conv("conv", g.input("image", 1), 2, 1);
        Graph graph = g.build(g.relu(g.batchNorm("norm", convolved)));
        DeployedNetwork deployed = Deployment.of(new Network(
                graph,
                Weights.of(Map.of(
                        "conv.weight", new Values(Shape.of(2, 1, 1, 1), new float[] {6, 7}),
                        "conv.bias", new Values(Shape.of(2), new float[] {1, 2}),
                        "norm.weight", new Values(Shape.of(2), new float[] {3, 1}),
                        "norm.bias", new Values(Shape.of(2), new float[] {10, 20}),
                        "norm.running_mean", new Values(Shape.of(2), new float[] {5, 0}),
                        "norm.running_var", new Values(Shape.of(2), new float[] {9, 1})))));
        assertThat(deployed.graph().nodes())
                .extracting(node -> node.operation().label())
                .containsExactlyInAnyOrder("Input", "Parameter", "Parameter", "Convolve", "Relu");
        double first = 3 / Math.sqrt(9 + 1e-5);
        double second = 1 / Math.sqrt(1 + 1e-5);
        assertThat(deployed.weights().get("norm.filters").array())
                .containsExactly((float) (6 * first), (float) (7 * second));
        assertThat(deployed.weights().get("norm.offset").array())
                .containsExactly((float) ((1 - 5) * first + 10), (float) (2 * second + 20));
    }

    @Test
    void batchNormBehindAConvolutionThatOthersReadLeavesItAsItIs() {
        GraphBuilder g = new GraphBuilder();
        Node convolved = g.conv("conv", g.input("image", 1), 2, 1);
        Graph graph = g.build(g.add(g.batchNorm("norm", convolved), convolved));
        Network network = Network.initial(graph, 1);
        DeployedNetwork deployed = Deployment.of(network);
        assertThat(deployed.weights().byName())
                .containsOnlyKeys("conv.weight", "conv.bias", "norm.factor", "norm.offset");
        assertThat(deployed.weights().get("conv.weight"))
                .isEqualTo(network.weights().get("conv.weight"));
    }

    @Test
    void whatIsComputedFromConstantsAloneIsNoParameter() {
        GraphBuilder g = new GraphBuilder();
        Node image = g.input("image", 3);
        Node colour = g.constant("colour", new Values(Shape.of(1, 3, 1, 1), new float[] {1, 2, 3}));
        Graph graph = g.build(g.add(image, g.scale(colour, -2)));
        DeployedNetwork deployed = Deployment.of(Network.initial(graph, 1));
        assertThat(deployed.graph().parameters()).isEmpty();
        assertThat(deployed.graph().nodes()).hasSize(3);
    }

    /// What is hard or cools down while it trains: the largest of the logits, and their softmax at the last
    /// temperature.
    @Test
    void choicesLoseTheirNoiseAndTheirTemperature() {
        GraphBuilder g = new GraphBuilder();
        Node image = g.input("image", 2);
        Graph hard = g.build(g.add("gumbel", new TrainingOnly.GumbelSoftmax(2, 0.1), image));
        Graph soft = g.build(g.add("annealed", new TrainingOnly.AnnealedSoftmax(2, Course.linear(30, 0.5, 1)), image));
        Values logits = new Values(Shape.of(1, 2, 1, 1), new float[] {1, 2});
        assertThat(deployedOutput(hard, logits)).containsExactly(0, 1);
        double first = 1 / (1 + Math.exp((2 - 1) / 0.5));
        assertThat(deployedOutput(soft, logits)).containsExactly(new double[] {first, 1 - first}, within(1e-12));
    }

    private static double[] deployedOutput(Graph graph, Values input) {
        return Reference.run(Network.initial(graph, 1).deployed().network(), input)
                .array();
    }

    /// Salimans and Kingma, eq. 2, then a factor: 2 · 5 · (3, 4) / ‖(3, 4)‖, of which nothing is left to compute.
    @Test
    void chainsOfComputedValuesBecomeOneParameter() {
        GraphBuilder g = new GraphBuilder();
        Node image = g.input("image", 1);
        Node v = g.parameter("v", Shape.of(1, 1, 1, 2), new Initial.Fill(1));
        Node gain = g.parameter("g", Shape.of(1, 1, 1, 1), new Initial.Fill(5));
        Node weight = g.add("twice", new Operation.Scale(2), g.add("norm", new TrainingOnly.WeightNorm(), v, gain));
        Graph graph = g.build(g.add("conv", new Convolve(1, 0, 1, 1), image, weight));
        Weights weights = Weights.of(Map.of(
                "v", new Values(Shape.of(1, 1, 1, 2), new float[] {3, 4}),
                "g", new Values(Shape.of(1, 1, 1, 1), new float[] {5})));
        DeployedNetwork deployed = Deployment.of(new Network(graph, weights));
        assertThat(deployed.weights().byName()).containsOnlyKeys("twice");
        assertThat(deployed.weights().get("twice").array()).containsExactly(6, 8);
    }

    @Test
    void whatStillTrainsIsNoDeployedNetwork() {
        GraphBuilder g = new GraphBuilder();
        Graph graph = g.build(g.batchNorm("norm", g.input("image", 2)));
        assertThatThrownBy(() -> new DeployedNetwork(Network.initial(graph, 1)))
                .hasMessage("norm: BatchNorm exists in training only; deploy the network first");
    }

    @Test
    void aPlainNetworkKeepsItsNodesNamesAndWeights() {
        Network network = cases().stream()
                .filter(each -> each.name().equals("arcnn"))
                .findFirst()
                .orElseThrow()
                .network();
        DeployedNetwork deployed = Deployment.of(network);
        assertThat(deployed.graph().nodes()).hasToString(network.graph().nodes().toString());
        assertThat(deployed.weights()).isEqualTo(network.weights());
    }

    @Test
    void whatCannotBeFoldedIsRefusedByName() {
        GraphBuilder g = new GraphBuilder();
        Node image = g.input("image", 2);
        Node filters = g.convWithoutBias("mix", image, 2, 1, Convolve.same(1));
        Node gain = g.parameter("gain", Shape.of(1, 1, 1, 1), new Initial.Fill(1));
        Graph graph = g.build(g.add("body.3.weight", new TrainingOnly.WeightNorm(), filters, gain));
        assertThatThrownBy(() -> Deployment.of(Network.initial(graph, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("body.3.weight: WeightNorm");
    }
}
