package dev.fettle.network.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
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
}
