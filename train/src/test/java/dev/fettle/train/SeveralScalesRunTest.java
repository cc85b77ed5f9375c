package dev.fettle.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Weights;
import dev.fettle.network.model.ChecksummedTensors;
import dev.fettle.network.model.ModelFile;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.log.JsonLog;
import dev.fettle.train.measure.Measured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// CARN, whose weights serve several scales: trained for all of them, or for one from a model of all.
@NeedsLibtorch
class SeveralScalesRunTest {
    private static final int STEPS = 14;
    private static final String GHOSTS = "architecture.convolution={type: ghost, ordered: true}";

    /// Too little to change the last bit of any weight.
    private static final String STANDING = "optimizer.learningRate=1.0e-30";

    @TempDir
    private Path folder;

    private Path yaml;

    @BeforeEach
    void write() throws IOException {
        yaml = Files.writeString(
                folder.resolve("tiny.yaml"),
                TinyPhotographs.yaml(folder, STEPS)
                        .replaceAll(
                                "architecture: .*",
                                "architecture: {type: carn, channels: 8, groups: 2, block: efficient}"));
    }

    private Experiment experiment(String... overrides) {
        return Experiment.load(yaml, List.of(overrides));
    }

    private Trainer.Result train(String run, Experiment experiment) throws IOException {
        return Trainer.run(experiment, folder.resolve(run), false, TrainingListener.SILENT);
    }

    /// One step moves the body and the upsampler of one scale, which follows from the seed.
    @Test
    void eachStepIsForOneScale() throws IOException {
        Set<Integer> drawn = new HashSet<>();
        for (int seed = 1; seed <= 6; seed++) {
            Experiment once = experiment("steps=1", "optimizer.averageDecay=0", "seed=" + seed);
            ModelFile model = ModelFile.read(train("seed" + seed, once).model());
            Weights before = Weights.initial(model.network().graph(), seed);
            assertThat(isMoved("b1.b1.body.0.weight", before, model.weights())).isTrue();
            List<Integer> moved = model.scales().stream()
                    .filter(scale -> isMoved("upsample.up" + scale + ".body.0.weight", before, model.weights()))
                    .toList();
            assertThat(moved).as("seed %d", seed).hasSize(1);
            drawn.addAll(moved);
        }
        assertThat(drawn).containsExactlyInAnyOrder(2, 3, 4);
    }

    private static boolean isMoved(String name, Weights before, Weights after) {
        return !Arrays.equals(before.get(name).array(), after.get(name).array());
    }

    @Test
    void aRunThatGoesOnDrawsTheSameScales() throws IOException {
        Path whole = train("whole", experiment()).model();
        StoppingEar ear = new StoppingEar(6);
        Trainer.run(experiment(), folder.resolve("parts"), false, ear);
        Path parts = Trainer.run(experiment(), folder.resolve("parts"), true, TrainingListener.SILENT)
                .model();
        assertThat(Files.readAllBytes(parts)).isEqualTo(Files.readAllBytes(whole));
        assertThat(folder.resolve("parts/log.jsonl")).hasSameTextualContentAs(folder.resolve("whole/log.jsonl"));
    }

    /// Each scale is measured as a training of it alone measures, and what counts is their mean.
    @Test
    void validationTellsEachScaleAndTheirMean() throws IOException {
        Trainer.Result all = train("all", experiment());
        Measured measured = all.validation().orElseThrow();
        Measured baseline = all.baseline().orElseThrow();
        assertThat(measured.scales()).containsOnlyKeys(2, 3, 4);
        double sum = 0;
        for (int scale = 2; scale <= 4; scale++) {
            Experiment alone = experiment("steps=1", STANDING, "architecture.scales=[" + scale + "]", start(all));
            Trainer.Result one = train("x" + scale, alone);
            assertThat(measured.scales().get(scale))
                    .isEqualTo(one.validation().orElseThrow().value());
            assertThat(baseline.scales().get(scale))
                    .isEqualTo(one.baseline().orElseThrow().value());
            sum += one.validation().orElseThrow().value();
        }
        assertThat(measured.value()).isCloseTo(sum / 3, within(1e-12));
        JsonNode last = JsonLog.read(folder.resolve("all/log.jsonl")).getLast();
        assertThat(last.get("validationPsnrY").asDouble()).isEqualTo(measured.value());
        assertThat(last.get("validationPsnrY.x4").asDouble())
                .isEqualTo(measured.scales().get(4));
    }

    private static String start(Trainer.Result of) {
        return "start={type: model, file: '" + of.model() + "'}";
    }

    /// Weights that the scale does not need are dropped, and that is told; all others are taken, orders of ghosts, too.
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void oneScaleStartsFromAModelOfAll(int scale) throws IOException {
        for (boolean hasGhosts : new boolean[] {false, true}) {
            String convolution = hasGhosts ? GHOSTS : "architecture.convolution={type: plain}";
            Trainer.Result all = train("all-" + hasGhosts, experiment("steps=1", convolution));
            Experiment alone =
                    experiment("steps=1", STANDING, convolution, "architecture.scales=[" + scale + "]", start(all));
            StoppingEar ear = new StoppingEar();
            Path one = Trainer.run(alone, folder.resolve("one-" + hasGhosts), false, ear)
                    .model();
            ModelFile made = ModelFile.read(one);
            assertThat(made.scales()).containsExactly(scale);
            ModelFile kept = ModelFile.read(all.model()).at(scale);
            for (String name : kept.weights().byName().keySet()) {
                assertThat(made.weights().get(name).array())
                        .as(name)
                        .containsExactly(kept.weights().get(name).array());
            }
            int other = scale == 2 ? 3 : 2;
            assertThat(ear.told())
                    .anyMatch(line -> line.startsWith("start: these of the model are not taken: upsample.up" + other));
        }
    }

    /// Who is its own teacher has nothing to learn, at whatever scale; each scale has a companion of its own.
    @Test
    void teachersAndCompanionsFollowTheScale() throws IOException {
        Trainer.Result teacher = train("teacher", experiment("steps=1"));
        String loss =
                "loss=[{type: distance}, {type: distillation, teacher: '%s'}, {type: dual}]".formatted(teacher.model());
        for (String scales : new String[] {"[2, 3, 4]", "[4]"}) {
            String run = "taught" + scales;
            train(run, experiment(loss, STANDING, start(teacher), "architecture.scales=" + scales));
            JsonNode steps = JsonLog.read(folder.resolve(run).resolve("log.jsonl")).stream()
                    .filter(line -> line.has("loss"))
                    .findFirst()
                    .orElseThrow();
            assertThat(steps.get("loss.distillation").asDouble()).isLessThan(1e-6); // but for rounding
            assertThat(steps.get("loss.distance").asDouble()).isPositive();
        }
        Path checkpoint = folder.resolve("taught[2, 3, 4]/checkpoint.safetensors");
        assertThat(ChecksummedTensors.read(checkpoint).tensors())
                .containsKeys(
                        "companion.dual.x2.weights/dual_module.0.0.weight",
                        "companion.dual.x3.weights/dual_module.0.0.weight",
                        "companion.dual.x4.weights/dual_module.0.0.weight");
    }

    @Test
    void aTermCannotNameTheResultOfOneScale() {
        assertThatThrownBy(() -> experiment("loss=[{type: distance, result: x3}]"))
                .hasMessageContaining("loss.distance: the network has no result 'x3' at x2; it has x2");
    }
}
