package dev.fettle.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.cli.Run;
import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Screen;
import dev.fettle.lab.Machine;
import dev.fettle.lab.sweep.run.SweepRun;
import dev.fettle.network.Configuration;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Tag("slow") // trains on libtorch, a few steps each
class SweepRunTest {
    @TempDir
    Path folder;

    private TinySweep sweep = new TinySweep(Path.of(""));

    @BeforeEach
    void write() throws IOException {
        sweep = TinySweep.in(folder);
    }

    private Run finished(Object... more) {
        Run run = sweep.run(more);
        if (run.err().contains("libtorch is not on the class path")) {
            assertThat(run.status()).isEqualTo(4);
            Assumptions.abort("libtorch is not on the class path: run with -Plibtorch");
        }
        return run;
    }

    private JsonNode results() throws IOException {
        return Configuration.MAPPER.readTree(Files.readString(sweep.output().resolve("results.json")));
    }

    private String file(String name) throws IOException {
        return Files.readString(sweep.output().resolve(name));
    }

    @Test
    void theReportHasTheNumbersOfEvaluateAndCost() throws IOException {
        Run run = finished("--json", "--threads", "1");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.json().get("trained").asInt()).isEqualTo(4);
        JsonNode wide = results().get("variants").get(1);
        assertThat(wide.get("name").asString()).isEqualTo("wide");
        JsonNode cost = Run.of("cost", wideExperiment(), "--json").json();
        assertThat(wide.get("parameters").asLong())
                .isEqualTo(cost.get("parameters").asLong());
        assertThat(wide.get("macsPerOutputPixel").asDouble())
                .isEqualTo(cost.get("macsPerOutputPixel").asDouble());
        double sum = 0;
        for (JsonNode one : wide.get("runs")) {
            JsonNode scored = one.get("scores").get("Waves");
            Path model = Path.of(one.get("folder").asString(), "wide.safetensors");
            JsonNode evaluated = Run.of("evaluate", model, "--data", folder.resolve("test"), "--json")
                    .json();
            assertThat(scored.get("psnr").asDouble())
                    .isEqualTo(evaluated.get("mean").get("psnr").asDouble());
            assertThat(scored.get("protocol")).isEqualTo(evaluated.get("protocol"));
            sum += scored.get("psnr").asDouble();
        }
        assertThat(file("report.md")).contains("| wide (2 seeds) | ", "%.2f ± ".formatted(sum / 2));
        assertThat(wide.get("latency").get("runs")).hasSize(3);
        assertThat(results().get("latency").asString())
                .contains("32x24", "1 thread", Machine.here().toString());
    }

    /// Of the layers' 3×3 · links at each of the input's positions, a quarter of the result's.
    @Test
    void groupsThatAreLearntCostWhatTheyCostInUse() throws IOException {
        String learning = "architecture: {channels: 8, convolution: groupable}\n";
        Files.writeString(sweep.file("wide.yaml"), learning);
        Run run = finished("--threads", "1");
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode wide = results().get("variants").get(1);
        double saved = 0;
        for (JsonNode one : wide.get("runs")) {
            Path model = Path.of(one.get("folder").asString(), "wide.safetensors");
            JsonNode groups = Run.of(
                            "inspect", model, "--groups", "-o", folder.resolve("page.html"), "--overwrite", "--json")
                    .json();
            saved += (groups.get("mostLinks").asLong() - groups.get("links").asLong()) / 2.0;
        }
        Path described = Files.writeString(
                folder.resolve("dense.yaml"), "architecture: {type: edsr, scale: 2, blocks: 1, channels: 8}\n");
        JsonNode dense = Run.of("cost", described, "--json").json();
        assertThat(wide.get("macsPerOutputPixel").asDouble())
                .isCloseTo(dense.get("macsPerOutputPixel").asDouble() - 9 * saved / 4, within(1e-6));
        assertThat(wide.get("parameters").asDouble())
                .isCloseTo(dense.get("parameters").asLong() - 9 * saved, within(0.51));
    }

    private Path wideExperiment() throws IOException {
        return Files.writeString(
                folder.resolve("wide-alone.yaml"), "architecture: {type: edsr, scale: 2, blocks: 1, channels: 6}\n");
    }

    /// One network for two scales, measured on a set of each; it costs what its first scale costs.
    @Test
    void aNetworkOfSeveralScalesIsMeasuredAtThoseOfTheSets() throws IOException {
        String carn = "{type: carn, scales: [2, 3], groups: 2}";
        sweep.replace("sweep.yaml", "{type: edsr, scale: 2, blocks: 1}", carn);
        sweep.replace("sweep.yaml", "/more', scale: 2}", "/more', scale: 3}");
        Run run = finished("--only", "narrow", "--seeds", "1", "--threads", "1");
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode narrow = results().get("variants").get(0);
        Path alone = Files.writeString(
                folder.resolve("alone.yaml"), "architecture: {type: carn, scales: [2, 3], groups: 2, channels: 4}\n");
        JsonNode cost = Run.of("cost", alone, "--json").json();
        assertThat(narrow.get("parameters")).isEqualTo(cost.get("parameters"));
        assertThat(narrow.get("macsPerOutputPixel")).isEqualTo(cost.get("macsPerOutputPixel"));
        JsonNode one = narrow.get("runs").get(0);
        Path model = Path.of(one.get("folder").asString(), "narrow.safetensors");
        JsonNode evaluated = Run.of("evaluate", model, "--data", folder.resolve("more"), "--scale", 3, "--json")
                .json();
        JsonNode scored = one.get("scores").get("Stripes");
        assertThat(scored.get("protocol").asString()).contains("border=3");
        assertThat(scored.get("psnr")).isEqualTo(evaluated.get("mean").get("psnr"));
    }

    @Test
    void thePageNeedsNothingElseAndKeepsPublishedNumbersApart() throws IOException {
        finished();
        String page = file("report.html");
        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .contains("Width &lt;of&gt; &quot;EDSR&quot;", "y bt601 border=2 uint8")
                .contains("prefers-color-scheme: dark", "<svg", "data:image/png;base64,")
                .doesNotContain("<script", "<link", "@import", "url(http", "src=\"http", "href=\"http");
        int published = page.indexOf("Published elsewhere, not measured here");
        assertThat(page.indexOf("30.12")).isGreaterThan(published);
        assertThat(page.indexOf(">wide<")).isBetween(0, published);
        String text = file("report.md");
        assertThat(text.indexOf("30.12")).isGreaterThan(text.indexOf("### Published elsewhere"));
        for (String picture : List.of("loss.svg", "validation.svg", "psnr-Waves-latency.svg", "crop-1-4.png")) {
            assertThat(text).contains("pictures/" + picture);
            assertThat(sweep.output().resolve("pictures").resolve(picture)).isNotEmptyFile();
        }
    }

    @Test
    void anInterruptedSweepGoesOnToTheSameModels() throws IOException {
        finished("--only", "narrow", "--seeds", "1"); // aborts the test without libtorch
        Interruption interruption = new Interruption();
        StringWriter err = new StringWriter();
        PrintWriter watched = new PrintWriter(err) {
            @Override
            public void println(String line) {
                super.println(line);
                if (line.contains("step 2: validation")) {
                    interruption.request();
                }
            }
        };
        Console console = new Console(new PrintWriter(new StringWriter()), watched, false);
        SweepRun.Report stopped = SweepRun.of(sweep.request(), new Screen(console, interruption))
                .run(() -> new TrainingScreen(console, interruption));
        assertThat(SweepCommand.exitCode(stopped)).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(stopped.trained()).isEqualTo(1);
        Path begun = sweep.output().resolve("wide/seed-1/wide.safetensors");
        assertThat(begun).doesNotExist();
        assertThat(begun.resolveSibling("checkpoint.safetensors")).exists();
        assertThat(err.toString()).contains("1 of 4 runs are trained already");

        Run goesOn = finished();
        assertThat(goesOn.err()).contains("training from step 2 to 4");
        Path whole = folder.resolve("whole");
        assertThat(Run.of("sweep", sweep.folder(), "-o", whole, "--only", "wide", "--seeds", "1")
                        .err())
                .contains("training from step 0 to 4");
        assertThat(Files.readAllBytes(begun))
                .isEqualTo(Files.readAllBytes(whole.resolve("wide/seed-1/wide.safetensors")));
    }

    @Test
    void whatIsTrainedIsNeitherTrainedAgainNorMixedWithOtherSettings() throws IOException {
        finished();
        Path model = sweep.output().resolve("wide/seed-2/wide.safetensors");
        var written = Files.getLastModifiedTime(model);
        Run again = sweep.run("--threads", "2");
        assertThat(again.err()).contains("4 of 4 runs are trained already").doesNotContain("training from step");
        assertThat(Files.getLastModifiedTime(model)).isEqualTo(written);
        Run other = sweep.run("--set", "data.patch=10");
        assertThat(other.status()).isEqualTo(4);
        assertThat(other.err())
                .contains("seed-1: was begun with other settings (data.patch)", "--restart-changed")
                .hasLineCount(1);
        Run restarted = sweep.run("--set", "data.patch=10", "--restart-changed", "--only", "wide", "--seeds", "2");
        assertThat(restarted.err()).contains("seed-2: deleted", "training from step 0 to 4");
        assertThat(Files.getLastModifiedTime(model)).isNotEqualTo(written);
    }

    /// The settings of the first call are those of the runs: neither its options nor the files as they were are
    /// needed.
    @Test
    void aReportAloneIsByTheSettingsOfTheTraining() throws IOException {
        Path moved = Files.createDirectories(folder.resolve("moved"));
        Files.move(folder.resolve("more/e.png"), moved.resolve("e.png"));
        finished(
                "--threads",
                "1",
                "--only",
                "wide",
                "--seeds",
                "7",
                "--set",
                "steps=2",
                "--set",
                "title=Mine",
                "--set",
                "sets.Stripes.folder=" + moved);
        JsonNode first = results();
        Files.writeString(sweep.file("wide.yaml"), "architecture: {channels: 9}\n");
        sweep.replace("sweep.yaml", "title: Width", "title: Another");
        Run again = sweep.run("--report-only");
        assertThat(again.status()).as(again.err()).isZero();
        assertThat(again.err().lines().filter(line -> line.contains("differs from what was trained")))
                .singleElement()
                .asString()
                .contains("title", "sets", "steps", "architecture.channels", "narrow", "out/settings");
        assertThat(results()).isEqualTo(first);
        assertThat(file("report.md")).contains("# Mine", "1 seed");
    }

    @Test
    void aSetThatIsGoneIsNotMeasuredInAReportAlone() throws IOException {
        finished("--only", "wide", "--seeds", "1");
        Files.delete(folder.resolve("more/e.png"));
        Run again = sweep.run("--report-only");
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err().lines().filter(line -> line.contains("more: no pictures in this folder")))
                .hasSize(1);
        assertThat(file("report.html")).contains("not measured");
        Files.delete(sweep.file("sweep.yaml"));
        assertThat(sweep.run("--report-only").err()).contains("tiny: no sweep", "out/settings");
    }

    @Test
    void aReportAloneTrainsNothingAndSaysSo() throws IOException {
        Run run = sweep.run("--report-only");
        assertThat(run.err()).doesNotContain("training from");
        JsonNode first = results().get("variants").get(0);
        assertThat(first.get("runs").get(0).get("status").asString()).isEqualTo("not begun");
        assertThat(file("report.md")).contains("0 of 2 seeds trained", "not measured");
        double bicubic =
                results().get("baselines").get(0).get("scores").get("psnr").asDouble();
        JsonNode evaluated = Run.of(
                        "evaluate",
                        "bicubic",
                        "--scale",
                        "2",
                        "--protocol",
                        "y",
                        "--data",
                        folder.resolve("test"),
                        "--json")
                .json();
        assertThat(bicubic).isCloseTo(evaluated.get("mean").get("psnr").asDouble(), within(1e-12));
    }
}
