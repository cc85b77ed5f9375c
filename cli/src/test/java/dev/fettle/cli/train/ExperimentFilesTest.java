package dev.fettle.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Run;
import dev.fettle.lab.sweep.SweepFolder;
import dev.fettle.train.experiment.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
                    .filter(file -> !file.getParent().endsWith("sources")) // included by others, as are these
                    .filter(file -> !file.getParent().endsWith("folders"))
                    .filter(file -> !file.getParent().endsWith("widths"))
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

    /// In help texts, pages and the lists of changes: a reader copies them.
    @Test
    void whatHelpAndPagesNameUnderExperimentsExists() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String command : List.of("train", "sweep", "cost", "inspect")) {
            texts.add(Run.of(command, "--help").out());
        }
        for (Path page : pages()) {
            texts.add(Files.readString(page));
        }
        List<String> named = texts.stream()
                .flatMap(text -> Pattern.compile("experiments/[\\w./-]*\\w")
                        .matcher(text)
                        .results())
                .map(MatchResult::group)
                .distinct()
                .toList();
        assertThat(named)
                .contains("experiments/nsr/constraint", "experiments/sr-x2.yaml")
                .allSatisfy(path -> assertThat(Path.of("..").resolve(path)).exists());
    }

    /// Readers have the papers and these pages, not what lay on the desk of who wrote them.
    @Test
    void pagesAndExperimentsCiteWhatAReaderCanFind() throws IOException {
        List<Path> files = new ArrayList<>(pages());
        try (Stream<Path> yaml = Files.walk(EXPERIMENTS)) {
            yaml.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".png"))
                    .forEach(files::add);
        }
        for (Path file : files) {
            assertThat(Files.readString(file))
                    .as("%s", file)
                    .doesNotContainPattern("(?i)\\b(papers|references|field)(\\.md|,? (sec|section|[0-9]))")
                    .doesNotContainPattern("\\(rows? [0-9]|rows? [0-9–, ]+ of the checklist");
        }
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Path.of("..", "README.md"), Path.of("..", "CHANGELOG.md")));
        try (Stream<Path> docs = Files.walk(Path.of("..", "docs"))) {
            docs.filter(file -> file.toString().matches(".*\\.(md|html)")).forEach(pages::add);
        }
        return pages;
    }

    @ParameterizedTest
    @MethodSource("alone")
    void everyExperimentBuildsItsNetwork(Path file) {
        assertThat(Experiment.load(file, List.of()).architecture().graph().parameters())
                .isNotEmpty();
    }
}
