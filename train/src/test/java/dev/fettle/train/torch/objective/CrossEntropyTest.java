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
import dev.fettle.train.torch.optimizer.Optimizer;
import dev.fettle.train.torch.optimizer.Optimizers;
import dev.fettle.train.torch.regimen.HandFed;
import dev.fettle.train.torch.regimen.Step;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Networks whose scores are those of a 1×1 convolution of one pixel, so that they are known.
@NeedsLibtorch
class CrossEntropyTest {
    private static final Optimizer PLAIN = Optimizers.ALL.read("optimizer", json("{'type': 'sgd', 'momentum': 0}"));

    private static JsonNode json(String text) {
        return Configuration.MAPPER.readTree(text.replace('\'', '"'));
    }

    /// The scores are the biases where the picture is black.
    private static Graph graph(int classes) {
        GraphBuilder g = new GraphBuilder();
        Node mean = g.add("mean", new Operation.GlobalMean(), g.input("image", 1));
        return g.build(g.conv("fc", mean, classes, 1));
    }

    private static Weights weights(float... biases) {
        Map<String, Values> weights = new LinkedHashMap<>();
        float[] slopes = new float[biases.length];
        for (int i = 0; i < slopes.length; i++) {
            slopes[i] = 0.5f * i - 0.3f;
        }
        weights.put("fc.weight", new Values(Shape.of(biases.length, 1, 1, 1), slopes));
        weights.put("fc.bias", new Values(Shape.of(1, biases.length, 1, 1), biases));
        return Weights.of(shaped(biases.length, weights));
    }

    /// With the shapes that the graph gives its parameters.
    private static Map<String, Values> shaped(int classes, Map<String, Values> weights) {
        Map<String, Values> shaped = new LinkedHashMap<>();
        graph(classes)
                .parameters()
                .forEach(parameter -> shaped.put(
                        parameter.name(),
                        new Values(
                                parameter.shape(), weights.get(parameter.name()).array())));
        return shaped;
    }

    private static HandFed training(Graph graph, Weights weights, String objective) {
        return new HandFed(HandFed.subject(graph, 1), weights, Objective.read(json(objective)), PLAIN);
    }

    private static double loss(Weights weights, String objective, Batch batch) {
        int classes = weights.get("fc.bias").array().length;
        try (HandFed training = training(graph(classes), weights, objective)) {
            return training.step(batch, 1e-9).loss();
        }
    }

    private static Batch black(int... labels) {
        return Batch.labelled(1, 1, new float[labels.length], labels);
    }

    /// log(1 + exp(b - a)) for scores a of the right and b of the wrong class; with smoothing s a part of s
    /// / 2 of the other way round.
    @Test
    void twoClassesHaveAClosedForm() {
        Weights weights = weights(1.25f, -0.5f);
        double right = Math.log1p(Math.exp(-1.75));
        double wrong = Math.log1p(Math.exp(1.75));
        assertThat(loss(weights, "'cross-entropy'", black(0))).isCloseTo(right, within(1e-6));
        assertThat(loss(weights, "'cross-entropy'", black(1))).isCloseTo(wrong, within(1e-6));
        assertThat(loss(weights, "'cross-entropy'", black(0, 0, 1))).isCloseTo((2 * right + wrong) / 3, within(1e-6));
        assertThat(loss(weights, "[{'type': 'cross-entropy', 'smoothing': 0.2}]", black(0)))
                .isCloseTo(0.9 * right + 0.1 * wrong, within(1e-6));
        assertThat(loss(weights, "[{'type': 'cross-entropy', 'smoothing': 1, 'weight': 3}]", black(1)))
                .isCloseTo(1.5 * right + 1.5 * wrong, within(1e-5));
    }

    @Test
    void equalScoresCostTheLogarithmOfTheNumberOfClasses() {
        Weights equal = weights(7, 7, 7, 7, 7);
        assertThat(loss(equal, "'cross-entropy'", black(0, 3, 4))).isCloseTo(Math.log(5), within(1e-6));
        assertThat(loss(equal, "[{'type': 'cross-entropy', 'smoothing': 0.3}]", black(2)))
                .isCloseTo(Math.log(5), within(1e-6));
    }

    /// exp(1000) is no number.
    @Test
    void largeScoresStayFinite() {
        Weights weights = weights(1000, 0);
        assertThat(loss(weights, "'cross-entropy'", black(0))).isZero();
        assertThat(loss(weights, "'cross-entropy'", black(1))).isCloseTo(1000, within(1e-3));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1})
    void gradientsEqualFiniteDifferences(double smoothing) {
        String objective = "[{'type': 'cross-entropy', 'smoothing': %s}]".formatted(smoothing);
        Batch batch = Batch.labelled(1, 1, new float[] {0.2f, 0.9f, 0.5f}, new int[] {2, 0, 0});
        float[] biases = {0.3f, -0.2f, 0.6f};
        Weights weights = weights(biases);
        try (HandFed training = training(graph(3), weights, objective)) {
            training.step(batch, 1);
            for (int i = 0; i < 3; i++) {
                double gradient = biases[i] - training.weight("fc.bias")[i];
                float step = 1e-2f;
                double up = loss(moved(biases, i, step), objective, batch);
                double down = loss(moved(biases, i, -step), objective, batch);
                assertThat(gradient).as("bias " + i).isCloseTo((up - down) / (2 * step), within(1e-4));
            }
        }
    }

    private static Weights moved(float[] biases, int index, float by) {
        float[] moved = biases.clone();
        moved[index] += by;
        return weights(moved);
    }

    /// DGConv multiplies the loss by what its gates cost too much: of 4 channels and one open gate of two ζ
    /// = 4 · 2 = 8, o = 16 / 4, so (8 / 4)^0.5.
    @Test
    void aBudgetMultipliesIt() {
        GraphBuilder g = new GraphBuilder();
        Node image = g.input("image", 1);
        Node scores = g.conv("fc", g.add("mean", new Operation.GlobalMean(), image), 2, 1);
        Node many = g.convWithoutBias("many", image, 4, 1, Convolve.same(1));
        Node filters = g.parameter("filters", Shape.of(4, 4, 1, 1), new Initial.Fill(0));
        Node gates = g.parameter("layer.gate", Shape.of(2), new Initial.Fill(0), Role.GATE);
        Node parted = g.add("parted", new TrainingOnly.GatedFilters(false, false), filters, gates);
        Node gated = g.add("layer", Convolve.same(1), many, parted);
        Node none =
                g.scale(g.add("one", new Operation.Slice(0, 2), g.add("all", new Operation.GlobalMean(), gated)), 0);
        Graph graph = g.build(g.add("sum", new Operation.Add(), scores, none));
        Map<String, Values> values =
                new LinkedHashMap<>(Weights.initial(graph, 1).byName());
        values.putAll(weights(1.25f, -0.5f).byName());
        values.put("layer.gate", new Values(Shape.of(2), new float[] {1, -1}));
        String objective = "['cross-entropy', {'type': 'budget', 'weight': 0.5, 'b': 4}]";
        try (HandFed training = training(graph, Weights.of(values), objective)) {
            Step step = training.step(black(0), 1e-9);
            double right = Math.log1p(Math.exp(-1.75));
            assertThat(step.terms().get("cross-entropy")).isCloseTo(right, within(1e-6));
            assertThat(step.terms().get("budget")).isCloseTo(2, within(1e-6));
            assertThat(step.loss()).isCloseTo(right * Math.sqrt(2), within(1e-6));
        }
    }

    @Test
    void whatDoesNotFitIsRefusedInOneLine() {
        assertThatThrownBy(() -> Objective.read(json("[{'type': 'cross-entropy', 'smoothing': 1.5}]")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("loss.cross-entropy: smoothing must be 0 to 1, got 1.5");
        GraphBuilder g = new GraphBuilder();
        Graph picture = g.build(g.conv("a", g.input("image", 1), 1, 3));
        assertThatThrownBy(() -> Objective.read(json("'cross-entropy'")).targets(HandFed.subject(picture, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("loss.cross-entropy: is for networks that end in classes, this one ends in a picture");
        assertThatThrownBy(
                        () -> loss(weights(0, 0), "'cross-entropy'", new Batch(1, 1, 1, 1, new float[1], new float[1])))
                .hasMessage("batch: the patches have no labels");
        assertThatThrownBy(() -> loss(weights(0, 0), "'cross-entropy'", black(2)))
                .hasMessage("batch: label 2 is none of the network's 2 classes");
    }

    @Test
    void itReadsBackAsItIsWritten() {
        Objective objective = Objective.read(json("'cross-entropy'"));
        assertThat(Objective.read(Configuration.MAPPER.valueToTree(objective.written())))
                .isEqualTo(objective);
    }
}
