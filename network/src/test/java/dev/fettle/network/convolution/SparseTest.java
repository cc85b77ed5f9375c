package dev.fettle.network.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.TrainingOnly;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.convolution.Sparse.Constraint;
import dev.fettle.network.convolution.Sparse.Form;
import dev.fettle.network.convolution.Sparse.Pooling;
import dev.fettle.network.convolution.Sparse.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SparseTest {
    private static final int CHANNELS = 8;
    private static final int GROUPS = 4;

    private static Sparse sparse(Constraint constraint, Selection selection, Form form) {
        return new Sparse(
                GROUPS,
                1,
                new Sparse.Choice(constraint, new Temperature(30, 1, 0.5), selection, form),
                Sparse.Routing.DEFAULTS);
    }

    private static Graph block(Convolution convolution) {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", CHANNELS);
        return g.build(convolution.pair(g, new Layer("0", CHANNELS, 3), g::relu, new Layer("2", CHANNELS, 3), x));
    }

    private static Values picture(int pictures, long seed) {
        return new Initial.Uniform(1).draw(Shape.of(pictures, CHANNELS, 9, 7), new Random(seed));
    }

    /// Weights whose β is softmax(sharpness, 0, 0, …) whatever the picture.
    private static Weights fixed(Graph graph, double sharpness, long seed) {
        SequencedMap<String, Values> byName =
                new LinkedHashMap<>(Weights.initial(graph, seed).byName());
        Arrays.fill(byName.get("0.mlp.0.weight").array(), 0);
        Arrays.fill(byName.get("0.mlp.0.bias").array(), 0);
        byName.get("0.mlp.0.bias").array()[0] = (float) sharpness;
        return new Weights(byName);
    }

    /// Distance of the two forms, relative to the size of the exact one.
    private static double distance(double sharpness, long seed) {
        Graph merged = block(sparse(Constraint.SOFTMAX, Selection.SHARED, Form.MERGED));
        Graph sum = block(sparse(Constraint.SOFTMAX, Selection.SHARED, Form.SUM));
        double[] approximate = Reference.run(new Network(merged, fixed(merged, sharpness, seed)), picture(1, seed))
                .array();
        double[] exact = Reference.run(new Network(sum, fixed(sum, sharpness, seed)), picture(1, seed))
                .array();
        double squares = 0;
        double size = 0;
        for (int i = 0; i < exact.length; i++) {
            squares += Math.pow(approximate[i] - exact[i], 2);
            size += exact[i] * exact[i];
        }
        return Math.sqrt(squares / size);
    }

    private static double meanDistance(double sharpness) {
        double sum = 0;
        for (long seed = 1; seed <= 5; seed++) {
            sum += distance(sharpness, seed) / 5;
        }
        return sum;
    }

    /// ReLU lets the square root through (Fan et al., the step from the sum to merged kernels), so both forms are the
    /// same network where one group has all the weight. The weights have the same names and shapes.
    @Test
    void theMergedFormEqualsTheSumWhereOneGroupHasAllTheWeight() {
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(distance(200, seed)).as("seed %d", seed).isLessThan(1e-12);
        }
    }

    /// The largest β of four is 0.25, 0.48, 0.71, 0.95, 0.999 and 1 - 3e-7.
    @Test
    void theMergedFormDepartsFromTheSumAsWeightsGetAlike() {
        double[] sharpness = {0, 1, 2, 4, 8, 16};
        double[] distances =
                Arrays.stream(sharpness).map(SparseTest::meanDistance).toArray();
        for (int i = 1; i < distances.length; i++) {
            assertThat(distances[i]).as("%s", Arrays.toString(distances)).isLessThan(distances[i - 1]);
        }
        assertThat(distances[0]).as("uniform weights").isGreaterThan(0.5);
        assertThat(distances[5]).as("nearly one-hot").isLessThan(2e-3);
    }

    /// docs/methods/nsr.md prints what is measured here.
    @Test
    void theTableOfErrorsInTheDocumentationIsWhatIsMeasured() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "docs", "methods", "nsr.md"));
        for (double sharpness : new double[] {0, 1, 2, 4, 8, 16}) {
            double largest = Math.exp(sharpness) / (Math.exp(sharpness) + GROUPS - 1);
            String row = "| %.0f | %.5f | %.4f |".formatted(sharpness, largest, meanDistance(sharpness));
            assertThat(lines).contains(row);
        }
    }

    @ParameterizedTest
    @EnumSource(Constraint.class)
    void eachPictureOfABatchHasItsOwnKernels(Constraint constraint) {
        Graph graph = block(new Sparse(
                GROUPS,
                2,
                new Sparse.Choice(constraint, new Temperature(30, 0.01, 0.5), Selection.INDEPENDENT, Form.MERGED),
                Sparse.Routing.DEFAULTS));
        Network network = Network.initial(graph, 3);
        Values batch = picture(3, 4);
        double[] together = Reference.run(network, batch).array();
        int size = together.length / 3;
        for (int n = 0; n < 3; n++) {
            float[] single = Arrays.copyOfRange(batch.array(), n * size, (n + 1) * size);
            double[] alone = Reference.run(network, new Values(Shape.of(1, CHANNELS, 9, 7), single))
                    .array();
            assertThat(Arrays.copyOfRange(together, n * size, (n + 1) * size)).containsExactly(alone);
        }
    }

    @Test
    void aHardChoiceIsOneHotInEveryCardinalGroup() {
        Sparse hard = new Sparse(GROUPS, 2, Sparse.Choice.of(Constraint.HARD), Sparse.Routing.DEFAULTS);
        Graph graph = block(hard);
        Node choice = graph.nodes().stream()
                .filter(node -> node.operation() instanceof TrainingOnly.GumbelSoftmax)
                .findFirst()
                .orElseThrow();
        double[] beta = Reference.value(Network.initial(graph, 5), picture(1, 6), choice)
                .array();
        for (int j = 0; j < 2; j++) {
            double[] ofGroup = new double[GROUPS];
            for (int i = 0; i < GROUPS; i++) {
                ofGroup[i] = beta[2 * i + j];
            }
            assertThat(Arrays.stream(ofGroup).sorted().toArray()).containsExactly(0, 0, 0, 1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Constraint.class,
            names = {"HARD", "SOFTMAX", "ANNEALED"})
    void oneGroupIsAPlainConvolution(Constraint constraint) {
        Sparse single = new Sparse(1, 4, Sparse.Choice.of(constraint), Sparse.Routing.of(Pooling.WINDOW, 4));
        Graph graph = block(single);
        Weights weights = Weights.initial(graph, 7);
        SequencedMap<String, Values> kept = new LinkedHashMap<>(weights.byName());
        kept.keySet().removeIf(name -> name.contains("mlp"));
        Network plain = new Network(block(Convolutions.PLAIN), new Weights(kept));
        double[] expected = Reference.run(plain, picture(2, 8)).array();
        assertThat(Reference.run(new Network(graph, weights), picture(2, 8)).array())
                .containsExactly(expected, org.assertj.core.data.Offset.offset(1e-12));
    }

    @Test
    void whatDoesNotFitTogetherIsRefusedWithItsPlace() {
        Sparse shared = sparse(Constraint.SOFTMAX, Selection.SHARED, Form.MERGED);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Vdsr(2, 4, 8, 1, true, shared).graph())
                .withMessageStartingWith("residual_layer.0.conv: selection 'shared'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Vdsr(2, 4, 24, 1, true, Sparse.DEFAULTS).graph())
                .withMessage("residual_layer.0.conv: cardinals (16) must divide the 24 channels");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sparse(Constraint.NONE, Selection.SHARED, Form.MERGED))
                .withMessageContaining("square roots");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sparse(Constraint.SOFTMAX, Selection.INDEPENDENT, Form.SUM))
                .withMessageContaining("form 'sum'");
    }
}
