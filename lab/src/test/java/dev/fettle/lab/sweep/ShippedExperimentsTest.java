package dev.fettle.lab.sweep;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.fettle.train.experiment.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every experiment of the folder `experiments` can be read: no key that has gone, no mark of a merge.
class ShippedExperimentsTest {
    private static final Path ROOT = Path.of("..", "experiments");

    /// Folders that hold settings which experiments include, and no experiments.
    private static final List<String> INCLUDED = List.of("sources", "folders", "photographs", "widths");

    static Stream<Path> sweeps() throws IOException {
        return all().filter(SweepFolder::isSweep);
    }

    static Stream<Path> alone() throws IOException {
        return all().filter(file -> file.toString().endsWith(".yaml"))
                .filter(file -> !SweepFolder.isSweep(file.getParent()))
                .filter(file ->
                        !INCLUDED.contains(file.getParent().getFileName().toString()));
    }

    private static Stream<Path> all() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("sweeps")
    void aSweepIsRead(Path folder) {
        assertThatCode(() -> SweepFolder.load(folder, List.of(), List.of())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("alone")
    void anExperimentIsRead(Path file) {
        assertThatCode(() -> Experiment.load(file, List.of())).doesNotThrowAnyException();
    }
}
