package dev.fettle.train.torch.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Configuration;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import dev.fettle.train.NeedsLibtorch;
import dev.fettle.train.checkpoint.TrainingState;
import dev.fettle.train.data.Batch;
import dev.fettle.train.torch.Moment;
import dev.fettle.train.torch.optimizer.Optimizer;
import dev.fettle.train.torch.optimizer.Optimizers;
import dev.fettle.train.torch.regimen.HandFed;
import dev.fettle.train.torch.regimen.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Terms by their values, computed by hand, and by their gradients: of SGD without momentum a step is the gradient
/// times the rate, which finite differences of the loss must give.
@NeedsLibtorch
class ObjectiveTest {
    private static final Optimizer PLAIN = Optimizers.ALL.read("optimizer", json("{'type': 'sgd', 'momentum': 0}"));
    private static final int SIDE = 4;

    @TempDir
    private Path folder;

    private static JsonNode json(String text) {
        return Configuration.MAPPER.readTree(text.replace('\'', '"'));
    }

    private static Objective objective(String text) {
        return Objective.read(json(text));
    }

    /// Two results: the picture at twice the size, and one as large as the input.
    private static Graph twoScales() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("head", g.input("image", 1), 2, 3);
        Node small = g.conv("small", x, 1, 1);
        Node large = g.pixelShuffle(g.conv("large", x, 4, 1), 2);
        SequencedMap<String, Node> results = new LinkedHashMap<>();
        results.put("x2", large);
        results.put("x1", small);
        results.put("features", x);
        return g.build(results);
    }

    private static Batch batch(long seed) {
        Random random = new Random(seed);
        float[] input = samples(random, 2 * SIDE * SIDE);
        return new Batch(
                2,
                SIDE,
                1,
                input,
                new TreeMap<>(Map.of(1, samples(random, input.length), 2, samples(random, 4 * input.length))));
    }

    private static float[] samples(Random random, int count) {
        float[] samples = new float[count];
        for (int i = 0; i < count; i++) {
            samples[i] = random.nextFloat();
        }
        return samples;
    }

    private static HandFed training(Graph graph, Weights weights, String objective) {
        return new HandFed(HandFed.subject(graph, 1), weights, objective(objective), PLAIN);
    }

    private static double loss(Graph graph, Weights weights, String objective, Batch batch) {
        try (HandFed training = training(graph, weights, objective)) {
            return training.step(batch, 1e-9).loss();
        }
    }

    /// What the network makes of the batch, by the reference in double precision.
    private static double[] result(Graph graph, Weights weights, String name, Batch batch) {
        Values input = new Values(Shape.of(2, 1, SIDE, SIDE), batch.input());
        return Reference.run(new Network(graph.endingIn(name), part(graph.endingIn(name), weights)), input)
                .array();
    }

    private static Weights part(Graph graph, Weights weights) {
        Map<String, Values> needed = new LinkedHashMap<>();
        graph.parameters().forEach(parameter -> needed.put(parameter.name(), weights.get(parameter.name())));
        return Weights.of(needed);
    }

    private static double l1(double[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        return sum / a.length;
    }

    @Test
    void termsCompareTheirResultsWithTheOriginalsAtTheirScales() {
        Graph graph = twoScales();
        Weights weights = Weights.initial(graph, 3);
        Batch batch = batch(1);
        double large = l1(result(graph, weights, "x2", batch), batch.target(2));
        double small = l1(result(graph, weights, "x1", batch), batch.target(1));
        String two =
                "[{'type': 'distance'}, {'type': 'distance', 'name': 'small', 'result': 'x1', 'scale': 1, 'weight': 0.25}]";
        try (HandFed training = training(graph, weights, two)) {
            Step step = training.step(batch, 0.1);
            assertThat(step.terms().get("distance")).isCloseTo(large, within(1e-6));
            assertThat(step.terms().get("small")).isCloseTo(small, within(1e-6));
            assertThat(step.loss()).isCloseTo(large + 0.25 * small, within(1e-6));
        }
        assertThat(objective(two).targets(HandFed.subject(graph, 1))).containsExactly(1, 2);
    }

    /// The transform by its definition.
    @Test
    void fourierIsTheMeanOfTheSpectrumOfTheDifference() {
        Graph graph = twoScales();
        Weights weights = Weights.initial(graph, 4);
        Batch batch = batch(2);
        double[] difference = result(graph, weights, "x1", batch);
        double sum = 0;
        for (int i = 0; i < difference.length; i++) {
            difference[i] -= batch.target(1)[i];
        }
        for (int n = 0; n < 2; n++) {
            for (int v = 0; v < SIDE; v++) {
                for (int u = 0; u <= SIDE / 2; u++) {
                    double re = 0;
                    double im = 0;
                    for (int i = 0; i < SIDE * SIDE; i++) {
                        double angle = -2 * Math.PI * (v * (i / SIDE) + u * (i % SIDE)) / SIDE;
                        re += difference[n * SIDE * SIDE + i] * Math.cos(angle);
                        im += difference[n * SIDE * SIDE + i] * Math.sin(angle);
                    }
                    sum += Math.abs(re) + Math.abs(im);
                }
            }
        }
        double expected = sum / (2 * SIDE * (SIDE / 2 + 1) * 2);
        assertThat(loss(graph, weights, "[{'type': 'fourier', 'result': 'x1', 'weight': 1}]", batch))
                .isCloseTo(expected, within(1e-5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'type': 'distance', 'norm': 'l2', 'weight': 3}]",
                "[{'type': 'distance', 'norm': 'charbonnier', 'result': 'x1'}]",
                "[{'type': 'fourier'}, {'type': 'distance', 'norm': 'l2', 'result': 'x1'}]",
                "[{'type': 'dual', 'norm': 'l2', 'weight': 1, 'channels': 3}]"
            })
    void gradientsEqualFiniteDifferences(String objective) {
        Graph graph = twoScales();
        Weights weights = Weights.initial(graph, 5);
        Batch batch = batch(3);
        TrainingState after;
        try (HandFed training = training(graph, weights, objective)) {
            training.step(batch, 1);
            after = training.state();
        }
        for (String name : List.of("head.weight", "large.weight", "small.bias")) {
            double gradient = weights.get(name).array()[0]
                    - after.part(TrainingState.WEIGHTS).get(name).array()[0];
            float step = 1e-2f;
            double up = loss(graph, moved(weights, name, step), objective, batch);
            double down = loss(graph, moved(weights, name, -step), objective, batch);
            assertThat(gradient).as(name).isCloseTo((up - down) / (2 * step), within(2e-3));
        }
    }

    private static Weights moved(Weights weights, String name, float by) {
        Map<String, Values> moved = new LinkedHashMap<>(weights.byName());
        Values old = weights.get(name);
        float[] array = old.array().clone();
        array[0] += by;
        moved.put(name, new Values(old.shape(), array));
        return Weights.of(moved);
    }

    /// The companion learns with the network, its state is kept, and it has the layers of the authors'
    /// checkpoints.
    @Test
    void theCompanionOfADualTermIsTrainedAndGoesOn() {
        Graph graph = twoScales();
        Weights weights = Weights.initial(graph, 6);
        String dual = "['l1', {'type': 'dual', 'channels': 3}]";
        try (HandFed whole = training(graph, weights, dual);
                HandFed resumed = training(graph, weights, dual)) {
            TrainingState before = whole.state();
            Weights companion = before.part("companion.dual.weights");
            assertThat(companion.byName().keySet()).containsExactly("dual_module.0.0.weight", "dual_module.1.weight");
            assertThat(companion.size()).isEqualTo(2 * 27); // 54·n for three colours, here one
            whole.step(batch(1), 0.1);
            assertThat(whole.state()
                            .part("companion.dual.weights")
                            .get("dual_module.1.weight")
                            .array())
                    .isNotEqualTo(companion.get("dual_module.1.weight").array());
            resumed.resume(whole.state());
            whole.step(batch(2), 0.1);
            resumed.step(batch(2), 0.1);
            assertThat(resumed.state()
                            .part("companion.dual.weights")
                            .get("dual_module.1.weight")
                            .array())
                    .isEqualTo(whole.state()
                            .part("companion.dual.weights")
                            .get("dual_module.1.weight")
                            .array());
        }
    }

    /// DRN, table of parameters: 432 and 540 for n = 8 and 10; two stages for a factor of 4.
    @Test
    void companionsHaveThePublishedSizes() {
        assertThat(companion(8, 2).parameterCount()).isEqualTo(432);
        assertThat(companion(10, 2).parameterCount()).isEqualTo(540);
        assertThat(companion(8, 4).parameters().stream().map(Operation.Parameter::name))
                .containsExactly("dual_module.0.0.weight", "dual_module.1.0.weight", "dual_module.2.weight");
    }

    private static Graph companion(int channels, int ratio) {
        return ((Dual) Terms.ALL.read("loss", json("{'type': 'dual', 'channels': " + channels + "}")))
                .companion(3, ratio);
    }

    @Test
    void aTeachersResultIsTheTarget() throws IOException {
        Edsr small = new Edsr(1, 1, 2, 1, 255);
        Edsr large = new Edsr(1, 2, 4, 1, 1);
        Path file = folder.resolve("teacher.safetensors");
        Weights taught = Weights.initial(large.graph(), 8);
        new ModelFile(large, taught, card(1)).write(file);
        Weights weights = Weights.initial(small.graph(), 9);
        float[] input = samples(new Random(1), 3 * SIDE * SIDE);
        Batch batch = new Batch(1, SIDE, 1, 3, input, input);
        String term = "[{'type': 'distillation', 'norm': 'l2', 'teacher': '" + file + "'}]";
        double[] ours = Reference.run(new Network(small.graph(), weights), planes(input, 255))
                .array();
        double[] theirs = Reference.run(new Network(large.graph(), taught), planes(input, 1))
                .array();
        double expected = 0;
        for (int i = 0; i < ours.length; i++) {
            expected += Math.pow(ours[i] / 255 - theirs[i], 2) / ours.length;
        }
        Subject subject = new Subject(small, small.graph(), SIDE);
        try (HandFed training = new HandFed(subject, weights, objective(term), PLAIN)) {
            assertThat(training.step(batch, 0.1).loss()).isCloseTo(expected, within(1e-5));
            assertThat(training.state().parts().keySet()).containsExactlyInAnyOrder("weights", "average");
        }
    }

    private static ModelCard card(double valueRange) {
        return new ModelCard(
                "teacher",
                new ModelCard.Usage("denoise", valueRange, ModelCard.Colour.RGB, 0),
                new ModelCard.Training("", List.of(), new ModelCard.Provenance("", 1, "", List.of())),
                List.of());
    }

    /// (N, H, W, C) as (N, C, H, W).
    private static Values planes(float[] samples, float range) {
        float[] planes = new float[samples.length];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = range * samples[i % (SIDE * SIDE) * 3 + i / (SIDE * SIDE)];
        }
        return new Values(Shape.of(1, 3, SIDE, SIDE), planes);
    }

    /// What white is to the network changes neither the loss nor, by it, the rate at which it is weighed.
    @Test
    void lossesAreOfSamplesFromZeroToOne() {
        Edsr one = new Edsr(1, 1, 2, 1, 1);
        Edsr white = new Edsr(1, 1, 2, 1, 255);
        float[] samples = samples(new Random(1), 3 * SIDE * SIDE);
        Batch batch = new Batch(1, SIDE, 1, 3, samples, new float[samples.length]);
        Weights weights = Weights.initial(one.graph(), 1);
        double[] expected = Reference.run(new Network(white.graph(), weights), planes(samples, 255))
                .array();
        double sum = 0;
        for (double value : expected) {
            sum += Math.abs(value) / 255 / expected.length;
        }
        try (HandFed training =
                new HandFed(new Subject(white, white.graph(), SIDE), weights, Objective.of(Norm.L1), PLAIN)) {
            assertThat(training.step(batch, 0.1).loss()).isCloseTo(sum, within(1e-5));
        }
    }

    @Test
    void weightsFollowTheirCourses() {
        Graph graph = twoScales();
        String objective =
                "[{'type': 'distance', 'weight': {'type': 'linear', 'from': 4, 'to': 0, 'until': 0.5}}, 'l2']"
                        .replace("'l2'", "{'type': 'distance', 'name': 'constant', 'norm': 'l2'}");
        Moment quarter = new Moment(2, 8, 0, 0);
        try (HandFed training = training(graph, Weights.initial(graph, 1), objective)) {
            Step step = training.step(batch(1), 1e-3, quarter);
            double expected = 2 * step.terms().get("distance") + step.terms().get("constant");
            assertThat(step.loss()).isCloseTo(expected, within(1e-6));
        }
    }

    @Test
    void aStepLeavesNoNativeObjectBehind() throws IOException {
        Edsr network = new Edsr(2, 1, 2, 1, 255);
        Path file = folder.resolve("teacher.safetensors");
        Edsr other = new Edsr(2, 1, 3, 1, 1);
        ModelCard card = card(1);
        new ModelFile(other, Weights.initial(other.graph(), 1), card).write(file);
        Objective all = objective(
                "['charbonnier', {'type': 'fourier'}, {'type': 'dual'}, {'type': 'dual-hr'}, {'type': 'distillation', 'teacher': '"
                        + file + "'}]");
        float[] input = samples(new Random(1), 3 * SIDE * SIDE);
        Batch batch = new Batch(
                1, SIDE, 3, input, new TreeMap<>(Map.of(1, input, 2, samples(new Random(2), 4 * input.length))));
        Subject subject = new Subject(network, network.graph(), SIDE);
        Optimizer adam = Optimizers.ALL.read("optimizer", json("'adamw'"));
        new HandFed(subject, Weights.initial(network.graph(), 1), all, adam).close();
        long atFirst = Pointer.totalCount();
        try (HandFed training = new HandFed(subject, Weights.initial(network.graph(), 1), all, adam)) {
            training.step(batch, 1e-3);
            training.state();
            training.culprit();
            long before = Pointer.totalCount();
            training.step(batch, 1e-3);
            training.resume(training.state());
            training.culprit();
            assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before); // less where others' were collected
        }
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(atFirst); // less where others' were collected
    }

    @Test
    void whatDoesNotFitIsRefusedInOneLine() {
        assertRefused("'l3'", "loss: unknown norm 'l3'; known: l1, l2, charbonnier, psnr");
        assertRefused("[]", "a term is needed that adds");
        assertRefused("[{'type': 'budget'}]", "a term is needed that adds");
        assertRefused("['l1', 'l2']", "two terms are named 'distance'");
        assertRefused("['l1', {'type': 'dul'}]", "did you mean 'dual'");
        assertRefused("['l1', {'type': 'dual', 'wieght': 1}]", "did you mean 'weight'");
        assertRefused("[{'type': 'distance', 'weight': -1}]", "loss.distance: weight must not be negative");
        assertRefused("[{'type': 'distance', 'norm': 'l0'}]", "norm must be one of l1, l2, charbonnier, psnr");
        assertRefused("[{'type': 'distance', 'weight': {'type': 'linear', 'til': 1}}]", "unknown key 'til'");
        assertRefused("[{'type': 'distance', 'name': 'a b'}]", "the name of a term must be");
        assertRefused(
                "[{'type': 'distance', 'result': 'x3'}]",
                "loss.distance: the network has no result 'x3'; it has x2, x1, features");
        assertRefused("[{'type': 'distance', 'result': 'x1', 'scale': 2}]", "scale is 2, that of result 'x1' is 1");
        assertRefused(
                "[{'type': 'fourier', 'result': 'features'}]", "result 'features' is [1×2×16×16] for a patch of 16");
        assertRefused("['l1', {'type': 'dual', 'result': 'x1'}]", "a result at scale 1 cannot be mapped back");
        assertRefused(
                "['l1', {'type': 'dual', 'channels': 4097}]",
                "loss.dual: scale must be at least 1 and channels 1 to 4096");
        assertRefused("['l1', {'type': 'budget'}]", "loss.budget: the network has no gates");
        assertRefused("['l1', {'type': 'distillation'}]", "loss.distillation: 'teacher' is missing");
    }

    private static void assertRefused(String text, String reason) {
        assertThatThrownBy(() -> objective(text).targets(HandFed.subject(twoScales(), 1)))
                .as(text)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
    }

    @Test
    void teachersThatDoNotFitAreRefused() throws IOException {
        Path file = folder.resolve("teacher.safetensors");
        Edsr twice = new Edsr(2, 1, 2, 1, 1);
        new ModelFile(twice, Weights.initial(twice.graph(), 1), card(1)).write(file);
        Edsr same = new Edsr(1, 1, 2, 1, 1);
        assertTeacher(same, file.toString(), "the teacher's result is [1×3×8×8] for a patch, the network's [1×3×4×4]");
        assertTeacher(same, folder.resolve("none").toString(), "loss.distillation.teacher: ");
        assertTeacher(same, file + "', 'teacherResult': 'other", "the teacher has no result 'other'");
    }

    private static void assertTeacher(Edsr network, String file, String reason) {
        String term = "[{'type': 'distillation', 'teacher': '" + file + "'}]";
        Subject subject = new Subject(network, network.graph(), SIDE);
        assertThatThrownBy(
                        () -> new HandFed(subject, Weights.initial(network.graph(), 1), objective(term), PLAIN).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void objectivesReadBackAsTheyAreWritten() {
        for (String text : List.of(
                "'l1'",
                "'charbonnier'",
                "['l1', {'type': 'fourier', 'weight': {'type': 'cosine', 'from': 0, 'to': 1}}]",
                "[{'type': 'distance', 'weight': 2}]",
                "['l2', {'type': 'dual', 'scale': 2}, {'type': 'dual-hr', 'from': 'result'}, {'type': 'budget', 'cost': 'macs', 'form': 'constraint'}, {'type': 'distillation', 'teacher': 'x'}]")) {
            Objective read = objective(text);
            assertThat(Objective.read(Configuration.MAPPER.valueToTree(read))).isEqualTo(read);
        }
        assertThat(Configuration.MAPPER.writeValueAsString(objective("'l2'"))).isEqualTo("\"l2\"");
    }
}
