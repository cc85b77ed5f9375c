package dev.fettle.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What training computes is tested where the trainer is.
class TrainCommandTest {
    @TempDir
    Path folder;

    private Path experiment = Path.of("");

    @BeforeEach
    void writeExperiment() throws IOException {
        Pictures.write(folder.resolve("photos/a.png"), Pictures.colour(64, 64, 1));
        Pictures.write(folder.resolve("valid/b.png"), Pictures.colour(64, 64, 2));
        experiment = Files.writeString(
                folder.resolve("tiny.yaml"), """
                name: tiny
                task: sr
                steps: 4
                threads: 1
                architecture: {type: edsr, scale: 2, blocks: 1, channels: 4}
                data: {photos: '%s', patch: 8, batch: 2}
                validation: {photos: '%s', every: 2}
                checkpoints: {every: 2}
                """.formatted(folder.resolve("photos"), folder.resolve("valid")));
    }

    private Run train(Object... more) {
        Object[] words = new Object[more.length + 4];
        System.arraycopy(more, 0, words, 4, more.length);
        words[0] = "train";
        words[1] = experiment;
        words[2] = "-o";
        words[3] = folder.resolve("run");
        return Run.of(words);
    }

    @Test
    @Tag("slow") // loads libtorch
    void ofClassesTop1IsToldBesideTheLargestClass() throws IOException {
        for (String set : List.of("photos", "valid")) {
            for (int i = 0; i < 4; i++) {
                String ofClass = i == 0 ? "/few/" : "/many/";
                Path file = folder.resolve(set + ofClass + i + ".png");
                Pictures.write(file, Pictures.colour(8, 8, i + (set.equals("valid") ? 100 : 0)));
            }
        }
        experiment = Files.writeString(
                folder.resolve("sorter.yaml"), """
                name: sorter
                task: classify
                steps: 2
                threads: 1
                architecture: {type: resnet, blocks: [1], cardinality: 2, widthPerGroup: 2, classes: 2, stem: cifar}
                data: {photos: '%s', patch: 8, batch: 2}
                validation: {photos: '%s', every: 2}
                """.formatted(folder.resolve("photos"), folder.resolve("valid")));
        Run run = train("--json");
        Assumptions.assumeFalse(run.err().contains("libtorch is not on the class path"));
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.json().get("baseline").asString()).isEqualTo("largest class");
        assertThat(run.json().get("baselineTop1").asDouble()).isEqualTo(75);
        assertThat(run.json().get("top1").asDouble()).isBetween(0.0, 100.0);
        Run resumed = train("--resume", "--set", "steps=3");
        assertThat(resumed.out())
                .contains("always naming the largest class 75.000 %", "3 steps")
                .hasLineCount(1);
    }

    @Test
    @Tag("slow") // loads libtorch
    void aModelComesOutAndTheRunGoesOn() throws IOException {
        Run run = train("--json");
        if (run.err().contains("libtorch is not on the class path")) {
            assertThat(run.status()).isEqualTo(4);
            assertThat(run.err()).hasLineCount(1);
            Assumptions.abort("libtorch is not on the class path: run with -Plibtorch");
        }
        assertThat(run.status()).isZero();
        assertThat(run.json().get("step").asInt()).isEqualTo(4);
        assertThat(run.json().get("baseline").asString()).isEqualTo("bicubic x2");
        assertThat(run.json().get("baselinePsnrY").asDouble()).isCloseTo(bicubicPsnrY(), within(1e-9));
        Path model = Path.of(run.json().get("model").asString());
        assertThat(ModelFile.read(model).scale()).isEqualTo(2);
        Run again = train();
        assertThat(again.status()).isEqualTo(4);
        assertThat(again.err()).contains("--resume").hasLineCount(1);
        Run resumed = train("--resume", "--set", "steps=6");
        assertThat(resumed.status()).isZero();
        assertThat(resumed.out())
                .contains("tiny.safetensors", "6 steps", "bicubic x2 %.3f dB".formatted(bicubicPsnrY()))
                .hasLineCount(1);
    }

    @Test
    @Tag("slow") // loads libtorch
    void aRunGoesOnByItsOwnSettingsWhateverBecameOfTheFile() throws IOException {
        Path whole = folder.resolve("whole");
        Run unbroken = Run.of("train", experiment, "-o", whole, "--set", "steps=6", "--set", "data.batch=3");
        Assumptions.assumeFalse(unbroken.err().contains("libtorch is not on the class path"));
        assertThat(train("--set", "steps=4", "--set", "data.batch=3").status()).isZero();
        Files.writeString(experiment, Files.readString(experiment).replace("batch: 2", "batch: 5") + "loss: l2\n");
        Run resumed = train("--resume", "--set", "steps=6");
        assertThat(resumed.status()).isZero();
        assertThat(resumed.err().lines().filter(line -> line.contains("differs from what the run was begun with")))
                .singleElement()
                .asString()
                .contains("tiny.yaml", "(loss, data.batch)", "run/experiment.yaml");
        assertThat(Files.readString(folder.resolve("run/experiment.yaml")))
                .isEqualTo(Files.readString(whole.resolve("experiment.yaml")));
    }

    @Test
    @Tag("slow") // loads libtorch
    void aRunGoesOnWithoutTheFile() throws IOException {
        Run begun = train();
        Assumptions.assumeFalse(begun.err().contains("libtorch is not on the class path"));
        Files.delete(experiment);
        Run alone = Run.of("train", "--resume", "-o", folder.resolve("run"), "--set", "steps=5");
        assertThat(alone.status()).isZero();
        assertThat(alone.out()).contains("tiny.safetensors", "5 steps").hasLineCount(1);
        Run gone = train("--resume", "--set", "steps=6");
        assertThat(gone.status()).isZero();
        assertThat(gone.err()).contains("tiny.yaml: cannot be read");
    }

    @Test
    void aTrainingNeedsAFileOrARunToGoOnWith() {
        assertThat(Run.of("train").err()).contains("--resume -o FOLDER");
        assertThat(Run.of("train", "--resume").status()).isEqualTo(2);
        Run twice = Run.of("train", "any.yaml", "--device", "cpu", "--set", "device=cuda");
        assertThat(twice.status()).isEqualTo(2);
        assertThat(twice.err()).contains("--device cpu and --set device=cuda set the same; give one of them");
        Run nothing = Run.of("train", "--resume", "-o", folder.resolve("nothing"));
        assertThat(nothing.status()).isEqualTo(4);
        assertThat(nothing.err()).contains("experiment.yaml: cannot be read").hasLineCount(1);
    }

    /// The validation pictures are no larger than the crop, and are measured as `evaluate` does.
    private double bicubicPsnrY() {
        Object[] words = {
            "evaluate", "bicubic", "--scale", 2, "--protocol", "y", "--data", folder.resolve("valid"), "--json"
        };
        return Run.of(words).json().get("mean").get("psnr").asDouble();
    }

    @Test
    void aMistypedKeyIsAConfigurationErrorWithTheNearestOne() throws IOException {
        Files.writeString(experiment, Files.readString(experiment).replace("steps:", "stps:"));
        Run run = train();
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err())
                .contains("tiny.yaml", "'stps'", "did you mean 'steps'")
                .hasLineCount(1);
        assertThat(train("--set", "data.bach=3").err()).contains("tiny.yaml");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {type: sparse, groups: 2, cardinals: 3}                              | cardinals (3) must divide the 4 channels
            {type: sparse, groups: 0, cardinals: 2}                              | groups must be 1 to 256, got 0
            {type: sparse, groups: 2, cardinals: 2, pooling: window, window: 12} | data.patch (8): 'body.0.body.0.mean' pools over windows of 12
            {type: condconv, experts: 0}                                         | experts must be at least 1, got 0
            """)
    void aConvolutionThatDoesNotFitIsAConfigurationErrorInOneLine(String convolution, String reason) {
        Run run = train("--set", "architecture.convolution=" + convolution);
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err()).contains("tiny.yaml", reason).hasLineCount(1);
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void whatIsNoYamlIsAConfigurationErrorWithTheLine() throws IOException {
        Files.writeString(experiment, "name: tiny\n  steps: [4\n");
        Run run = train();
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err()).contains("tiny.yaml", "line 2").hasLineCount(1);
        Files.delete(experiment);
        assertThat(train().err())
                .contains("tiny.yaml: cannot be read (no such file")
                .hasLineCount(1);
    }

    @Test
    void anExperimentHasACost() {
        Run run = Run.of("cost", experiment, "--json");
        assertThat(run.json().get("parameters").asLong())
                .isEqualTo(Models.edsr(2).weights().size());
    }
}
