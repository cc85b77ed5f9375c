package dev.fettle.train;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a training lives.
///
/// | file                      | what                                                                                |
/// |---------------------------|-------------------------------------------------------------------------------------|
/// | `experiment.yaml`         | the resolved settings                                                               |
/// | `checkpoint.bin`          | the complete state, replaced every `checkpoints.every` steps                         |
/// | `log.jsonl`               | loss, learning rate and validation over the steps                                   |
/// | `events.out.tfevents.…`   | the same for TensorBoard                                                            |
/// | `bad-batch-….safetensors` | a batch that led to numbers that are not finite                                     |
/// | `NAME.safetensors`        | the model, written at the end                                                       |
record RunFolder(Path path) {
    /// @throws IllegalArgumentException if a new run would overwrite an old one
    void requireFree() {
        if (Files.exists(checkpoint())) {
            throw new IllegalArgumentException(
                    path + ": holds a training already; resume it with --resume, or choose another folder");
        }
    }

    /// Makes the folder, and removes what a killed process left half-written.
    void prepare() throws IOException {
        Files.createDirectories(path);
        try (DirectoryStream<Path> leftOvers = Files.newDirectoryStream(path, ".*.part")) {
            for (Path leftOver : leftOvers) {
                Files.delete(leftOver);
            }
        }
    }

    Path experiment() {
        return path.resolve("experiment.yaml");
    }

    Path checkpoint() {
        return path.resolve("checkpoint.bin");
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
