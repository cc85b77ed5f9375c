package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image.Colour;
import dev.fettle.image.Image;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    private static final byte[] OLD = "old".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    @Test
    void aFullDiskLeavesNothingBehindAndAnOlderFileAsItWas() throws Exception {
        Path target = Files.write(folder.resolve("a.png"), OLD);
        assertThatThrownBy(() -> AtomicFile.write(target, out -> {
                    out.write(new byte[100]);
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        target + ": cannot be written (No space left on device): free space or choose another folder");
        assertThat(Files.readAllBytes(target)).isEqualTo(OLD);
        assertThat(folder).isDirectoryNotContaining("glob:**.part").isDirectoryContaining("glob:**a.png");
    }

    @Test
    void theTargetAppearsOnlyWhenItIsWhole() throws Exception {
        Path target = folder.resolve("a.png");
        AtomicFile.write(target, out -> {
            out.write(OLD);
            assertThat(target).doesNotExist();
            assertThat(folder.toFile().list()) // the command line clears away what a process that is gone has left
                    .singleElement()
                    .asString()
                    .matches("\\.fettle-" + ProcessHandle.current().pid() + "-\\w+\\.part");
        });
        assertThat(target).hasBinaryContent(OLD);
        assertThat(folder.toFile().list()).containsExactly("a.png");
    }

    /// The error of the writer comes out even where the hidden file cannot be removed.
    @Test
    void aFailedCleanUpDoesNotHideWhyWritingFailed() {
        Path target = folder.resolve("a.png");
        assertThatThrownBy(() -> AtomicFile.write(target, out -> {
                    obstruct();
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a.png: cannot be written (No space left on device)")
                .hasRootCauseMessage("No space left on device");
    }

    /// Puts a folder that is not empty in the place of the hidden file.
    private void obstruct() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Path part = files.filter(file -> file.toString().endsWith(".part"))
                    .findFirst()
                    .orElseThrow();
            Files.delete(part);
            Files.createDirectories(part.resolve("full"));
        }
    }

    @Test
    void threadsWriteTheSameFileSideBySide() {
        Path target = folder.resolve("a.png");
        IntStream.range(0, 64).parallel().forEach(i -> {
            try {
                AtomicFile.write(target, out -> out.write(OLD));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(target).hasBinaryContent(OLD);
        assertThat(folder.toFile().list()).containsExactly("a.png");
    }

    @Test
    void anOlderFileIsReplaced() throws Exception {
        Path target = Files.write(folder.resolve("a.png"), OLD);
        Image image = Patterns.smooth(4, 4, Colour.GRAY);
        ImageFiles.write(image, target, WriteOptions.of(Format.PNG));
        assertThat(ImageFiles.read(target).width()).isEqualTo(4);
    }

    @Test
    void aMissingFolderIsNamed() {
        Path target = folder.resolve("none").resolve("a.png");
        assertThatThrownBy(() -> AtomicFile.write(target, out -> out.write(OLD)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a.png: cannot be written (no such file or folder)");
    }

    @Test
    void aFolderIsNotOverwritten() {
        assertThatThrownBy(() -> AtomicFile.write(folder, out -> out.write(OLD)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it is a folder");
    }

    @Test
    void aPictureWithNaNIsTheCallersMistakeAndLeavesNothing() {
        Image broken = Image.of(1, 1, new float[] {Float.NaN});
        assertThatThrownBy(() -> ImageFiles.write(broken, folder.resolve("a.png"), WriteOptions.of(Format.PNG)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NaN");
        assertThat(folder).isEmptyDirectory();
    }
}
