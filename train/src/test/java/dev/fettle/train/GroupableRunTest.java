package dev.fettle.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.LearntGroups;
import dev.fettle.network.model.ModelFile;
import dev.fettle.train.experiment.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A training of a network that learns its groups, under a budget.
@NeedsLibtorch
class GroupableRunTest {
    private static final int STEPS = 14;

    @TempDir
    private Path folder;

    private Path yaml;

    @BeforeEach
    void write() throws IOException {
        yaml = folder.resolve("tiny.yaml");
        String network = "architecture: {type: edsr, blocks: 1, channels: 8, convolution: groupable}\n"
                + "loss: [{type: distance}, {type: budget, b: 4, form: constraint, from: 0.5}]";
        String optimizer =
                "optimizer: {learningRate: 2.0e-3, averageDecay: 0.9, groups: [{role: gate, factor: 100, until: 0.75}]}";
        Files.writeString(
                yaml,
                TinyPhotographs.yaml(folder, STEPS)
                        .replaceAll("architecture: .*", network)
                        .replaceAll("optimizer: .*", optimizer));
    }

    private Experiment experiment(String... changes) {
        return Experiment.load(yaml, List.of(changes));
    }

    @Test
    void groupsAreToldAndLoggedAndKeepTheBudget() throws IOException {
        StoppingEar ear = new StoppingEar();
        Path run = folder.resolve("run");
        ModelFile model =
                ModelFile.read(Trainer.run(experiment(), run, false, ear).model());
        List<LearntGroups> learnt = LearntGroups.of(model.network().graph(), model.weights());
        assertThat(learnt).extracting(LearntGroups::layer).containsExactly("body.0.body.0", "body.0.body.2");
        learnt.forEach(groups -> assertThat(ear.told()).contains("groups: " + groups.line()));
        long links = learnt.stream()
                .mapToLong(groups -> groups.links().count(groups.inChannels(), groups.outChannels()))
                .sum();
        assertThat(links).isLessThanOrEqualTo(2 * 64 / 4);
        LearntGroups last = learnt.getLast();
        assertThat(Files.readAllLines(run.resolve("log.jsonl")))
                .anyMatch(line -> line.contains("\"body.0.body.2\":{\"groups\":%d,\"gates\":\"%s\"}"
                        .formatted(last.links().groups(), last.links())))
                .anyMatch(line -> line.contains("\"loss.budget\":"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"groupable", "{type: ghost, primary: groupable, shifts: channel}"})
    void aRunThatGoesOnEndsInTheSameBits(String convolution) throws IOException {
        Experiment experiment = experiment("architecture.convolution=" + convolution);
        Path whole = Trainer.run(experiment, folder.resolve("whole"), false, TrainingListener.SILENT)
                .model();
        Trainer.run(experiment, folder.resolve("parts"), false, new StoppingEar(9));
        Path parts = Trainer.run(experiment, folder.resolve("parts"), true, TrainingListener.SILENT)
                .model();
        assertThat(Files.readAllBytes(parts)).isEqualTo(Files.readAllBytes(whole));
    }

    /// Both layers have filters for 4 of 8 channels, of which a half is allowed.
    @Test
    void groupsUnderGhostsKeepTheirBudget() throws IOException {
        Experiment both = experiment(
                "architecture.convolution={type: ghost, primary: groupable}",
                "loss=[{type: distance}, {type: budget, b: 2, form: constraint, from: 0.5}]");
        ModelFile model = ModelFile.read(Trainer.run(both, folder.resolve("both"), false, TrainingListener.SILENT)
                .model());
        List<LearntGroups> learnt = LearntGroups.of(model.network().graph(), model.weights());
        assertThat(learnt).extracting(LearntGroups::outChannels).containsExactly(4, 4);
        assertThat(learnt.stream()
                        .mapToLong(groups -> groups.links().count(groups.inChannels(), groups.outChannels()))
                        .sum())
                .isLessThanOrEqualTo(2 * 4 * 8 / 2);
    }

    @Test
    void twoConstraintsAreRefusedSinceOneCanUndoTheOther() {
        String first = "{type: budget, name: links, b: 4, form: constraint}";
        String second = "{type: budget, name: sums, cost: macs, b: 2, form: %s}";
        assertThatThrownBy(() ->
                        experiment("loss=[{type: distance}, %s, %s]".formatted(first, second.formatted("constraint"))))
                .hasMessageContaining(
                        "loss.sums: 'links' is a constraint already, and two of them can undo each other; "
                                + "make one of them a factor or a sum");
        assertThat(experiment("loss=[{type: distance}, %s, %s]".formatted(first, second.formatted("factor"))))
                .isNotNull();
    }

    @Test
    void aBudgetOfNetworksWithoutGatesIsRefused() {
        assertThatThrownBy(() -> experiment("architecture.convolution=plain", "optimizer.groups=[]"))
                .hasMessageContaining("loss.budget: the network has no gates whose cost could be limited; use "
                        + "convolution: groupable");
    }
}
