package dev.fettle.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.degrade.BicubicDown;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.network.Kinds;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.model.ModelCard;
import dev.fettle.train.data.DegradationModel;
import dev.fettle.train.data.JpegQualities;
import dev.fettle.train.data.Mixture;
import dev.fettle.train.data.NoiseLevels;
import dev.fettle.train.experiment.Experiment.Settings;
import dev.fettle.train.start.Starts;
import dev.fettle.train.torch.objective.Norm;
import dev.fettle.train.torch.objective.Objective;
import dev.fettle.train.torch.objective.Terms;
import dev.fettle.train.torch.optimizer.Adam;
import dev.fettle.train.torch.optimizer.Group;
import dev.fettle.train.torch.optimizer.Optimizers;
import dev.fettle.train.torch.regimen.Regimens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        assertThat(((Adam) experiment.settings().optimizer()).beta2()).isEqualTo(0.999);
        assertThat(experiment.degradation(2))
                .isEqualTo(new DegradationModel.Reduction(new BicubicDown(2, Flavour.MIRROR_8BIT)));
        assertThat(experiment.settings().data().sigma()).isEqualTo(new NoiseLevels(25, 25));
        assertThat(experiment.settings().data().quality()).isEqualTo(new JpegQualities(40, 40));
    }

    /// docs/training.md has a row for every key, with its default.
    @Test
    void everySettingIsDocumented() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("..", "docs", "training.md"));
        Map<String, String> settings = new TreeMap<>(new Experiment(Edsr.DEFAULTS, Settings.DEFAULTS).byKey());
        settings.keySet().removeIf(key -> key.startsWith("architecture."));
        assertThat(settings).hasSizeGreaterThan(25);
        settings.forEach((key, value) -> {
            String fallback = key.equals("threads") ? "all" : value;
            String row = "| `" + key + "` | " + (fallback.isEmpty() ? "" : fallback + " ") + "|";
            assertThat(rows).as(row).anyMatch(line -> line.startsWith(row));
        });
    }

    /// The kinds of parts, with all their keys and defaults.
    @Test
    void everyKindIsDocumented() throws IOException {
        String text = Files.readString(Path.of("..", "docs", "training.md"));
        assertDocumented(text, Terms.ALL);
        assertDocumented(text, Optimizers.ALL);
        assertDocumented(text, Starts.ALL);
        assertDocumented(text, Regimens.ALL);
    }

    private static <T> void assertDocumented(String text, Kinds<T> kinds) {
        for (Kinds.Kind<T> kind : kinds) {
            assertThat(text).contains("`" + kind.name() + "`");
            kinds.write(kind.defaults())
                    .propertyNames()
                    .forEach(key -> assertThat(text).as(kind.name()).contains(key));
        }
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
    void levelsAreANumberOrARange() {
        Experiment fixed = sameSize("denoise", "data.sigma=15");
        assertThat(fixed.settings().data().sigma()).isEqualTo(NoiseLevels.of(15));
        assertThat(fixed.toYaml()).contains("  sigma: 15.0\n");
        assertThat(sameSize("deblock", "data.quality=10").toYaml()).contains("  quality: 10\n");
        assertThat(sameSize("deblock", "data.quality=[5, 95]").degradation(1))
                .isEqualTo(new DegradationModel.Jpeg(new JpegQualities(5, 95)));
        Experiment blind = sameSize("denoise", "data.sigma=[0, 55]");
        assertThat(blind.degradation(1)).isEqualTo(new DegradationModel.Noise(new NoiseLevels(0, 55)));
        assertThat(Experiment.parse(blind.toYaml())).isEqualTo(blind);
    }

    private Experiment sameSize(String task, String setting) {
        return Experiment.load(file, List.of("task=" + task, "architecture.scale=1", setting));
    }

    /// The defaults of levels stand in every resolved file, whatever its task.
    @Test
    void levelsThatTheTaskDoesNotHaveAreRefused() {
        assertRefused(
                "data.sigma=15", "data.sigma is a setting of task 'denoise' and means nothing to 'sr'; leave it out");
        assertRefused("data.quality=[5, 95]", "data.quality is a setting of task 'deblock' and means nothing to 'sr'");
        assertThatThrownBy(() -> sameSize("denoise", "data.quality=10"))
                .hasMessageContaining("means nothing to 'denoise'");
        assertThatThrownBy(() -> sameSize("deblock", "data.sigma=10"))
                .hasMessageContaining("means nothing to 'deblock'");
        assertThat(Experiment.load(file, List.of("data.sigma=25", "data.quality=40")))
                .isEqualTo(Experiment.load(file, List.of()));
    }

    @Test
    void levelsOutOfRangeOrUpsideDownAreRefused() {
        assertRefused("data.sigma=-1", "data.sigma must be from 0 to 255, got -1.0");
        assertRefused("data.sigma=[0, 256]", "data.sigma must be from 0 to 255, got [0.0, 256.0]");
        assertRefused("data.sigma=[55, 0]", "data.sigma: the lower level comes first, got [55.0, 0.0]");
        assertRefused("data.sigma=.nan", "data.sigma");
        assertRefused("data.sigma=blind", "data.sigma: a number such as 25, or two such as [0, 55], got \"blind\"");
        assertRefused("data.sigma=[1, 2, 3]", "data.sigma: a number such as 25, or two");
        assertRefused("data.quality=0", "data.quality must be from 1 to 100, got 0");
        assertRefused("data.quality=101", "data.quality must be from 1 to 100, got 101");
        assertRefused("data.quality=[90, 10]", "data.quality must begin with the lower one, got [90, 10]");
        assertRefused(
                "data.quality=[10, 20.5]", "data.quality must be a whole number such as 40, or two such as [5, 95]");
        assertRefused("data.quality=", "data.quality");
    }

    @Test
    void mixturesAreReadAndWritten() {
        String noise =
                "data.mixture={gray: 0.2, clean: 0.05, smoothed: 0.15, poisson: 0.15, jpeg: 0.4, jpegQuality: [70, 98]}";
        Experiment blind =
                Experiment.load(file, List.of("task=denoise", "architecture.scale=1", "data.sigma=[0, 55]", noise));
        Mixture mixture = blind.settings().data().mixture();
        assertThat(mixture.jpegQuality()).isEqualTo(new JpegQualities(70, 98));
        assertThat(mixture.twice()).isZero();
        assertThat(blind.degradation(1)).isEqualTo(new DegradationModel.Noise(new NoiseLevels(0, 55), mixture));
        assertThat(Experiment.parse(blind.toYaml())).isEqualTo(blind);
        Experiment twice = sameSize("deblock", "data.mixture={gray: 0.2, twice: 0.25, firstQuality: 30, reduced: 0.5}");
        assertThat(twice.settings().data().mixture().firstQuality()).isEqualTo(JpegQualities.of(30));
        assertThat(Experiment.load(file, List.of()).settings().data().mixture()).isEqualTo(Mixture.NONE);
    }

    @Test
    void mixturesThatContradictAreRefused() {
        assertRefused(
                "data.mixture.gray=0.2",
                "data.mixture.gray is a setting of task 'denoise' and 'deblock' and means nothing to 'sr'; leave it out");
        assertRefused("data.mixture.jpegQuality=50", "data.mixture.jpegQuality is a setting of task 'denoise'");
        assertRefused("data.mixture.gray=2", "data.mixture.gray is a share and must be from 0 to 1, got 2.0");
        assertRefused(
                "data.mixture.firstQuality=[0, 4]", "data.mixture.firstQuality must be from 1 to 100, got [0, 4]");
        assertRefused("data.mixture.grey=0.1", "data.mixture: unknown key 'grey'; did you mean 'gray'?");
        for (String key : List.of("smoothed", "poisson", "jpeg")) {
            assertThatThrownBy(() -> sameSize("deblock", "data.mixture." + key + "=0.1"))
                    .hasMessageContaining("data.mixture." + key
                            + " is a setting of task 'denoise' and means nothing to " + "'deblock'; leave it out");
        }
        assertThatThrownBy(() -> sameSize("denoise", "data.mixture.twice=0.1"))
                .hasMessageContaining("data.mixture.twice is a setting of task 'deblock'");
        assertThatThrownBy(() -> sameSize("deblock", "data.mixture.reduced=0.5"))
                .hasMessageContaining("data.mixture.reduced means nothing without data.mixture.twice; say that, too");
        assertThatThrownBy(() -> sameSize("denoise", "data.mixture.jpegQuality=[70, 98]"))
                .hasMessageContaining("data.mixture.jpegQuality means nothing without data.mixture.jpeg");
        String gray = "architecture={type: dncnn, colourChannels: 1, layers: 3}";
        assertThatThrownBy(() -> Experiment.load(file, List.of("task=denoise", gray, "data.mixture.gray=0.2")))
                .hasMessageContaining("data.mixture.gray: a network of one channel sees nothing but gray pictures");
    }

    private void assertRefused(String setting, String message) {
        assertThatThrownBy(() -> Experiment.load(file, List.of(setting)))
                .as(setting)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x.yaml")
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
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
        assertThatThrownBy(() -> Experiment.load(file, List.of("optimizer.groups=[{layer: tail, facto: 1}]")))
                .hasMessageContaining("optimizer.groups.0: unknown key 'facto'; did you mean 'factor'?");
        assertThatThrownBy(() -> Experiment.load(file, List.of("data.sources=[{name: a, atribution: b}]")))
                .hasMessageContaining("data.sources.0: unknown key 'atribution'; did you mean 'attribution'?");
        assertThatThrownBy(() -> Experiment.load(file, List.of("regimen.ratio=0.3")))
                .hasMessageEndingWith("regimen: unknown key 'ratio'; known: none");
        assertThatThrownBy(() -> Experiment.load(file, List.of("data.sources=[{name: a, licence: b}]")))
                .hasMessageContaining("data.sources.0: 'attribution' is missing");
    }

    @Test
    void layersWithAnotherLearningRateAreChecked() {
        String key = "optimizer.factors=";
        Experiment experiment = Experiment.load(file, List.of(key + "[{layer: tail.1, factor: 0.1}]"));
        assertThat(experiment.settings().optimizer().groups())
                .containsExactly(new Group(
                        Optional.of("tail.1"), Optional.empty(), Optional.of(0.1), Optional.empty(), Optional.empty()));
        assertThat(Experiment.load(file, List.of("optimizer.groups=[{layer: tail.1, factor: 0.1}]")))
                .isEqualTo(experiment);
        assertThat(Experiment.parse(experiment.toYaml())).isEqualTo(experiment);
        assertThatThrownBy(() -> Experiment.load(file, List.of(key + "[{layer: tial, factor: 0.1}]")))
                .hasMessageContaining("optimizer.groups: the network has no layer 'tial'");
        assertThatThrownBy(() -> Experiment.load(file, List.of(key + "[{layer: tail, factor: -1}]")))
                .hasMessageContaining("the factor of layer 'tail' must be at least 0");
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
                "architecture=esdr",
                "architecture.scale=5",
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {pooling: window, window: 64} | data.patch (48): 'body.0.body.0.mean' pools over windows of 64, larger than the
            {pooling: local, window: 49}  | convolution.window up to 48 or a larger patch
            {cardinals: 24}               | body.0.body.0: cardinals (24) must divide the 64 channels
            {groups: 0}                   | sparse: groups must be 1 to 256, got 0
            {groups: -1}                  | sparse: groups must be 1 to 256, got -1
            {constraint: hardest}         | constraint must be one of none, sigmoid, hard, softmax, annealed, got 'hardest'
            {temperature: {to: 0}}        | temperature: from and to must be positive and finite, got 30.0 and 0.0
            {temperature: 0.3}            | convolution.temperature: a block of 'key: value' lines is expected, got 0.3
            {experts: 4}                  | unknown key 'experts'
            """)
    void aConvolutionThatDoesNotFitIsRefusedWithItsNumbers(String settings, String reason) {
        String convolution = "architecture.convolution={type: sparse, " + settings.substring(1);
        assertThatThrownBy(
                        () -> Experiment.load(file, List.of("architecture.channels=64", "data.patch=48", convolution)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x.yaml")
                .hasMessageContaining(reason.strip())
                .hasMessageNotContaining("\n");
    }

    @Test
    void windowsAsLargeAsThePatchAreTaken() {
        String convolution = "architecture.convolution={type: sparse, pooling: window, window: 48}";
        Experiment experiment =
                Experiment.load(file, List.of("architecture.channels=64", "data.patch=48", convolution));
        assertThat(experiment.architecture().graph().parameters()).isNotEmpty();
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

    /// What several files share stands in one, found from the folder of the file that includes it.
    @Test
    void anIncludedFileStandsInItsPlace() throws IOException {
        Path shared = Files.createDirectories(folder.resolve("shared")).resolve("sources.yaml");
        Files.writeString(shared, "- {name: mine, licence: CC0-1.0, attribution: ''}\n");
        Files.writeString(file, Files.readString(file) + "loss: {include: shared/loss.yaml}\n");
        Files.writeString(shared.resolveSibling("loss.yaml"), "l2");
        String yaml = Files.readString(file).replace("  patch: 12", "  sources: {include: shared/sources.yaml}");
        Files.writeString(file, yaml);
        Experiment experiment = Experiment.load(file, List.of("data.sources.mine.licence=CC-BY-4.0"));
        assertThat(experiment.settings().data().sources())
                .containsExactly(new ModelCard.DataSource("mine", "CC-BY-4.0", ""));
        assertThat(experiment.settings().loss()).isEqualTo(Objective.of(Norm.L2));
        assertThat(Experiment.parse(experiment.toYaml())).isEqualTo(experiment);
        assertRefused("data.sources={include: 3}", "data.sources");
        Files.writeString(shared, "- {name: [");
        assertRefused("steps=1", "sources.yaml: not valid YAML");
        Files.delete(shared);
        assertRefused("steps=1", "sources.yaml: cannot be read");
    }

    @Test
    void anIncludedFileStandsInItsPlaceInAList() throws IOException {
        Files.writeString(folder.resolve("term.yaml"), "{type: distance, norm: l2}");
        Files.writeString(file, Files.readString(file) + "loss: [{include: term.yaml}]\n");
        assertThat(Experiment.load(file, List.of()).settings().loss()).isEqualTo(Objective.of(Norm.L2));
    }

    /// Names are told from the folder of the file that they stand in.
    @Test
    void anIncludedFileMayIncludeOthersButNotItself() throws IOException {
        Path inner = Files.createDirectories(folder.resolve("terms/common")).resolve("late.yaml");
        Files.writeString(inner, "{type: distance, norm: l2}");
        Files.writeString(folder.resolve("terms/loss.yaml"), "[{include: common/late.yaml}]");
        Files.writeString(file, Files.readString(file) + "loss: {include: terms/loss.yaml}\n");
        assertThat(Experiment.load(file, List.of()).settings().loss()).isEqualTo(Objective.of(Norm.L2));
        Files.writeString(inner, "{include: ../loss.yaml}");
        assertRefused("steps=1", "loss.yaml includes itself, by way of");
        Files.writeString(inner, "{include: late.yaml}");
        assertRefused("steps=1", "late.yaml includes itself");
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
