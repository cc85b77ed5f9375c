package dev.fettle.image.files;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A file that appears whole or not at all: written beside its target under another name, then renamed.
final class AtomicFile {
    private AtomicFile() {}

    /// @throws IOException naming the file, if it cannot be written; nothing is left behind then, and an older file stays as it was
    static void write(Path target, byte[] content) throws IOException {
        Path absolute = target.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null || Files.isDirectory(absolute)) {
            throw new IOException(target + ": cannot be written, it is a folder: name a file");
        }
        Path temporary = folder.resolve("." + absolute.getFileName() + "." + ProcessHandle.current().pid() + "-"
                + Long.toUnsignedString(System.nanoTime(), 36) + ".part");
        try {
            Files.write(temporary, content);
            rename(temporary, absolute);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw new IOException(target + ": cannot be written (" + FileProblem.describe(e) + "): free space or choose another folder", e);
        }
    }

    private static void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
