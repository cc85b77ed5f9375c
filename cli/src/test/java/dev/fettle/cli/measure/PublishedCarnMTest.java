package dev.fettle.cli.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.cli.Run;
import dev.fettle.cli.SharedData;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The published CARN-M (nmhkahn/CARN-pytorch, MIT), all three scales in one file, by way of `fettle import` and
/// `fettle evaluate`. Expected: the means over Set5 that PyTorch computes with the same weights, luma, border as wide
/// as the scale (they are retrained, and better than the paper's).
@Tag("data")
@Tag("slow") // the network on 0.4 megapixels, three times
class PublishedCarnMTest {
    @TempDir
    private Path folder;

    @Test
    void set5IsEnlargedAsPublishedAtEachScale() {
        Path pictures = SharedData.folder("Set5");
        Path weights = pictures.resolve("../../weights/carn_m.pth").normalize();
        Path model = folder.resolve("carn-m.safetensors");
        Run imported = Run.of("import", weights, "--architecture", "carn-m", "-o", model, "--json");
        assertThat(imported.json().get("parameters").asInt()).isEqualTo(414_787);
        assertThat(psnr(model, pictures, 2)).isCloseTo(37.678, within(0.002));
        assertThat(psnr(model, pictures, 3)).isCloseTo(34.058, within(0.002));
        assertThat(psnr(model, pictures, 4)).isCloseTo(31.883, within(0.002));
    }

    private static double psnr(Path model, Path pictures, int scale) {
        JsonNode report = Run.of("evaluate", model, "--data", pictures, "--scale", scale, "--json")
                .json();
        assertThat(report.get("protocol").asString()).isEqualTo("y bt601 border=" + scale + " uint8");
        return report.get("mean").get("psnr").asDouble();
    }
}
