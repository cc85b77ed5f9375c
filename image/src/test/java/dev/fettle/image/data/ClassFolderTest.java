package dev.fettle.image.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import dev.fettle.image.data.ClassFolder.Member;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassFolderTest {
    @TempDir
    private Path folder;

    private void write(String... names) throws IOException {
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            ImageFiles.write(Image.of(1, 1, new float[1]), file, WriteOptions.of(Format.PNG));
        }
    }

    private ClassFolder read() throws IOException {
        return ClassFolder.of("data.photos", folder);
    }

    @Test
    void foldersAreClassesInTheOrderOfTheirNames() throws IOException {
        write(
                "b/2.png",
                "b/1.png",
                "Z/x.png",
                "a10/x.png",
                "a2/x.png",
                ".hidden/x.png",
                "beside.png",
                "b/deeper/x.png");
        Files.writeString(folder.resolve("b/notes.txt"), "not a picture");
        ClassFolder read = read();
        assertThat(read.classes()).containsExactly("Z", "a10", "a2", "b");
        assertThat(read.members())
                .containsExactly(
                        new Member(folder.resolve("Z/x.png"), 0),
                        new Member(folder.resolve("a10/x.png"), 1),
                        new Member(folder.resolve("a2/x.png"), 2),
                        new Member(folder.resolve("b/1.png"), 3),
                        new Member(folder.resolve("b/2.png"), 3));
        assertThat(read.counts()).containsExactly(1, 1, 1, 2);
        assertThat(read.firstOfEach(1).counts()).containsExactly(1, 1, 1, 1);
    }

    /// U+1F600 stands behind U+FF5E, though its first half in UTF-16 stands before.
    @Test
    void namesAreComparedByCodePointAndNotByHalvesOfOne() throws IOException {
        String grinning = Character.toString(0x1F600);
        try {
            write("\uFF5E/x.png", grinning + "/x.png");
        } catch (InvalidPathException e) {
            Assumptions.abort("this file system has no such names: " + e.getMessage());
        }
        assertThat(read().classes()).containsExactly("\uFF5E", grinning);
    }

    @Test
    void whatIsNoFolderOfClassesIsRefusedInOneLine() throws IOException {
        assertThatThrownBy(() -> ClassFolder.of("data.photos", folder.resolve("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("data.photos: no folder '" + folder.resolve("none") + "'");
        write("lying-about.png");
        assertThatThrownBy(this::read)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("data.photos: '" + folder
                        + "' needs a folder of pictures for each class, at least two; it has none");
        write("cat/1.png");
        assertThatThrownBy(this::read).hasMessageEndingWith("at least two; it has 'cat'");
        Files.createDirectories(folder.resolve("dog"));
        assertThatThrownBy(this::read)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("data.photos: class 'dog' has no pictures (" + folder.resolve("dog") + ")");
    }

    @Test
    void otherClassesAreNamed() throws IOException {
        write("cat/1.png", "dog/1.png");
        assertThat(read().inOrderOf("--data", List.of("cat", "dog"), "model 'm'"))
                .isEqualTo(read());
        assertThatThrownBy(() -> read().inOrderOf("--data", List.of("cat", "cow", "dog"), "model 'm'"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--data: the classes of '" + folder
                        + "' are others than those of model 'm': 'cow' of model 'm' is missing");
        assertThatThrownBy(() -> read().inOrderOf("--data", List.of("cat"), "model 'm'"))
                .hasMessageEndingWith(": 'dog' is unknown to model 'm'");
    }

    /// Numbers as names, as imported networks have them, sort as text in folders: 0, 1, 10, 2.
    @Test
    void classesAreNumberedAsANetworkHasThem() throws IOException {
        write("0/a.png", "1/b.png", "10/c.png", "10/d.png", "2/e.png");
        ClassFolder ordered = read().inOrderOf("--data", List.of("0", "1", "2", "10"), "model 'm'");
        assertThat(ordered.classes()).containsExactly("0", "1", "2", "10");
        assertThat(ordered.members())
                .containsExactly(
                        new Member(folder.resolve("0/a.png"), 0),
                        new Member(folder.resolve("1/b.png"), 1),
                        new Member(folder.resolve("2/e.png"), 2),
                        new Member(folder.resolve("10/c.png"), 3),
                        new Member(folder.resolve("10/d.png"), 3));
        assertThat(ordered.counts()).containsExactly(1, 1, 1, 2);
    }
}
