package dev.fettle.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.file.FileName;
import dev.fettle.file.Printable;
import dev.fettle.image.files.ImageFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Names that are no UTF-8, as old archives and file systems have them.
@DisabledOnOs(OS.WINDOWS)
class FileNameTest {
    @TempDir
    Path folder;

    /// @param encoded its bare name, each odd byte as %E9
    private Path file(String encoded) throws IOException {
        Path file = Path.of(URI.create(folder.toUri() + encoded));
        try {
            Files.createDirectories(file.getParent());
            Files.copy(Pictures.write(folder.resolveSibling("p.png"), Pictures.colour(9, 7, 1)), file);
        } catch (IOException | InvalidPathException e) {
            Assumptions.abort("this file system takes UTF-8 alone: " + e);
        }
        return file;
    }

    /// What Java makes of it on a command line.
    private String garbled(String name) {
        return folder + "/" + name.replace('?', '\uFFFD');
    }

    private List<String> below(Path root) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file))
                    .map(Printable::name)
                    .sorted()
                    .toList();
        }
    }

    @Test
    void theFileThatLooksLikeTheNameIsTaken() throws IOException {
        Path file = file("d%E9/caf%E9.png");
        assertThat(FileName.parse(garbled("d?/caf?.png"))).isEqualTo(file);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> FileName.parse(garbled("nothing?.png")))
                .withMessageContaining("no such file or folder");
    }

    @Test
    void theResultKeepsTheBytes() throws IOException {
        file("caf%E9.png");
        Run run = Run.of("degrade", garbled("caf?.png"), "--scale", 2, "--json");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(below(folder)).containsExactly("caf\\xE9.lr2.png", "caf\\xE9.png");
        assertThat(run.json().get("files").get(0).get("output").asString()).endsWith("/caf\\xE9.lr2.png");
        assertThat(ImageFiles.read(file("caf%E9%FF.png")).width()).isEqualTo(9);
    }

    @Test
    void aTreeKeepsTheBytes() throws IOException {
        file("in/d%E9/%E9.png");
        file("in/d%E9/%E8.png");
        file("in/d%E8/%E8.png");
        Run run = Run.of("degrade", folder.resolve("in"), "-o", folder.resolve("out"), "--scale", 2);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).contains("3 done, 0 skipped, 0 failed");
        assertThat(run.out()).contains("d\\xE9/\\xE9.png -> ").doesNotContain("\uFFFD");
        assertThat(below(folder.resolve("out")))
                .containsExactly("d\\xE8/\\xE8.png", "d\\xE9/\\xE8.png", "d\\xE9/\\xE9.png");
    }

    /// Results of earlier runs are told by their bytes, too.
    @Test
    void resultsBesideTheirOriginalsAreNotWorkedOnAgain() throws IOException {
        file("in/%E9.png");
        file("in/%E9.x2.png");
        file("in/%E8.x2.png");
        Run run = Run.of("degrade", folder.resolve("in"), "--scale", 2);
        assertThat(run.err()).contains("2 done, 0 skipped, 0 failed");
        assertThat(below(folder))
                .contains("in/\\xE8.x2.lr2.png", "in/\\xE9.lr2.png")
                .hasSize(5);
    }

    @Test
    void namesThatLookAlikeAreRefusedUnlessAllAreMeant() throws IOException {
        file("%E8.png");
        file("%E9.png");
        Run one = Run.of("degrade", garbled("?.png"), "--scale", 2);
        assertThat(one.status()).isEqualTo(3);
        assertThat(one.err())
                .contains("several files look like this", "rename them")
                .hasLineCount(1);
        Run both = Run.of("degrade", garbled("?.png"), garbled("?.png"), "--scale", 2);
        assertThat(both.status()).as(both.err()).isZero();
        assertThat(below(folder)).contains("\\xE8.lr2.png", "\\xE9.lr2.png");
    }

    @Test
    void aNewFileNeedsANameThatIsText() throws IOException {
        Run run = Run.of("degrade", file("a.png"), "-o", garbled("b?.png"), "--scale", 2);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("a new one needs a name in UTF-8").hasLineCount(2);
        assertThat(below(folder)).containsExactly("a.png");
    }

    @Test
    void aBadFileIsNamed() throws IOException {
        Files.write(file("in/bad%E9%0A.png"), new byte[] {1, 2, 3});
        file("in/good.png");
        Run run = Run.of("degrade", folder.resolve("in"), "--scale", 2, "--debug");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err().lines().filter(line -> line.startsWith("fettle: ")))
                .hasSize(1)
                .first()
                .asString()
                .contains("/bad\\xE9\\x0A.png: not a readable image");
    }
}
