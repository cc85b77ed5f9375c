package dev.fettle.train.torch.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Configuration;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.Role;
import dev.fettle.network.Shape;
import dev.fettle.network.TrainingOnly;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.train.NeedsLibtorch;
import dev.fettle.train.data.Batch;
import dev.fettle.train.torch.Moment;
import dev.fettle.train.torch.optimizer.Optimizer;
import dev.fettle.train.torch.optimizer.Optimizers;
import dev.fettle.train.torch.regimen.HandFed;
import dev.fettle.train.torch.regimen.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What gates cost, and the gradients that it gives them: of SGD without momentum a step is the gradient
/// times the rate.
@NeedsLibtorch
class BudgetTest {
    private static final Optimizer PLAIN = Optimizers.ALL.read("optimizer", json("{'type': 'sgd', 'momentum': 0}"));
    private static final Weights OPEN_IN_PART = gates(0.1f, -0.1f, 0.3f, 1e-8f, -0.2f);
    private static final Batch ONE = new Batch(1, 1, 1, 1, new float[] {1}, new float[] {2});

    @TempDir
    private Path folder;

    private static JsonNode json(String text) {
        return Configuration.MAPPER.readTree(text.replace('\'', '"'));
    }

    /// x · w, and nothing else: filters with gates are multiplied by 0, of 4 channels and of 8.
    private static Graph gated() {
        GraphBuilder g = new GraphBuilder();
        Node input = g.input("image", 1);
        Node w = g.parameter("w", Shape.of(1, 1, 1, 1), new Initial.Fill(0.5));
        Node x = g.add("conv", Convolve.same(1), input, w);
        for (int layer = 0; layer < 2; layer++) {
            int channels = 4 << layer;
            Node many = g.convWithoutBias("many" + layer, input, channels, 1, Convolve.same(1));
            Node filters = g.parameter("filters" + layer, Shape.of(channels, channels, 3, 3), new Initial.Fill(0));
            Node gates = g.parameter("layer" + layer + ".gate", Shape.of(2 + layer), new Initial.Fill(0), Role.GATE);
            Node parted = g.add("parted" + layer, new TrainingOnly.GatedFilters(false, false), filters, gates);
            Node none = g.scale(g.add("layer" + layer, Convolve.same(3), many, parted), 0);
            x = g.add("out" + layer, new Operation.Add(), x, g.add("one" + layer, new Operation.Slice(0, 1), none));
        }
        return g.build(x);
    }

    private static Weights gates(float... values) {
        Map<String, Values> weights =
                new LinkedHashMap<>(Weights.initial(gated(), 1).byName());
        weights.put("layer0.gate", new Values(Shape.of(2), new float[] {values[0], values[1]}));
        weights.put("layer1.gate", new Values(Shape.of(3), new float[] {values[2], values[3], values[4]}));
        return Weights.of(weights);
    }

    private static Objective budget(String settings) {
        return Objective.read(json("[{'type': 'distance', 'norm': 'l2'}, {'type': 'budget', %s}]".formatted(settings)));
    }

    private static HandFed training(Objective objective) {
        return new HandFed(HandFed.subject(gated(), 1), OPEN_IN_PART, objective, PLAIN);
    }

    /// DGConv: ζ is the sum over layers of C · ∏ (1 + g), here 4·2·1 + 8·2·2·1 = 40 of 16 + 64; o = 80 / 4
    /// = 20. The gradient of ζ is ζ of the layer / (1 + g).
    @Test
    void aBudgetMultipliesTheLossByItsExcess() {
        double distance = 1.5 * 1.5;
        try (HandFed training = training(budget("'weight': 0.5, 'b': 4"))) {
            Step step = training.step(ONE, 1e-3);
            assertThat(step.terms().get("budget")).isCloseTo(2, within(1e-6));
            assertThat(step.loss()).isCloseTo(distance * Math.sqrt(2), within(1e-5));
            double perZeta = distance * 0.5 / Math.sqrt(2) / 20; // d loss / d ζ = L · a · (ζ/o)^(a - 1) / o
            assertGradient(training, "layer0.gate", perZeta * 8 / 2, perZeta * 8);
            assertGradient(training, "layer1.gate", perZeta * 32 / 2, perZeta * 32 / 2, perZeta * 32);
            assertGradient(training, "w", -2 * 1.5 * Math.sqrt(2));
        }
    }

    /// 2^(K + Σg): ln 2 · ζ for every gate.
    @Test
    void thePowerFormHasOneGradientForAllGates() {
        try (HandFed training = training(budget("'weight': 0.5, 'b': 4, 'power': true"))) {
            training.step(ONE, 1e-3);
            double perZeta = 2.25 * 0.5 / Math.sqrt(2) / 20 * Math.log(2);
            assertGradient(training, "layer0.gate", perZeta * 8, perZeta * 8);
            assertGradient(training, "layer1.gate", perZeta * 32, perZeta * 32, perZeta * 32);
        }
    }

    private static void assertGradient(HandFed training, String name, double... expected) {
        for (int i = 0; i < expected.length; i++) {
            double gradient = (OPEN_IN_PART.get(name).array()[i] - training.weight(name)[i]) / 1e-3;
            assertThat(gradient).as(name + " " + i).isCloseTo(expected[i], within(2e-3));
        }
    }

    @Test
    void withinTheBudgetNothingIsAsked() {
        try (HandFed training = training(budget("'b': 1.25"))) {
            Step step = training.step(ONE, 1e-3);
            assertThat(step.terms().get("budget")).isCloseTo(40 / 64.0, within(1e-6));
            assertThat(step.loss()).isCloseTo(2.25, within(1e-6));
            assertGradient(training, "layer1.gate", 0, 0, 0);
        }
    }

    /// ζ ≤ o holds with 40 of 40 links.
    @Test
    void aBudgetThatIsUsedUpIsKept() {
        try (HandFed training = training(budget("'b': 2"))) {
            Step step = training.step(ONE, 1e-3);
            assertThat(step.terms().get("budget")).isCloseTo(1, within(1e-6));
            assertThat(step.loss()).isCloseTo(2.25, within(1e-6));
            assertGradient(training, "layer1.gate", 0, 0, 0);
        }
    }

    /// Nine multiply-adds for each link at each of the 16² positions of a patch.
    @Test
    void aBudgetOfMultiplyAddsAddsItsExcess() {
        try (HandFed training = training(budget("'cost': 'macs', 'form': 'sum', 'weight': 3, 'most': 46080"))) {
            Step step = training.step(ONE, 1e-3);
            assertThat(step.terms().get("budget")).isCloseTo(2, within(1e-6));
            assertThat(step.loss()).isCloseTo(2.25 + 3 * (2 - 1), within(1e-5));
            assertGradient(training, "layer0.gate", 3 * 4 / 20.0, 3 * 8 / 20.0);
        }
    }

    /// A gate is worth what it is measured to take: nothing between 2 and 4 groups of the second layer.
    @Test
    void aBudgetOfMillisecondsGoesByWhatWasMeasured() throws IOException {
        Path file = folder.resolve("times.yaml");
        SequencedMap<String, List<Double>> times = new LinkedHashMap<>();
        times.put("layer0", List.of(4.0, 3.0, 2.5));
        times.put("layer1", List.of(10.0, 7.0, 7.0, 9.0));
        new GroupTimes("a machine", "320x180", 1, times).write(file);
        Objective objective =
                budget("'cost': 'millis', 'form': 'sum', 'weight': 2, 'most': 9.5, 'times': '%s'".formatted(file));
        try (HandFed training = training(objective)) {
            assertThat(training.step(ONE, 1e-3).terms().get("budget")).isCloseTo(10 / 9.5, within(1e-6));
            assertGradient(training, "layer0.gate", 2 * 0.5 / 9.5, 2 * 1.0 / 9.5);
            assertGradient(training, "layer1.gate", 0, 0, 2 * 3.0 / 9.5);
        }
    }

    /// 40 links are allowed 20: the least open gates close, layer after layer, until no more are there.
    @Test
    void aConstraintHoldsAfterEveryStepFromItsTimeOn() {
        Objective objective = budget("'b': 4, 'form': 'constraint', 'from': 0.5");
        try (HandFed training = training(objective)) {
            training.step(ONE, 1e-3, new Moment(0, 10, 0, 0));
            assertThat(open(training)).containsExactly(true, false, true, false, false); // gradients closed one
            training.step(ONE, 1e-3, new Moment(4, 10, 0, 0));
            assertThat(open(training)).contains(true);
        }
        try (HandFed training = training(objective)) {
            training.step(ONE, 1e-9, new Moment(5, 10, 0, 0));
            assertThat(open(training)).containsExactly(false, false, true, false, false); // 4 + 16 links
        }
    }

    /// Of 3 and 11 ms one gate more saves nothing, but two more of the second layer do; of 5 and 8 ms the
    /// first layer's last gate saves 2, and what is left is saved by opening all of the second.
    @Test
    void aConstraintHoldsWhereTimesDoNotFall() throws IOException {
        assertThat(constrained(9, List.of(4.0, 3.0, 5.0), List.of(10.0, 11.0, 11.0, 6.0)))
                .containsExactly(true, false, false, false, false);
        assertThat(constrained(7.5, List.of(4.0, 5.0, 3.0), List.of(2.0, 8.0, 9.0, 5.0)))
                .containsExactly(false, false, true, true, true);
    }

    private List<Boolean> constrained(double most, List<Double> first, List<Double> second) throws IOException {
        Path file = folder.resolve("times.yaml");
        SequencedMap<String, List<Double>> times = new LinkedHashMap<>();
        times.put("layer0", first);
        times.put("layer1", second);
        new GroupTimes("a machine", "320x180", 1, times).write(file);
        String settings =
                "'cost': 'millis', 'form': 'constraint', 'from': 0, 'most': %s, 'times': '%s'".formatted(most, file);
        try (HandFed training = training(budget(settings))) {
            training.step(ONE, 1e-12, new Moment(0, 10, 0, 0));
            return open(training);
        }
    }

    private static List<Boolean> open(HandFed training) {
        List<Boolean> open = new ArrayList<>();
        for (String name : List.of("layer0.gate", "layer1.gate")) {
            for (float gate : training.weight(name)) {
                open.add(gate > 0);
            }
        }
        return open;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'b': 0.5 | b must be at least 1, since one b-th of the cost is allowed, got 0.5",
                "'b': 64 | 1.25 links are allowed, but the layers have 12 with as many groups as they can, and 80 with one",
                "'b': 1e200 | 8E-199 links are allowed, but the layers have 12 with as many groups as they can, and 80 with one",
                "'most': -1 | most must be above 0 and finite, or left out, got -1.0",
                "'from': 2 | from must be 0 to 1, got 2.0",
                "'from': 0.2 | from says when a constraint begins to hold; set form: constraint, or leave it out",
                "'b': 4, 'most': 20 | b (4.0) and most (20.0) both say what is allowed; leave one of them out",
                "'cost': 'millis' | cost millis and a file of times go together; name the file that fettle bench --groups has written",
                "'times': 'a.yaml' | cost millis and a file of times go together; leave times out, or set cost: millis"
            })
    void aBudgetThatCannotBeKeptIsRefused(String settings, String message) {
        assertThatThrownBy(() -> training(budget(settings)).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("loss.budget: " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1, -2]", "[1, null]", "null", "[1, .inf]"})
    void timesThatAreNoneAreRefusedByTheFile(String times) throws IOException {
        Path file = Files.writeString(folder.resolve("times.yaml"), "layers: {layer0: %s}\n".formatted(times));
        assertThatThrownBy(() -> GroupTimes.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        file + ": times of groups: layers.layer0: milliseconds must be above 0 and finite");
    }

    @Test
    void timesOfAnotherNetworkAreRefused() throws IOException {
        Path file = folder.resolve("times.yaml");
        SequencedMap<String, List<Double>> times = new LinkedHashMap<>();
        times.put("layer0", List.of(4.0, 3.0));
        new GroupTimes("a machine", "320x180", 1, times).write(file);
        Objective objective = budget("'cost': 'millis', 'times': '%s'".formatted(file));
        assertThatThrownBy(() -> training(objective).close())
                .hasMessage(
                        "loss.budget: %s: layer 'layer0' has 2 gates and so needs 3 times, there are 2; measure the network that is trained"
                                .formatted(file));
    }
}
