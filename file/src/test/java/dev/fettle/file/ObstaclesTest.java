package dev.fettle.file;

import static org.assertj.core.api.Assertions.assertThat;

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
}
