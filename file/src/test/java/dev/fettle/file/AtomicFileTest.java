package dev.fettle.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    private static final int LONGEST_NAME = 255; // of nearly all file systems

    @TempDir
    private Path folder;

    @Test
    void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("model"), "old");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write(1);
                    throw new IOException("disk full");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": cannot be written (disk full): free space or choose another folder");
        assertThat(file).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("model");
    }

    @Test
    void aCallersMistakeStaysOneAndLeavesNothing() {
        assertThatThrownBy(() -> AtomicFile.write(folder.resolve("model"), out -> {
                    throw new IllegalArgumentException("too large");
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("too large");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theTargetIsNamedAndNotTheHiddenFile() {
        Path file = folder.resolve("none").resolve("model");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> out.write(1)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": cannot be written (no such file or folder)")
                .hasMessageNotContaining(".part");
        assertThatThrownBy(() -> AtomicFile.write(folder, out -> out.write(1)))
                .isInstanceOf(IOException.class)
                .hasMessage(folder + ": cannot be written, it is a folder: name a file");
    }

    @Test
    void theLongestNameThatTheFileSystemTakesIsWritten() throws IOException {
        Path file = folder.resolve("m".repeat(LONGEST_NAME));
        AtomicFile.write(file, out -> out.write(7));
        assertThat(file).hasBinaryContent(new byte[] {7});
        assertThat(folder.toFile().list()).hasSize(1);
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
}
