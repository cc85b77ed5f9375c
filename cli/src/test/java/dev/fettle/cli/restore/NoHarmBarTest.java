package dev.fettle.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.SharedData;
import dev.fettle.image.Image;
import dev.fettle.image.data.ImageFolder;
import dev.fettle.image.degrade.JpegCompression;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.Subsampling;
import dev.fettle.image.metric.Evaluation;
import dev.fettle.image.metric.Protocol;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.Restorer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `deblock` makes no JPEG of photos-valid worse: measured as `fettle evaluate deblock --quality N` does.
@Tag("data")
@Tag("long") // 20 seconds for each quality: 48 pictures of half a megapixel
class NoHarmBarTest {
    private static final double MOST_MEAN_LOSS = 0.05; // dB
    private static final double MOST_LOSS = 0.2; // dB, of any picture

    @ParameterizedTest
    @CsvSource({"10", "20", "40", "60", "75", "80", "85", "88", "90", "92", "93", "94", "95", "96", "97", "98"})
    void noPictureLoses(int quality) throws IOException {
        Path photographs = SharedData.folder("photos-valid");
        var evaluation = new Evaluation(Protocol.Y, 0);
        try (Restorer restorer = Restorer.open("deblock", RestoreOptions.DEFAULTS)) {
            for (Subsampling subsampling : Subsampling.values()) {
                double sum = 0;
                ImageFolder folder = ImageFolder.of(photographs);
                for (Path file : folder.files()) {
                    Image original = ImageFiles.read(file).withoutAlpha();
                    Image degraded = new JpegCompression(quality, subsampling).apply(original, 0);
                    double before =
                            evaluation.measure(original, degraded).psnr().value();
                    double after = evaluation
                            .measure(original, restorer.restore(degraded))
                            .psnr()
                            .value();
                    assertThat(after - before).as("%s, %s", file, subsampling).isGreaterThan(-MOST_LOSS);
                    sum += after - before;
                }
                assertThat(sum / folder.files().size())
                        .as("mean, %s", subsampling)
                        .isGreaterThan(-MOST_MEAN_LOSS);
            }
        }
    }
}
