package dev.fettle.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.files.ImageFiles;
import dev.fettle.network.Border;
import dev.fettle.network.Halo;
import dev.fettle.network.model.Classes;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.Classifier;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.train.data.TinyClasses;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.measure.Measure;
import dev.fettle.train.measure.Measured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Trainings of networks that sort pictures.
@NeedsLibtorch
class ClassRunTest {
    private static final int SIDE = 8;

    @TempDir
    private Path folder;

    private Path yaml;

    @BeforeEach
    void writeExperiment() throws IOException {
        yaml = Files.writeString(folder.resolve("tiny.yaml"), """
                name: sorter
                task: classify
                threads: 1
                steps: 60
                architecture: {type: resnet, blocks: [1], cardinality: 2, widthPerGroup: 4, classes: 2, stem: cifar}
                data: {photos: '%s', patch: %d, batch: 8, augmentation: {type: padded-crop, padding: 1}}
                optimizer: {type: sgd, learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 1.0e-4}
                validation: {photos: '%s', every: 20}
                checkpoints: {every: 20}
                """.formatted(
                        TinyClasses.write(folder.resolve("train"), 12, SIDE, 1),
                        SIDE,
                        TinyClasses.write(folder.resolve("valid"), 6, SIDE, 2)));
    }

    private Experiment experiment(String... overrides) {
        return Experiment.load(yaml, List.of(overrides));
    }

    private Trainer.Result run(String name, String... overrides) throws IOException {
        return Trainer.run(experiment(overrides), folder.resolve(name), false, TrainingListener.SILENT);
    }

    /// In a few seconds, and the engine finds the same classes as the validation did.
    @Test
    @Tag("slow") // 60 steps
    void aSmallNetworkLearnsStripes() throws IOException {
        Trainer.Result result = run("run");
        assertThat(result.validation()).contains(new Measured(Measure.TOP_1, 100));
        assertThat(result.baseline()).contains(new Measured(Measure.TOP_1, 50));
        ModelFile model = ModelFile.read(result.model());
        assertThat(model.classes()).isEqualTo(new Classes(TinyClasses.NAMES, SIDE));
        assertThat(model.card().usage().task()).isEqualTo("classify");
        assertThat(model.card().usage().border()).isEqualTo(Border.ZEROS);
        assertThat(model.card().training().provenance().dataFingerprint()).hasSize(64);
        assertThat(model.halo()).isEqualTo(new Halo(0, 1, true));
        try (Classifier classifier = Classifier.of(model, RestoreOptions.DEFAULTS.withThreads(1))) {
            for (int label = 0; label < 2; label++) {
                for (int i = 0; i < 6; i++) {
                    Path file = folder.resolve("valid/%s/p%d.png".formatted(TinyClasses.NAMES.get(label), i));
                    float[] scores = classifier.scores(ImageFiles.read(file));
                    assertThat(Classifier.rank(scores, label))
                            .as(file.toString())
                            .isEqualTo(1);
                }
            }
        }
        assertThat(Files.readAllLines(folder.resolve("run/log.jsonl")))
                .anyMatch(line -> line.contains("\"validationTop1\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"padded-crop", "random-size-crop"})
    void aCancelledRunGoesOnToTheSameBits(String augmentation) throws IOException {
        String[] settings = {
            "steps=12",
            "checkpoints.every=5",
            "validation.every=7",
            "data.augmentation={type: %s}".formatted(augmentation),
            "loss=[{type: cross-entropy, smoothing: 0.1}]"
        };
        Path whole = run("whole", settings).model();
        Path parts = folder.resolve("parts");
        StoppingEar ear = new StoppingEar(8);
        assertThat(Trainer.run(experiment(settings), parts, false, ear).isComplete())
                .isFalse();
        Trainer.Result result = Trainer.run(experiment(settings), parts, true, TrainingListener.SILENT);
        assertThat(Files.readAllBytes(result.model())).isEqualTo(Files.readAllBytes(whole));
        assertThat(Files.readAllBytes(parts.resolve("checkpoint.safetensors")))
                .isEqualTo(Files.readAllBytes(folder.resolve("whole/checkpoint.safetensors")));
    }

    /// An imported network has its classes in any order, a folder in that of their names.
    @Test
    void rowsOfTheLastLayerFollowTheirClasses() throws IOException {
        ModelFile parent =
                ModelFile.read(run("parent", "steps=2", "validation.every=2").model());
        List<String> turned = TinyClasses.NAMES.reversed();
        ModelCard card = new ModelCard(
                "turned",
                new ModelCard.Usage(1, new Classes(turned, SIDE)),
                parent.card().training(),
                List.of());
        Path file = folder.resolve("turned.safetensors");
        parent.withCard(card).write(file);
        StoppingEar ear = new StoppingEar();
        String start = "start={type: model, file: '" + file + "'}";
        String still = "optimizer={type: sgd, learningRate: 1.0e-30, averageDecay: 0}";
        Trainer.Result result = Trainer.run(experiment("steps=1", start, still), folder.resolve("child"), false, ear);
        ModelFile child = ModelFile.read(result.model());
        assertThat(child.classes().names()).isEqualTo(TinyClasses.NAMES);
        for (String leaf : List.of("fc.weight", "fc.bias")) {
            float[] rows = child.weights().get(leaf).array();
            float[] theirs = parent.weights().get(leaf).array();
            int each = rows.length / 2;
            assertThat(Arrays.copyOfRange(rows, 0, each)).isEqualTo(Arrays.copyOfRange(theirs, each, 2 * each));
            assertThat(Arrays.copyOfRange(rows, each, 2 * each)).isEqualTo(Arrays.copyOfRange(theirs, 0, each));
        }
        assertThat(ear.told())
                .contains(
                        "start: " + file + " has the classes in another order; the rows of its last layer follow them");
    }

    @Test
    void defaultsAreThoseOfClasses() {
        Experiment read = experiment();
        assertThat(read.settings().validation().measure()).isEqualTo(Measure.TOP_1);
        assertThat(read.byKey().get("loss")).contains("cross-entropy");
        assertThat(Experiment.parse(read.toYaml())).isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            task=sr                           | task 'sr' does not fit a network that ends in 2 classes; say task: classify
            task=denoise                      | task 'denoise' does not fit a network that ends in 2 classes; say task: classify
            task=sort                         | unknown task 'sort'; known: sr, denoise, deblock, classify
            architecture={type: dncnn}        | task 'classify' does not fit a network that ends in a picture
            architecture={type: edsr}         | task 'classify' does not fit a network that ends in a picture
            data.sigma=15                     | data.sigma is a setting of task 'denoise' and means nothing to 'classify'; leave it out
            data.quality=10                   | data.quality is a setting of task 'deblock' and means nothing to 'classify'; leave it out
            data.mirrored=false               | data.mirrored means nothing to 'classify'; say data.augmentation.flipped instead
            data.unpaired.photos=x            | data.unpaired: is for networks that enlarge their input; leave it out here
            validation.crop=0                 | validation.crop means nothing to 'classify', which measures on squares of data.patch; leave it out
            validation.measure=psnr-y         | validation.measure: 'psnr-y' is of pictures, the network ends in vectors
            regimen={type: bilevel}           | regimen: a search learns from degraded pictures; leave it out for task 'classify'
            data.augmentation.padding=-1      | data.augmentation: padding must be 0 to 1024, got -1
            loss=l1                           | no picture that originals can be compared with
            """)
    void settingsThatDoNotFitAreRefusedInOneLine(String setting, String reason) {
        assertThatThrownBy(() -> experiment(setting))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(reason)
                .doesNotContain("\n");
    }

    @Test
    void anAugmentationMeansNothingToPicturesThatAreRestored() {
        assertThatThrownBy(() ->
                        experiment("task=sr", "architecture={type: edsr}", "loss=l1", "validation.measure=psnr-y"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("data.augmentation is a setting of task 'classify' and means nothing to 'sr'");
    }

    @Test
    void foldersThatDoNotFitAreRefusedBeforeTheFirstStep() throws IOException {
        assertRefused("data.photos: 'TRAIN' has 2 classes, the network ends in 3", "architecture.classes=3");
        assertRefused("data.photos: the folder of classes is missing", "data.photos=");
        assertRefused("8x8 is smaller than a patch of 16", "data.patch=16");
        assertRefused("validation.photos: no folder 'nowhere'", "validation.photos=nowhere");
        assertRefused("this picture is also trained on", "validation.photos=" + folder.resolve("train"));
        Files.move(folder.resolve("valid/down"), folder.resolve("valid/up"));
        assertRefused("validation.photos: the classes of 'VALID' are others than those of data.photos: "
                + "'down' of data.photos is missing");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    private void assertRefused(String reason, String... overrides) {
        String named = reason.replace("TRAIN", folder.resolve("train").toString())
                .replace("VALID", folder.resolve("valid").toString());
        assertThatThrownBy(() -> run("run", overrides))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(named)
                .doesNotContain("\n");
    }
}
