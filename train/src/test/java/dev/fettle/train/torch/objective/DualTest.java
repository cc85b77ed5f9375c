package dev.fettle.train.torch.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Configuration;
import dev.fettle.network.Course;
import dev.fettle.network.Graph;
import dev.fettle.network.Network;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.train.NeedsLibtorch;
import dev.fettle.train.checkpoint.TrainingState;
import dev.fettle.train.data.Batch;
import dev.fettle.train.torch.optimizer.Optimizer;
import dev.fettle.train.torch.optimizer.Optimizers;
import dev.fettle.train.torch.regimen.HandFed;
import dev.fettle.train.torch.regimen.Step;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Dual terms by what the reference interpreter makes of network and companions in double precision.
@NeedsLibtorch
class DualTest {
    private static final Optimizer PLAIN = Optimizers.ALL.read("optimizer", json("{'type': 'sgd', 'momentum': 0}"));
    private static final int SIDE = 4;
    private static final String DRN = "{'type': 'drn', 'scale': 4, 'channels': 4, 'blocks': 1, 'valueRange': 1}";
    private static final String BOTH =
            "{'type': 'dual', 'scale': 2, 'channels': 3}, {'type': 'dual', 'name': 'small', 'result': 'x2', 'channels': 3}";

    private static JsonNode json(String text) {
        return Configuration.MAPPER.readTree(text.replace('\'', '"'));
    }

    private static Objective objective(String terms) {
        return Objective.read(json("[" + terms + "]"));
    }

    private static Subject subject(String architecture) {
        Architecture read = Architectures.read(json(architecture));
        return new Subject(read, read.graph(), SIDE * enlargement(read));
    }

    private static int enlargement(Architecture architecture) {
        return architecture.isFedEnlarged() ? architecture.scale() : 1;
    }

    private static Batch batch(Subject subject) {
        Random random = new Random(5);
        NavigableMap<Integer, float[]> targets = new TreeMap<>();
        int scale = subject.architecture().scale();
        for (int each = 1; each <= scale; each++) {
            targets.put(each, samples(random, 3 * SIDE * SIDE * each * each));
        }
        int enlargement = enlargement(subject.architecture());
        float[] input = enlargement == 1 ? targets.get(1) : samples(random, 3 * subject.patch() * subject.patch());
        return new Batch(1, 1, subject.patch(), enlargement, 3, input, targets);
    }

    private static float[] samples(Random random, int count) {
        float[] samples = new float[count];
        for (int i = 0; i < count; i++) {
            samples[i] = random.nextFloat();
        }
        return samples;
    }

    /// (H, W, C) as (1, C, H, W).
    private static Values planes(float[] samples) {
        int pixels = samples.length / 3;
        int side = (int) Math.sqrt(pixels);
        Values planes = Values.zeros(Shape.of(1, 3, side, side));
        for (int i = 0; i < samples.length; i++) {
            planes.array()[i % 3 * pixels + i / 3] = samples[i];
        }
        return planes;
    }

    private static Values single(double[] samples) {
        int side = (int) Math.sqrt(samples.length / 3.0);
        Values values = Values.zeros(Shape.of(1, 3, side, side));
        for (int i = 0; i < samples.length; i++) {
            values.array()[i] = (float) samples[i];
        }
        return values;
    }

    private static double[] run(Graph graph, Weights weights, Values input) {
        Map<String, Values> needed = new LinkedHashMap<>();
        graph.parameters().forEach(parameter -> needed.put(parameter.name(), weights.get(parameter.name())));
        return Reference.run(new Network(graph, Weights.of(needed)), input).array();
    }

    private static double[] back(TrainingState state, String term, int ratio, double[] picture) {
        Weights weights = state.part("companion." + term + ".weights");
        int channels =
                weights.get("dual_module.0.0.weight").shape().dimensions().getFirst();
        Dual settings = new Dual(term, Course.constant(1), Norm.L1, "", 1, channels);
        return run(settings.companion(3, ratio), weights, single(picture));
    }

    private static double l1(double[] a, float[] hwc) {
        Values b = planes(hwc);
        assertThat(a).hasSameSizeAs(b.array());
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b.array()[i]);
        }
        return sum / a.length;
    }

    /// A stride of 3 for ×3, a chain of halvings for the others, whatever the network.
    @ParameterizedTest
    @CsvSource({
        "edsr, 2", "edsr, 3", "edsr, 4", "edsr, 8", "wdsr, 2", "wdsr, 3", "wdsr, 4", "wdsr, 8", "rdn, 2", "rdn, 3",
        "rdn, 4", "carn, 2", "carn, 3", "carn, 4", "drn, 2", "drn, 4", "drn, 8", "vdsr, 2", "vdsr, 3", "vdsr, 4"
    })
    void theCompanionMapsTheResultBackToTheInput(String type, int scale) {
        String scales = type.equals("carn") ? "'scales': [" + scale + "]" : "'scale': " + scale;
        String size = switch (type) {
            case "rdn" -> "'channels': 6, 'growth': 6, 'blocks': 2, 'layers': 1, 'valueRange': 1";
            case "carn" -> "'channels': 6";
            case "vdsr" -> "'channels': 4, 'layers': 3, 'colourChannels': 3";
            case "drn" -> "'channels': 4, 'blocks': 1, 'valueRange': 1";
            default -> "'channels': 6, 'blocks': 1";
        };
        Subject subject = subject("{'type': '%s', %s, %s}".formatted(type, scales, size));
        Weights weights = Weights.initial(subject.graph(), 3);
        Batch batch = batch(subject);
        try (HandFed training = new HandFed(subject, weights, objective("'l1', {'type': 'dual'}"), PLAIN)) {
            TrainingState before = training.state();
            double[] large = run(subject.graph().endingIn(subject.result("", "")), weights, planes(batch.input()));
            double expected = l1(back(before, "dual", scale, large), batch.target(1));
            assertThat(training.step(batch, 0.1).terms().get("dual")).isCloseTo(expected, within(1e-5));
            before.part("companion.dual.weights")
                    .byName()
                    .forEach((name, values) -> assertThat(training.state()
                                    .part("companion.dual.weights")
                                    .get(name)
                                    .array())
                            .as(name)
                            .isNotEqualTo(values.array()));
        }
    }

    /// P(D(y)) of the original, or P(D(P(x))) of the result, for one result and a chain of two dual models.
    @ParameterizedTest
    @ValueSource(strings = {"original", "result"})
    void dualHrComparesWhatIsReducedAndMadeLargeAgain(String from) {
        Map<String, String> duals = Map.of(
                "{'type': 'edsr', 'scale': 4, 'channels': 6, 'blocks': 1}",
                "{'type': 'dual', 'channels': 3}",
                DRN,
                BOTH);
        for (String architecture : duals.keySet()) {
            boolean isDrn = architecture.equals(DRN);
            String through = isDrn ? "'dual', 'small'" : "'dual'";
            String terms = "'l1', %s, {'type': 'dual-hr', 'from': '%s', 'through': [%s]}"
                    .formatted(duals.get(architecture), from, through);
            Subject subject = subject(architecture);
            Graph graph = subject.graph().endingInFirst();
            Weights weights = Weights.initial(subject.graph(), 3);
            Batch batch = batch(subject);
            try (HandFed training = new HandFed(subject, weights, objective(terms), PLAIN)) {
                TrainingState state = training.state();
                double[] large = from.equals("original")
                        ? doubles(planes(batch.target(4)).array())
                        : run(graph, weights, planes(batch.input()));
                double[] low =
                        isDrn ? back(state, "small", 2, back(state, "dual", 2, large)) : back(state, "dual", 4, large);
                double expected = l1(run(graph, weights, single(low)), batch.target(4));
                Step step = training.step(batch, 0.1);
                assertThat(step.terms().get("dual-hr")).as(terms).isCloseTo(expected, within(1e-5));
            }
        }
    }

    private static double[] doubles(float[] array) {
        double[] values = new double[array.length];
        for (int i = 0; i < array.length; i++) {
            values[i] = array[i];
        }
        return values;
    }

    /// The dual model learns from it, too: with the dual term switched off its gradient is that of dual-hr alone.
    @Test
    void networkAndDualModelsLearnByDualHr() {
        Subject subject = subject("{'type': 'edsr', 'scale': 2, 'channels': 6, 'blocks': 1}");
        Weights weights = Weights.initial(subject.graph(), 3);
        String terms = "{'type': 'dual', 'weight': 0, 'channels': 3}, {'type': 'dual-hr', 'weight': 1, 'norm': 'l2'}";
        for (String name : List.of("dual_module.0.0.weight", "dual_module.1.weight")) {
            try (HandFed training = new HandFed(subject, weights, objective(terms), PLAIN)) {
                TrainingState before = training.state();
                training.step(batch(subject), 1);
                String part = "companion.dual.weights";
                double gradient = before.part(part).get(name).array()[0]
                        - training.state().part(part).get(name).array()[0];
                float step = 1e-2f;
                double up = moved(subject, terms, before, name, step);
                double down = moved(subject, terms, before, name, -step);
                assertThat(gradient).as(name).isNotZero().isCloseTo((up - down) / (2 * step), within(2e-3));
            }
        }
    }

    private static double moved(Subject subject, String terms, TrainingState before, String name, float by) {
        SequencedMap<String, Weights> parts = new LinkedHashMap<>(before.parts());
        String part = "companion.dual.weights";
        Map<String, Values> values = new LinkedHashMap<>(parts.get(part).byName());
        float[] array = values.get(name).array().clone();
        array[0] += by;
        values.put(name, new Values(values.get(name).shape(), array));
        parts.put(part, Weights.of(values));
        Weights weights = before.part(TrainingState.WEIGHTS);
        try (HandFed training = new HandFed(subject, weights, objective(terms), PLAIN)) {
            training.resume(new TrainingState(0, parts));
            return training.step(batch(subject), 1e-9).loss();
        }
    }

    /// Guo et al., CVPR 2020, algorithm 1: of patches without originals only what ends at the input counts; the others
    /// count as the part of the batch that they are.
    @Test
    void ofPatchesWithoutOriginalsOnlyTheWayBackToTheInputCounts() {
        Subject subject = subject(DRN);
        Weights weights = Weights.initial(subject.graph(), 3);
        Batch paired = batch(subject);
        Batch mixed =
                paired.followedBy(new Batch(2, SIDE, 3, samples(new Random(9), 6 * SIDE * SIDE), new TreeMap<>()));
        String primal = "'l1', {'type': 'distance', 'name': 'low', 'result': 'x1'}, {'type': 'fourier'}, ";
        Objective objective = objective(primal + BOTH + ", {'type': 'dual-hr', 'through': ['dual', 'small']}");
        try (HandFed one = new HandFed(subject, weights, objective, PLAIN);
                HandFed three = new HandFed(subject, weights, objective, PLAIN)) {
            TrainingState state = three.state();
            Step alone = one.step(paired, 0.1);
            Step among = three.step(mixed, 0.1);
            double ofPaired = 0;
            for (Term term : objective.terms()) {
                if (!term.name().equals("small")) {
                    double value = among.terms().get(term.name());
                    assertThat(value).as(term.name()).isCloseTo(alone.terms().get(term.name()), within(1e-6));
                    ofPaired += term.weight().at(1) * value;
                }
            }
            double small = 0;
            for (int i = 0; i < 3; i++) {
                int samples = 3 * SIDE * SIDE;
                float[] input = Arrays.copyOfRange(mixed.input(), i * samples, (i + 1) * samples);
                double[] large = run(subject.graph().endingIn("x2"), weights, planes(input));
                small += l1(back(state, "small", 2, large), input) / 3;
            }
            assertThat(among.terms().get("small")).isCloseTo(small, within(1e-5));
            assertThat(among.loss()).isCloseTo(ofPaired / 3 + 0.1 * small, within(1e-5));
        }
    }

    @Test
    void withoutDualModelsWhatWorksWithThemGoes() {
        Objective without = objective(
                        "'l1', " + BOTH + ", {'type': 'dual-hr', 'through': ['dual', 'small']}, 'fourier'")
                .withoutCompanions(subject(DRN));
        assertThat(without.terms()).extracting(Term::name).containsExactly("distance", "fourier");
        assertThatThrownBy(() -> objective(BOTH).withoutCompanions(subject(DRN)))
                .hasMessage("loss: without dual terms nothing is left; add a distance");
    }

    @Test
    void dualHrNeedsDualTermsDownToTheInput() {
        assertRefused("'l1', {'type': 'dual-hr'}", "loss.dual-hr: no term 'dual' of type dual stands before it");
        assertRefused("'l1', {'type': 'dual-hr'}, " + BOTH, "no term 'dual' of type dual stands before it");
        assertRefused(
                "'l1', " + BOTH + ", {'type': 'dual-hr', 'through': ['distance']}", "no term 'distance' of type dual");
        assertRefused(
                "'l1', " + BOTH + ", {'type': 'dual-hr'}", "loss.dual-hr: 'dual' ends at scale 2, not at the input's");
        assertRefused(
                "'l1', " + BOTH + ", {'type': 'dual-hr', 'through': ['small', 'dual']}",
                "'small' reduces from scale 2, what comes to it has scale 4");
        assertRefused("'l1', " + BOTH + ", {'type': 'dual-hr', 'through': []}", "loss.dual-hr: through is empty");
        assertRefused("'l1', {'type': 'dual-hr', 'from': 'here'}", "from must be one of original, result");
    }

    private static void assertRefused(String terms, String reason) {
        assertThatThrownBy(() -> objective(terms).targets(subject(DRN)))
                .as(terms)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
    }
}
