package dev.fettle.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.image.Image;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.WriteOptions;
import dev.fettle.network.model.Blend;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Good pictures that are restored all the same must not come out worse.
class NoHarmTest {
    @TempDir
    Path folder;

    private Path model = Path.of("");

    /// Keeps nothing from quality 90 on.
    @BeforeEach
    void writeModel() throws IOException {
        Blend blend = new Blend(new TreeMap<>(Map.of(50, 1.0, 90, 0.0)));
        model = Models.write(folder.resolve("deblock.safetensors"), withBlend(Models.vdsrRgb("deblock"), blend));
    }

    private static ModelFile withBlend(ModelFile made, Blend blend) {
        ModelCard card = made.card();
        return made.withCard(
                new ModelCard(card.name(), card.usage().withBlend(blend), card.training(), card.metrics()));
    }

    private Path jpeg(String name, int quality) throws IOException {
        Path file = folder.resolve(name);
        Image picture = Pictures.colour(40, 30, 1);
        ImageFiles.write(picture, file, WriteOptions.of(Format.JPEG).withJpegQuality(quality));
        return file;
    }

    @Test
    void aGoodJpegIsCopiedByteForByteAndSaysSo() throws IOException {
        Path input = jpeg("good.jpg", 95);
        Run run = Run.of("restore", input, "--model", model);
        assertThat(run.status()).isZero();
        assertThat(run.err()).contains("good.jpg: a JPEG of quality 95", "stays as it is");
        assertThat(run.out()).contains("good.deblocked.jpg: copied as it is").doesNotContain("tile");
        assertThat(folder.resolve("good.deblocked.jpg")).hasSameBinaryContentAs(input);
    }

    /// Only looking at the samples would take this for a picture that nothing was done to.
    @Test
    void degradingAJpegCompressesIt() throws IOException {
        Path input = jpeg("good.jpg", 95);
        assertThat(Run.of("degrade", input, "--quality", 20).status()).isZero();
        Image degraded = ImageFiles.read(folder.resolve("good.q20.jpg"));
        assertThat(degraded.source().jpeg().orElseThrow().quality()).isEqualTo(20);
    }

    @Test
    void theQualityThatIsAskedForIsToBeHad() throws IOException {
        Path input = jpeg("good.jpg", 95);
        Run.of("restore", input, "--model", model, "--jpeg-quality", 40);
        Image written = ImageFiles.read(folder.resolve("good.deblocked.jpg"));
        assertThat(written.source().jpeg().orElseThrow().quality()).isEqualTo(40);
    }

    @ParameterizedTest
    @CsvSource({"40, 95", "60, 98", "85, 100"})
    void writingDoesNotLoseWhatIsGained(int quality, int written) throws IOException {
        Path input = jpeg("a.jpg", quality);
        Run.of("restore", input, "--model", model);
        Image result = ImageFiles.read(folder.resolve("a.deblocked.jpg"));
        assertThat(result.source().jpeg().orElseThrow().quality()).isEqualTo(written);
    }

    @Test
    void aGoodJpegBecomesTheSamePixelsInAnotherFormat() throws IOException {
        Path input = jpeg("good.jpg", 95);
        assertThat(Run.of("restore", input, "--model", model, "-o", folder.resolve("good.png"))
                        .status())
                .isZero();
        Image picture = ImageFiles.read(input);
        assertThat(ImageFiles.read(folder.resolve("good.png")).hasSamplesOf(picture))
                .isTrue();
    }

    @Test
    void fullStrengthRestoresItAllTheSame() throws IOException {
        Path input = jpeg("good.jpg", 95);
        Run run = Run.of("restore", input, "--model", model, "--full-strength", "-o", folder.resolve("out.png"));
        assertThat(run.err()).doesNotContain("stays as it is");
        assertThat(ImageFiles.read(folder.resolve("out.png")).hasSamplesOf(ImageFiles.read(input)))
                .isFalse();
    }

    @Test
    void remarksStandInJson() throws IOException {
        JsonNode json = Run.of("restore", jpeg("good.jpg", 92), "--model", model, "--json")
                .json();
        JsonNode remark = json.path("files").path(0).path("remarks").path(0);
        assertThat(remark.path("text").stringValue()).contains("quality 92");
        assertThat(remark.path("kind").stringValue()).isEqualTo("noted");
        assertThat(json.path("files").path(0).has("footprint"))
                .as("no network was run")
                .isFalse();
        assertThat(json.path("repaired").intValue()).isZero();
    }

    @Test
    void evaluateMeasuresWhatRestoreDoes() throws IOException {
        Path originals = Files.createDirectory(folder.resolve("originals"));
        Pictures.write(originals.resolve("a.png"), Pictures.colour(40, 30, 1));
        double untouched = psnr("none", originals, 95);
        assertThat(psnr(model.toString(), originals, 95)).isEqualTo(untouched);
        assertThat(psnr(model.toString(), originals, 40)).isNotEqualTo(psnr("none", originals, 40));
        assertThat(Run.of("evaluate", model, "--data", originals, "--quality", 95)
                        .out())
                .contains("quality 95", "stays as it is");
    }

    private static double psnr(String method, Path originals, int quality) {
        return Run.of("evaluate", method, "--data", originals, "--quality", quality, "--json")
                .json()
                .path("mean")
                .path("psnr")
                .doubleValue();
    }

    /// An untrained network does nothing but harm.
    @Test
    void calibrationKeepsNothingOfANetworkThatOnlyHarms() throws IOException {
        Path originals = Files.createDirectory(folder.resolve("originals"));
        Pictures.write(originals.resolve("a.png"), Pictures.colour(24, 16, 1));
        Path calibrated = folder.resolve("calibrated.safetensors");
        Run run = Run.of("calibrate", model, "--data", originals, "-o", calibrated, "--threads", 1);
        assertThat(run.status()).isZero();
        Blend blend = ModelFile.read(calibrated).card().usage().blend();
        assertThat(blend.factors())
                .containsKeys(5, 90, 100)
                .allSatisfy((quality, factor) ->
                        assertThat(factor).as("quality " + quality).isLessThan(0.3));
        assertThat(Run.of("calibrate", model, "--data", originals, "-o", calibrated)
                        .status())
                .as("a file that is there")
                .isEqualTo(2);
    }

    /// They change nothing of what is measured, or would be measured without saying so.
    @ParameterizedTest
    @ValueSource(strings = {"--full-strength", "--self-ensemble", "--windows=whole"})
    void calibrationTakesNoOptionsOfRestoring(String option) {
        Run run = Run.of("calibrate", model, "--data", folder, "-o", folder.resolve("x.safetensors"), option);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("unknown option '" + option);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.heic", "x.JPG", "x.png"})
    void aModelIsNotNamedLikeAPicture(String name) {
        Path out = folder.resolve(name);
        Run run = Run.of("calibrate", model, "--data", folder, "-o", out);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("-o " + out + ": is named like a picture");
        assertThat(out).doesNotExist();
    }

    @Test
    void calibrationIsForDeblockingAlone() throws IOException {
        Path other = Models.write(folder.resolve("sr.safetensors"), Models.edsr(2));
        Run run = Run.of("calibrate", other, "--data", folder, "-o", folder.resolve("x.safetensors"));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("is for sr");
    }
}
