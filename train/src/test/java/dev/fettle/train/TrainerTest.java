package dev.fettle.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import dev.fettle.network.Border;
import dev.fettle.network.Shape;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import dev.fettle.network.model.Safetensors;
import dev.fettle.train.PictureValidator.AtScale;
import dev.fettle.train.data.Batch;
import dev.fettle.train.data.BatchSource;
import dev.fettle.train.data.Example;
import dev.fettle.train.data.RandomState;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.log.JsonLog;
import dev.fettle.train.measure.Measure;
import dev.fettle.train.measure.Measured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

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

    /// Too fast after the first validation, with numbers that are finite all the while.
    @Test
    void aFallOfTheValidationIsWarnedOf() throws IOException {
        List<String> warned = new ArrayList<>();
        TrainingListener ear = new TrainingListener() {
            @Override
            public void warned(String message) {
                warned.add(message);
            }
        };
        Trainer.run(experiment(), folder.resolve("steady"), false, ear);
        assertThat(warned).isEmpty();
        Experiment fast = experiment(
                "optimizer={type: sgd, learningRate: 1.0e-6, averageDecay: 0}", "schedule={type: exponential, end: 1}");
        Trainer.run(fast, folder.resolve("fast"), false, ear);
        assertThat(warned)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("step 12: validation fell from ")
                        .contains("dB (step 7) to ")
                        .contains("a lower optimizer.learningRate"));
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

    @Test
    void mixedPrecisionThatChangesNothingIsSaid() throws IOException {
        String nothing = "arithmetic: no layer of this network is computed with 'bfloat16'";
        Ear ear = new Ear();
        Trainer.run(experiment("arithmetic=bfloat16"), folder.resolve("run"), false, ear);
        assertThat(ear.heard).contains("saved 12").doesNotContain(nothing);
        Ear other = new Ear();
        Experiment mixed = experiment(
                "arithmetic=bfloat16",
                "architecture={type: wdsr, scale: 2, blocks: 1, channels: 8, convolution: {type: dynamic}}");
        Trainer.run(mixed, folder.resolve("mixed"), false, other);
        assertThat(other.heard).contains(nothing, "saved 12");
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

    /// With all that makes a patch teach more: stopped before, at and behind the change to larger patches.
    @ParameterizedTest
    @ValueSource(longs = {4, 6, 9})
    void aRunWithLatePatchesGoesOnToTheSameBits(long stop) throws IOException {
        String[] settings = {
            "architecture={type: direct, scale: 2, layers: 2, channels: 6, convolution: conv3xc}",
            "data.late={from: 0.5, patch: 12, batch: 1}",
            "data.drawing={candidates: 3, shuffledColours: true}",
            "schedule.cycles=2",
            "loss=[{type: distance, weight: {type: step, from: 1, to: 0, until: 0.5}},"
                    + " {type: distance, name: late, norm: l2, weight: {type: step, from: 0, to: 5, until: 0.5}}]"
        };
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        Trainer.run(experiment(settings), whole, false, TrainingListener.SILENT);
        Ear ear = new Ear();
        ear.cancelAfter = stop;
        Trainer.run(experiment(settings), parts, false, ear);
        Trainer.run(experiment(settings), parts, true, TrainingListener.SILENT);
        for (String file : List.of("tiny.safetensors", "checkpoint.safetensors")) {
            assertThat(Files.readAllBytes(parts.resolve(file))).isEqualTo(Files.readAllBytes(whole.resolve(file)));
        }
    }

    @Test
    void latePatchesThatDoNotFitAreNamed() throws IOException {
        assertFails("data.late={from: 0.5, patch: 17, batch: 1}", "p0.png");
        assertThatThrownBy(() -> experiment(
                        "architecture={type: direct, scale: 2, fold: 4}",
                        "data.patch=8",
                        "data.late={from: 0.5, patch: 10}"))
                .hasMessageContaining("data.late.patch must be a multiple of 4 for this architecture, got 10");
        assertThatThrownBy(() -> experiment("data.late={from: 2}"))
                .hasMessageContaining("data.late.from must be from 0 to 1, got 2.0");
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
        Example black = new Example("black", input, Image.of(12, 12, large, large, large));
        return new PictureValidator(List.of(new AtScale(2, List.of(black))), Measure.PSNR_Y);
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
        assertThat(drawn[0]).isBetween(12 + 3, 12 + 3 + 1); // steps 6 and 7 twice, the spoilt one, and one made ahead
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

    /// Shares of the patches are drawn from the state that a checkpoint holds.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "denoise {gray: 0.3, clean: 0.1, smoothed: 0.3, poisson: 0.3, jpeg: 0.5}",
                "deblock {gray: 0.3, clean: 0.1, twice: 0.5, reduced: 0.5}"
            })
    void aMixtureGoesOnToTheSameBits(String mixture) throws IOException {
        Files.writeString(
                yaml,
                Files.readString(yaml)
                        .replaceAll(
                                "architecture: .*", "architecture: {type: edsr, scale: 1, blocks: 1, channels: 4}"));
        String[] words = mixture.split(" ", 2);
        Experiment everyday = experiment(
                "task=" + words[0], "data.mixture=" + words[1], "validation.measure=psnr-rgb", "loss=charbonnier");
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        Path model =
                Trainer.run(everyday, whole, false, TrainingListener.SILENT).model();
        assertThat(ModelFile.read(model).card().training().mixture())
                .contains("gray", "clean", words[0].equals("denoise") ? "jpeg" : "twice");
        interrupted(everyday, parts, 3, 8);
        assertSameRun(parts, whole);
        assertThat(Experiment.load(whole.resolve("experiment.yaml"), List.of())).isEqualTo(everyday);
    }

    /// Whatever is summed up: what terms hold and log goes on, too.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[l1, {type: dual, channels: 2}]",
                "[{type: distance, norm: l2, weight: {type: exponential, from: 1, to: 0.1}}, {type: fourier}]",
                "[charbonnier, {type: distance, name: small, result: output, weight: 0.5}]"
            })
    void aLossInTermsGoesOnToTheSameBits(String loss) throws IOException {
        Experiment compound = experiment("loss=" + loss);
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        Trainer.run(compound, whole, false, TrainingListener.SILENT);
        interrupted(compound, parts, 3, 8);
        assertSameRun(parts, whole);
        List<JsonNode> log = JsonLog.read(whole.resolve("log.jsonl"));
        assertThat(log.getLast().propertyNames()).contains("validationPsnrY");
        assertThat(log.get(log.size() - 2).propertyNames()).anyMatch(key -> key.startsWith("loss."));
    }

    /// Stops after some steps, each time to go on.
    private static void interrupted(Experiment experiment, Path run, long... stops) throws IOException {
        boolean resume = false;
        for (long stop : stops) {
            Ear ear = new Ear();
            ear.cancelAfter = stop;
            Trainer.run(experiment, run, resume, ear);
            resume = true;
        }
        Trainer.run(experiment, run, true, TrainingListener.SILENT);
    }

    private static void assertSameRun(Path actual, Path expected) throws IOException {
        for (String file : List.of("tiny.safetensors", "checkpoint.safetensors")) {
            assertThat(actual.resolve(file)).hasSameBinaryContentAs(expected.resolve(file));
        }
        String log = Files.readString(expected.resolve("log.jsonl"));
        assertThat(actual.resolve("log.jsonl")).hasContent(log.replace(expected.toString(), actual.toString()));
    }

    /// Levels that follow from the random stream alone; one of them is no number.
    private static BatchSource spoiltAt(long seed, int draw) {
        RandomState random = new RandomState(seed);
        int spoilt = 0;
        for (int i = 0; i < draw; i++) {
            spoilt = random.nextInt(1 << 20);
        }
        int bad = spoilt;
        return (stream, count) -> {
            int level = stream.nextInt(1 << 20);
            return batch(level == bad ? Float.NaN : level * 0x1p-20f);
        };
    }

    /// A run that was stopped goes back to the same point as one that was not, wherever the stop and the bad
    /// batch lie.
    @Test
    void aStopBeforeABadBatchChangesNothing() throws IOException {
        Experiment experiment = experiment("steps=16", "validation.every=4", "checkpoints.every=5");
        BatchSource spoilt = spoiltAt(1, 9);
        Path whole = folder.resolve("whole");
        Trainer.run(experiment, whole, false, TrainingListener.SILENT, spoilt, validator());
        for (int first : new int[] {3, 5, 6, 8}) {
            for (int second : new int[] {7, 8, 12, 13}) {
                Path parts = folder.resolve("parts" + first + "-" + second);
                Trainer.run(experiment, parts, false, new Stops(first), spoilt, validator());
                Trainer.run(experiment, parts, true, new Stops(second), spoilt, validator());
                Trainer.run(experiment, parts, true, new Stops(Integer.MAX_VALUE), spoilt, validator());
                assertSameRun(parts, whole);
            }
        }
    }

    /// Stops after so many steps of the run, fallen back or not.
    private static final class Stops implements TrainingListener {
        private final int after;
        private int made;

        Stops(int after) {
            this.after = after;
        }

        @Override
        public void started(long step, long steps) {
            made = (int) step;
        }

        @Override
        public void stepped(Progress progress) {
            made++;
        }

        @Override
        public boolean isCancelled() {
            return made >= after;
        }
    }

    /// As many attempts as in one go, however often the run is stopped in between.
    @Test
    void aStopDoesNotForgiveBadBatches() throws IOException {
        Experiment experiment = experiment("checkpoints.retries=1");
        Path run = folder.resolve("run");
        BatchSource first = spoiltAt(1, 3);
        BatchSource then = spoiltAt(1, 6);
        BatchSource both = (random, count) -> {
            Batch batch = first.next(new RandomState(random.state()), count);
            return Float.isNaN(batch.input()[0]) ? first.next(random, count) : then.next(random, count);
        };
        Trainer.run(experiment, run, false, new Stops(4), both, validator());
        assertThatThrownBy(() -> Trainer.run(experiment, run, true, TrainingListener.SILENT, both, validator()))
                .isInstanceOf(TrainingFailedException.class)
                .hasMessageContaining("gave up after 1 attempts");
    }

    /// Stopped just when it had fallen back to a regular checkpoint, after an earlier stop between two.
    @Test
    void aStopRightAfterAFallBackDoesNotForgiveEither() throws IOException {
        Path run = folder.resolve("run");
        Experiment experiment = experiment("checkpoints.retries=1");
        Trainer.run(experiment, run, false, new Stops(7), (random, count) -> batch(0.5f), validator());
        boolean[] fellBack = new boolean[1];
        TrainingListener stopping = new TrainingListener() {
            @Override
            public void warned(String message) {
                fellBack[0] |= message.contains("back to step 5, attempt 1");
            }

            @Override
            public boolean isCancelled() {
                return fellBack[0];
            }
        };
        BatchSource spoilt = (random, count) -> batch(Float.NaN);
        assertThat(Trainer.run(experiment, run, true, stopping, spoilt, validator())
                        .step())
                .isEqualTo(5);
        Ear ear = new Ear();
        assertThatThrownBy(() -> Trainer.run(experiment, run, true, ear, spoilt, validator()))
                .hasMessageContaining("gave up after 1 attempts");
        assertThat(ear.heard).containsExactly("started 5/12");
    }

    @Test
    void theLogTellsEveryStepOnceAfterAFallBack() throws IOException {
        Experiment experiment = experiment("steps=110", "validation.every=20", "checkpoints.every=30");
        Path run = folder.resolve("run");
        Trainer.run(experiment, run, false, TrainingListener.SILENT, spoiltAt(1, 55), validator());
        List<JsonNode> log = JsonLog.read(run.resolve("log.jsonl"));
        assertThat(log).filteredOn(line -> line.has("fallBack")).hasSize(1);
        assertThat(log)
                .filteredOn(line -> line.has("loss"))
                .map(TrainerTest::step)
                .containsExactly(50L, 100L, 110L);
        assertThat(log)
                .filteredOn(line -> line.has("validationPsnrY"))
                .map(TrainerTest::step)
                .containsExactly(20L, 40L, 60L, 80L, 100L, 110L);
        assertThat(log).map(TrainerTest::step).isSorted();
    }

    private static long step(JsonNode line) {
        return line.get("step").asLong();
    }

    @Test
    void aValidationThatIsCutOffIsMadeUpFor() throws IOException {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        Trainer.run(experiment("validation.every=5"), whole, false, TrainingListener.SILENT);
        Ear ear = new Ear();
        ear.cancelAfter = 5;
        Trainer.run(experiment("validation.every=5"), parts, false, ear);
        assertThat(ear.heard).containsExactly("started 0/12", "saved 5");
        Ear second = new Ear();
        Trainer.run(experiment("validation.every=5"), parts, true, second);
        assertThat(second.heard).startsWith("started 5/12", "validated 5", "saved 5");
        assertSameRun(parts, whole);
    }

    @Test
    void aFinishedRunSaysAgainWhatItCameTo() throws IOException {
        Path run = folder.resolve("run");
        Trainer.Result first = Trainer.run(experiment(), run, false, TrainingListener.SILENT);
        Trainer.Result again = Trainer.run(experiment(), run, true, TrainingListener.SILENT);
        assertThat(again).isEqualTo(first);
        assertThat(again.validation().orElseThrow().value()).isBetween(3.0, 60.0);
    }

    @Test
    void aSecondTrainingInTheFolderIsRefused() throws IOException {
        Path run = folder.resolve("run");
        List<String> refused = new ArrayList<>();
        Trainer.run(experiment(), run, false, new TrainingListener() {
            @Override
            public void stepped(Progress progress) {
                assertThatThrownBy(() -> Trainer.clear(run)).hasMessageContaining("in use by another training");
                for (boolean resume : List.of(false, progress.step() > 5)) { // the first checkpoint
                    assertThatThrownBy(() -> Trainer.run(experiment(), run, resume, TrainingListener.SILENT))
                            .isInstanceOf(IllegalArgumentException.class)
                            .satisfies(refusal -> refused.add(String.valueOf(refusal.getMessage())));
                }
            }
        });
        String process = Long.toString(ProcessHandle.current().pid());
        assertThat(refused.getLast())
                .contains(
                        "in use by another training",
                        process,
                        run.resolve(".lock").toString());
        assertThat(refused.getFirst()).contains("in use by another training");
        assertThat(Trainer.run(experiment(), run, true, TrainingListener.SILENT).isComplete())
                .isTrue();
    }

    @Test
    void aClearedFolderIsFree() throws IOException {
        Path run = folder.resolve("run");
        Trainer.run(experiment("steps=1"), run, false, TrainingListener.SILENT);
        Trainer.clear(run);
        assertThat(run)
                .isDirectoryContaining(file -> file.endsWith(".lock"))
                .isDirectoryNotContaining("glob:**.safetensors");
        assertThat(Trainer.run(experiment("steps=1"), run, false, TrainingListener.SILENT)
                        .isComplete())
                .isTrue();
    }

    /// What other programs and living processes are writing is theirs.
    @Test
    void onlyWhatADeadProcessLeftIsRemoved() throws IOException {
        Path run = Files.createDirectories(folder.resolve("run"));
        String unique = "0123456789abcdef0123456789abcdef";
        Path dead = Files.writeString(run.resolve(".fettle-999999999-" + unique + ".part"), "");
        Path alive = Files.writeString(
                run.resolve(".fettle-" + ProcessHandle.current().pid() + "-" + unique + ".part"), "");
        Path other = Files.writeString(run.resolve(".download.part"), "");
        Trainer.run(experiment("steps=1"), run, false, TrainingListener.SILENT);
        assertThat(dead).doesNotExist();
        assertThat(alive).exists();
        assertThat(other).exists();
    }

    @Test
    void networksOfAnotherValueRangeTrain() throws IOException {
        Ear one = new Ear();
        Ear white = new Ear();
        Trainer.run(experiment("validation.measure=psnr-rgb"), folder.resolve("one"), false, one);
        Experiment of255 = experiment("architecture.valueRange=255", "validation.measure=psnr-rgb");
        Trainer.Result result = Trainer.run(of255, folder.resolve("white"), false, white);
        ModelFile model = ModelFile.read(result.model());
        assertThat(model.card().usage().valueRange()).isEqualTo(255);
        assertThat(white.losses.getFirst()).isBetween(one.losses.getFirst() / 3, one.losses.getFirst() * 3);
        assertThat(Files.readString(folder.resolve("white/log.jsonl"))).contains("\"validationPsnrRgb\"");
        assertThat(result.baseline().orElseThrow().measure()).isEqualTo(Measure.PSNR_RGB);
    }

    @Test
    void aTrainingStartsFromAModel() throws IOException {
        Trainer.Result parent = Trainer.run(experiment(), folder.resolve("parent"), false, TrainingListener.SILENT);
        String still = "optimizer={learningRate: 1.0e-30, averageDecay: 0}";
        String start = "start={type: model, file: '" + parent.model() + "'}";
        StoppingEar ear = new StoppingEar();
        Trainer.Result child =
                Trainer.run(experiment(still, "schedule.end=0", start), folder.resolve("child"), false, ear);
        ModelFile model = ModelFile.read(child.model());
        assertThat(model.weights().get("head.0.weight").array())
                .isEqualTo(ModelFile.read(parent.model())
                        .weights()
                        .get("head.0.weight")
                        .array());
        assertThat(model.card().training().provenance().parents())
                .containsExactly(sha256(Files.readAllBytes(parent.model())));
        assertThat(ear.told()).containsExactly("start: 12 of 12 parameters are those of " + parent.model());
        StoppingEar other = new StoppingEar();
        Trainer.run(experiment(start, "architecture.blocks=2"), folder.resolve("deeper"), false, other);
        assertThat(other.told().get(0)).startsWith("start: 10 of 16 parameters");
        assertThat(other.told().get(1))
                .isEqualTo("start: these begin anew: body.1.body.0.weight, body.1.body.0.bias, "
                        + "body.1.body.2.weight, body.1.body.2.bias, body.2.weight and 1 more");
    }

    /// Each seed of a sweep has a start of its own.
    @Test
    void aStartIsNamedBySeed() throws IOException {
        Path first = Trainer.run(experiment("steps=1"), folder.resolve("a"), false, TrainingListener.SILENT)
                .model();
        Files.copy(first, folder.resolve("start-7.safetensors"));
        StoppingEar ear = new StoppingEar();
        String start = "start={type: model, file: '" + folder.resolve("start-{seed}.safetensors") + "'}";
        Trainer.run(experiment(start, "seed=7"), folder.resolve("b"), false, ear);
        assertThat(ear.told())
                .containsExactly("start: 12 of 12 parameters are those of " + folder.resolve("start-7.safetensors"));
        assertRefused("start-8.safetensors: no such file", start, "seed=8");
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aStartThatDoesNotFitIsRefused() throws IOException {
        Path file = Trainer.run(experiment("steps=1"), folder.resolve("parent"), false, TrainingListener.SILENT)
                .model();
        String start = "start={type: model, file: '" + file + "'}";
        assertRefused("start.file is missing", "start=model");
        assertRefused("did you mean 'fresh'", "start={type: frehs}");
        assertRefused(
                "start.file: nowhere.safetensors: no such file or folder",
                "start={type: model, file: nowhere.safetensors}");
        assertRefused(
                "and 6 more; name their layers in start.anew: "
                        + "[head.0, body.0.body.0, body.0.body.2, body.1, tail.0.0, tail.1]",
                start,
                "architecture.channels=5");
        assertRefused(
                "these have other shapes: 'tail.0.0.weight' ([24×6×3×3] there, [54×6×3×3] here), "
                        + "'tail.0.0.bias' ([24] there, [54] here); name their layers in start.anew: [tail.0.0]",
                start,
                "architecture.scale=3");
        assertRefused("the network has no layer 'tial'", start, "start.anew=[tial]");
        Trainer.Result result = Trainer.run(
                experiment(start, "architecture.scale=3", "start.anew=[tail.0]"),
                folder.resolve("other"),
                false,
                TrainingListener.SILENT);
        assertThat(result.isComplete()).isTrue();
    }

    @Test
    void aModelOfAnotherWhiteIsNoStart() throws IOException {
        Path file = Trainer.run(experiment("steps=1"), folder.resolve("parent"), false, TrainingListener.SILENT)
                .model();
        assertRefused(
                "start.file: white is 1.0 to the network of " + file + " and 255.0 to this one",
                "architecture.valueRange=255",
                "start={type: model, file: '" + file + "'}");
    }

    @Test
    void aRunIsNotResumedToFewerStepsThanItHasMade() throws IOException {
        Path run = folder.resolve("run");
        Trainer.run(experiment("steps=6"), run, false, TrainingListener.SILENT);
        assertThatThrownBy(() -> Trainer.run(experiment("steps=3"), run, true, TrainingListener.SILENT))
                .hasMessage("steps is 3, but the run in " + run + " has made 6; set steps higher");
    }

    @Test
    void aTeacherThatDoesNotDoIsRefused() throws IOException {
        Path file = Trainer.run(experiment("steps=1"), folder.resolve("teacher"), false, TrainingListener.SILENT)
                .model();
        assertRefused(
                "loss.distillation.teacher: nowhere.safetensors: no such file or folder",
                "loss=[l1, {type: distillation, teacher: nowhere.safetensors}]");
        String taught = "loss=[l1, {type: distillation, teacher: '" + file + "'";
        assertRefused(
                "loss.distillation: the teacher has no result 'zz'; it has output", taught + ", teacherResult: zz}]");
        assertRefused("the teacher's result is", taught + "}]", "architecture.scale=3");
        assertRefused(
                "was trained for task 'sr', the network is for 'denoise'",
                taught + "}]",
                "task=denoise",
                "architecture={type: dncnn, layers: 3, channels: 4, colourChannels: 3}");
    }

    /// Before pictures are read and a folder is made.
    private void assertRefused(String message, String... overrides) {
        assertThatThrownBy(
                        () -> Trainer.run(experiment(overrides), folder.resolve("run"), false, TrainingListener.SILENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void cudaIsRefusedWhereLibtorchHasNone() {
        assertThatThrownBy(() ->
                        Trainer.run(experiment("device=cuda"), folder.resolve("run"), false, TrainingListener.SILENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("train on 'cpu'");
        assertThat(folder.resolve("run")).doesNotExist();
    }
}
