package dev.fettle.cli.train;

import dev.fettle.train.settings.SettingsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/// How a training is made, whatever it trains.
final class TrainingOptions {
    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Change a setting, such as data.batch=8; may be repeated.")
    private List<String> settings = List.of();

    @Option(
            names = "--device",
            paramLabel = "cpu|cuda",
            description = "Where to compute; short for --set device=cpu|cuda (default: cpu).")
    private Optional<String> device = Optional.empty();

    @Option(
            names = "--resume",
            description = "Go on from the last checkpoint, to the same bits as without the stop, "
                    + "by the settings that the run was begun with; --set lies over them.")
    private boolean resume;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            description = "Where checkpoint, log and all that comes of it go (default: runs/NAME).")
    private Optional<Path> folder = Optional.empty();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    /// What lies over the file's settings, the last uppermost.
    ///
    /// @throws IllegalArgumentException if two options set the same
    List<String> overrides() {
        List<String> apart = SettingsFile.beside(settings, "device", device.map(name -> "--device " + name));
        return Stream.concat(apart.stream(), device.map(name -> "device=" + name).stream())
                .toList();
    }

    boolean resume() {
        return resume;
    }

    /// Of the run; empty for the usual one.
    Optional<Path> folder() {
        return folder;
    }

    /// Whether one JSON object is printed.
    boolean isJson() {
        return json;
    }
}
