package dev.fettle.image.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// A file that appears whole or not at all: written beside its target under another name, forced to the disk, then
/// renamed. The other name is hidden and ends in `.part`; it goes away on every failure and stays only when the
/// process ends in the middle of writing. A program that wants to end cleanly on SIGTERM lets the writing finish
/// first, as the command line does. The model files of module network are written in the same way.
final class AtomicFile {
    private static final int BUFFER = 1 << 16;

    private AtomicFile() {}

    /// What writes the content.
    @FunctionalInterface
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
        try {
            writeAndMove(folder.resolve(hiddenName()), absolute, body);
        } catch (IOException e) {
            throw new IOException(
                    "%s: cannot be written (%s): free space or choose another folder"
                            .formatted(target, FileProblem.describe(e)),
                    e);
        }
    }

    /// Names the process, so that what it leaves when it is killed can be told from what another one is writing.
    private static String hiddenName() {
        String unique = UUID.randomUUID().toString().replace("-", "");
        return ".fettle-" + ProcessHandle.current().pid() + "-" + unique + ".part";
    }

    private static void writeAndMove(Path part, Path target, Body body) throws IOException {
        FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            try (channel;
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER)) {
                body.writeTo(out);
                out.flush();
                channel.force(true);
            }
            move(part, target);
        } catch (IOException | RuntimeException | Error e) {
            delete(part, e);
            throw e;
        }
    }

    private static void move(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void delete(Path part, Throwable reason) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            reason.addSuppressed(e); // what went wrong first is what the caller must hear
        }
    }
}
