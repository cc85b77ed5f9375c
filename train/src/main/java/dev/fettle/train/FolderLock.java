package dev.fettle.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Keeps a second training out of a folder: a lock of the operating system on a file in it, which is gone with the
/// process, however that ends. The file stays, since deleting it would let two trainings lock two files of one name.
final class FolderLock implements AutoCloseable {
    /// Of the file, in every folder.
    static final String NAME = ".lock";

    /// Beyond what the file holds, so that others can read it while it is locked, on Windows, too.
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /// @param folder that exists
    /// @throws IllegalArgumentException naming the file, if another training holds it
    static FolderLock take(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (locked(channel).isEmpty()) {
                throw new IllegalArgumentException(
                        "%s: in use by another training (process %s, which holds %s); wait for it, or choose another folder"
                                .formatted(folder, Files.readString(file).strip(), file));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid().getBytes(StandardCharsets.US_ASCII)), 0);
            return new FolderLock(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static String pid() {
        return ProcessHandle.current().pid() + "\n";
    }

    private static Optional<FileLock> locked(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock(LOCKED_BYTE, 1, false));
        } catch (OverlappingFileLockException ofThisProcess) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
