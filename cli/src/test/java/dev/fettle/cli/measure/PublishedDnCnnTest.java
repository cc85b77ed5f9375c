package dev.fettle.cli.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Run;
import dev.fettle.cli.SharedData;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The published DnCNN-S for σ 25 (cszn/KAIR, MIT) by way of `fettle import` and `fettle evaluate`, on the
/// published test pictures with noise neither clipped nor rounded. Expected: the paper's weights (Zhang et al.,
/// IEEE TIP 2017) and an independent training of the same network (README of SaoYan/DnCNN-PyTorch), whose two
/// means also bound what another draw of the noise does.
@Tag("data")
class PublishedDnCnnTest {
    @TempDir
    private Path folder;

    @Test
    @Tag("slow") // 17 layers of 64 channels on 1.8 megapixels
    void set12IsDenoisedAsPublished() {
        assertThat(meanPsnr(SharedData.folder("Set12"))).isBetween(30.404 - 0.01, 30.436 + 0.01);
    }

    @Test
    @Tag("long") // the same on 10.5 megapixels
    void bsd68IsDenoisedAsPublished() {
        assertThat(meanPsnr(SharedData.folder("BSD68"))).isBetween(29.21 - 0.01, 29.23 + 0.01);
    }

    private double meanPsnr(Path pictures) {
        JsonNode report = Run.of("evaluate", imported(), "--data", pictures, "--sigma", 25, "--json")
                .json();
        assertThat(report.get("protocol").asString()).isEqualTo("gray border=0 uint8");
        assertThat(report.get("remarks").size()).isZero();
        return report.get("mean").get("psnr").asDouble();
    }

    private Path imported() {
        Path weights =
                SharedData.folder("Set12").resolve("../../weights/dncnn_25.pth").normalize();
        Path model = folder.resolve("dncnn-s-25.safetensors");
        Run run = Run.of("import", weights, "--architecture", "dncnn-s", "--task", "denoise", "-o", model, "--json");
        assertThat(run.err()).isEmpty();
        assertThat(run.json().get("parameters").asInt()).isEqualTo(555_137);
        return model;
    }
}
