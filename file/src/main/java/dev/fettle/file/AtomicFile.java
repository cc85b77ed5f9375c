package dev.fettle.file;

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

/// Writing a file so that nobody ever sees half of it. Thread-safe.
public final class AtomicFile {
    private static final int BUFFER = 1 << 16;

    private AtomicFile() {}

    /// What to write.
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /// Writes a hidden file beside the target, whose name ends in `.part`, forces it to the disk, then renames it
    /// over the target. If anything fails the target is as it was and the hidden file is removed; it stays only
    /// when the process ends in the middle of writing ({@link Leftovers}). A program that wants to end cleanly on
    /// SIGTERM lets the writing finish first, as the command line does.
    ///
    /// @throws IOException naming the target, if it cannot be written
    public static void write(Path target, Content content) throws IOException {
        Path absolute = target.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null || Files.isDirectory(absolute)) {
            throw new IOException(target + ": cannot be written, it is a folder: name a file");
        }
        try {
            writeAndMove(folder.resolve(Leftovers.hiddenName()), absolute, content);
        } catch (IOException e) {
            throw new IOException(
                    "%s: cannot be written (%s): free space or choose another folder"
                            .formatted(target, FileProblem.describe(e)),
                    e);
        }
    }

    private static void writeAndMove(Path part, Path target, Content content) throws IOException {
        FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            try (channel;
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER)) {
                content.writeTo(out);
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
