package dev.fettle.train;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where a training lives.
///
/// | file                      | what                                                                                |
/// |---------------------------|-------------------------------------------------------------------------------------|
/// | `experiment.yaml`         | the resolved settings                                                               |
/// | `checkpoint.safetensors`  | the complete state, replaced every `checkpoints.every` steps                        |
/// | `log.jsonl`               | loss, learning rate and validation over the steps                                   |
/// | `events.out.tfevents.…`   | the same for TensorBoard                                                            |
/// | `bad-batch-….safetensors` | a batch that led to numbers that are not finite                                     |
/// | `NAME.safetensors`        | the model, written at the end                                                       |
/// | `.lock`                   | held by the process that trains here, whose number is in it                         |
record RunFolder(Path path) {
    /// What a process was about to give its name, as `AtomicFile` calls it.
    private static final Pattern PART = Pattern.compile("\\.fettle-(\\d{1,18})-[0-9a-f]{32}\\.part");

    /// @throws IllegalArgumentException if a new run would overwrite an old one
    void requireFree() {
        if (isBegun()) {
            throw new IllegalArgumentException(
                    path + ": holds a training already; resume it with --resume, or choose another folder");
        }
    }

    /// Whether a checkpoint waits.
    boolean isBegun() {
        return Files.exists(checkpoint()) || Files.exists(oldCheckpoint());
    }

    /// Makes the folder, keeps others out of it, and removes what a killed process of ours left half-written.
    ///
    /// @throws IllegalArgumentException if another training is at work in it
    FolderLock take() throws IOException {
        Files.createDirectories(path);
        FolderLock lock = FolderLock.take(path);
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(path, ".fettle-*.part")) {
            for (Path part : parts) {
                if (isAbandoned(part)) {
                    Files.deleteIfExists(part);
                }
            }
            return lock;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /// Removes everything that a run has left, but for the lock, which is held meanwhile.
    ///
    /// @throws IllegalArgumentException if a training is at work in it; all of it stays then
    @SuppressWarnings("try") // the lock acts by being held
    void clear() throws IOException {
        try (FolderLock lock = FolderLock.take(path);
                Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(path) && !file.equals(path.resolve(FolderLock.NAME))) {
                    Files.delete(file);
                }
            }
        }
    }

    private static boolean isAbandoned(Path part) {
        Matcher name = PART.matcher(part.getFileName().toString());
        return name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
    }

    Path experiment() {
        return path.resolve("experiment.yaml");
    }

    Path checkpoint() {
        return path.resolve("checkpoint.safetensors");
    }

    /// As it was called before; read where there is no newer one.
    private Path oldCheckpoint() {
        return path.resolve("checkpoint.bin");
    }

    Path checkpointToRead() {
        return Files.exists(checkpoint()) || !Files.exists(oldCheckpoint()) ? checkpoint() : oldCheckpoint();
    }

    /// Removes what a newer checkpoint has outdated.
    void dropOldCheckpoint() throws IOException {
        Files.deleteIfExists(oldCheckpoint());
    }

    Path log() {
        return path.resolve("log.jsonl");
    }

    Path badBatch(long step) {
        return path.resolve("bad-batch-" + step + ".safetensors");
    }

    Path model(String name) {
        return path.resolve(name + ".safetensors");
    }
}
