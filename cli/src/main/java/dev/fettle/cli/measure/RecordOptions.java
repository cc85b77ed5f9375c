package dev.fettle.cli.measure;

import dev.fettle.runtime.RestoreOptions;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Where `fettle evaluate` is to keep what it has measured.
final class RecordOptions {
    @Option(
            names = "--record",
            required = true,
            paramLabel = "FILE",
            description = {
                "Write the model with these scores in its card to FILE, which may be the model's own with --overwrite.",
                "Earlier scores stay, but for those of the same set, protocol and input."
            })
    private Optional<Path> file = Optional.empty();

    @Option(names = "--overwrite", description = "Replace the file of --record if it is there already.")
    private boolean overwrite;

    /// Where to, if scores are to be kept.
    Optional<Path> file() {
        return file;
    }

    boolean overwrite() {
        return overwrite;
    }

    /// Scores in a card are those of the model as everybody runs it; threads and memory change no bit.
    static boolean isCustomary(RestoreOptions options) {
        RestoreOptions plain = RestoreOptions.DEFAULTS;
        return options.withThreads(plain.threads())
                .withMemoryBytes(plain.memoryBytes())
                .equals(plain);
    }

    /// What a card calls a folder of originals: its name, or that of the folder above `HR`.
    static String setOf(Path data) {
        Path folder = data.toAbsolutePath().normalize();
        Path named = folder.endsWith("HR") ? folder.resolveSibling("") : folder;
        return named.getNameCount() == 0 ? named.toString() : String.valueOf(named.getFileName());
    }
}
