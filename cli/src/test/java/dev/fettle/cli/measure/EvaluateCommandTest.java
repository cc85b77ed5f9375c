package dev.fettle.cli.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.cli.SharedData;
import dev.fettle.image.Image;
import dev.fettle.image.metric.Luma;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.network.model.ModelCard.Measurement;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class EvaluateCommandTest {
    @TempDir
    Path folder;

    /// The route of the bicubic row that nearly all papers print (RCAN, Zhang et al., ECCV 2018, for one), to the
    /// digits of a computation in double precision.
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
        assertThat(report.get("input").asString()).isEqualTo("bicubic x" + scale + " mirror-unrounded");
    }

    @Test
    void reportNamesEachPictureAndTheMean() throws IOException {
        Pictures.write(folder.resolve("b.png"), Pictures.colour(41, 30, 1));
        Pictures.write(folder.resolve("a.bmp"), Pictures.gray(32, 32, 2));
        Files.writeString(folder.resolve("README.md"), "not a picture");
        JsonNode report = Run.of("evaluate", "bicubic", "--data", folder, "--scale", 2, "--json", "--protocol", "y")
                .json();
        JsonNode images = report.get("images");
        assertThat(images.size()).isEqualTo(2);
        assertThat(images.get(0).get("name").asString()).isEqualTo("a");
        double mean = (images.get(0).get("psnr").asDouble()
                        + images.get(1).get("psnr").asDouble())
                / 2;
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
        Pictures.write(folder.resolve("black.png"), Image.of(32, 32, black));
        JsonNode report = Run.of("evaluate", "bicubic", "--data", folder, "--scale", 2, "--json")
                .json();
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

    /// The row "JPEG" of FBCNN, Jiang et al., ICCV 2021, for single JPEG compression.
    @Tag("data")
    @Tag("slow") // five pictures of 512x512
    @ParameterizedTest
    @CsvSource({"10, 27.82, .760, 25.21", "20, 30.12, .834, 27.50", "30, 31.48, .867, 28.94", "40, 32.43, .885, 29.92"})
    void jpegInputScoresWhatIsPublished(int quality, double psnr, double ssim, double psnrB) {
        Run run = Run.of("evaluate", "none", "--data", SharedData.folder("Classic5"), "--quality", quality, "--json");
        JsonNode mean = run.json().get("mean");
        assertThat(mean.get("psnr").asDouble()).isCloseTo(psnr, within(0.01));
        assertThat(mean.get("ssim").asDouble()).isCloseTo(ssim, within(0.001));
        assertThat(mean.get("psnrB").asDouble()).isCloseTo(psnrB, within(0.01));
        assertThat(run.json().get("protocol").asString()).isEqualTo("gray border=0 uint8");
    }

    /// Far from black and white nothing is clipped, and the error is the noise: 20 log10(255 / sigma).
    @Test
    void noiseAloneScoresItsStandardDeviation() throws IOException {
        float[] gray = new float[128 * 128];
        Arrays.fill(gray, 0.5f);
        Pictures.write(folder.resolve("flat.png"), Image.of(128, 128, gray));
        JsonNode report = Run.of("evaluate", "none", "--data", folder, "--sigma", 15, "--json")
                .json();
        assertThat(report.get("mean").get("psnr").asDouble()).isCloseTo(24.61, within(0.1));
        assertThat(report.get("input").asString()).contains("15");
        JsonNode again = Run.of("evaluate", "none", "--data", folder, "--sigma", 15, "--json")
                .json();
        assertThat(again).isEqualTo(report);
        JsonNode other = Run.of("evaluate", "none", "--data", folder, "--sigma", 15, "--seed", 1, "--json")
                .json();
        assertThat(other.get("mean")).isNotEqualTo(report.get("mean"));
    }

    /// Independent noise in each channel: 20 log10(255 / 25) over all three; luma weighs them by 65.481, 128.553
    /// and 24.966 of 255, which leaves 0.574 of the deviation, 4.82 dB.
    @Test
    void noiseOnColourIsMeasuredOnAllChannelsUnlessLumaIsAskedFor() throws IOException {
        float[] gray = new float[128 * 128];
        Arrays.fill(gray, 0.5f);
        Pictures.write(folder.resolve("flat.png"), Image.of(128, 128, gray, gray, gray));
        JsonNode report = Run.of("evaluate", "none", "--data", folder, "--sigma", 25, "--json")
                .json();
        assertThat(report.get("mean").get("psnr").asDouble()).isCloseTo(20.17, within(0.1));
        assertThat(report.get("protocol").asString()).isEqualTo("rgb border=0 uint8");
        assertThat(report.get("input").asString()).isEqualTo("noise sigma=25.0 unclipped, seeded by file name");
        JsonNode luma = Run.of("evaluate", "none", "--data", folder, "--sigma", 25, "--protocol", "y", "--json")
                .json();
        assertThat(luma.get("mean").get("psnr").asDouble()).isCloseTo(20.17 + 4.82, within(0.15));
    }

    /// In gray the same pictures are measured in gray: 20 log10(255 / 25), not the 4.82 dB more that luma
    /// of independent noise has.
    @Test
    void picturesInGrayAreMeasuredAgainstThemselvesInGray() throws IOException {
        Image colour = Pictures.colour(128, 128, 3);
        float[][] pale = new float[3][];
        for (int channel = 0; channel < 3; channel++) {
            pale[channel] = colour.plane(channel).clone();
            for (int i = 0; i < pale[channel].length; i++) {
                pale[channel][i] = 0.4f + 0.2f * pale[channel][i]; // far from black and white, where noise is clipped
            }
        }
        Pictures.write(folder.resolve("a.png"), Image.of(128, 128, pale));
        JsonNode report = Run.of("evaluate", "none", "--data", folder, "--steps", "gray then noise 25", "--json")
                .json();
        assertThat(report.get("mean").get("psnr").asDouble()).isCloseTo(20.17, within(0.15));
        assertThat(report.get("protocol").asString()).isEqualTo("gray border=0 uint8");
        assertThat(report.get("input").asString())
                .isEqualTo("gray then noise sigma=25.0 unclipped, seeded by file name");
        JsonNode equal = Run.of("evaluate", "none", "--data", folder, "--steps", "noise 25 equal", "--json")
                .json();
        assertThat(equal.get("mean").get("psnr").asDouble()).isCloseTo(20.17, within(0.15));
        assertThat(equal.get("protocol").asString()).isEqualTo("rgb border=0 uint8");
        Run luma =
                Run.of("evaluate", "none", "--data", folder, "--steps", "gray then jpeg 9", "--protocol", "y-double");
        assertThat(luma.status()).isEqualTo(2);
        assertThat(luma.err()).contains("which --steps makes gray or smaller; choose y, y-rounded, rgb or gray");
    }

    @Test
    void stepsAreMeasuredAsTheFilesThatTheyMakeAre() throws IOException {
        Image original = Pictures.colour(64, 48, 3).quantised();
        Pictures.write(folder.resolve("hr/a.png"), original);
        for (String steps : List.of(
                "noise 15 then jpeg 90",
                "jpeg 30 shift=4,4 then jpeg 60 4:4:4",
                "jpeg 30 then jpeg 60 shift=3,9",
                "poisson a=0.02 b=0.001 then jpeg 80")) {
            Run degraded = Run.of(
                    "degrade",
                    folder.resolve("hr/a.png"),
                    "-o",
                    folder.resolve("lr/a.png"),
                    "--steps",
                    steps,
                    "--overwrite");
            assertThat(degraded.status()).as(degraded.err()).isZero();
            JsonNode made = Run.of("evaluate", "none", "--data", folder.resolve("hr"), "--steps", steps, "--json")
                    .json();
            JsonNode given = Run.of(
                            "evaluate",
                            "none",
                            "--data",
                            folder.resolve("hr"),
                            "--lr",
                            folder.resolve("lr"),
                            "--protocol",
                            steps.startsWith("jpeg") ? "y" : "rgb",
                            "--json")
                    .json();
            assertThat(made.get("mean")).as(steps).isEqualTo(given.get("mean"));
        }
    }

    /// How much above the input each picture is, and the one that gains least.
    @Test
    void aModelIsMeasuredBesideItsInputPictureByPicture() throws IOException {
        Pictures.write(folder.resolve("hr/a.png"), Pictures.colour(48, 40, 3));
        Pictures.write(folder.resolve("hr/b.png"), Pictures.colour(40, 48, 4));
        Path model = Models.write(folder.resolve("m.safetensors"), Models.vdsr("denoise"));
        Object[] line = {"evaluate", model, "--data", folder.resolve("hr"), "--steps", "noise 15 then jpeg 90"};
        JsonNode report = Run.of(
                        Stream.concat(Arrays.stream(line), Stream.of("--json")).toArray())
                .json();
        JsonNode plain = Run.of(
                        "evaluate",
                        "none",
                        "--data",
                        folder.resolve("hr"),
                        "--steps",
                        "noise 15 then jpeg 90",
                        "--json")
                .json();
        List<Double> gains = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            gains.add(report.get("images").get(i).get("psnr").asDouble()
                    - plain.get("images").get(i).get("psnr").asDouble());
            assertThat(report.get("gain").get("images").get(i).asDouble()).isCloseTo(gains.get(i), within(1e-9));
        }
        double least = Math.min(gains.get(0), gains.get(1));
        assertThat(report.get("gain").get("mean").asDouble())
                .isCloseTo((gains.get(0) + gains.get(1)) / 2, within(1e-9));
        assertThat(report.get("gain").get("least").asDouble()).isCloseTo(least, within(1e-9));
        String worst = gains.get(0) == least ? "a" : "b";
        assertThat(report.get("gain").get("worst").asString()).isEqualTo(worst);
        assertThat(plain.has("gain")).isFalse();
        assertThat(Run.of(line).out()).contains("gain in dB", "; least ", "(" + worst + ")", "PSNR-B");
    }

    /// How papers make the JPEG inputs of colour test sets: luma alone, coded as a gray picture.
    @Test
    void yDoubleCodesLumaAsAGrayPicture() throws IOException {
        Image colour = Pictures.colour(64, 48, 3).quantised();
        Pictures.write(folder.resolve("colour/a.png"), colour);
        Pictures.write(folder.resolve("gray/a.png"), Luma.picture(colour));
        Path model = Models.write(folder.resolve("m.safetensors"), Models.vdsr("deblock"));
        for (Object method : new Object[] {"none", model}) {
            JsonNode luma = Run.of(
                            "evaluate",
                            method,
                            "--data",
                            folder.resolve("colour"),
                            "--quality",
                            10,
                            "--protocol",
                            "y-double",
                            "--json")
                    .json();
            JsonNode gray = Run.of("evaluate", method, "--data", folder.resolve("gray"), "--quality", 10, "--json")
                    .json();
            assertThat(luma.get("mean")).isEqualTo(gray.get("mean"));
            assertThat(luma.get("protocol").asString()).isEqualTo("y-double bt601 border=0 uint8");
            assertThat(gray.get("protocol").asString()).isEqualTo("gray border=0 uint8");
        }
    }

    @Test
    void theGrayProtocolRefusesColourInOneLineForEachPicture() throws IOException {
        Pictures.write(folder.resolve("a.png"), Pictures.gray(32, 32, 2));
        Pictures.write(folder.resolve("b.png"), Pictures.colour(32, 32, 2));
        Run run = Run.of("evaluate", "none", "--data", folder, "--sigma", 25, "--protocol", "gray");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .contains("b.png: protocol 'gray' measures gray pictures")
                .hasLineCount(1);
        assertThat(run.out()).contains("mean of 1", "protocol: gray border=0 uint8");
    }

    /// A network for gray gets each channel of a colour picture, one for colour gets a gray picture three times;
    /// the report says so.
    @Test
    void picturesOfAnotherColourThanTheModelsAreRemarkedOn() throws IOException {
        Pictures.write(folder.resolve("gray/a.png"), Pictures.gray(40, 32, 4));
        Pictures.write(folder.resolve("colour/a.png"), Pictures.colour(40, 32, 4));
        Path gray = Models.write(folder.resolve("g.safetensors"), Models.vdsr("denoise"));
        Path colour = Models.write(folder.resolve("c.safetensors"), Models.edsr(2));
        assertThat(remarks(gray, "gray", "--sigma", 25)).isEmpty();
        assertThat(remarks(gray, "colour", "--sigma", 25))
                .containsExactly("each channel of colour pictures on its own");
        assertThat(remarks(colour, "colour", "--scale", 2)).isEmpty();
        assertThat(remarks(colour, "gray", "--scale", 2))
                .containsExactly("gray pictures as three equal channels, luma of the result");
        assertThat(Run.of("evaluate", gray, "--data", folder.resolve("colour"), "--sigma", 25)
                        .out())
                .contains("tiny-denoise: each channel of colour pictures on its own");
    }

    private List<String> remarks(Path model, String data, String option, int value) {
        JsonNode report = Run.of("evaluate", model, "--data", folder.resolve(data), option, value, "--json")
                .json();
        return report.get("remarks").valueStream().map(JsonNode::asString).toList();
    }

    @Test
    void givenLowResolutionFilesAreEnlarged() throws IOException {
        Image original = Pictures.colour(48, 40, 3);
        Pictures.write(folder.resolve("hr/a.png"), original);
        Image quantised = original.quantised();
        Pictures.write(folder.resolve("lr/ax2.png"), Bicubic.shrink(quantised, 2, Flavour.MIRROR_8BIT));
        JsonNode given = Run.of(
                        "evaluate",
                        "bicubic",
                        "--data",
                        folder.resolve("hr"),
                        "--lr",
                        folder.resolve("lr"),
                        "--scale",
                        2,
                        "--json")
                .json();
        JsonNode made = Run.of(
                        "evaluate",
                        "bicubic",
                        "--data",
                        folder.resolve("hr"),
                        "--scale",
                        2,
                        "--protocol",
                        "y",
                        "--json")
                .json();
        assertThat(given.get("mean")).isEqualTo(made.get("mean"));
    }

    /// Published low-resolution files, luma not rounded; expected: a computation in double precision.
    @Tag("data")
    @Test
    void publishedLowResolutionFilesScoreAsMadeOnes() {
        Run run = Run.of(
                "evaluate",
                "bicubic",
                "--data",
                SharedData.folder("Set5/HR"),
                "--lr",
                SharedData.folder("Set5/LR_x2"),
                "--scale",
                2,
                "--json");
        JsonNode mean = run.json().get("mean");
        assertThat(mean.get("psnr").asDouble()).isCloseTo(33.673, within(5.1e-4));
        assertThat(mean.get("ssim").asDouble()).isCloseTo(.9303, within(5.1e-5));
    }

    @Test
    void aLowResolutionFileOfTheWrongSizeIsNamed() throws IOException {
        Pictures.write(folder.resolve("hr/a.png"), Pictures.gray(40, 40, 3));
        Pictures.write(folder.resolve("hr/b.png"), Pictures.gray(40, 40, 4));
        Pictures.write(folder.resolve("lr/a.png"), Pictures.gray(20, 19, 3));
        Pictures.write(folder.resolve("lr/b.png"), Pictures.gray(20, 20, 4));
        Run run = Run.of(
                "evaluate", "bicubic", "--data", folder.resolve("hr"), "--lr", folder.resolve("lr"), "--scale", 2);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("a.png", "20x19", "20x20").hasLineCount(1);
    }

    @Test
    void finishedFilesOfAnotherProgramAreMeasured() throws IOException {
        Image original = Pictures.colour(40, 40, 3);
        Pictures.write(folder.resolve("hr/a.png"), original);
        Pictures.write(folder.resolve("done/a.png"), original);
        JsonNode report = Run.of(
                        "evaluate",
                        "none",
                        "--data",
                        folder.resolve("hr"),
                        "--lr",
                        folder.resolve("done"),
                        "--scale",
                        2,
                        "--json")
                .json();
        assertThat(report.get("mean").get("ssim").asDouble()).isEqualTo(1);
        assertThat(report.get("protocol").asString()).contains("border=2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none --sigma 25 --quality 10",
                "none",
                "none --scale 2",
                "none --sigma -1",
                "none --quality 0",
                "none --sigma much",
                "bicubic --sigma 25",
                "none --steps blur",
                "none --steps noise",
                "none --steps jpeg --sigma 25",
                "bicubic --scale 2 --lr . --protocol y-double"
            })
    void contradictoryOptionsAreWrongUsage(String line) throws IOException {
        Pictures.write(folder.resolve("a.png"), Pictures.gray(32, 32, 2));
        Run run = Run.of((Object[]) ("evaluate --data " + folder + " " + line).split(" "));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).hasLineCount(2);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aModelIsMeasuredOnWhatItWasMadeFor() throws IOException {
        Pictures.write(folder.resolve("hr/a.png"), Pictures.colour(41, 33, 3));
        Pictures.write(folder.resolve("hr/b.png"), Pictures.gray(40, 32, 4));
        Path model = Models.write(folder.resolve("m.safetensors"), Models.edsr(2));
        Path data = folder.resolve("hr");
        JsonNode report = Run.of("evaluate", model, "--data", data, "--json").json();
        assertThat(report.get("method").asString()).isEqualTo("tiny-sr-x2");
        assertThat(report.get("input").asString()).isEqualTo("bicubic x2 mirror-8bit");
        assertThat(report.get("protocol").asString()).isEqualTo("y bt601 border=2 uint8");
        assertThat(report.get("images").size()).isEqualTo(2);
        Run.of("degrade", data, "-o", folder.resolve("lr"), "--scale", 2);
        Run.of("restore", folder.resolve("lr"), "-o", folder.resolve("sr"), "--model", model);
        JsonNode given = Run.of("evaluate", model, "--data", data, "--lr", folder.resolve("lr"), "--json")
                .json();
        assertThat(given.get("mean")).isEqualTo(report.get("mean"));
        JsonNode finished = Run.of(
                        "evaluate", "none", "--data", data, "--lr", folder.resolve("sr"), "--scale", 2, "--json")
                .json();
        assertThat(finished.get("mean")).isEqualTo(report.get("mean"));
    }

    @Test
    void aModelThatKeepsTheSizeNeedsADegradation() throws IOException {
        Pictures.write(folder.resolve("hr/b.png"), Pictures.gray(40, 32, 4));
        Path model = Models.write(folder.resolve("m.safetensors"), Models.vdsr("denoise"));
        assertThat(Run.of("evaluate", model, "--data", folder.resolve("hr")).status())
                .isEqualTo(2);
        JsonNode report = Run.of("evaluate", model, "--data", folder.resolve("hr"), "--sigma", 25, "--json")
                .json();
        assertThat(report.get("protocol").asString()).isEqualTo("gray border=0 uint8");
        Path enlarging = Models.write(folder.resolve("e.safetensors"), Models.edsr(2));
        assertThat(Run.of("evaluate", enlarging, "--data", folder.resolve("hr"), "--sigma", 25)
                        .status())
                .isEqualTo(2);
        Run scaled = Run.of("evaluate", enlarging, "--data", folder.resolve("hr"), "--scale", 3);
        assertThat(scaled.status()).isEqualTo(4);
        assertThat(scaled.err())
                .contains("--scale 3: model '", "e.safetensors' enlarges by 2")
                .hasLineCount(1);
        assertThat(Run.of("evaluate", "nothing", "--data", folder.resolve("hr")).status())
                .isEqualTo(4);
    }

    private Run record(Path model, Path data, Object... more) {
        Object[] words = {"evaluate", model, "--data", data};
        return Run.of(Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray());
    }

    private static List<Measurement> metrics(Path model) throws IOException {
        return ModelFile.read(model).card().metrics();
    }

    @Test
    void recordedScoresAreThoseOfTheReport() throws IOException {
        Path data = folder.resolve("Tiny5");
        Pictures.write(data.resolve("HR/a.png"), Pictures.colour(40, 32, 4));
        ModelFile untouched = Models.vdsr("denoise");
        Path model = Models.write(folder.resolve("m.safetensors"), untouched);
        Path recorded = folder.resolve("n.safetensors");
        Run run = record(model, data, "--sigma", 25, "--record", recorded, "--json");
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode mean = run.json().get("mean");
        String way = "rgb border=0 uint8; input: noise sigma=25.0 unclipped, seeded by file name";
        assertThat(metrics(recorded))
                .containsExactly(
                        new Measurement("Tiny5", "psnr " + way, mean.get("psnr").asDouble()),
                        new Measurement("Tiny5", "ssim " + way, mean.get("ssim").asDouble()));
        assertThat(metrics(model)).isEmpty();
        ModelFile written = ModelFile.read(recorded);
        assertThat(written.card()).isEqualTo(untouched.card().withMeasurements(metrics(recorded)));
        untouched
                .weights()
                .byName()
                .forEach((name, values) ->
                        assertThat(written.weights().get(name).array()).containsExactly(values.array()));
    }

    @Test
    void recordingAgainReplacesTheSameSetProtocolAndInputAlone() throws IOException {
        Pictures.write(folder.resolve("one/a.png"), Pictures.colour(40, 32, 4));
        Pictures.write(folder.resolve("two/a.png"), Pictures.colour(40, 32, 5));
        Path model = Models.write(folder.resolve("m.safetensors"), Models.vdsr("denoise"));
        Object[] options = {"--sigma", 25, "--record", model, "--overwrite"};
        assertThat(record(model, folder.resolve("one"), options).status()).isZero();
        List<Measurement> first = metrics(model);
        assertThat(record(model, folder.resolve("two"), options).status()).isZero();
        assertThat(record(model, folder.resolve("one"), "--sigma", 15, "--record", model, "--overwrite")
                        .status())
                .isZero();
        assertThat(metrics(model)).hasSize(6).startsWith(first.get(0), first.get(1));
        List<Measurement> three = metrics(model);
        byte[] bytes = Files.readAllBytes(model);
        assertThat(record(model, folder.resolve("two"), options).status()).isZero();
        assertThat(Files.readAllBytes(model)).isEqualTo(bytes);
        Pictures.write(folder.resolve("one/a.png"), Pictures.colour(40, 32, 6));
        assertThat(record(model, folder.resolve("one"), options).status()).isZero();
        assertThat(metrics(model)).hasSize(6).endsWith(three.get(2), three.get(3), three.get(4), three.get(5));
        assertThat(metrics(model).get(0).value()).isNotEqualTo(first.get(0).value());
    }

    @Test
    void aFileThatIsThereIsNotReplacedUnasked() throws IOException {
        Pictures.write(folder.resolve("one/a.png"), Pictures.colour(40, 32, 4));
        Path model = Models.write(folder.resolve("m.safetensors"), Models.vdsr("denoise"));
        byte[] bytes = Files.readAllBytes(model);
        Run run = record(model, folder.resolve("one"), "--sigma", 25, "--record", model);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains("m.safetensors is there already; add --overwrite or name another file by --record");
        assertThat(run.out()).isEmpty();
        assertThat(Files.readAllBytes(model)).isEqualTo(bytes);
    }

    /// A mean over the half of a set would look like that of the whole.
    @Test
    void nothingIsRecordedOfASetThatCouldNotBeMeasuredWhole() throws IOException {
        Pictures.write(folder.resolve("one/a.png"), Pictures.colour(40, 32, 4));
        Files.write(folder.resolve("one/b.png"), new byte[0]);
        Path model = Models.write(folder.resolve("m.safetensors"), Models.vdsr("denoise"));
        Path recorded = folder.resolve("n.safetensors");
        Run run = record(model, folder.resolve("one"), "--sigma", 25, "--record", recorded);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("b.png", "nothing recorded in " + recorded);
        assertThat(recorded).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bicubic | --scale 2 --record n.safetensors | the scores of a model",
                "none | --sigma 25 --record n.safetensors | the scores of a model",
                "m.safetensors | --lr one --record n.safetensors | leave out --lr",
                "m.safetensors | --sigma 25 --self-ensemble --record n.safetensors | leave out --self-ensemble",
                "m.safetensors | --sigma 25 --record one --overwrite | name a file in a folder that exists",
                "m.safetensors | --sigma 25 --record nowhere/n.safetensors | name a file in a folder that exists",
                "m.safetensors | --sigma 25 --overwrite | --record"
            })
    void whatCannotBeRecordedIsRefusedBeforeItIsMeasured(String method, String options, String reason)
            throws IOException {
        Pictures.write(folder.resolve("one/a.png"), Pictures.colour(40, 32, 4));
        Models.write(folder.resolve("m.safetensors"), Models.vdsr("denoise"));
        String line = options.replaceAll("(--record|--lr) ", "$1 " + folder + "/");
        String named = method.startsWith("m.") ? folder.resolve(method).toString() : method;
        Run run = record(Path.of(named), folder.resolve("one"), (Object[]) line.split(" "));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(reason).hasLineCount(2);
        assertThat(folder.resolve("n.safetensors")).doesNotExist();
    }

    /// They would be measured as if nothing had been said.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none    | --sigma 25 | --strength 0.5    | --strength",
                "none    | --sigma 25 | --full-strength   | --full-strength",
                "none    | --sigma 25 | --windows whole   | --windows",
                "bicubic | --scale 2  | --self-ensemble   | --self-ensemble"
            })
    void whatIsNoModelTakesNoOptionOfModels(String method, String degraded, String option, String named)
            throws IOException {
        Pictures.write(folder.resolve("one/a.png"), Pictures.colour(40, 32, 4));
        List<Object> words = new ArrayList<>(List.of("evaluate", method, "--data", folder.resolve("one")));
        words.addAll(List.of(degraded.split(" ")));
        words.addAll(List.of(option.split(" ")));
        Run run = Run.of(words.toArray());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("fettle: '%s' is no model, and %s is for models; leave it out".formatted(method, named));
    }

    /// Beside a model stands what `evaluate bicubic` and `evaluate none` say of the same pictures, by the same
    /// stamp.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sr      | bicubic x2 | bicubic --scale 2 | y
            sr      | bicubic x2 | bicubic --scale 2 | rgb
            sr      | bicubic x2 | bicubic --scale 2 | y-rounded
            sr      | bicubic x2 | bicubic --scale 2 | y-double
            denoise | none       | none --sigma 25   | rgb
            denoise | none       | none --sigma 25   | gray
            deblock | none       | none --quality 20 | y
            deblock | none       | none --quality 20 | y-double
            """)
    void aModelIsPrintedBesideItsBaseline(String task, String method, String baseline, String protocol)
            throws IOException {
        Pictures.write(folder.resolve("set/a.png"), Pictures.gray(41, 30, 1));
        Pictures.write(
                folder.resolve("set/b.png"),
                protocol.equals("gray") ? Pictures.gray(32, 32, 2) : Pictures.colour(32, 32, 2));
        ModelFile model = task.equals("sr") ? Models.edsr(2) : Models.vdsr(task);
        Path file = Models.write(folder.resolve("m.safetensors"), model);
        String[] words = baseline.split(" ");
        List<Object> common = new ArrayList<>(List.of("--data", folder.resolve("set"), "--protocol", protocol));
        common.addAll(List.of(words).subList(1, words.length));
        JsonNode alone = evaluated(words[0], common).json();
        assertThat(alone.has("baseline")).isFalse();
        JsonNode beside = evaluated(file, common).json();
        assertThat(beside.get("baseline").get("mean")).isEqualTo(alone.get("mean"));
        assertThat(beside.get("baseline").get("method").asString()).isEqualTo(method);
        assertThat(beside.get("baseline").get("protocol")).isEqualTo(alone.get("protocol"));
        assertThat(beside.get("protocol")).isEqualTo(alone.get("protocol"));
    }

    private static Run evaluated(Object method, List<Object> options) {
        List<Object> words = new ArrayList<>(List.of("evaluate", method, "--json"));
        words.addAll(options);
        return Run.of(words.toArray());
    }

    @Test
    void theBaselineIsOfTheGivenFilesAndOfThePicturesThatCount() throws IOException {
        Pictures.write(folder.resolve("hr/a.png"), Pictures.colour(40, 40, 3));
        Pictures.write(folder.resolve("hr/b.png"), Pictures.colour(40, 40, 4)); // has no partner
        Pictures.write(folder.resolve("lr/a.png"), Pictures.colour(20, 20, 5));
        Path model = Models.write(folder.resolve("m.safetensors"), Models.edsr(2));
        List<Object> files = List.of("--data", folder.resolve("hr"), "--lr", folder.resolve("lr"), "--scale", 2);
        Run run = evaluated(model, files);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.json().get("baseline").get("mean"))
                .isEqualTo(evaluated("bicubic", files).json().get("mean"));
        Run text =
                Run.of("evaluate", model, "--data", folder.resolve("hr"), "--lr", folder.resolve("lr"), "--scale", 2);
        assertThat(text.out()).containsPattern("mean of 1 +[0-9.]+ +[0-9.]+\nbicubic x2 +[0-9.]+ +[0-9.]+\n");
    }
}
