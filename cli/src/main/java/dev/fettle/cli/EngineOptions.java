package dev.fettle.cli;

import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.WindowScheme;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// How much of the machine a command that runs a network may use.
final class EngineOptions {
    @Option(names = "--threads", paramLabel = "N", description = "Processor cores to use (default: all).")
    private Optional<Integer> threads = Optional.empty();

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            defaultValue = "512MB",
            description = "Memory for the engine's buffers, which decides the size of the tiles (default: 512MB). "
                    + "The pictures come on top.")
    private MemorySize memory = new MemorySize(RestoreOptions.DEFAULTS.memoryBytes());

    @Option(
            names = "--self-ensemble",
            description =
                    "Average over the eight flips and turns of the picture: slightly better, eight times the work.")
    private boolean selfEnsemble;

    @Option(
            names = "--windows",
            paramLabel = "SCHEME",
            defaultValue = "cheap",
            description = "How large pictures meet a model that chooses its kernels by means over training patches: "
                    + "cheap chooses anew for each window of that size, authors runs overlapping windows, "
                    + "whole chooses once for the picture (default: ${DEFAULT-VALUE}).")
    private WindowScheme windows = WindowScheme.CHEAP;

    @Option(
            names = "--full-strength",
            description = "Keep all that a deblocking model changes, whatever quality a JPEG tells: "
                    + "for bad files that were saved once more at a better quality.")
    private boolean fullStrength;

    /// @throws TypeConversionException listing the known ones
    static WindowScheme windows(String text) {
        try {
            return WindowScheme.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /// @throws IllegalArgumentException for less than one thread
    RestoreOptions options() {
        RestoreOptions options = RestoreOptions.DEFAULTS
                .withMemoryBytes(memory.bytes())
                .withSelfEnsemble(selfEnsemble)
                .withWindows(windows)
                .withFullStrength(fullStrength);
        return threads.map(options::withThreads).orElse(options);
    }
}
