package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.sweep.SweepFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What stands under `experiments/` can be run.
class ExperimentFilesTest {
    private static final Path EXPERIMENTS = Path.of("..", "experiments");

    static List<Path> sweeps() throws IOException {
        try (Stream<Path> files = Files.walk(EXPERIMENTS)) {
            return files.filter(file -> file.endsWith("sweep.yaml"))
                    .map(file -> EXPERIMENTS.relativize(file.getParent()))
                    .sorted()
                    .toList();
        }
    }

    static List<Path> alone() throws IOException {
        try (Stream<Path> files = Files.walk(EXPERIMENTS)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !Files.exists(file.resolveSibling("sweep.yaml")))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("sweeps")
    void everySweepBuildsItsNetworks(Path sweep) throws IOException {
        SweepFolder folder = SweepFolder.load(EXPERIMENTS.resolve(sweep), List.of(), List.of());
        assertThat(folder.variants())
                .hasSizeGreaterThan(1)
                .allSatisfy(variant -> assertThat(
                                variant.experiment().architecture().graph().parameters())
                        .isNotEmpty());
    }

    @ParameterizedTest
    @MethodSource("alone")
    void everyExperimentBuildsItsNetwork(Path file) {
        assertThat(Experiment.load(file, List.of()).architecture().graph().parameters())
                .isNotEmpty();
    }
}
