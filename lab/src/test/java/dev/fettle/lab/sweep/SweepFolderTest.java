package dev.fettle.lab.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Vdsr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepFolderTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("sweep.yaml"), """
                title: Channels
                seeds: [3]
                base:
                  steps: 20
                  architecture: {type: edsr, scale: 2, blocks: 3, channels: 8}
                  data: {patch: 12, batch: 2}
                """);
        Files.writeString(folder.resolve("c16.yaml"), "architecture: {channels: 16}\n");
        Files.writeString(folder.resolve("c4.yaml"), "architecture: {channels: 4}\ndata: {batch: 5}\n");
        Files.writeString(folder.resolve("other.yaml"), "architecture: {type: vdsr, layers: 4}\n");
    }

    private SweepFolder load(String... overrides) throws IOException {
        return SweepFolder.load(folder, List.of(), List.of(overrides));
    }

    private static Architecture architecture(SweepFolder sweep, int variant) {
        return sweep.variants().get(variant).experiment().architecture();
    }

    @Test
    void whatIsSavedIsTheSameSweepWithoutItsOptions() throws IOException {
        Path saved = folder.resolve("saved");
        SweepFolder asked = SweepFolder.load(
                        folder,
                        List.of(5L, 6L),
                        List.of(
                                "steps=7",
                                "sets=[{name: Noisy set, folder: b, scale: 2}]",
                                "sets.Noisy set.folder=c",
                                "latency.runs=9"))
                .only(List.of("c16", "other"));
        load().save(saved); // what was there is replaced
        asked.save(saved);
        SweepFolder again = SweepFolder.load(saved, List.of(), List.of());
        assertThat(again.sweep().sets()).isEqualTo(asked.sweep().sets());
        assertThat(again.sweep().set("Noisy set").folder()).isEqualTo("c");
        assertThat(again.sweep().seeds()).containsExactly(5L, 6L);
        assertThat(again.sweep().latency().runs()).isEqualTo(9);
        assertThat(again.variants()).extracting(Variant::name).containsExactly("c16", "other");
        assertThat(again.variants())
                .extracting(Variant::experiment)
                .isEqualTo(asked.variants().stream().map(Variant::experiment).toList());
        assertThat(again.differences(asked)).isEmpty();
        assertThat(load().differences(again)).containsExactly("seeds", "sets", "latency", "c4", "steps");
    }

    @Test
    void numbersInNamesCountByTheirValue() throws IOException {
        assertThat(load().variants()).extracting(Variant::name).containsExactly("c4", "c16", "other");
    }

    @Test
    void aVariantStatesItsDifferenceAlone() throws IOException {
        SweepFolder sweep = load("data.patch=10");
        assertThat(architecture(sweep, 0)).isEqualTo(new Edsr(2, 3, 4, 1, 1));
        var settings = sweep.variants().getFirst().experiment().settings();
        assertThat(settings.steps()).isEqualTo(20);
        assertThat(settings.data().batch()).isEqualTo(5);
        assertThat(settings.data().patch()).isEqualTo(10);
    }

    /// The keys of one type mean nothing to another: VDSR has no blocks.
    @Test
    void aBlockOfAnotherTypeTakesTheSharedOnesPlace() throws IOException {
        assertThat(architecture(load(), 2))
                .isEqualTo(
                        new Vdsr(2, 4, Vdsr.DEFAULTS.channels(), Vdsr.DEFAULTS.colourChannels(), Vdsr.DEFAULTS.bias()));
    }

    @Test
    void seedsOnTheCommandLineReplaceThoseOfTheFile() throws IOException {
        assertThat(load().sweep().seeds()).containsExactly(3L);
        assertThat(SweepFolder.load(folder, List.of(7L, 8L), List.of()).sweep().seeds())
                .containsExactly(7L, 8L);
    }

    private static final String ACROSS =
            "across=[{label: channels, logarithmic: %s, lines: {edsr: {%s: c4, 16: %s}}, levels: {vdsr: other}}]";

    @Test
    void scoresAreDrawnOverANumberByTheVariantsThatThereAre() throws IOException {
        SweepFolder sweep = load(ACROSS.formatted(true, "4", "c16"));
        Across across = sweep.sweep().across().getFirst();
        assertThat(across.lines().get("edsr")).containsExactly(Map.entry(4.0, "c4"), Map.entry(16.0, "c16"));
        assertThat(across.levels()).containsExactly(Map.entry("vdsr", "other"));
        Across some = sweep.only(List.of("c16")).sweep().across().getFirst();
        assertThat(some.lines().get("edsr")).containsExactly(Map.entry(16.0, "c16"));
        assertThat(some.levels()).isEmpty();
        assertThat(sweep.only(List.of("other")).sweep().across()).isEmpty();
    }

    @Test
    void whatCannotBeDrawnOverANumberIsRefused() {
        assertThatThrownBy(() -> load(ACROSS.formatted(true, "4", "c61")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown variant 'c61'; known: c4, c16, other");
        assertThatThrownBy(() -> load(ACROSS.formatted(true, "0", "c16")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "line 'edsr': 0.0 is no place on a logarithmic axis; name the variant under 'levels'");
        assertThatThrownBy(() -> load("across=[{lines: {edsr: {4: c4}}}]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("across: each needs 'label' and 'lines'");
        assertThatThrownBy(() -> load("across=[{label: channels}]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("across: each needs 'label' and 'lines'");
    }
}
