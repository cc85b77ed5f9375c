package dev.fettle.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.image.Image;
import dev.fettle.image.Source;
import dev.fettle.image.degrade.GaussianNoise;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.WriteOptions;
import dev.fettle.runtime.BundledModels;
import dev.fettle.runtime.Chain;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.TaskSequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// `--task` with several tasks or `auto`, and `--strength`, through the whole program.
class TaskSequenceCommandTest {
    @TempDir
    Path folder;

    private Path jpeg(String name, int quality) throws IOException {
        Path file = folder.resolve(name);
        ImageFiles.write(
                Pictures.colour(40, 30, 1), file, WriteOptions.of(Format.JPEG).withJpegQuality(quality));
        return file;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static JsonNode file(Run run) {
        return run.json().get("files").get(0);
    }

    @Test
    void aChainIsWhatTheLibraryMakesOfItWithNoFileBetween() throws IOException {
        Path input = jpeg("a.jpg", 30);
        Path result = folder.resolve("b.png");
        Run run = Run.of("restore", input, "--task", "deblock,sr", "-o", result, "--json");
        assertThat(run.status()).as(run.err()).isZero();
        try (Chain chain = Chain.open(TaskSequence.parse("deblock,sr"), 2, RestoreOptions.DEFAULTS)) {
            Image expected = chain.restore(ImageFiles.read(input)).quantised();
            assertThat(ImageFiles.read(result).hasSamplesOf(expected)).isTrue();
        }
        assertThat(file(run).at("/restoring/tasks").toString()).isEqualTo("[\"deblock\",\"sr\"]");
        assertThat(file(run).at("/footprint/tiles").asInt()).isEqualTo(2);
        assertThat(names()).containsExactly("a.jpg", "b.png");
    }

    /// Which models are bundled is up to the build: each task has its fine one, or a line tells that it
    /// has not.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sr         | sr-x2
            deblock,sr | deblock,sr-x2
            auto,sr    | denoise,deblock,sr-x2
            """)
    void anEffortWithoutAModelIsToldAndDoneByTheFastOne(String tasks, String fast) throws IOException {
        List<String> lacking = Stream.of(fast.split(",", -1))
                .filter(name -> !BundledModels.names().contains(name + "-fine"))
                .toList();
        Run run = Run.of("restore", jpeg("a.jpg", 30), "--task", tasks, "--effort", "fine", "--dry-run", "--json");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err().lines().filter(line -> line.startsWith("--effort")).toList())
                .isEqualTo(
                        lacking.isEmpty()
                                ? List.of()
                                : List.of("--effort fine: no fine form of %s is bundled; the fast is taken"
                                        .formatted(String.join(", ", lacking))));
        JsonNode models = file(run).at("/restoring/models");
        assertThat(models).hasSameSizeAs(file(run).at("/restoring/tasks")).isNotEmpty();
        String last = models.get(models.size() - 1).asString();
        assertThat(last).isEqualTo(lacking.contains("sr-x2") ? "sr-x2" : "sr-x2-fine");
        assertThat(Run.of("restore", folder.resolve("a.jpg"), "--task", tasks, "--effort", "fast", "--dry-run")
                        .err())
                .doesNotContain("--effort");
    }

    @Test
    void anEffortThatIsNoneOrContradictsAModelIsWrongUsage() throws IOException {
        Path input = jpeg("a.jpg", 30);
        Run unknown = Run.of("restore", input, "--effort", "best");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("unknown effort 'best'; known: fast, fine");
        Run both = Run.of("restore", input, "--model", "sr-x2", "--effort", "fine");
        assertThat(both.status()).isEqualTo(2);
        assertThat(both.err()).contains("--effort chooses among the bundled models, and --model names one");
        Run fine = Run.of("restore", input, "--model", "sr-x9-fine");
        assertThat(fine.status()).isEqualTo(4);
        assertThat(fine.err())
                .contains("unknown model 'sr-x9-fine'; bundled: sr-x2")
                .hasLineCount(1);
        assertThat(names()).containsExactly("a.jpg");
    }

    @Test
    void theNameTellsTheStepsAndASecondRunHasNothingToDo() throws IOException {
        jpeg("a.jpg", 30);
        Run first = Run.of("restore", folder, "--task", "denoise,deblock,sr", "--scale", 4);
        assertThat(first.status()).as(first.err()).isZero();
        assertThat(names()).containsExactly("a.denoised.deblocked.x4.jpg", "a.jpg");
        Run second = Run.of("restore", folder, "--task", "denoise,deblock,sr", "--scale", 4, "--json");
        assertThat(second.json().get("skipped").asInt()).isEqualTo(1);
        assertThat(second.json().get("files")).hasSize(1);
    }

    @Test
    void aDryRunOfAChainTellsAndWritesNothing() throws IOException {
        Run run = Run.of("restore", jpeg("a.jpg", 30), "--task", "denoise,deblock", "--dry-run", "--json");
        assertThat(run.status()).isZero();
        assertThat(file(run).get("output").asString()).endsWith("a.denoised.deblocked.jpg");
        assertThat(file(run).at("/restoring/tasks").size()).isEqualTo(2);
        assertThat(names()).containsExactly("a.jpg");
    }

    @Test
    void autoLeavesACleanPictureAndSaysSo() throws IOException {
        Image clean = Image.of(64, 64, new float[64 * 64], new float[64 * 64], new float[64 * 64])
                .withSource(Source.NONE.withBitDepth(16));
        Path input = Pictures.write(folder.resolve("a.png"), clean);
        Run dry = Run.of("restore", input, "--task", "auto", "--dry-run");
        assertThat(dry.err())
                .isEqualTo("fettle: " + input + ": hardly any noise, no JPEG: left as it is" + System.lineSeparator());
        Run run = Run.of("restore", input, "--task", "auto", "--json");
        assertThat(run.status()).isZero();
        assertThat(run.err().lines().filter(line -> line.contains("left as it is")))
                .hasSize(1);
        assertThat(file(run).at("/restoring/tasks").isEmpty()).isTrue();
        assertThat(file(run).at("/restoring/reason").asString()).isEqualTo("hardly any noise, no JPEG: left as it is");
        Image result = ImageFiles.read(folder.resolve("a.restored.png"));
        assertThat(result.hasSamplesOf(ImageFiles.read(input))).isTrue();
        assertThat(result.source().bitDepth()).isEqualTo(16);
    }

    @Test
    void autoDenoisesANoisyPicture() throws IOException {
        Image flat = Pictures.colour(160, 160, 3);
        Path input = Pictures.write(folder.resolve("a.png"), new GaussianNoise(25).apply(flat, 1));
        Run run = Run.of("restore", input, "--task", "auto,sr", "--json");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(file(run).at("/restoring/tasks").toString()).isEqualTo("[\"denoise\",\"sr\"]");
        assertThat(file(run).at("/restoring/reason").asString()).contains("in colour, no JPEG: denoise, then sr");
        assertThat(ImageFiles.read(folder.resolve("a.restored.x2.png")).width()).isEqualTo(320);
    }

    @Test
    void autoKeepsABadFileFromStoppingTheRest() throws IOException {
        Pictures.write(folder.resolve("in/dot.png"), Pictures.gray(1, 1, 1));
        Pictures.write(
                folder.resolve("in/nothing.png"), Pictures.colour(30, 30, 1).withAlpha(new float[900]));
        Files.write(folder.resolve("in/bad.png"), new byte[3]);
        Run run = Run.of("restore", folder.resolve("in"), "--task", "auto", "-o", folder.resolve("out"), "--json");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.json().get("done").asInt()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(4);
        assertThat(run.err()).doesNotContain("Exception").contains("too little to tell noise, no JPEG: left as it is");
    }

    @Test
    void noStrengthCopiesAJpegByteForByte() throws IOException {
        Path input = jpeg("a.jpg", 30);
        Run run = Run.of("restore", input, "--task", "deblock", "--strength", 0, "--json");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(folder.resolve("a.deblocked.jpg")).hasSameBinaryContentAs(input);
        assertThat(file(run).at("/restoring/strength").asDouble()).isZero();
    }

    @Test
    void evaluateMeasuresAStrengthAndSaysSo() throws IOException {
        Path originals = Files.createDirectory(folder.resolve("originals"));
        Pictures.write(originals.resolve("a.png"), Pictures.colour(40, 30, 1));
        double untouched = Run.of("evaluate", "none", "--data", originals, "--sigma", 25, "--json")
                .json()
                .at("/mean/psnr")
                .asDouble();
        Run none = Run.of("evaluate", "denoise", "--data", originals, "--sigma", 25, "--strength", 0, "--json");
        assertThat(none.json().at("/mean/psnr").asDouble()).isEqualTo(untouched);
        Run half = Run.of("evaluate", "denoise", "--data", originals, "--sigma", 25, "--strength", 0.5);
        assertThat(half.out()).contains("strength 0.5");
        Run enlarging = Run.of("evaluate", "sr-x2", "--data", originals, "--strength", 0.5);
        assertThat(enlarging.status()).isNotZero();
        assertThat(enlarging.err()).contains("model 'sr-x2' is for sr").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--task sr,deblock | sr comes last",
                "--task deblock,deblock | name each task once",
                "--task auto,denoise | only sr may follow",
                "--task deblock,auto | auto comes first",
                "--task deblock, | unknown task ''",
                "--task auto --scale 2 | --scale is for the task sr alone",
                "--task denoise,deblock --scale 2 | --scale is for the task sr alone",
                "--task auto --model denoise | leave one of them out",
                "--task deblock,sr --model sr-x2 | leave one of them out",
                "--task sr --strength 0.5 | --strength is for denoise and deblock",
                "--strength 0.5 | --strength is for denoise and deblock",
                "--model sr-x2 --strength 0.5 | --strength is for denoise and deblock",
                "--task denoise --strength 1.5 | strength must be 0 to 1",
                "--task denoise --strength -0.1 | strength must be 0 to 1",
                "--task denoise --strength NaN | strength must be 0 to 1",
                "--task denoise --strength half | half"
            })
    void whatMakesNoSenseIsWrongUsage(String options, String reason) throws IOException {
        Run run = Run.of((Object[]) ("restore " + jpeg("a.jpg", 30) + " " + options).split(" "));
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(reason).hasLineCount(2);
        assertThat(names()).containsExactly("a.jpg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deblock,sr", "auto,sr"})
    void aScaleThatNoBundledModelHasIsAModelError(String task) throws IOException {
        Run run = Run.of("restore", jpeg("a.jpg", 30), "--task", task, "--scale", 7);
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err()).contains("task 'sr' at scale 7").hasLineCount(1);
    }

    @Test
    void thresholdsAreMeasuredOnSomeCases() throws IOException {
        Path originals = Files.createDirectory(folder.resolve("originals"));
        Pictures.write(originals.resolve("a.png"), Pictures.colour(48, 40, 1));
        Path out = folder.resolve("auto.txt");
        Run few = Run.of("calibrate", "auto", "--data", originals, "-o", out, "--cases", 3);
        assertThat(few.status()).isEqualTo(2);
        Run run = Run.of("calibrate", "auto", "--data", originals, "-o", out, "--cases", 40);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("clean", "noisy jpeg", "all", "thresholds -> ");
        assertThat(Files.readAllLines(out)).isNotEmpty();
        Path tiny = Models.write(folder.resolve("m.safetensors"), Models.vdsrRgb("deblock"));
        assertThat(Run.of("calibrate", tiny, "--data", originals, "-o", folder.resolve("b.safetensors"), "--cases", 50)
                        .err())
                .contains("--cases is for 'calibrate auto'");
    }
}
