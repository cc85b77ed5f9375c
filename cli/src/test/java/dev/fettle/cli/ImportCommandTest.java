package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.EightBits;
import dev.fettle.image.Image;
import dev.fettle.image.Plane;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.metric.Luma;
import dev.fettle.image.metric.Psnr;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.Restorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ImportCommandTest {
    @TempDir
    Path folder;

    /// With the published weights, which have no bias.
    private static Run imported(String setting, Path model) {
        Path weights = SharedData.folder("Set5").resolve("../../weights/vdsr_epoch_50.pth");
        return Run.of(
                "import",
                weights.normalize(),
                "--architecture",
                "vdsr",
                "--set",
                "bias=false",
                "--set",
                setting,
                "-o",
                model,
                "--json");
    }

    /// As twtygqyy/pytorch-vdsr measures: ×2, luma, border 2, neither luma nor result rounded.
    @Tag("data")
    @Tag("slow") // twenty layers of 64 channels on 256×256
    @Test
    void publishedVdsrRestoresTheButterflyAsPublished() throws IOException {
        Path model = folder.resolve("vdsr-x2.safetensors");
        Run run = imported("bias=false", model);
        assertThat(run.err()).isEmpty();
        assertThat(run.json().get("parameters").asInt()).isEqualTo(664_704);
        Plane luma = Luma.of(ImageFiles.read(SharedData.folder("Set5/HR").resolve("butterfly.png")));
        Image original = Image.of(luma.width(), luma.height(), EightBits.samples(luma.samples()));
        try (Restorer restorer = Restorer.open(model, RestoreOptions.DEFAULTS)) {
            Image restored = restorer.restore(Bicubic.shrink(original, 2, Flavour.MIRROR_UNROUNDED));
            assertThat(psnr(luma, restored)).isCloseTo(34.72, within(0.006));
        }
    }

    private static double psnr(Plane luma, Image restored) {
        double[] clipped = new double[restored.plane(0).length];
        for (int i = 0; i < clipped.length; i++) {
            clipped[i] = Math.clamp(255.0 * restored.plane(0)[i], 0, 255);
        }
        Plane plane = Plane.of(luma.width(), luma.height(), clipped);
        return Psnr.of(luma.withoutBorder(2), plane.withoutBorder(2));
    }

    @Tag("data")
    @Test
    void anotherNetworksWeightsAreAModelError() {
        Path model = folder.resolve("m.safetensors");
        for (String setting : new String[] {"bias=true", "layers=19", "channels=32"}) {
            Run run = imported(setting, model);
            assertThat(run.status()).as(setting).isEqualTo(4);
            assertThat(run.err())
                    .contains("vdsr_epoch_50.pth: does not fit {\"type\":\"vdsr\"")
                    .hasLineCount(1);
        }
        assertThat(model).doesNotExist();
    }

    /// Noise is in each channel of a colour picture, JPEG artifacts mostly in luma.
    @Tag("data")
    @Test
    void theTaskDecidesWhatOneChannelMeans() {
        Path weights = SharedData.folder("Set5").resolve("../../weights/dncnn_25.pth");
        for (String task : new String[] {"denoise", "deblock"}) {
            Path model = folder.resolve(task + ".safetensors");
            Run run = Run.of(
                    "import", weights.normalize(), "--architecture", "dncnn-s", "--task", task, "-o", model, "--json");
            assertThat(run.status()).isZero();
            JsonNode report = Run.of("inspect", model, "--json").json();
            assertThat(report.get("colour").asString()).as(task).isEqualTo(task.equals("denoise") ? "gray" : "y");
            assertThat(report.get("border").asString()).as(task).isEqualTo("zeros"); // as published
        }
    }

    @Test
    void whatIsNoCheckpointIsAModelError() throws IOException {
        Path text = Files.writeString(folder.resolve("a.pth"), "only words");
        for (Path file : new Path[] {text, folder.resolve("missing.pth"), folder}) {
            Run run = Run.of("import", file, "--architecture", "vdsr", "-o", folder.resolve("m.safetensors"));
            assertThat(run.status()).isEqualTo(4);
            assertThat(run.err()).contains(file.toString()).hasLineCount(1).doesNotContain("Exception");
        }
    }

    @Test
    void aMisspeltSettingIsAModelErrorWithTheNearestKey() throws IOException {
        Path file = Files.writeString(folder.resolve("a.pth"), "never read");
        Run run = Run.of("import", file, "--architecture", "vdsr", "--set", "bais=false");
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err()).contains("did you mean 'bias'").hasLineCount(1);
    }

    @Test
    void anExistingFileIsReplacedOnRequestOnly() throws IOException {
        Path precious = Files.writeString(folder.resolve("m.safetensors"), "precious");
        Run run = Run.of("import", folder.resolve("a.pth"), "--architecture", "vdsr", "-o", precious);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("m.safetensors", "--overwrite");
    }

    @Test
    void aTaskThatDoesNotFitTheNetworkIsWrongUsage() throws IOException {
        Path file = Files.writeString(folder.resolve("a.pth"), "never read");
        Path model = folder.resolve("m.safetensors");
        Run sr = Run.of("import", file, "--architecture", "dncnn-s", "-o", model);
        assertThat(sr.status()).isEqualTo(2);
        assertThat(sr.err()).contains("--task sr enlarges, but dncnn-s keeps the size; add --task denoise");
        Run denoise = Run.of("import", file, "--architecture", "vdsr", "--task", "denoise", "-o", model);
        assertThat(denoise.status()).isEqualTo(2);
        assertThat(denoise.err()).contains("--task denoise keeps the size, but vdsr enlarges by 2");
    }
}
