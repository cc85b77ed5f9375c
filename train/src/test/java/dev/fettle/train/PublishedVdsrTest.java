package dev.fettle.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.Plane;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.metric.Luma;
import dev.fettle.image.metric.Psnr;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.network.Network;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.checkpoint.Checkpoints;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The published VDSR weights (twtygqyy/pytorch-vdsr, MIT) from their pickled module through our graph and ONNX
/// export, on the butterfly of Set5.
@Tag("data")
@Tag("slow") // twenty layers of 64 channels on 256×256, three times
class PublishedVdsrTest {
    /// Values of twtygqyy/pytorch-vdsr: luma, border = scale, neither luma nor result rounded. The ×4 values
    /// belong to the 255×255 picture that ×3 leaves: on the whole one they would be 22.10 and 27.21.
    @ParameterizedTest
    @CsvSource({"2, 256, 27.44, 34.72", "3, 256, 24.04, 30.02", "4, 255, 22.14, 27.37"})
    void theButterflyIsRestoredAsPublished(int scale, int side, double bicubic, double published) throws Exception {
        Weights weights = Weights.of(Checkpoints.read(shared("weights/vdsr_epoch_50.pth")));
        Network network = new Network(new Vdsr(scale, 20, 64, 1, false).graph(), weights);
        Image butterfly = ImageFiles.read(shared("data/Set5/HR/butterfly.png")).crop(0, 0, side, side);
        Plane luma = Luma.of(Bicubic.cropToMultiple(butterfly, scale));
        Image small = Bicubic.shrink(picture(luma), scale, Flavour.MIRROR_UNROUNDED);
        Image enlarged = Bicubic.enlarge(small, scale, Flavour.MIRROR_UNROUNDED);
        assertThat(psnr(luma, enlarged.plane(0), scale)).isCloseTo(bicubic, within(0.006));
        Values input = new Values(Shape.of(1, 1, enlarged.height(), enlarged.width()), enlarged.plane(0));
        Values output = OnnxModels.run(network, input);
        assertThat(psnr(luma, output.array(), scale)).isCloseTo(published, within(0.006));
    }

    private static Image picture(Plane luma) {
        float[] samples = new float[luma.samples().length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (luma.samples()[i] / 255);
        }
        return Image.of(luma.width(), luma.height(), samples);
    }

    private static double psnr(Plane luma, float[] restored, int border) {
        double[] clipped = new double[restored.length];
        for (int i = 0; i < restored.length; i++) {
            clipped[i] = Math.clamp(255.0 * restored[i], 0, 255);
        }
        Plane plane = Plane.of(luma.width(), luma.height(), clipped);
        return Psnr.of(luma.withoutBorder(border), plane.withoutBorder(border));
    }

    private static Path shared(String name) {
        Path file = Path.of(System.getProperty("fettle.shared", "../../shared"), name);
        Assumptions.assumeTrue(Files.exists(file), () -> file + " is absent");
        return file;
    }
}
