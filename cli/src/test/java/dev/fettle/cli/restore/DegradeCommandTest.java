package dev.fettle.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.image.Image;
import dev.fettle.image.degrade.Degradation;
import dev.fettle.image.degrade.Steps;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The batch rules hold for every command that makes pictures of pictures; they are stated here because this command
/// needs no model.
class DegradeCommandTest {
    @TempDir
    Path folder;

    private Path picture(String name) throws IOException {
        return Pictures.write(folder.resolve(name), Pictures.colour(31, 20, 1));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void shrinkingMakesTheBenchmarksLowResolutionFile() throws IOException {
        Path input = picture("a.bmp");
        Run run = Run.of("degrade", input, "--scale", 2);
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("a.bmp -> ", "a.lr2.png", "31x20 to 15x10")
                .hasLineCount(1);
        Image expected = Bicubic.shrink(Bicubic.cropToMultiple(ImageFiles.read(input), 2), 2, Flavour.MIRROR_8BIT);
        assertThat(ImageFiles.read(folder.resolve("a.lr2.png")).plane(1)).containsExactly(expected.plane(1));
    }

    @Test
    void aJpegHasTheQualityThatWasAskedFor() throws IOException {
        Path input = picture("a.png");
        assertThat(Run.of("degrade", input, "--quality", 10).status()).isZero();
        assertThat(Run.of("degrade", input, "--quality", 90).status()).isZero();
        Path coarse = folder.resolve("a.q10.jpg");
        assertThat(Format.of(Files.readAllBytes(coarse))).contains(Format.JPEG);
        assertThat(Files.size(coarse)).isLessThan(Files.size(folder.resolve("a.q90.jpg")));
    }

    /// What ends in a JPEG is written as one, compressed once for it, with the noise that the step alone has.
    @Test
    void stepsThatEndInAJpegMakeOne() throws IOException {
        Path input = picture("a.png");
        Run run = Run.of("degrade", input, "--steps", "noise 15 then jpeg 90 4:4:4");
        assertThat(run.status()).as(run.err()).isZero();
        Path stored = folder.resolve("a.degraded.jpg");
        assertThat(Format.of(Files.readAllBytes(stored))).contains(Format.JPEG);
        Image expected =
                Steps.parse("noise 15 then jpeg 90 4:4:4").apply(ImageFiles.read(input), Degradation.seedOf("a.png"));
        assertThat(ImageFiles.read(stored).plane(2)).containsExactly(expected.plane(2));
        assertThat(ImageFiles.read(stored).source().jpeg())
                .isEqualTo(expected.source().jpeg());
    }

    @Test
    void otherStepsMakeAPng() throws IOException {
        Path input = picture("a.png");
        for (String steps : List.of("gray", "poisson a=0.02 b=0 equal", "jpeg 30 shift=4,4", "jpeg 30 then reduce 2")) {
            Run run = Run.of("degrade", input, "--steps", steps, "--overwrite");
            assertThat(run.status()).as(run.err()).isZero();
            Image made = ImageFiles.read(folder.resolve("a.degraded.png"));
            Image expected = Steps.parse(steps).apply(ImageFiles.read(input), Degradation.seedOf("a.png"));
            assertThat(made.plane(0))
                    .as(steps)
                    .containsExactly(expected.quantised().plane(0));
            assertThat(made.colour()).isEqualTo(steps.equals("gray") ? Image.Colour.GRAY : Image.Colour.RGB);
        }
    }

    @Test
    void stepsThatCannotBeReadAreToldInOneLine() throws IOException {
        Run run = Run.of("degrade", picture("a.png"), "--steps", "noise 15 then blur 3");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--steps", "unknown step 'blur'; known: gray, noise, poisson, jpeg, reduce");
    }

    @Test
    void theSameNoiseIsDrawnEveryTime() throws IOException {
        Path input = picture("a.png");
        Run.of("degrade", input, "--sigma", 25, "-o", folder.resolve("1.png"));
        Run.of("degrade", input, "--sigma", 25, "-o", folder.resolve("2.png"));
        Run.of("degrade", input, "--sigma", 25, "-o", folder.resolve("3.png"), "--seed", 1);
        float[] first = ImageFiles.read(folder.resolve("1.png")).plane(0);
        assertThat(ImageFiles.read(folder.resolve("2.png")).plane(0)).containsExactly(first);
        assertThat(ImageFiles.read(folder.resolve("3.png")).plane(0)).isNotEqualTo(first);
    }

    @Test
    void aFolderKeepsItsTree() throws IOException {
        picture("in/a.png");
        picture("in/sub/b.png");
        Files.writeString(folder.resolve("in/notes.txt"), "no picture");
        Run run = Run.of("degrade", folder.resolve("in"), "-o", folder.resolve("out"), "--scale", 2);
        assertThat(run.status()).isZero();
        assertThat(files()).containsExactly("in/a.png", "in/notes.txt", "in/sub/b.png", "out/a.png", "out/sub/b.png");
    }

    @Test
    void aSecondRunSkipsWhatIsThere() throws IOException {
        Path input = picture("a.png");
        Run.of("degrade", input, "--scale", 2);
        Path output = folder.resolve("a.lr2.png");
        Files.write(output, new byte[] {1});
        Run second = Run.of("degrade", input, "--scale", 2, "--json");
        assertThat(second.status()).isZero();
        assertThat(second.json().get("skipped").asInt()).isEqualTo(1);
        assertThat(second.json().get("files").get(0).get("status").asString()).isEqualTo("skipped");
        assertThat(second.err()).contains("a.lr2.png", "--overwrite");
        assertThat(Files.size(output)).isEqualTo(1);
        Run.of("degrade", input, "--scale", 2, "--overwrite");
        assertThat(Files.size(output)).isGreaterThan(1);
    }

    @Test
    void resultsBesideTheirOriginalsAreNotWorkedOnAgain() throws IOException {
        picture("a.png");
        picture("b.x2.png");
        Run.of("degrade", folder, "--scale", 2);
        assertThat(files()).containsExactly("a.lr2.png", "a.png", "b.x2.lr2.png", "b.x2.png");
        Run.of("degrade", folder, "--scale", 2);
        assertThat(files()).hasSize(4);
    }

    @Test
    void aFolderOfResultsInsideTheInputIsNotSearched() throws IOException {
        picture("a.png");
        Run.of("degrade", folder, "-o", folder.resolve("out"), "--scale", 2);
        Run second = Run.of("degrade", folder, "-o", folder.resolve("out"), "--scale", 2, "--json");
        assertThat(second.json().get("files").size()).isEqualTo(1);
        assertThat(files()).containsExactly("a.png", "out/a.png");
    }

    @Test
    void anInputIsNeverOverwritten() throws IOException {
        Path input = picture("a.png");
        byte[] before = Files.readAllBytes(input);
        for (Path out : List.of(folder, input)) {
            Run run = Run.of("degrade", input, "-o", out, "--scale", 2, "--overwrite");
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err())
                    .contains("would overwrite an input", "choose another -o")
                    .hasLineCount(1);
        }
        assertThat(Files.readAllBytes(input)).isEqualTo(before);
    }

    @Test
    void twoInputsNeverShareAResult() throws IOException {
        picture("one/a.png");
        picture("two/a.png");
        Run run = Run.of(
                "degrade", folder.resolve("one"), folder.resolve("two"), "-o", folder.resolve("out"), "--scale", 2);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("same result as", "rename one of them");
        assertThat(files()).contains("out/a.png");
    }

    @Test
    void oneBadFileDoesNotStopTheRest() throws IOException {
        picture("in/a.png");
        picture("in/c.png");
        Files.write(folder.resolve("in/b.png"), new byte[0]);
        Run run = Run.of("degrade", folder.resolve("in"), folder.resolve("missing.png"), "--scale", 2, "--json");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.json().get("done").asInt()).isEqualTo(2);
        assertThat(run.json().get("failed").asInt()).isEqualTo(2);
        assertThat(run.err()).contains("b.png", "missing.png: no such file or folder", "2 done, 0 skipped, 2 failed");
        assertThat(files()).contains("in/a.lr2.png", "in/c.lr2.png").doesNotContain("in/b.lr2.png");
    }

    @Test
    void namesThatNoFileCanHaveDoNotStopTheRest() throws IOException {
        Run run = Run.of("degrade", "a\0b.png", "", picture("a.png"), "--scale", 2, "--json");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.json().get("done").asInt()).isEqualTo(1);
        assertThat(run.json().get("failed").asInt()).isEqualTo(2);
        assertThat(run.err())
                .contains("cannot be a file name here", "a file name is empty")
                .hasLineCount(3);
        assertThat(files()).contains("a.lr2.png");
    }

    /// Opening a pipe would wait for whoever writes into it.
    @Test
    @Timeout(20)
    void aPipeIsRefused() throws Exception {
        Path pipe = folder.resolve("pipe.png");
        Assumptions.assumeTrue(isMade(pipe), "no named pipes here");
        Run run = Run.of("degrade", pipe, picture("a.png"), "--scale", 2);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("pipe.png: is a device or a pipe", "1 done, 0 skipped, 1 failed");
    }

    private static boolean isMade(Path pipe) throws InterruptedException {
        try {
            return new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void nothingReadableIsNoInput() throws IOException {
        Path text = folder.resolve("text.png");
        Files.writeString(text, "not a picture at all, but a text of some length");
        for (Path input : List.of(folder.resolve("missing"), text, Files.createDirectory(folder.resolve("empty")))) {
            Run run = Run.of("degrade", input, "--scale", 2);
            assertThat(run.status()).as(input.toString()).isEqualTo(3);
            assertThat(run.err()).hasLineCount(1);
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void severalResultsDoNotFitAFile() throws IOException {
        picture("in/a.png");
        Path file = picture("out.png");
        Run run = Run.of("degrade", folder.resolve("in"), "-o", file, "--scale", 2);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("out.png is a file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.gif", "x.webp"})
    void aFormatThatCannotBeWrittenIsWrongUsage(String name) throws IOException {
        Run run = Run.of("degrade", picture("a.png"), "-o", folder.resolve(name), "--scale", 2);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(name, "png, jpg, bmp or tif");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--scale 2 --sigma 3",
                "--scale 1",
                "--quality 101",
                "--scale 2 --flavour cubic",
                "--steps blur",
                "--sigma 3 --steps gray"
            })
    void wrongOptionsAreWrongUsage(String options) throws IOException {
        Run run = Run.of((Object[])
                ("degrade " + picture("a.png") + " " + options).strip().split(" "));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).hasLineCount(2);
        assertThat(files()).containsExactly("a.png");
    }

    @Test
    void thePictureItselfIsMissing() {
        assertThat(Run.of("degrade", "--scale", 2).status()).isEqualTo(2);
    }

    @Test
    void whatAKilledProcessLeftIsRemoved() throws IOException {
        Path input = picture("a.png");
        Files.writeString(folder.resolve(".fettle-999999999-abc.part"), "half a file"); // no system counts so far
        String mine = ".fettle-" + ProcessHandle.current().pid() + "-abc.part";
        Files.writeString(folder.resolve(mine), "being written");
        assertThat(Run.of("degrade", input, "--scale", 2).status()).isZero();
        assertThat(files()).containsExactly(mine, "a.lr2.png", "a.png");
    }
}
