package dev.fettle.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.lab.Size;
import dev.fettle.lab.network.FieldReport;
import dev.fettle.lab.report.SweepResults.Curve;
import dev.fettle.lab.report.SweepResults.Ghosts;
import dev.fettle.lab.report.SweepResults.Run;
import dev.fettle.lab.report.SweepResults.Variant;
import dev.fettle.network.Offset;
import dev.fettle.network.model.ModelCard.Shifted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShiftTableTest {
    private static final Offset CENTRE = new Offset(0, 0);
    private static final Offset RIGHT = new Offset(0, 1);

    private static Variant variant(String name, Optional<Ghosts> ghosts) {
        Curve curve = new Curve(List.of(), List.of());
        Run first = new Run(1, "runs/" + name, "not begun", curve, Map.of());
        Run second = new Run(2, "runs/" + name, "trained", curve, Map.of(), ghosts, Optional.empty());
        return new Variant(name, new LinkedHashMap<>(), 1, 1, Optional.empty(), List.of(first, second));
    }

    private static Optional<Ghosts> ghosts(int width, Shifted... layers) {
        return Optional.of(new Ghosts(Optional.of(new FieldReport(width, 9, new Size(9, 9))), List.of(layers)));
    }

    private static SweepResults results(Variant... variants) {
        return new SweepResults(
                "Ghosts",
                "",
                "",
                List.of(),
                List.of(variants),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of());
    }

    private static final SweepResults RESULTS = results(
            variant("dense", Optional.empty()),
            variant("layer", ghosts(10, new Shifted("body.0", List.of(RIGHT), 0, List.of(7L)))),
            variant(
                    "channel",
                    ghosts(
                            11,
                            new Shifted("body.0", List.of(RIGHT, CENTRE, RIGHT), 1, List.of(1L, 2L, 3L)),
                            new Shifted("body.1", List.of(CENTRE), 1, List.of(12L)))));

    @Test
    void eachLayerTellsWhereItsGhostsWent() {
        ShiftTable table = ShiftTable.of(RESULTS).orElseThrow();
        assertThat(table.heads()).containsExactly("", "layer", "channel");
        assertThat(table.rows())
                .containsExactly(
                        List.of("seen", "10x9, 9x9 without", "11x9, 9x9 without"),
                        List.of("in the centre", "0 of 1", "2 of 4"),
                        List.of("last change", "step 7", "step 12"),
                        List.of("body.0", "(0, 1)", "(0, 1) 2 of 3"),
                        List.of("body.1", "–", "(0, 0)"));
    }

    @Test
    void withoutGhostsThereIsNone() {
        assertThat(ShiftTable.of(results(variant("dense", Optional.empty())))).isEmpty();
    }

    @Test
    void bothPagesHaveIt(@TempDir Path folder) throws Exception {
        SweepReport.write(folder, RESULTS, List.of());
        assertThat(Files.readString(folder.resolve("report.md")))
                .contains("## Chosen shifts", "body.0 | (0, 1) | (0, 1) 2 of 3");
        assertThat(Files.readString(folder.resolve(SweepReport.HTML)))
                .contains("<h2>Chosen shifts</h2>", "(0, 1) 2 of 3");
        SweepReport.write(folder, results(variant("dense", Optional.empty())), List.of());
        assertThat(Files.readString(folder.resolve("report.md"))).doesNotContain("Chosen shifts");
    }
}
