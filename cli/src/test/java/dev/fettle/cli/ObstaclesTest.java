package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.file.Obstacles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObstaclesTest {
    private static final String LONG = "a".repeat(300); // file systems take 255 bytes

    @TempDir
    Path folder;

    private String toFile(String name) {
        return Obstacles.tried().toFile(folder.resolve(name)).orElse("");
    }

    @Test
    void nothingIsInTheWayAndNothingIsLeftBehind() throws IOException {
        Files.createFile(folder.resolve("there.png"));
        for (String name : new String[] {"a.png", "new/sub/a.png", "there.png"}) {
            assertThat(toFile(name)).isEmpty();
            assertThat(Obstacles.seen().toFile(folder.resolve(name))).isEmpty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("there.png"));
        }
    }

    @Test
    void aFileWhereAFolderIsNeededIsNamed() throws IOException {
        Files.createFile(folder.resolve("file"));
        for (String name : new String[] {"file/a.png", "file/sub/deep/a.png"}) {
            assertThat(toFile(name)).contains("file: is a file, not a folder");
            assertThat(Obstacles.seen().toFile(folder.resolve(name))).isPresent();
        }
    }

    @Test
    void aFolderWhereAFileIsNeededIsNamed() throws IOException {
        Files.createDirectory(folder.resolve("a.png"));
        assertThat(toFile("a.png")).contains("a.png: is a folder");
    }

    @Test
    void namesThatAreTooLongAreNamed() {
        Assumptions.assumeFalse(System.getProperty("os.name").startsWith("Windows"), "other limits there");
        for (String name : new String[] {LONG + ".png", LONG + "/a.png", "new/" + LONG + "/a.png", "new/" + LONG}) {
            assertThat(toFile(name)).as(name).contains("nothing can be written here (");
        }
    }

    /// Root may write everywhere but here.
    @Test
    void aSystemOfFilesThatTakesNoneIsNamed() {
        Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self")), "Linux alone");
        assertThat(Obstacles.tried().toFile(Path.of("/proc/a.png"))).isPresent();
        assertThat(Obstacles.tried().toFolder(Path.of("/proc/new/sub"))).isPresent();
        assertThat(Obstacles.tried().toFile(Path.of("/dev/null")).orElseThrow()).contains("is a device");
    }

    /// The picture is no picture; that it is not looked at shows that the target was seen to first.
    @Test
    void theTargetIsSeenToBeforeThePicture() throws IOException {
        Path text = Files.writeString(folder.resolve("text.png"), "no picture");
        Files.createFile(folder.resolve("file"));
        Run run = Run.of("degrade", text, "-o", folder.resolve("file/out"), "--scale", 2, "--json");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.json().get("files").get(0).get("status").asString()).isEqualTo("failed");
        assertThat(run.err())
                .contains("text.png: ", "file: is a file, not a folder; choose another -o")
                .hasLineCount(1);
    }

    @Test
    void otherResultsAreStillMade() throws IOException {
        Pictures.write(folder.resolve("in/a/one.png"), Pictures.colour(8, 8, 1));
        Pictures.write(folder.resolve("in/b/two.png"), Pictures.colour(8, 8, 1));
        Files.createDirectory(folder.resolve("out"));
        Files.createFile(folder.resolve("out/a"));
        Run run = Run.of("degrade", folder.resolve("in"), "-o", folder.resolve("out"), "--scale", 2);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("a: is a file, not a folder", "1 done, 0 skipped, 1 failed");
        assertThat(folder.resolve("out/b/two.png")).exists();
    }

    @Test
    void everyCommandThatWritesLooksFirst() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Path picture = Pictures.write(folder.resolve("in/a.png"), Pictures.colour(24, 24, 1));
        Path model = Models.write(folder.resolve("m.safetensors"), Models.vdsr("denoise"));
        Object[][] lines = {
            {"export", model, "--to", "onnx", "-o", file.resolve("x.onnx")},
            {"export", model, "--to", "onnx", "-o", folder.resolve("nowhere/x.onnx")},
            {"export", model, "--to", "onnx", "-o", folder.resolve(LONG)},
            {"import", "no.pth", "--architecture", "vdsr", "-o", file.resolve("x.safetensors")},
            {"inspect", model, "--kernels", picture, "-o", folder},
            {"evaluate", model, "--data", folder.resolve("in"), "--sigma", 5, "--record", folder.resolve(LONG)},
            {"train", "no.yaml", "-o", file.resolve("run")},
            {"sweep", folder.resolve("no"), "-o", file.resolve("run")},
        };
        for (Object[] line : lines) {
            Run run = Run.of(line);
            assertThat(run.status()).as("%s: %s", line[0], run.err()).isEqualTo(1);
            assertThat(run.err()).contains("another ").hasLineCount(1);
        }
    }
}
