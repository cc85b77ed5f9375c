package dev.fettle.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.Configuration;
import dev.fettle.network.architecture.Edsr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ExperimentTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void writeFile() throws IOException {
        file = folder.resolve("x.yaml");
        Files.writeString(file, """
                name: tiny
                steps: 20
                architecture: {type: edsr, scale: 2, blocks: 3, channels: 8}
                data:
                  photos: somewhere
                  patch: 12
                optimizer: {learningRate: 1.0e-3}
                """);
    }

    @Test
    void whatIsLeftOutTakesItsDefault() {
        Experiment experiment = Experiment.load(file, List.of());
        assertThat(experiment.architecture()).isEqualTo(new Edsr(2, 3, 8, 1, 1));
        assertThat(experiment.settings().steps()).isEqualTo(20);
        assertThat(experiment.settings().data().patch()).isEqualTo(12);
        assertThat(experiment.settings().data().batch()).isEqualTo(16);
        assertThat(experiment.settings().optimizer().learningRate()).isEqualTo(1e-3);
        assertThat(experiment.settings().optimizer().beta2()).isEqualTo(0.999);
        assertThat(experiment.degradation().label()).isEqualTo("bicubic x2 mirror-8bit");
    }

    /// docs/training.md has a row for every key, with its default.
    @Test
    void everySettingIsDocumented() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("..", "docs", "training.md"));
        Map<String, JsonNode> settings = new TreeMap<>();
        collect("", Configuration.MAPPER.valueToTree(Experiment.Settings.DEFAULTS), settings);
        assertThat(settings).hasSizeGreaterThan(25);
        settings.forEach((key, value) -> {
            String fallback = key.equals("threads") ? "all" : value.asString(value.toString());
            String row = "| `" + key + "` | " + (fallback.isEmpty() ? "" : fallback + " ") + "|";
            assertThat(rows).as(row).anyMatch(line -> line.startsWith(row));
        });
    }

    private static void collect(String prefix, JsonNode settings, Map<String, JsonNode> leaves) {
        settings.forEachEntry((key, value) -> {
            if (value.isObject()) {
                collect(prefix + key + ".", value, leaves);
            } else {
                leaves.put(prefix + key, value);
            }
        });
    }

    @Test
    void settingsOnTheCommandLineComeLast() {
        Experiment experiment = Experiment.load(
                file,
                List.of(
                        "steps=7",
                        "architecture.blocks=1",
                        "schedule.milestones=[3, 5]",
                        "schedule.type=multi-step",
                        "data.photos=a=b"));
        assertThat(experiment.settings().steps()).isEqualTo(7);
        assertThat(experiment.architecture()).isEqualTo(new Edsr(2, 1, 8, 1, 1));
        assertThat(experiment.settings().schedule().milestones()).containsExactly(3L, 5L);
        assertThat(experiment.settings().data().photos()).isEqualTo("a=b");
    }

    @Test
    void theResolvedYamlReadsBackAsTheSame() {
        Experiment experiment = Experiment.load(file, List.of("seed=-5", "validation.photos=here"));
        assertThat(Experiment.parse(experiment.toYaml())).isEqualTo(experiment);
    }

    @Test
    void unknownKeysAreRefusedWithTheNearestKnownOne() {
        assertThatThrownBy(() -> Experiment.load(file, List.of("optimizer.learningrate=1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x.yaml")
                .hasMessageContaining("unknown key 'learningrate'")
                .hasMessageContaining("did you mean 'learningRate'");
        assertThatThrownBy(() -> Experiment.load(file, List.of("architecture.chanels=9")))
                .hasMessageContaining("did you mean 'channels'");
        assertThatThrownBy(() -> Experiment.load(file, List.of("stepps=9")))
                .hasMessageContaining("did you mean 'steps'");
    }

    @Test
    void layersWithAnotherLearningRateAreChecked() {
        String key = "optimizer.factors=";
        Experiment experiment = Experiment.load(file, List.of(key + "[{layer: tail.1, factor: 0.1}]"));
        assertThat(experiment.settings().optimizer().factor("tail.1.weight")).isEqualTo(0.1);
        assertThat(experiment.settings().optimizer().factor("tail.10.weight")).isEqualTo(1);
        assertThat(Experiment.parse(experiment.toYaml())).isEqualTo(experiment);
        assertThatThrownBy(() -> Experiment.load(file, List.of(key + "[{layer: tial, factor: 0.1}]")))
                .hasMessageContaining("optimizer.factors: the network has no layer 'tial'");
        assertThatThrownBy(() -> Experiment.load(file, List.of(key + "[{layer: tail, factor: -1}]")))
                .hasMessageContaining("the factor of 'tail' must be positive");
    }

    @Test
    void badValuesAreRefusedInOneLineThatNamesTheFile() {
        for (String bad : List.of(
                "steps=many",
                "steps=0",
                "steps=",
                "steps=1.5",
                "loss=l3",
                "schedule.type=step",
                "task=denoise",
                "task=derain",
                "architecture=edsr",
                "architecture.scale=5",
                "architecture.valueRange=255",
                "name=../x",
                "data=photos",
                "data.patch=0",
                "data.sources=[{nme: x}]",
                "optimizer.clip=-1",
                "optimizer.factors=[{layer: tail}]",
                "optimizer.factors=[{factor: 2}]",
                "optimizer.averageDecay=1",
                "checkpoints.every=0",
                "novalue",
                "=3",
                ".=3",
                "a..b=3",
                "steps=[1")) {
            assertThatThrownBy(() -> Experiment.load(file, List.of(bad)))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("x.yaml")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void aFileThatIsNoYamlIsRefusedInOneLine() throws IOException {
        for (String bad :
                List.of("", "a: [", "a: b: c", "- 1\n- 2\n", "\"", "a: 1\na: 2\n", "just text", "\t", "&a [*a]")) {
            Files.writeString(file, bad);
            assertThatThrownBy(() -> Experiment.load(file, List.of()))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("x.yaml")
                    .hasMessageNotContaining("\n");
        }
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertThatThrownBy(() -> Experiment.load(file, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Experiment.load(folder.resolve("none.yaml"), List.of()))
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> Experiment.load(folder, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theExperimentsInTheTreeAreValid() throws IOException {
        Path experiments = Path.of("..", "experiments");
        try (var files = Files.list(experiments)) {
            List<Path> yaml =
                    files.filter(path -> path.toString().endsWith(".yaml")).toList();
            assertThat(yaml).isNotEmpty();
            yaml.forEach(path -> Experiment.load(path, List.of()));
        }
    }
}
