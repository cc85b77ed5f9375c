package dev.fettle.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.convolution.Sparse;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.Restorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class RestoreCommandTest {
    @TempDir
    Path folder;

    private Path model = Path.of("");

    @BeforeEach
    void writeModel() throws IOException {
        model = Models.write(folder.resolve("m.safetensors"), Models.edsr(2));
    }

    private Path picture(String name) throws IOException {
        return Pictures.write(folder.resolve(name), Pictures.colour(13, 9, 1));
    }

    private List<String> pictures() throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> !name.endsWith(".safetensors"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aPictureIsRestoredBesideItself() throws IOException {
        Path input = picture("a.png");
        Run run = Run.of("restore", input, "--model", model);
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("a.png -> ", "a.x2.png", "13x9 to 26x18", "1 tile of 13x9")
                .hasLineCount(1);
        try (Restorer restorer = Restorer.of(Models.edsr(2), RestoreOptions.DEFAULTS)) {
            Image expected = restorer.restore(ImageFiles.read(input)).quantised();
            Image result = ImageFiles.read(folder.resolve("a.x2.png"));
            assertThat(result.plane(0)).containsExactly(expected.plane(0));
            assertThat(result.plane(2)).containsExactly(expected.plane(2));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a.png, a.x2.png, PNG",
        "a.jpg, a.x2.jpg, JPEG",
        "a.JPEG, a.x2.JPEG, JPEG",
        "a.bmp, a.x2.bmp, BMP",
        "a.tif, a.x2.tif, TIFF"
    })
    void theFormatIsKept(String name, String expected, Format format) throws IOException {
        assertThat(Run.of("restore", picture(name), "--model", model).status()).isZero();
        assertThat(pictures()).containsExactly(name, expected);
        assertThat(Format.of(Files.readAllBytes(folder.resolve(expected)))).contains(format);
    }

    @Test
    void aNamedFileHasTheFormatOfItsName() throws IOException {
        Path out = folder.resolve("sub/b.jpg");
        assertThat(Run.of("restore", picture("a.png"), "-o", out, "--model", model)
                        .status())
                .isZero();
        assertThat(Format.of(Files.readAllBytes(out))).contains(Format.JPEG);
    }

    /// The shapes that are valid though odd; content decides, not the name.
    @Test
    void oddPicturesAreRestored() throws IOException {
        Pictures.write(folder.resolve("in/dot.png"), Pictures.colour(1, 1, 1));
        Pictures.write(folder.resolve("in/strip.png"), Pictures.gray(3, 100_000, 1));
        Files.move(Pictures.write(folder.resolve("in/c.png"), Pictures.colour(8, 8, 1)), folder.resolve("in/c.jpg"));
        Run run = Run.of("restore", folder.resolve("in"), "-o", folder.resolve("out"), "--model", model);
        assertThat(run.err()).contains("3 done, 0 skipped, 0 failed").hasLineCount(1);
        assertThat(run.status()).isZero();
        Image strip = ImageFiles.read(folder.resolve("out/strip.png"));
        assertThat(strip.colour()).isEqualTo(Colour.GRAY);
        assertThat(strip.height()).isEqualTo(200_000);
        assertThat(ImageFiles.header(folder.resolve("out/c.jpg")).format()).isEqualTo(Format.PNG);
    }

    @Test
    void tiledEqualsUntiled() throws IOException {
        Path input = Pictures.write(folder.resolve("a.png"), Pictures.colour(2400, 12, 1));
        Run whole = Run.of("restore", input, "-o", folder.resolve("whole.png"), "--model", model, "--json");
        Run tiled = Run.of(
                "restore",
                input,
                "-o",
                folder.resolve("tiled.png"),
                "--model",
                model,
                "--memory",
                "1MB",
                "--threads",
                1,
                "--json");
        assertThat(tiles(whole)).isEqualTo(1);
        assertThat(tiles(tiled)).isGreaterThan(1);
        assertThat(ImageFiles.read(folder.resolve("tiled.png")).plane(1))
                .containsExactly(ImageFiles.read(folder.resolve("whole.png")).plane(1));
    }

    private static int tiles(Run run) {
        JsonNode footprint = run.json().get("files").get(0).get("footprint");
        return footprint.get("tiles").asInt();
    }

    @Test
    void tilesThatAreMostlyHaloAreToldBeforeWork() throws IOException {
        Path input = Pictures.write(folder.resolve("a.png"), Pictures.colour(3000, 9, 1));
        assertThat(planned(input, "512MB").err()).isEmpty();
        Matcher least = Pattern.compile("at least (\\d+ KB)")
                .matcher(planned(input, "1KB").err());
        assertThat(least.find()).isTrue();
        Run run = planned(input, least.group(1));
        assertThat(run.status()).isZero();
        assertThat(run.err())
                .contains("a.png: tiles of ", "times the work; raise --memory")
                .hasLineCount(1);
    }

    private Run planned(Path input, String memory) {
        return Run.of("restore", input, "--model", model, "--threads", 1, "--dry-run", "--memory", memory);
    }

    @Test
    void tooLittleMemoryIsToldWithWhatIsNeeded() throws IOException {
        Run run = Run.of("restore", picture("a.png"), "--model", model, "--memory", "1KB");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("a.png", "memory budget", "at least").hasLineCount(1);
    }

    @Test
    void aResultTooLongForAJpegIsRefusedBeforeWork() throws IOException {
        Path thin = Pictures.write(folder.resolve("thin.jpg"), Pictures.colour(40_000, 1, 1));
        for (String dry : List.of("--dry-run", "--overwrite")) {
            Run run = Run.of("restore", thin, "--model", model, dry);
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err()).contains("thin.jpg", "at most 65500 pixels a side", ".png");
        }
        assertThat(pictures()).containsExactly("thin.jpg");
    }

    @Test
    void aDryRunTellsAndWritesNothing() throws IOException {
        picture("a.png");
        Files.write(folder.resolve("bad.png"), new byte[3]);
        Run run = Run.of("restore", folder, "--model", model, "--dry-run", "--json");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.json().get("planned").asInt()).isEqualTo(1);
        assertThat(run.json().get("files").get(0).get("output").asString()).endsWith("a.x2.png");
        assertThat(tiles(run)).isEqualTo(1);
        assertThat(pictures()).containsExactly("a.png", "bad.png");
    }

    @Test
    void aSecondRunHasNothingToDo() throws IOException {
        picture("a.png");
        picture("sub/b.jpg");
        assertThat(Run.of("restore", folder, "--model", model).status()).isZero();
        List<String> after = pictures();
        Run second = Run.of("restore", folder, "--model", model, "--json");
        assertThat(second.status()).isZero();
        assertThat(second.json().get("skipped").asInt()).isEqualTo(2);
        assertThat(second.json().get("done").asInt()).isZero();
        assertThat(pictures()).isEqualTo(after).hasSize(4);
    }

    @Test
    void theTaskDecidesTheName() throws IOException {
        Path denoise = Models.write(folder.resolve("n.safetensors"), Models.vdsr("denoise"));
        Path deblock = Models.write(folder.resolve("b.safetensors"), Models.vdsr("deblock"));
        Path input = picture("a.jpg");
        assertThat(Run.of("restore", input, "--model", denoise, "--task", "denoise")
                        .status())
                .isZero();
        assertThat(Run.of("restore", input, "--model", deblock).status()).isZero();
        assertThat(pictures()).containsExactly("a.deblocked.jpg", "a.denoised.jpg", "a.jpg");
    }

    /// The bundled one has seen none: BSD68 at sigma 15 gains 0.04 dB (docs/models/denoise.md).
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void grayNoiseForAColourModelIsWarnedOf(boolean isStoredGray) throws IOException {
        float[] gray = Pictures.gray(13, 9, 1).plane(0);
        Image picture = isStoredGray ? Image.of(13, 9, gray) : Image.of(13, 9, gray, gray, gray);
        Path input = Pictures.write(folder.resolve("g.png"), picture);
        Path denoise = Models.write(folder.resolve("n.safetensors"), Models.vdsrRgb("denoise"));
        Path deblock = Models.write(folder.resolve("b.safetensors"), Models.vdsrRgb("deblock"));
        Run run = Run.of("restore", input, picture("a.png"), "--model", denoise);
        assertThat(run.status()).isZero();
        assertThat(run.err().lines().filter(line -> line.contains("tiny-rgb-denoise")))
                .hasSize(1)
                .first()
                .asString()
                .contains("g.png: gray", "a model for gray would not");
        assertThat(Run.of("restore", input, "--model", deblock).err()).doesNotContain("gray");
        Path grayModel = Models.write(folder.resolve("y.safetensors"), Models.vdsr("denoise"));
        assertThat(Run.of("restore", input, "--model", grayModel, "--overwrite").err())
                .doesNotContain("gray,");
    }

    @Test
    void picturesSmallerThanTheWindowsOfANetworkAndGrayOnesAreRestored() throws IOException {
        Sparse windows = new Sparse(2, 2, Sparse.Choice.DEFAULTS, Sparse.Routing.of(Sparse.Pooling.WINDOW, 24));
        Path sparse = Models.write(
                folder.resolve("s.safetensors"), Models.rgb("sparse", new Edsr(2, 1, 4, 1.0, 1.0, windows)));
        Pictures.write(folder.resolve("in/small.png"), Pictures.colour(20, 10, 1));
        Pictures.write(folder.resolve("in/pixel.png"), Pictures.colour(1, 1, 1));
        Pictures.write(folder.resolve("in/gray.png"), Pictures.gray(30, 50, 1));
        Run run = Run.of("restore", folder.resolve("in"), "-o", folder.resolve("out"), "--model", sparse);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(ImageFiles.read(folder.resolve("out/small.png")).width()).isEqualTo(40);
        assertThat(ImageFiles.read(folder.resolve("out/pixel.png")).height()).isEqualTo(2);
        Image gray = ImageFiles.read(folder.resolve("out/gray.png"));
        assertThat(List.of(gray.width(), gray.height(), gray.channels())).isEqualTo(List.of(60, 100, 1));
    }

    /// The bundled network for each task: a flat picture with noise of sigma 25 comes out at least 10 dB closer.
    @Test
    void theBundledDenoiserIsTakenUnnamed() throws IOException {
        Random random = new Random(1);
        float[][] noisy = new float[3][64 * 64];
        for (float[] plane : noisy) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = (float) (0.5 + 25 / 255.0 * random.nextGaussian());
            }
        }
        Path input = Pictures.write(folder.resolve("a.png"), Image.of(64, 64, noisy));
        Run run = Run.of("restore", input, "--task", "denoise");
        assertThat(run.status()).as(run.err()).isZero();
        double error = 0;
        for (float value : ImageFiles.read(folder.resolve("a.denoised.png")).plane(1)) {
            error += (value - 0.5) * (value - 0.5) / (64 * 64);
        }
        assertThat(10 * Math.log10(25 * 25 / (255.0 * 255.0) / error)).isGreaterThan(10);
        assertThat(Run.of("restore", input, "--task", "deblock").status()).isZero();
        assertThat(pictures()).containsExactly("a.deblocked.png", "a.denoised.png", "a.png");
    }

    @Test
    void aScaleForAModelThatKeepsTheSizeIsAModelError() throws IOException {
        Path denoise = Models.write(folder.resolve("n.safetensors"), Models.vdsr("denoise"));
        Run run = Run.of("restore", picture("a.png"), "--model", denoise, "--scale", 2);
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err())
                .contains("--scale 2: model '", "n.safetensors' keeps the size")
                .hasLineCount(1);
        assertThat(pictures()).containsExactly("a.png");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--scale 3", "--task denoise"})
    void aModelForSomethingElseIsAModelError(String options) throws IOException {
        Run run = Run.of((Object[]) ("restore " + picture("a.png") + " --model " + model + " " + options).split(" "));
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err()).contains("m.safetensors").hasLineCount(1);
        assertThat(pictures()).containsExactly("a.png");
    }

    @Test
    void anUnknownModelIsAModelError() throws IOException {
        Path input = picture("a.png");
        for (String name : List.of("sr-x99", "missing.safetensors")) {
            Run run = Run.of("restore", input, "--model", name);
            assertThat(run.status()).isEqualTo(4);
            assertThat(run.err()).contains(name, "bundled").hasLineCount(1);
        }
        Run none = Run.of("restore", input, "--scale", 7, "--json");
        assertThat(none.status()).isEqualTo(4);
        assertThat(none.json().get("error").asString())
                .contains("task 'sr' at scale 7", "give a model file by --model");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--task upscale",
                "--threads 0",
                "--memory lots",
                "--memory 0",
                "--jpeg-quality 0",
                "--jpeg-quality 101",
                "--jpeg-quality best",
                "--scale 2 --task denoise",
                "--scale 0",
                "--fast"
            })
    void wrongOptionsAreWrongUsage(String options) throws IOException {
        Run run = Run.of((Object[]) ("restore " + picture("a.png") + " --model " + model + " " + options).split(" "));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).hasLineCount(2);
        assertThat(pictures()).containsExactly("a.png");
    }

    @Test
    void modelsAreListed() {
        Run run = Run.of("models", "--json");
        assertThat(run.status()).isZero();
        for (JsonNode model : run.json().get("models")) {
            boolean isFine = model.get("name").asString().endsWith("-fine");
            assertThat(model.get("effort").asString()).isEqualTo(isFine ? "fine" : "fast");
        }
        assertThat(run.json().get("models")).isNotEmpty();
        assertThat(Run.of("models", "--scores").out())
                .contains("denoise", " on Set5 (psnr y bt601 border=4 uint8; input: bicubic x4");
    }

    @Test
    void modelsSayWhatTheyAreForFirst() {
        Run run = Run.of("models");
        assertThat(run.out().lines())
                .hasSize(Run.of("models", "--json").json().get("models").size())
                .allMatch(line ->
                        line.matches("[\\w-]+ +(enlarges|removes) .* restore --(scale|task) \\w+ .* parameters"));
        assertThat(run.out()).doesNotContain("psnr");
    }

    /// Quality 1 to 100 of libjpeg: the quantisation tables and so the size tell.
    @Test
    void theQualityOfWrittenJpegsIsChosen() throws IOException {
        Path input = picture("a.png");
        for (int quality : new int[] {10, 95}) {
            Path out = folder.resolve("q" + quality + ".jpg");
            Run run = Run.of("restore", input, "--model", model, "-o", out, "--jpeg-quality", quality);
            assertThat(run.status()).as(run.err()).isZero();
        }
        Run.of("restore", input, "--model", model, "-o", folder.resolve("usual.jpg"));
        assertThat(Files.size(folder.resolve("q10.jpg"))).isLessThan(Files.size(folder.resolve("q95.jpg")));
        assertThat(folder.resolve("usual.jpg")).hasSameBinaryContentAs(folder.resolve("q95.jpg"));
    }

    @Test
    void nothingFoundIsAnErrorThatNamesTheFolder() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Run run = Run.of("restore", empty, "--model", model, "--json");
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.json().get("error").asString()).startsWith("no pictures found in " + empty);
        Files.createFile(empty.resolve("a.heic"));
        Files.createFile(empty.resolve("b.cr2"));
        Run others = Run.of("restore", empty, "--model", model, "--json", "--dry-run");
        assertThat(others.status()).isEqualTo(3);
        assertThat(others.json().get("error").asString()).contains("2 files passed over: cr2, heic");
        assertThat(others.json().get("passedOver").get("cr2").asInt()).isEqualTo(1);
    }

    @Test
    void filesOfOtherKindsAreCountedBesideTheResults() throws IOException {
        picture("in/a.png");
        Files.createFile(folder.resolve("in/b.heic"));
        Run run = Run.of("restore", folder.resolve("in"), "--model", model, "--dry-run");
        assertThat(run.status()).isZero();
        assertThat(run.err()).contains("1 file passed over: heic").hasLineCount(1);
    }
}
