package dev.fettle.cli.option;

import dev.fettle.lab.MemorySize;
import dev.fettle.runtime.RestoreOptions;
import java.util.Optional;
import picocli.CommandLine.Option;

/// How much of the machine a command that runs a network may use.
public final class EngineOptions {
    @Option(names = "--threads", paramLabel = "N", description = "Processor cores to use (default: all).")
    private Optional<Integer> threads = Optional.empty();

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            defaultValue = "512MB",
            description = "Memory for the engine's buffers, which decides the size of the tiles (default: 512MB). "
                    + "The pictures come on top.")
    private MemorySize memory = new MemorySize(RestoreOptions.DEFAULTS.memoryBytes());

    /// @throws IllegalArgumentException for less than one thread
    public RestoreOptions options() {
        RestoreOptions options = RestoreOptions.DEFAULTS.withMemoryBytes(memory.bytes());
        return threads.map(options::withThreads).orElse(options);
    }
}
