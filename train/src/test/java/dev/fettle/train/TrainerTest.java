package dev.fettle.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import dev.fettle.network.Border;
import dev.fettle.network.Shape;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import dev.fettle.network.model.Safetensors;
import dev.fettle.train.data.Batch;
import dev.fettle.train.data.BatchSource;
import dev.fettle.train.data.Example;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.measure.Measure;
import dev.fettle.train.measure.Measured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NeedsLibtorch
class TrainerTest {
    @TempDir
    private Path folder;

    private Path yaml;

    @BeforeEach
    void makePictures() throws IOException {
        yaml = folder.resolve("tiny.yaml");
        Files.writeString(yaml, TinyPhotographs.yaml(folder, 12));
    }

    private Experiment experiment(String... overrides) {
        return Experiment.load(yaml, List.of(overrides));
    }

    /// Remembers what it heard; cancels after a step.
    private static final class Ear implements TrainingListener {
        private final List<String> heard = new ArrayList<>();
        private final List<Double> losses = new ArrayList<>();
        private long cancelAfter = Long.MAX_VALUE;
        private long step;

        @Override
        public void started(long step, long steps) {
            heard.add("started " + step + "/" + steps);
        }

        @Override
        public void stepped(Progress progress) {
            step = progress.step();
            losses.add(progress.loss());
        }

        @Override
        public void validated(long step, Measured measured) {
            assertThat(measured.value()).isBetween(3.0, 60.0);
            heard.add("validated " + step);
        }

        @Override
        public void saved(long step, Path file) {
            heard.add("saved " + step);
        }

        @Override
        public void warned(String message) {
            heard.add(message);
        }

        @Override
        public boolean isCancelled() {
            return step >= cancelAfter;
        }
    }

    @Test
    void aRunLeavesModelCheckpointLogAndSettings() throws IOException {
        Ear ear = new Ear();
        Path run = folder.resolve("run");
        Trainer.Result result = Trainer.run(experiment(), run, false, ear);
        assertThat(result.isComplete()).isTrue();
        assertThat(ear.heard)
                .containsExactly("started 0/12", "saved 5", "validated 7", "saved 10", "validated 12", "saved 12");
        ModelFile model = ModelFile.read(result.model());
        assertThat(result.model()).isEqualTo(run.resolve("tiny.safetensors"));
        assertThat(model.architecture()).isEqualTo(experiment().architecture());
        assertThat(model.card().name()).isEqualTo("tiny");
        assertThat(model.card().usage())
                .isEqualTo(new ModelCard.Usage("sr", 1, ModelCard.Colour.RGB, 0).withBorder(Border.REPEAT));
        assertThat(Experiment.load(run.resolve("experiment.yaml"), List.of())).isEqualTo(experiment());
        assertThat(Files.readAllLines(run.resolve("log.jsonl")))
                .anyMatch(line -> line.contains("\"validationPsnrY\""))
                .anyMatch(line -> line.contains("\"loss\""));
    }

    @Test
    void aCancelledRunGoesOnToTheSameBits() throws IOException {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        Trainer.run(experiment(), whole, false, TrainingListener.SILENT);
        Ear ear = new Ear();
        ear.cancelAfter = 8;
        assertThat(Trainer.run(experiment(), parts, false, ear).isComplete()).isFalse();
        assertThat(parts.resolve("tiny.safetensors")).doesNotExist();
        Trainer.Result result = Trainer.run(experiment(), parts, true, TrainingListener.SILENT);
        assertThat(result.isComplete()).isTrue();
        assertThat(Files.readAllBytes(result.model())).isEqualTo(Files.readAllBytes(whole.resolve("tiny.safetensors")));
        assertThat(Files.readAllBytes(parts.resolve("checkpoint.safetensors")))
                .isEqualTo(Files.readAllBytes(whole.resolve("checkpoint.safetensors")));
    }

    /// Running statistics are part of checkpoint and model.
    @Test
    void aDenoiserWithBatchNormGoesOnToTheSameBits() throws IOException {
        String network = "architecture: {type: dncnn, layers: 4, channels: 5, colourChannels: 3}\ntask: denoise";
        Files.writeString(yaml, Files.readString(yaml).replaceAll("architecture: .*", network));
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        Trainer.run(experiment(), whole, false, TrainingListener.SILENT);
        Ear ear = new Ear();
        ear.cancelAfter = 8;
        Trainer.run(experiment(), parts, false, ear);
        Trainer.Result result = Trainer.run(experiment(), parts, true, TrainingListener.SILENT);
        assertThat(Files.readAllBytes(result.model())).isEqualTo(Files.readAllBytes(whole.resolve("tiny.safetensors")));
        assertThat(Files.readAllBytes(parts.resolve("checkpoint.safetensors")))
                .isEqualTo(Files.readAllBytes(whole.resolve("checkpoint.safetensors")));
        ModelFile model = ModelFile.read(result.model());
        assertThat(model.weights().get("dncnn.3.running_mean").array()).doesNotContain(0);
        assertThat(model.weights().get("dncnn.6.running_var").array()).doesNotContain(1);
    }

    /// What depends on the picture, on noise or on the progress of the training.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "type: sparse, groups: 2, cardinals: 3, constraint: hard",
                "type: sparse, groups: 3, cardinals: 2, constraint: annealed",
                "type: sparse, groups: 2, cardinals: 1, selection: shared, form: sum",
                "type: sparse, groups: 2, cardinals: 3, pooling: local, window: 4, router: squeeze",
                "type: sparse, groups: 2, cardinals: 3, constraint: sigmoid, pooling: window, window: 8",
                "type: dynamic",
                "type: condconv, experts: 2",
                "type: squeeze-excite, reduction: 2"
            })
    void aNetworkOfAnyConvolutionGoesOnToTheSameBits(String convolution) throws IOException {
        String network = "architecture: {type: wdsr, scale: 2, blocks: 1, channels: 6, width: 1, convolution: {%s}}"
                .formatted(convolution);
        Files.writeString(yaml, Files.readString(yaml).replaceAll("architecture: .*", network));
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        Trainer.run(experiment(), whole, false, TrainingListener.SILENT);
        Ear ear = new Ear();
        ear.cancelAfter = 4;
        Trainer.run(experiment(), parts, false, ear);
        Trainer.Result result = Trainer.run(experiment(), parts, true, TrainingListener.SILENT);
        assertThat(Files.readAllBytes(result.model())).isEqualTo(Files.readAllBytes(whole.resolve("tiny.safetensors")));
        assertThat(Files.readAllBytes(parts.resolve("checkpoint.safetensors")))
                .isEqualTo(Files.readAllBytes(whole.resolve("checkpoint.safetensors")));
        assertThat(ModelFile.read(result.model()).architecture())
                .isEqualTo(experiment().architecture());
    }

    @Test
    void aSecondRunDoesNotOverwriteTheFirst() throws IOException {
        Path run = folder.resolve("run");
        Trainer.run(experiment(), run, false, TrainingListener.SILENT);
        assertThatThrownBy(() -> Trainer.run(experiment(), run, false, TrainingListener.SILENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--resume");
    }

    @Test
    void otherThreadsOrSettingsWarnAndOtherNetworksAreRefused() throws IOException {
        Path run = folder.resolve("run");
        Ear first = new Ear();
        first.cancelAfter = 3;
        Trainer.run(experiment(), run, false, first);
        Ear ear = new Ear();
        ear.cancelAfter = 0;
        Trainer.run(experiment("threads=2", "optimizer.clip=2"), run, true, ear);
        assertThat(ear.heard)
                .anyMatch(message -> message.contains("threads=1"))
                .anyMatch(message -> message.contains("other settings"));
        assertThatThrownBy(() -> Trainer.run(experiment("architecture.channels=7"), run, true, ear))
                .hasMessageContaining("another network");
        assertThatThrownBy(() -> Trainer.run(experiment("architecture.residualScale=0.5"), run, true, ear))
                .hasMessageContaining("another architecture");
        assertThatThrownBy(() -> Trainer.run(experiment(), folder.resolve("nothing"), true, ear))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no checkpoint");
    }

    @Test
    void badPicturesAreListedBeforeTheFirstStep() throws IOException {
        Files.writeString(folder.resolve("train/bad.png"), "no picture");
        Files.write(
                folder.resolve("train/cut.png"),
                Arrays.copyOf(Files.readAllBytes(folder.resolve("train/p0.png")), 200));
        Ear ear = new Ear();
        assertThatThrownBy(() -> Trainer.run(experiment(), folder.resolve("run"), false, ear))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 of the 6 pictures")
                .hasMessageContaining("bad.png")
                .hasMessageContaining("cut.png");
        assertThat(ear.heard).isEmpty();
    }

    /// Validation pictures are cut to whole folds, whatever their size and the crop.
    @Test
    void aFoldedNetworkTrainsAndIsValidated() throws IOException {
        for (int crop : new int[] {0, 19}) {
            Ear ear = new Ear();
            Experiment folded = experiment(
                    "architecture={type: wdsr, scale: 2, blocks: 1, channels: 6, width: 1, fold: 2}",
                    "validation.crop=" + crop);
            Path run = folder.resolve("folded" + crop);
            assertThat(Trainer.run(folded, run, false, ear).isComplete()).isTrue();
            assertThat(ear.heard).contains("validated 12");
        }
        assertThatThrownBy(() -> experiment("architecture={type: wdsr, fold: 4}", "data.patch=10"))
                .hasMessageContaining("data.patch must be a multiple of 4 for this architecture, got 10");
    }

    @Test
    void settingsThatDoNotFitThePicturesAreNamed() throws IOException {
        assertFails("data.photos=nowhere", "data.photos: no folder 'nowhere'");
        assertFails("data.photos=", "data.photos: the folder of pictures is missing");
        assertFails("data.patch=17", "p0.png");
        assertFails("validation.photos=" + folder.resolve("train"), "also trained on");
        Files.createDirectories(folder.resolve("empty"));
        assertFails("validation.photos=" + folder.resolve("empty"), "validation.photos: no pictures");
    }

    private void assertFails(String override, String message) {
        assertThatThrownBy(
                        () -> Trainer.run(experiment(override), folder.resolve("run"), false, TrainingListener.SILENT))
                .as(override)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
        assertThat(folder.resolve("run")).doesNotExist();
    }

    private static Batch batch(float level) {
        float[] input = new float[3 * 8 * 8 * 3];
        float[] target = new float[4 * input.length];
        Arrays.fill(input, level);
        Arrays.fill(target, level);
        return new Batch(3, 8, 2, 3, input, target);
    }

    private static Validator validator() {
        float[] small = new float[36];
        float[] large = new float[144];
        Image input = Image.of(6, 6, small, small, small);
        return new Validator(
                List.of(new Example("black", input, Image.of(12, 12, large, large, large))), Measure.PSNR_Y, 2);
    }

    @Test
    void aBatchThatLeadsToNanIsKeptAndTrainingFallsBack() throws IOException {
        int[] drawn = new int[1];
        BatchSource spoilt = (random, count) -> batch(++drawn[0] == 8 ? Float.NaN : 0.5f + 0.1f * random.nextInt(3));
        Ear ear = new Ear();
        Path run = folder.resolve("run");
        Trainer.Result result = Trainer.run(experiment(), run, false, ear, spoilt, validator());
        assertThat(result.isComplete()).isTrue();
        assertThat(ear.heard)
                .anyMatch(message -> message.startsWith("step 8: the value of 'sub_mean")
                        || message.startsWith("step 8: the value of 'image.add'"))
                .anyMatch(message -> message.contains("back to step 5, attempt 1 of 3"));
        assertThat(drawn[0]).isEqualTo(12 + 3); // steps 6 and 7 twice, and the spoilt one
        Safetensors kept = Safetensors.read(run.resolve("bad-batch-8.safetensors"));
        assertThat(kept.tensors().get("input").shape()).isEqualTo(Shape.of(3, 8, 8, 3));
        assertThat(kept.tensors().get("input").array()[0]).isNaN();
    }

    @Test
    void trainingGivesUpInOneLineWhenNothingHelps() {
        BatchSource spoilt = (random, count) -> batch(Float.POSITIVE_INFINITY);
        assertThatThrownBy(() -> Trainer.run(
                        experiment(), folder.resolve("run"), false, TrainingListener.SILENT, spoilt, validator()))
                .isInstanceOf(TrainingFailedException.class)
                .hasMessageContaining("gave up after 3 attempts")
                .hasMessageContaining("bad-batch-1.safetensors")
                .hasMessageContaining("learningRate")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aLearningRateThatExplodesNamesAWeight() {
        Ear ear = new Ear();
        assertThatThrownBy(() -> Trainer.run(
                        experiment("optimizer.learningRate=1e39", "schedule.warmup=0"),
                        folder.resolve("run"),
                        false,
                        ear))
                .isInstanceOf(TrainingFailedException.class)
                .hasMessageContaining("weight '");
    }

    @Test
    void networksOnEnlargedLumaAndForNoiseTrainToo() throws IOException {
        Files.writeString(
                yaml,
                Files.readString(yaml)
                        .replaceAll(
                                "architecture: .*", "architecture: {type: vdsr, scale: 2, layers: 3, channels: 4}"));
        Trainer.Result luma =
                Trainer.run(experiment("data.patch=16"), folder.resolve("luma"), false, TrainingListener.SILENT);
        assertThat(ModelFile.read(luma.model()).card().usage().colour()).isEqualTo(ModelCard.Colour.Y);
        assertThat(ModelFile.read(luma.model()).isFedEnlarged()).isTrue();
        Files.writeString(
                yaml,
                Files.readString(yaml)
                        .replaceAll(
                                "architecture: .*", "architecture: {type: edsr, scale: 1, blocks: 1, channels: 4}"));
        for (String task : List.of("denoise", "deblock")) {
            Trainer.Result result =
                    Trainer.run(experiment("task=" + task), folder.resolve(task), false, TrainingListener.SILENT);
            assertThat(ModelFile.read(result.model()).card().usage())
                    .isEqualTo(new ModelCard.Usage(task, 1, ModelCard.Colour.RGB, 0).withBorder(Border.REPEAT));
        }
    }

    @Test
    void blindTrainingGoesOnToTheSameBits() throws IOException {
        Files.writeString(
                yaml,
                Files.readString(yaml)
                        .replaceAll(
                                "architecture: .*", "architecture: {type: edsr, scale: 1, blocks: 1, channels: 4}"));
        for (String task : List.of("denoise", "deblock")) {
            String range = task.equals("denoise") ? "data.sigma=[0, 55]" : "data.quality=[5, 95]";
            Experiment blind = experiment("task=" + task, range);
            Path whole = folder.resolve(task + "-whole");
            Path parts = folder.resolve(task + "-parts");
            Trainer.run(blind, whole, false, TrainingListener.SILENT);
            Ear ear = new Ear();
            ear.cancelAfter = 7;
            assertThat(Trainer.run(blind, parts, false, ear).isComplete()).isFalse();
            Trainer.run(blind, parts, true, TrainingListener.SILENT);
            for (String result : List.of("tiny.safetensors", "checkpoint.safetensors")) {
                assertThat(parts.resolve(result)).as(task).hasSameBinaryContentAs(whole.resolve(result));
            }
        }
    }
}
