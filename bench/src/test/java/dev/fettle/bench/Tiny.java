package dev.fettle.bench;

import dev.fettle.lab.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A network of one block.
final class Tiny {
    private Tiny() {}

    /// An experiment with EDSR ×2, one block of 4 channels.
    static Path edsr(Path folder) throws IOException {
        return Files.writeString(
                folder.resolve("tiny.yaml"), "architecture: {type: edsr, scale: 2, blocks: 1, channels: 4}\n");
    }

    /// The same with convolutions of another kind.
    ///
    /// @param convolution its settings in YAML
    static Path edsr(Path folder, String convolution) throws IOException {
        return Files.writeString(
                folder.resolve("tiny.yaml"),
                "architecture: {type: edsr, scale: 2, blocks: 1, channels: 4, convolution: " + convolution + "}\n");
    }

    /// An experiment with CARN-M in small, for three scales.
    static Path carn(Path folder) throws IOException {
        return Files.writeString(
                folder.resolve("carn.yaml"),
                "architecture: {type: carn, channels: 8, groups: 2, block: efficient, convolution: {type: ghost}}\n");
    }

    static Workload workload(Path folder) throws IOException {
        return of(edsr(folder));
    }

    /// The network of an experiment on a small picture.
    static Workload of(Path experiment) {
        return new Workload(experiment.toString(), Optional.empty(), new Size(19, 13), 2);
    }
}
