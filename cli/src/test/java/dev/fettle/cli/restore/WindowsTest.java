package dev.fettle.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Models that choose their kernels by the mean over training patches, at the command line.
class WindowsTest {
    @TempDir
    Path folder;

    private Path model = Path.of("");
    private Path picture = Path.of("");

    @BeforeEach
    void writeInputs() throws IOException {
        model = Models.write(folder.resolve("m.safetensors"), Models.sparse(24));
        picture = Pictures.write(folder.resolve("a.png"), Pictures.colour(110, 100, 1));
    }

    @Test
    void largePicturesAreRestoredInTheWindowsThatAreAskedFor() throws IOException {
        List<byte[]> results = new ArrayList<>();
        for (String scheme : List.of("cheap", "authors", "whole")) {
            Path out = folder.resolve(scheme + ".png");
            Run run = Run.of("restore", picture, "-o", out, "--model", model, "--windows", scheme);
            assertThat(run.err()).as(scheme).doesNotContain("Exception");
            assertThat(run.status()).isZero();
            results.add(Files.readAllBytes(out));
        }
        assertThat(results.get(0)).isNotEqualTo(results.get(1)).isNotEqualTo(results.get(2));
        assertThat(results.get(1)).isNotEqualTo(results.get(2));
        Path plain = folder.resolve("plain.png");
        assertThat(Run.of("restore", picture, "-o", plain, "--model", model).status())
                .isZero();
        assertThat(Files.readAllBytes(plain)).isEqualTo(results.get(0));
    }

    /// The authors' windows take the memory of one window and the blended result; what is refused names them, and they
    /// do it.
    @ParameterizedTest
    @CsvSource({"cheap", "whole"})
    void aPictureThatIsTooLargeIsSentToTheWindowsOfTheAuthors(String scheme) throws IOException {
        Path large = Pictures.write(folder.resolve("large.png"), Pictures.colour(300, 280, 1));
        Path out = folder.resolve("out.png");
        Run refused = Run.of(
                "restore", large, "-o", out, "--model", model, "--windows", scheme, "--memory", "6MB", "--dry-run");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .contains("raise the memory budget, or choose overlapping windows (--windows authors)", "at least")
                .hasLineCount(1);
        Run done = Run.of("restore", large, "-o", out, "--model", model, "--windows", "authors", "--memory", "6MB");
        assertThat(done.status()).as(done.err()).isZero();
    }

    @Test
    void scoresSayWhichWindowsTheyAreOf() {
        Run cheap = Run.of("evaluate", model, "--data", folder, "--json");
        assertThat(cheap.json().get("remarks").toString())
                .contains("kernels chosen for windows of 24 in pictures of at least 96x96: cheap");
        Run whole = Run.of("evaluate", model, "--data", folder, "--windows", "whole", "--json");
        assertThat(whole.json().get("remarks").toString())
                .contains("kernels chosen once for each picture, in training for patches of 24");
    }

    @Test
    void aModelFileTellsThePatchesThatItWasTrainedOn() {
        assertThat(Run.of("inspect", model).out()).contains("windows       of 24 pixels choose kernels");
        assertThat(Run.of("inspect", model, "--json").json().get("poolSize").asInt())
                .isEqualTo(24);
    }

    @Test
    void aPlanShowsTheWindows() {
        Run run = Run.of("inspect", "wdsr-nsr", "--plan", "--size", "96x96", "--pool-size", 24, "--threads", 1);
        assertThat(run.out()).contains("WindowMean     4x4x32", "WindowMean     2x2x64");
    }

    /// The model's windows are of 24 pixels.
    @Test
    void aPlanOfAModelIsAsRestoreRunsIt() {
        assertThat(Run.of("inspect", model, "--plan", "--size", "96x96").out()).contains("WindowMean     4x4x8");
        assertThat(Run.of("inspect", model, "--plan", "--size", "95x96").out()).doesNotContain("WindowMean");
        assertThat(Run.of("inspect", model, "--plan", "--size", "96x96", "--pool-size", 0)
                        .out())
                .doesNotContain("WindowMean");
    }

    @Test
    void anOnnxFileHoldsThePoolSizeAndWindowsOnRequest() throws IOException {
        Path once = folder.resolve("once.onnx");
        Path windows = folder.resolve("windows.onnx");
        assertThat(Run.of("export", model, "--to", "onnx", "-o", once).status()).isZero();
        assertThat(Run.of("export", model, "--to", "onnx", "-o", windows, "--windows")
                        .status())
                .isZero();
        assertThat(content(once)).contains("poolSize", "GlobalAveragePool");
        assertThat(content(windows)).contains("poolSize", "AveragePool").doesNotContain("GlobalAveragePool");
    }

    private static String content(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "restore a.png --windows large | unknown windows 'large'; known: cheap, authors, whole",
                "inspect edsr-baseline --plan --pool-size 48 | --pool-size 48: this network chooses no kernels by a mean",
                "inspect deblock --plan --size 321x180 | --size 321x180: this network takes sides that are multiples of 2",
                "inspect wdsr-nsr --plan --pool-size -1 | --pool-size: poolSize must be 0 to 65536 pixels, got -1",
                "inspect wdsr-nsr --plan --pool-size 2000000000 | must be 0 to 65536 pixels, got 2000000000",
                "import a.pth --architecture edsr-baseline --pool-size 48 | --pool-size 48: this network chooses no",
                "import a.pth --architecture wdsr-nsr --pool-size 70000 | must be 0 to 65536 pixels, got 70000",
            })
    void wrongWindowsAreWrongUsage(String command, String problem) {
        Run run = Run.of((Object[]) command.split(" "));
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(problem);
    }

    @Test
    void aModelWithoutPoolSizeHasNoWindowsToExport() throws IOException {
        Path plain = Models.write(folder.resolve("p.safetensors"), Models.edsr(2));
        Run run = Run.of("export", plain, "--to", "onnx", "-o", folder.resolve("p.onnx"), "--windows");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--windows: 'tiny-sr-x2' names no patches");
    }
}
