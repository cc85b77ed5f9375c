package dev.fettle.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.Weights;
import dev.fettle.train.checkpoint.StoredCompanions;
import dev.fettle.train.experiment.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A network and its dual models go on with pictures of which there are no originals. Guo et al., CVPR 2020,
/// algorithm 1.
@NeedsLibtorch
class UnpairedRunTest {
    private static final String DUALS =
            "{type: dual, scale: 2, channels: 4}, {type: dual, name: dual-small, result: x2, channels: 4}";
    private static final String LOSS =
            "loss=[{type: distance}, {type: distance, name: small, result: x1}, " + DUALS + "]";

    @TempDir
    private Path folder;

    private Path yaml;
    private String unpaired = "";

    @BeforeEach
    void write() throws IOException {
        yaml = Files.writeString(
                folder.resolve("tiny.yaml"),
                TinyPhotographs.yaml(folder, 8)
                        .replaceAll("architecture: .*", "architecture: {type: drn, scale: 4, channels: 4, blocks: 1}"));
        unpaired = "data.unpaired.photos=" + TinyPhotographs.write(folder.resolve("small"), 2, 16, 3);
    }

    private Experiment experiment(String... overrides) {
        return Experiment.load(yaml, List.of(overrides));
    }

    private Path train(String run, Experiment experiment) throws IOException {
        Path path = folder.resolve(run);
        Trainer.run(experiment, path, false, TrainingListener.SILENT);
        return path;
    }

    /// Stops a training after some steps.
    private record Stop(long after, long[] seen) implements TrainingListener {
        @Override
        public void stepped(Progress progress) {
            seen[0] = progress.step();
        }

        @Override
        public boolean isCancelled() {
            return seen[0] >= after;
        }
    }

    @Test
    void aRunWithUnpairedPicturesGoesOnToTheSameBits() throws IOException {
        Experiment mixed = experiment(LOSS, unpaired);
        Path whole = train("whole", mixed);
        Path parts = folder.resolve("parts");
        Trainer.run(mixed, parts, false, new Stop(3, new long[1]));
        assertThat(parts.resolve("tiny.safetensors")).doesNotExist();
        Trainer.run(mixed, parts, true, TrainingListener.SILENT);
        for (String file : List.of("tiny.safetensors", "checkpoint.safetensors", "log.jsonl")) {
            assertThat(parts.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
        }
        Path paired = train("paired", experiment(LOSS));
        assertThat(Files.mismatch(paired.resolve("tiny.safetensors"), whole.resolve("tiny.safetensors")))
                .isNotNegative();
    }

    /// P and D of the adaptation are those of the training before it.
    @Test
    void theDualModelsAreThoseOfTheTrainingBefore() throws IOException {
        Path before = train("before", experiment(LOSS));
        String start = "start={type: model, file: '%s', companions: '%s'}"
                .formatted(before.resolve("tiny.safetensors"), before.resolve("checkpoint.safetensors"));
        Path after = train("after", experiment(LOSS, unpaired, start, "steps=1", "optimizer.learningRate=1e-30"));
        StoredCompanions begun = companions(before);
        StoredCompanions taken = companions(after);
        assertThat(begun.step()).isEqualTo(8);
        assertThat(taken.weights()).containsOnlyKeys("dual", "dual-small");
        taken.weights()
                .forEach((name, weights) -> assertThat(name + flat(weights))
                        .isEqualTo(name + flat(begun.weights().get(name))));

        assertRefused(
                experiment(LOSS, start.replace("checkpoint.", "no.")),
                "start.companions: ",
                "no.safetensors: no such file");
        assertRefused(
                experiment(LOSS, start.replace("checkpoint.", "tiny.")),
                "start.companions: ",
                "tiny.safetensors: has no checksum",
                "name the checkpoint.safetensors of a training");
        assertRefused(
                experiment(LOSS.replace("name: dual-small", "name: dual1"), unpaired, start),
                "start.companions: there is none of a term named 'dual1', but of dual, dual-small");
        assertRefused(
                experiment(LOSS.replace("result: x2, channels: 4", "result: x2, channels: 5"), unpaired, start),
                "start.companions: 'dual_module.0.0.weight' of 'dual-small' is [4×3×3×3] there and [5×3×3×3] here");
        Path without = train("without", experiment("loss=[{type: distance}]", "steps=1"));
        String none = "start={type: model, file: '%s', companions: '%s'}"
                .formatted(before.resolve("tiny.safetensors"), without.resolve("checkpoint.safetensors"));
        assertRefused(experiment(LOSS, none), "nothing was trained beside the network");
        assertRefused(
                experiment("loss=[{type: distance}]", start),
                "start.companions: the loss has no term that trains a network of its own");
    }

    /// A loss may do without some of the dual models that there are.
    @Test
    void dualModelsThatNoTermAsksForAreLeft() throws IOException {
        Path before = train("before", experiment(LOSS, "steps=1"));
        String start = "start={type: model, file: '%s', companions: '%s'}"
                .formatted(before.resolve("tiny.safetensors"), before.resolve("checkpoint.safetensors"));
        String small = "loss=[{type: distance}, {type: dual, name: dual-small, result: x2, channels: 4}]";
        Path after = train("after", experiment(small, start, "steps=1"));
        assertThat(companions(after).weights()).containsOnlyKeys("dual-small");
    }

    private static StoredCompanions companions(Path run) {
        return StoredCompanions.read(
                "run", run.resolve("checkpoint.safetensors").toString());
    }

    private static String flat(Weights weights) {
        StringBuilder text = new StringBuilder();
        weights.byName().forEach((name, values) -> text.append(name).append(List.of(values.array().length)));
        weights.byName().values().forEach(values -> {
            for (float value : values.array()) {
                text.append(' ').append(value);
            }
        });
        return text.toString();
    }

    private void assertRefused(Experiment experiment, String... reasons) {
        assertThatThrownBy(() -> train("refused", experiment))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(reasons)
                .doesNotContain("\n");
    }

    @Test
    void unpairedPicturesThatNothingLearnsFromAreRefused() {
        assertThatThrownBy(() -> experiment("loss=[{type: distance}]", unpaired))
                .hasMessageContaining("data.unpaired: no term of the loss learns without originals; add {type: dual}");
        assertThatThrownBy(() -> experiment("loss=[{type: distance}, {type: dual, scale: 2}]", unpaired))
                .hasMessageContaining("data.unpaired: no term of the loss learns without originals");
        assertThatThrownBy(() -> experiment(LOSS, unpaired, "data.unpaired.share=1"))
                .hasMessageContaining("data.unpaired.share must be above 0 and below 1, got 1.0");
        assertThatThrownBy(() -> experiment(LOSS, unpaired, "data.unpaired.share=0.1"))
                .hasMessageContaining("data.unpaired.share: 0.1 of a batch of 3 are 0 patches");
        assertThatThrownBy(() -> experiment(LOSS, unpaired, "data.batch=1", "data.unpaired.share=0.9"))
                .hasMessageContaining("are 1 patches; at least one must be paired and one not");
        assertThatThrownBy(() -> experiment(
                        "architecture={type: dncnn, layers: 3, channels: 4, colourChannels: 3}",
                        "task=denoise",
                        unpaired))
                .hasMessageContaining("data.unpaired: is for networks that enlarge their input");
        assertRefused(
                experiment(LOSS, "data.unpaired.photos=" + folder.resolve("none")), "data.unpaired.photos: no folder");
        assertRefused(experiment(LOSS, unpaired, "data.patch=17", "validation.crop=0"), "smaller than a patch of 17");
    }
}
