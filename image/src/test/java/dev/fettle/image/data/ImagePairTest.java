package dev.fettle.image.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.SharedData;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.WriteOptions;
import dev.fettle.image.metric.Evaluation;
import dev.fettle.image.metric.Protocol;
import dev.fettle.image.metric.Scores;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagePairTest {
    @TempDir
    Path folder;

    private Path gray(String name, int width, int height) throws IOException {
        Path file = folder.resolve(name);
        ImageFiles.write(Image.of(width, height, new float[width * height]), file, WriteOptions.of(Format.PNG));
        return file;
    }

    @Test
    void theReferenceIsCroppedToAMultipleOfTheScale() throws IOException {
        ImagePair.Content content = new ImagePair(gray("high.png", 7, 9), gray("low.png", 3, 4), 2).read();

        assertThat(content.reference().width()).isEqualTo(6);
        assertThat(content.reference().height()).isEqualTo(8);
        assertThat(content.low().width()).isEqualTo(3);
    }

    @Test
    void filesThatDoNotFitAreRefused() throws IOException {
        ImagePair wide = new ImagePair(gray("high.png", 8, 8), gray("low.png", 5, 4), 2);

        assertThatIllegalArgumentException()
                .isThrownBy(wide::read)
                .withMessageContaining("wanted GRAY of 4x4, 1/2 of")
                .withMessageEndingWith("got GRAY of 5x4");
    }

    @Test
    void anUnreadableFileIsNamed() throws IOException {
        ImagePair pair = new ImagePair(gray("high.png", 8, 8), Files.write(folder.resolve("low.png"), new byte[0]), 2);

        assertThatExceptionOfType(ImageFormatException.class)
                .isThrownBy(pair::read)
                .withMessageContaining("low.png");
    }

    /// The Set5 files of the mirrored flavour enlarged: 33.673 / .9303 with luma not rounded (references.md 4).
    @Tag("data")
    @Test
    void set5IsMatchedWithItsLowResolutionFiles() throws IOException {
        ImageFolder high = ImageFolder.of(SharedData.folder("Set5/HR"));
        ImageFolder low = ImageFolder.of(SharedData.folder("Set5/LR_x2"));
        var evaluation = new Evaluation(Protocol.Y, 2);
        List<Scores> scores = new ArrayList<>();

        for (ImagePair pair : high.pairedWith(low, 2)) {
            ImagePair.Content content = pair.read();
            Image enlarged = Bicubic.enlarge(content.low(), 2, Flavour.MIRROR_8BIT);
            scores.add(evaluation.measure(content.reference(), enlarged));
        }

        assertThat(Scores.mean(scores).psnr().value()).isCloseTo(33.673, within(5.1e-4));
        assertThat(Scores.mean(scores).ssim().value()).isCloseTo(.9303, within(5.1e-5));
    }
}
