package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Image;
import dev.fettle.image.data.ImageFolder;
import dev.fettle.image.degrade.Degradation;
import dev.fettle.image.degrade.GaussianNoise;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.metric.Evaluation;
import dev.fettle.image.metric.Protocol;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.Restorer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The published DnCNN-S for σ 25 (cszn/KAIR, MIT) by way of `fettle import` and our engine, on the published test
/// pictures with noise neither clipped nor rounded. Expected (papers.md 6.4 and 7.6): the paper's weights and an
/// independent training of the same network, whose two means also bound what another draw of the noise does.
@Tag("data")
class PublishedDnCnnTest {
    @TempDir
    private Path folder;

    @Test
    @Tag("slow") // 17 layers of 64 channels on 1.8 megapixels
    void set12IsDenoisedAsPublished() throws IOException {
        assertThat(meanPsnr(SharedData.folder("Set12"))).isBetween(30.404 - 0.01, 30.436 + 0.01);
    }

    @Test
    @Tag("long") // the same on 10.5 megapixels
    void bsd68IsDenoisedAsPublished() throws IOException {
        assertThat(meanPsnr(SharedData.folder("BSD68"))).isBetween(29.21 - 0.01, 29.23 + 0.01);
    }

    private double meanPsnr(Path pictures) throws IOException {
        double sum = 0;
        int count = 0;
        try (Restorer restorer = Restorer.open(imported(), RestoreOptions.DEFAULTS)) {
            for (Path file : ImageFolder.of(pictures).files()) {
                Image original = ImageFiles.read(file);
                Image noisy = new GaussianNoise(25)
                        .apply(original, Degradation.seedOf(file.getFileName().toString()));
                sum += new Evaluation(Protocol.Y, 0)
                        .measure(original, restorer.restore(noisy))
                        .psnr()
                        .value();
                count++;
            }
        }
        return sum / count;
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
