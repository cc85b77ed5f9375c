package dev.fettle.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.LearntShifts;
import dev.fettle.network.model.ModelCard.Shifted;
import dev.fettle.network.model.ModelFile;
import dev.fettle.train.experiment.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a training of a network with ghosts keeps of its shifts.
@NeedsLibtorch
class GhostRunTest {
    private static final int STEPS = 12;

    @TempDir
    private Path folder;

    private Path yaml;

    @BeforeEach
    void write() throws IOException {
        yaml = folder.resolve("tiny.yaml");
        String network =
                "architecture: {type: edsr, blocks: 1, channels: 6, convolution: {type: ghost, shifts: channel}}";
        String optimizer = "optimizer: {learningRate: 2.0e-3, averageDecay: 0, groups: [{role: proxy, factor: 100}]}";
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
    void offsetsAndTheStepsOfTheirLastChangeAreToldAndKeptInTheCard() throws IOException {
        StoppingEar ear = new StoppingEar();
        ModelFile model = ModelFile.read(
                Trainer.run(experiment(), folder.resolve("run"), false, ear).model());
        List<Shifted> shifts = model.card().training().shifts();
        assertThat(shifts).extracting(Shifted::layer).containsExactly("body.0.body.0", "body.0.body.2");
        List<LearntShifts> learnt = LearntShifts.of(model.network().graph(), model.weights());
        for (int i = 0; i < shifts.size(); i++) {
            assertThat(shifts.get(i).offsets())
                    .hasSize(3)
                    .isEqualTo(learnt.get(i).offsets());
            assertThat(shifts.get(i).since()).hasSize(3).allMatch(step -> step >= 0 && step <= STEPS);
            assertThat(ear.told()).contains("ghosts: " + shifts.get(i).line());
        }
        assertThat(shifts).anyMatch(shifted -> shifted.since().stream().anyMatch(step -> step > 0));
    }

    @Test
    void aRunThatGoesOnKeepsThem() throws IOException {
        Path whole = Trainer.run(experiment(), folder.resolve("whole"), false, TrainingListener.SILENT)
                .model();
        Trainer.run(experiment(), folder.resolve("parts"), false, new StoppingEar(8));
        Path parts = Trainer.run(experiment(), folder.resolve("parts"), true, TrainingListener.SILENT)
                .model();
        assertThat(Files.readAllBytes(parts)).isEqualTo(Files.readAllBytes(whole));
    }

    @Test
    void aNetworkThatWouldForgetTheOrderOfItsStartIsRefused() throws IOException {
        String one = "steps=1";
        Experiment ordered = experiment(one, "architecture.convolution.ordered=true");
        Path start = Trainer.run(ordered, folder.resolve("start"), false, TrainingListener.SILENT)
                .model();
        String from = "start.type=model";
        String file = "start.file='" + start + "'";
        assertThatThrownBy(() ->
                        Trainer.run(experiment(one, from, file), folder.resolve("a"), false, TrainingListener.SILENT))
                .hasMessage("start: " + start + " keeps the order of channels (body.0.body.0.order, "
                        + "body.0.body.2.order), this network does not; choose ordered: true");
        Experiment anew = experiment(one, from, file, "start.anew=[body.0]");
        assertThat(Trainer.run(anew, folder.resolve("b"), false, TrainingListener.SILENT)
                        .isComplete())
                .isTrue();
    }

    /// What is proposed to begin anew is no more than what does not fit.
    @Test
    void aStartOfOtherShiftsKeepsItsFilters() throws IOException {
        Path start = Trainer.run(experiment("steps=1"), folder.resolve("start"), false, TrainingListener.SILENT)
                .model();
        String others = "architecture.convolution.shifts=layer";
        String anew = "[body.0.body.0.shift, body.0.body.2.shift]";
        String from = "start={type: model, file: '" + start + "'}";
        assertThatThrownBy(() -> run("a", experiment(others, from)))
                .hasMessageContaining("'body.0.body.0.shift' ([3×1×3×3] there, [1×1×3×3] here)")
                .hasMessageEndingWith("name their layers in start.anew: " + anew);
        assertThat(run("b", experiment(others, from, "start.anew=" + anew)).isComplete())
                .isTrue();
    }

    @Test
    void aDenseStartIsSentToItsConversion() throws IOException {
        Path start = run("start", experiment("steps=1", "architecture.convolution=plain", "optimizer.groups=[]"))
                .model();
        String from = "start={type: model, file: '" + start + "'}";
        String proposal = "or start from what fettle compress ghost makes of it";
        assertThatThrownBy(() -> run("a", experiment("architecture.convolution.ordered=true", from)))
                .hasMessageContaining("'body.0.body.0.weight' ([6×6×3×3] there, [3×6×3×3] here)")
                .hasMessageEndingWith(proposal);
        assertThatThrownBy(() -> run("b", experiment(from)))
                .hasMessageEndingWith("start.anew: [body.0.body.0, body.0.body.2]");
    }

    private Trainer.Result run(String name, Experiment experiment) throws IOException {
        return Trainer.run(experiment, folder.resolve(name), false, TrainingListener.SILENT);
    }
}
