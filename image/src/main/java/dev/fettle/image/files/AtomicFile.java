package dev.fettle.image.files;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A file that appears whole or not at all: written beside its target under another name, then renamed. The other
/// name is hidden and ends in `.part`; it goes away on every failure and when the program is interrupted, and stays
/// only after a kill that no program sees.
final class AtomicFile {
    private AtomicFile() {}

    /// What writes the content.
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /// @throws IOException naming the file, if it cannot be written; nothing is left behind then, and an older file
    /// stays as it was
    static void write(Path target, Body body) throws IOException {
        Path absolute = target.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null || Files.isDirectory(absolute)) {
            throw new IOException(target + ": cannot be written, it is a folder: name a file");
        }
        Path temporary = folder.resolve(".fettle-%d-%s.part"
                .formatted(ProcessHandle.current().pid(), Long.toUnsignedString(System.nanoTime(), 36)));
        var cleanUp = new Thread(() -> delete(temporary), "fettle-clean-up");
        try {
            register(cleanUp);
            write(temporary, absolute, body);
        } catch (IOException e) {
            throw new IOException(
                    "%s: cannot be written (%s): free space or choose another folder"
                            .formatted(target, FileProblem.describe(e)),
                    e);
        } finally {
            delete(temporary);
            unregister(cleanUp);
        }
    }

    private static void write(Path temporary, Path target, Body body) throws IOException {
        try (OutputStream out =
                Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            body.writeTo(out);
        }
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void delete(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void register(Thread cleanUp) throws IOException {
        try {
            Runtime.getRuntime().addShutdownHook(cleanUp);
        } catch (IllegalStateException e) {
            throw new IOException("the program is being stopped", e);
        }
    }

    private static void unregister(Thread cleanUp) {
        try {
            Runtime.getRuntime().removeShutdownHook(cleanUp);
        } catch (IllegalStateException e) {
            // the program is being stopped, and the hook finds nothing to do
        }
    }
}
