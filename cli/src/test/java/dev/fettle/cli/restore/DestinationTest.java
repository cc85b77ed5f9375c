package dev.fettle.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.image.files.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {
    @TempDir
    Path folder;

    private Optional<Format> file(String name, boolean single) {
        return Destination.parse(folder + "/" + name).file(single);
    }

    @ParameterizedTest
    @CsvSource({"a.png,PNG", "a.JPG,JPEG", "a.b.tif,TIFF", "a.bmp,BMP"})
    void aNameThatEndsLikeAPictureIsTheFileOfASinglePicture(String name, Format format) {
        assertThat(file(name, true)).contains(format);
    }

    @ParameterizedTest
    @ValueSource(strings = {"out", "out/", "x.heic/", "x.jpg/", ".hidden", "2024.12.31", "a.longer-than-endings-are"})
    void otherNamesAreFolders(String name) {
        assertThat(file(name, true)).isEmpty();
        assertThat(file(name, false)).isEmpty();
    }

    @Test
    void aFolderThatIsThereIsOne() throws IOException {
        Files.createDirectory(folder.resolve("x.heic"));
        assertThat(file("x.heic", true)).isEmpty();
        assertThat(file("x.heic", false)).isEmpty();
    }

    /// No folder x.heic is left where a file was wanted.
    @ParameterizedTest
    @ValueSource(
            strings = {"x.heic", "x.HEIC", "x.avif", "x.psd", "x.jpgg", "x.txt", "x.jp2", "x.gif", "x.webp", "x.v2"})
    void aFileThatCannotBeWrittenIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> file(name, true))
                .withMessageContaining(name)
                .withMessageContaining("png, jpg, bmp or tif");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.jpg", "x.heic", "x.webp"})
    void severalResultsDoNotGoIntoWhatLooksLikeAFile(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> file(name, false))
                .withMessageContaining("several results need a folder, such as");
    }

    @Test
    void aFileThatIsThereIsNoFolder() throws IOException {
        Files.createFile(folder.resolve("notes"));
        assertThatIllegalArgumentException().isThrownBy(() -> file("notes", true));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> file("notes", false))
                .withMessageContaining("notes is a file; several results need a folder");
    }

    @Test
    void theCommandRefusesAndLeavesNothing() throws IOException {
        Path picture = Pictures.write(folder.resolve("a.png"), Pictures.gray(4, 4, 1));
        for (String name : new String[] {folder + "/x.heic", "-"}) {
            Run run = Run.of("degrade", picture, "-o", name, "--scale", 2);
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).contains("name").hasLineCount(2);
        }
        assertThat(folder.resolve("x.heic")).doesNotExist();
    }
}
