package dev.fettle.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.architecture.Slim;
import dev.fettle.network.model.ModelFile;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.log.JsonLog;
import dev.fettle.train.torch.regimen.Bilevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Searches for channel numbers, from settings to the network that comes out.
@NeedsLibtorch
class SearchRunTest {
    private static final String DUAL = "loss=[{type: distance}, {type: dual, channels: 2}]";

    @TempDir
    private Path folder;

    private Path yaml;

    @BeforeEach
    void write() throws IOException {
        yaml = Files.writeString(
                folder.resolve("tiny.yaml"),
                TinyPhotographs.yaml(folder, 12).replaceAll("channels: 6", "channels: 16")
                        + "regimen: {type: bilevel, ratio: 0.25, choices: {learningRate: 0.05}}\n");
    }

    private Experiment experiment(String... overrides) {
        return Experiment.load(yaml, Stream.of(overrides).toList());
    }

    private Trainer.Result search(String run, Experiment experiment) throws IOException {
        return Trainer.run(experiment, folder.resolve(run), false, TrainingListener.SILENT);
    }

    private List<JsonNode> choices(String run) throws IOException {
        return JsonLog.read(folder.resolve(run).resolve("log.jsonl")).stream()
                .filter(line -> line.has("choices"))
                .toList();
    }

    /// Candidates of 16 channels at 25 %: 12 · {0.5 … 1} = 6, 7, 8, 9, 10, 12, so 4, 8, 8, 8, 8, 12.
    @Test
    void whatComesOutIsTheNetworkWithTheWidthsThatWereBest() throws IOException {
        Trainer.Result result = search("run", experiment());
        ModelFile model = ModelFile.read(result.model());
        assertThat(model.architecture()).isInstanceOf(Slim.class);
        Slim slim = (Slim) model.architecture();
        assertThat(slim.base()).isEqualTo(experiment().architecture());
        assertThat(slim.widths()).containsOnlyKeys("body.0.body.0", "tail.0.0");
        assertThat(slim.widths().values()).isSubsetOf(4, 8, 12);
        List<JsonNode> lines = choices("run");
        assertThat(lines).hasSize(2); // steps 7 and 12
        JsonNode best = lines.stream()
                .filter(line -> line.get("step").asLong()
                        == lines.getLast().get("bestStep").asLong())
                .findFirst()
                .orElseThrow();
        slim.widths()
                .forEach((group, width) -> assertThat(
                                best.get("choices").get(group).get("width").asInt())
                        .isEqualTo(width));
        JsonNode one = lines.getLast().get("choices").get("tail.0.0");
        assertThat(one.get("entropy").asDouble()).isBetween(0.0, 1.0);
        assertThat(one.get("margin").asDouble()).isBetween(0.0, 1.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "second", "as-released"})
    void aStoppedSearchGoesOnToTheSameBits(String order) throws IOException {
        Experiment experiment = experiment(DUAL, "regimen.order=" + order, "steps=9", "validation.every=2");
        byte[] whole = Files.readAllBytes(search("whole", experiment).model());
        Trainer.run(experiment, folder.resolve("parts"), false, new StoppingEar(3));
        Trainer.Result stopped = Trainer.run(experiment, folder.resolve("parts"), true, new StoppingEar(6));
        assertThat(stopped.isComplete()).isFalse();
        Trainer.Result parts = Trainer.run(experiment, folder.resolve("parts"), true, TrainingListener.SILENT);
        assertThat(Files.readAllBytes(parts.model())).isEqualTo(whole);
        assertThat(choices("parts")).isEqualTo(choices("whole")).hasSize(5);
    }

    /// The dual models that the choices go on seeing as released are those of another training, which resuming does not
    /// read again.
    @Test
    void aStoppedSearchThatBeganWithDualModelsGoesOnToTheSameBits() throws IOException {
        Path before = search("before", experiment(DUAL, "regimen=supervised", "steps=3"))
                .model();
        Experiment experiment = experiment(
                DUAL,
                "regimen.order=as-released",
                "steps=4",
                "start={type: model, file: '%s', companions: '%s'}"
                        .formatted(before, before.resolveSibling("checkpoint.safetensors")));
        search("whole", experiment);
        Trainer.run(experiment, folder.resolve("parts"), false, new StoppingEar(2));
        Trainer.run(experiment, folder.resolve("parts"), true, TrainingListener.SILENT);
        assertThat(folder.resolve("parts/checkpoint.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("whole/checkpoint.safetensors"));
    }

    /// Every network that has channels between its layers.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: drn, scale: 4, channels: 8, blocks: 1}",
                "{type: wdsr, scale: 2, blocks: 1, channels: 8, width: 2}",
                "{type: carn, scales: [2, 4], channels: 64, groups: 4, block: efficient}",
                "{type: vdsr, scale: 2, layers: 4, channels: 16}",
                "{type: edsr, scale: 2, blocks: 1, channels: 16, convolution: {type: sparse, groups: 2, cardinals: 2}}",
                "{type: edsr, scale: 2, blocks: 1, channels: 24, convolution: {type: ghost}}",
                "{type: wdsr, scale: 2, blocks: 1, channels: 8, width: 6, block: b}",
                "{type: slim, base: {type: edsr, scale: 2, blocks: 1, channels: 16}, widths: {tail.0.0: 10}}"
            })
    void networksOfAllKinds(String architecture) throws IOException {
        Experiment experiment = experiment("architecture=" + architecture, "steps=2", "validation.every=1");
        ModelFile model = ModelFile.read(search("run", experiment).model());
        assertThat(model.network().graph().parameterCount())
                .isLessThan(experiment.subject().graph().parameterCount());
    }

    /// A loss of the half-sized result alone says nothing of what lies behind it.
    @Test
    void choicesThatALossDoesNotDependOnStayWhereTheyAre() throws IOException {
        Experiment experiment = experiment(
                "architecture={type: drn, scale: 4, channels: 8, blocks: 1}",
                "loss=[{type: distance, result: x2}]",
                "regimen.choices.weightDecay=0",
                "steps=2",
                "validation.every=1");
        search("run", experiment);
        List<JsonNode> lines = choices("run");
        String behind = "up_blocks.1.0.body.0";
        assertThat(lines.getLast().get("choices").get(behind))
                .isEqualTo(lines.getFirst().get("choices").get(behind));
        String before = "up_blocks.0.0.body.0";
        assertThat(lines.getLast().get("choices").get(before))
                .isNotEqualTo(lines.getFirst().get("choices").get(before));
    }

    /// Running means and variances are cut with their channels.
    @Test
    void aChainWithBatchNorm() throws IOException {
        Experiment experiment = experiment(
                "architecture={type: dncnn, layers: 4, channels: 16, colourChannels: 3, normalisation: batch}",
                "task=denoise",
                "steps=3",
                "validation.every=1");
        Slim slim = (Slim) ModelFile.read(search("run", experiment).model()).architecture();
        assertThat(slim.widths().values()).isSubsetOf(4, 8, 12).hasSize(3);
    }

    /// Decay is part of the gradient, and the release's loss is of samples up to 255: ours is 255 times
    /// smaller.
    @Test
    void decayPullsAsHardAsInTheRelease() {
        assertThat(Bilevel.DEFAULTS.choices().learningRate()).isEqualTo(3e-4);
        assertThat(255 * Bilevel.DEFAULTS.choices().weightDecay()).isCloseTo(1e-3, within(1e-12));
    }

    @Test
    void theMixtureMayBeJudgedInstead() throws IOException {
        Trainer.Result derived = search("derived", experiment());
        Trainer.Result mixture = search("mixture", experiment("regimen.judged=mixture"));
        assertThat(mixture.validation().orElseThrow().value())
                .isNotEqualTo(derived.validation().orElseThrow().value());
    }

    @Test
    void whatCannotBeSearchedIsRefusedInALine() throws IOException {
        assertThatThrownBy(() -> experiment("architecture.channels=4"))
                .hasMessageEndingWith(
                        "regimen: this network has nothing to search: no more than 4 channels lie between its layers without being summed or joined; regimen.groups names others");
        assertThatThrownBy(() -> experiment("regimen.groups=[body.1]"))
                .hasMessageContaining("regimen.groups: 'body.1' covers no channels that can be searched");
        for (String alike : List.of("ratio=0.9", "multiple=32", "least=15")) {
            assertThatThrownBy(() -> experiment("regimen." + alike))
                    .as(alike)
                    .hasMessageContaining("there is nothing to choose: all candidates of every group are alike")
                    .hasMessageEndingWith("channels of 'body.0.body.0'; choose a smaller ratio, multiple or least");
        }
        assertThatThrownBy(() -> experiment("regimen.choices.groups=[{layer: body.1, factor: 2}]"))
                .hasMessageContaining("no layer 'body.1'");
        assertThatThrownBy(() -> experiment("regimen.ratio=1"))
                .hasMessageContaining("regimen: ratio must be above 0 and below 1, got 1.0");
        assertThatThrownBy(() -> experiment("regimen.parts=[0.5, 1.2]"))
                .hasMessageContaining("regimen: parts must be at least two numbers above 0 and at most 1");
        assertThatThrownBy(() -> experiment("regimen.choices={averageDecay: 0.9}"))
                .hasMessageContaining("choices have no average");
        assertThatThrownBy(() -> search("run", experiment("validation.photos=")))
                .hasMessageContaining("validation.photos: the folder of pictures is missing");
        Path one = TinyPhotographs.write(folder.resolve("one"), 1, 32, 3);
        assertThatThrownBy(() -> search("run", experiment("data.photos=" + one)))
                .hasMessageContaining("holds one picture; a search needs at least two");
    }

    @Test
    void anotherSearchsStateIsRefused() throws IOException {
        Path run = folder.resolve("run");
        Trainer.run(experiment(), run, false, new StoppingEar(3));
        assertThatThrownBy(() -> Trainer.run(experiment("architecture.channels=12"), run, true, new StoppingEar()))
                .hasMessageContaining("belongs to another");
        assertThatThrownBy(() -> Trainer.run(experiment("regimen.parts=[0.5, 1]"), run, true, new StoppingEar()))
                .hasMessageContaining("choices.weights");
        assertThatThrownBy(() -> Trainer.run(
                        Experiment.load(yaml, List.of("regimen=supervised")),
                        run.resolve("other"),
                        true,
                        new StoppingEar()))
                .hasMessageContaining("no checkpoint to go on from");
    }
}
