package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class EvaluateCommandTest {
    @TempDir
    Path folder;

    /// papers.md 7.2, the route of the bicubic row that nearly all papers print.
    @Tag("data")
    @Tag("slow") // up to 14 pictures, both ways in double precision
    @ParameterizedTest
    @CsvSource({
        "Set5, 2, 33.661, .9299",
        "Set5, 3, 30.392, .8682",
        "Set5, 4, 28.421, .8104",
        "Set14, 2, 30.232, .8687",
        "Set14, 3, 27.541, .7736",
        "Set14, 4, 26.000, .7019"
    })
    void bicubicScoresWhatIsPublished(String set, int scale, double psnr, double ssim) {
        Run run = Run.of("evaluate", "bicubic", "--data", SharedData.folder(set), "--scale", scale, "--json");
        assertThat(run.err()).isEmpty();
        JsonNode report = run.json();
        assertThat(report.get("mean").get("psnr").asDouble()).isCloseTo(psnr, within(0.01));
        assertThat(report.get("mean").get("ssim").asDouble()).isCloseTo(ssim, within(0.001));
        assertThat(report.get("protocol").asString()).isEqualTo("y-double bt601 border=" + scale + " uint8");
    }

    @Test
    void reportNamesEachPictureAndTheMean() throws IOException {
        Pictures.write(folder.resolve("b.png"), Pictures.colour(41, 30, 1));
        Pictures.write(folder.resolve("a.bmp"), Pictures.gray(32, 32, 2));
        Files.writeString(folder.resolve("README.md"), "not a picture");
        JsonNode report = Run.of("evaluate", "bicubic", "--data", folder, "--scale", 2, "--json", "--protocol", "y").json();
        JsonNode images = report.get("images");
        assertThat(images.size()).isEqualTo(2);
        assertThat(images.get(0).get("name").asString()).isEqualTo("a");
        double mean = (images.get(0).get("psnr").asDouble() + images.get(1).get("psnr").asDouble()) / 2;
        assertThat(report.get("mean").get("psnr").asDouble()).isCloseTo(mean, within(1e-9));
        Run text = Run.of("evaluate", "bicubic", "--data", folder, "--scale", 2);
        assertThat(text.out()).contains("mean of 2", "y-double bt601 border=2 uint8");
    }

    @Test
    void oneBadPictureIsReportedAndTheOthersAreMeasured() throws IOException {
        Pictures.write(folder.resolve("good.png"), Pictures.colour(32, 32, 1));
        Files.write(folder.resolve("bad.png"), new byte[0]);
        Run run = Run.of("evaluate", "bicubic", "--data", folder, "--scale", 2, "--json");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("bad.png").hasLineCount(1);
        assertThat(run.json().get("images").size()).isEqualTo(1);
        assertThat(run.json().get("failed").get(0).get("name").asString()).isEqualTo("bad");
    }

    @Test
    void aPerfectPictureHasInfinitePsnrInJson() throws IOException {
        float[] black = new float[32 * 32];
        Pictures.write(folder.resolve("black.png"), dev.fettle.image.Image.of(32, 32, black));
        JsonNode report = Run.of("evaluate", "bicubic", "--data", folder, "--scale", 2, "--json").json();
        assertThat(report.get("mean").get("psnr").asString()).isEqualTo("Infinity");
    }

    @Test
    void anEmptyFolderIsNoInput() {
        Run run = Run.of("evaluate", "bicubic", "--data", folder, "--scale", 2);
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains(folder.toString(), "no pictures").hasLineCount(1);
    }

    @Test
    void aMissingFolderIsNoInput() {
        Run run = Run.of("evaluate", "bicubic", "--data", folder.resolve("nowhere"), "--scale", 2);
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains("nowhere", "no such folder").hasLineCount(1);
    }

    @Test
    void anUnknownProtocolIsWrongUsageAndListsTheKnown() throws IOException {
        Pictures.write(folder.resolve("a.png"), Pictures.gray(32, 32, 2));
        Run run = Run.of("evaluate", "bicubic", "--data", folder, "--scale", 2, "--protocol", "ycc");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("'ycc'", "y-rounded", "rgb").hasLineCount(2);
    }

    @Test
    void bicubicWithoutAScaleIsWrongUsage() {
        Run run = Run.of("evaluate", "bicubic", "--data", folder);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--scale");
    }
}
