package dev.fettle.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.cli.SharedData;
import dev.fettle.image.Image;
import dev.fettle.image.Plane;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.metric.Luma;
import dev.fettle.image.metric.Psnr;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.network.Border;
import dev.fettle.network.Network;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.checkpoint.Checkpoints;
import dev.fettle.runtime.engine.Algorithm;
import dev.fettle.runtime.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the rounding of Winograd's convolutions costs on real pictures: the published VDSR (20 layers, the deepest
/// network that is at hand) on Set5 ×2, computed in every way and from the definition.
@Tag("data")
class EngineFidelityTest {
    @Test
    @Tag("long") // twenty layers of 64 channels on 0.6 megapixels, five times: a minute
    void noKernelMovesThePsnrOnSet5() throws IOException {
        Path set = SharedData.folder("Set5");
        Weights weights = Weights.of(Checkpoints.read(set.resolve("../../weights/vdsr_epoch_50.pth")));
        Network network = new Network(new Vdsr(2, 20, 64, 1, false).graph(), weights);
        List<Path> pictures;
        try (Stream<Path> files = Files.list(set.resolve("HR"))) {
            pictures = files.sorted().toList();
        }
        assertThat(pictures).hasSize(5);
        for (Path picture : pictures) {
            Plane luma = Luma.of(Bicubic.cropToMultiple(ImageFiles.read(picture), 2));
            double expected = psnr(network, luma, Algorithm.DIRECT);
            for (Algorithm algorithm : Algorithm.values()) {
                assertThat(psnr(network, luma, algorithm))
                        .as("%s, %s", picture.getFileName(), algorithm)
                        .isCloseTo(expected, within(1e-4));
            }
        }
    }

    private static double psnr(Network network, Plane luma, Algorithm algorithm) {
        Image enlarged = Bicubic.enlarge(
                Bicubic.shrink(picture(luma), 2, Flavour.MIRROR_UNROUNDED), 2, Flavour.MIRROR_UNROUNDED);
        float[] restored = new float[luma.samples().length];
        try (Engine engine = Engine.of(network.deployed(), Border.ZEROS, 2, algorithm)) {
            engine.plan(luma.height(), luma.width()).run(enlarged.plane(0), restored);
        }
        double[] samples = new double[restored.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = Math.clamp(255.0 * restored[i], 0, 255);
        }
        Plane plane = Plane.of(luma.width(), luma.height(), samples);
        return Psnr.of(luma.withoutBorder(2), plane.withoutBorder(2));
    }

    private static Image picture(Plane luma) {
        float[] samples = new float[luma.samples().length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (luma.samples()[i] / 255);
        }
        return Image.of(luma.width(), luma.height(), samples);
    }
}
