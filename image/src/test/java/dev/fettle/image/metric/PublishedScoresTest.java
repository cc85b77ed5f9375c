package dev.fettle.image.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.SharedData;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Numbers that others published for files that anyone can get.
@Tag("data")
class PublishedScoresTest {
    /// Half of the last printed digit.
    private static final Offset<Double> PRINTED_PSNR = within(5.1e-4);

    private static final Offset<Double> PRINTED_SSIM = within(5.1e-5);

    private static List<Image> originals(String folder, int scale) throws IOException {
        try (Stream<Path> files = Files.list(SharedData.folder(folder))) {
            return files.sorted()
                    .map(PublishedScoresTest::read)
                    .map(image -> Bicubic.cropToMultiple(image, scale))
                    .toList();
        }
    }

    private static Image read(Path file) {
        try {
            return ImageFiles.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Scores> bicubic(Protocol protocol, String folder, int scale, Flavour flavour)
            throws IOException {
        var evaluation = new Evaluation(protocol, scale);
        return originals(folder, scale).stream()
                .map(image -> evaluation.bicubic(image, scale, flavour))
                .toList();
    }

    /// The bicubic row that nearly all papers print: Set5 33.66, 30.39, 28.42, 24.40; Set14 30.24, 27.55,
    /// 26.00, 23.10.
    @ParameterizedTest
    @CsvSource({
        "Set5/HR, 2, MIRROR_8BIT, 33.661, .9299",
        "Set5/HR, 3, MIRROR_8BIT, 30.392, .8682",
        "Set5/HR, 4, MIRROR_8BIT, 28.421, .8104",
        "Set5/HR, 8, CLAMP_8BIT, 24.393, .6571",
        "Set14/HR, 2, MIRROR_8BIT, 30.232, .8687",
        "Set14/HR, 3, MIRROR_8BIT, 27.541, .7736",
        "Set14/HR, 4, MIRROR_8BIT, 26.000, .7019",
        "Set14/HR, 8, CLAMP_8BIT, 23.095, .5627"
    })
    void theBicubicRowComesOutOnLumaInFloatingPoint(String folder, int scale, Flavour flavour, double psnr, double ssim)
            throws IOException {
        Scores mean = Scores.mean(bicubic(Protocol.Y_DOUBLE, folder, scale, flavour));

        assertThat(mean.psnr().value()).isCloseTo(psnr, PRINTED_PSNR);
        assertThat(mean.ssim().value()).isCloseTo(ssim, PRINTED_SSIM);
    }

    @ParameterizedTest
    @CsvSource({
        "2, 37.0660 36.8058 27.4332 34.8580 32.1440",
        "3, 33.9101 32.5723 24.0365 32.8793 28.5628",
        "4, 31.7764 30.1773 22.0975 31.5899 26.4623"
    })
    void theBicubicRowComesOutPictureByPicture(int scale, String psnr) throws IOException {
        List<Scores> scores = bicubic(Protocol.Y_DOUBLE, "Set5/HR", scale, Flavour.MIRROR_8BIT);

        assertThat(values(scores, Scores::psnr)).containsExactly(numbers(psnr), within(1e-4));
    }

    /// SelfExSR's table: LR of the clamped flavour, enlarged with rounding per pass, luma rounded.
    @ParameterizedTest
    @CsvSource({
        "2, 37.0263 36.7730 27.4298 34.8375 32.1354, .95103 .97148 .91493 .86181 .94683",
        "3, 33.8998 32.5718 24.0380 32.8622 28.5604, .90350 .92534 .82145 .79943 .88925",
        "4, 31.7711 30.1751 22.0992 31.5785 26.4645, .85634 .87272 .73677 .75306 .83151"
    })
    void selfExSrTableComesOutPictureByPicture(int scale, String psnr, String ssim) throws IOException {
        List<Scores> scores = bicubic(Protocol.Y_ROUNDED, "Set5/HR", scale, Flavour.CLAMP_8BIT);

        assertThat(values(scores, Scores::psnr)).containsExactly(numbers(psnr), within(1e-4));
        assertThat(values(scores, Scores::ssim)).containsExactly(numbers(ssim), within(1.5e-5));
    }

    private static double[] values(List<Scores> scores, Function<Scores, Score> part) {
        return scores.stream().mapToDouble(score -> part.apply(score).value()).toArray();
    }

    private static double[] numbers(String line) {
        return Pattern.compile(" ")
                .splitAsStream(line)
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /// What the protocol is worth: 0.03 dB between luma rounded, as MATLAB's `rgb2ycbcr` does to 8-bit pictures,
    /// and not.
    @ParameterizedTest
    @CsvSource({"Y_ROUNDED, 33.640, .9292", "Y, 33.673, .9303"})
    void theProtocolShiftsSet5TimesTwo(Protocol protocol, double psnr, double ssim) throws IOException {
        Scores mean = Scores.mean(bicubic(protocol, "Set5/HR", 2, Flavour.MIRROR_8BIT));

        assertThat(mean.psnr().value()).isCloseTo(psnr, PRINTED_PSNR);
        assertThat(mean.ssim().value()).isCloseTo(ssim, PRINTED_SSIM);
    }

    /// BasicSR's metrics/README.md, MATLAB's column for RGB; luma as recomputed in double precision, 1e-6 from
    /// the README.
    @ParameterizedTest
    @CsvSource({
        "baboon, 492, 480, RGB, 20.419710, 0.391853",
        "baboon, 492, 480, Y, 22.441898, 0.453097",
        "comic, 240, 360, RGB, 20.239912, 0.567738",
        "comic, 240, 360, Y, 21.720398, 0.585511"
    })
    void basicSrValuesComeOutToFiveDecimals(
            String name, int width, int height, Protocol protocol, double psnr, double ssim) throws IOException {
        Image reference = ImageFiles.read(SharedData.folder("Set14/HR").resolve(name + ".png"))
                .crop(0, 0, width, height);

        Scores scores = new Evaluation(protocol, 4).bicubic(reference, 4, Flavour.MIRROR_DOUBLE);

        assertThat(scores.psnr().value()).isCloseTo(psnr, within(5e-6));
        assertThat(scores.ssim().value()).isCloseTo(ssim, within(5e-6));
    }
}
