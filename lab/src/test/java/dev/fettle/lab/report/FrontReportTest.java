package dev.fettle.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.lab.report.FrontResults.Millis;
import dev.fettle.lab.report.FrontResults.Panel;
import dev.fettle.lab.report.FrontResults.Published;
import dev.fettle.lab.report.FrontResults.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrontReportTest {
    private static final Published ETDS = new Published("Chao et al.", "luma", "Sits high.", "152 K", "");
    private static final Published ECBSR = new Published("Chao et al.", "luma", "Sits high.", "", "With PReLU.");

    @TempDir
    Path folder;

    private static Row ours(double millis, Optional<Double> psnr) {
        return new Row("sr-x2", 3, 158_979, 40_248, new Millis(millis, millis - 1, millis + 1), psnr, Optional.empty());
    }

    private static Row others(String name, double millis, double psnr, Published published) {
        Millis times = new Millis(millis, millis, millis);
        return new Row(name, 1, 152_184, 37_900, times, Optional.of(psnr), Optional.of(published));
    }

    private String page(Row... rows) throws IOException {
        Panel panel = new Panel(
                "sr-x2",
                "Enlarging by 2",
                "See [the card](sr-x2.md).",
                "Set5",
                Optional.of("y border=2"),
                Optional.of(33.674),
                List.of(rows));
        FrontReport.write(
                folder.resolve("page.md"),
                new FrontResults("Front", "*About*", "fettle 1; a machine", "1280x720", List.of(panel)));
        return Files.readString(folder.resolve("page.md"));
    }

    @Test
    void theTableTellsWhatIsMeasuredFromWhatIsPublished() throws IOException {
        String page = page(ours(156.25, Optional.of(37.186)), others("ETDS-L", 123.4, 37.64, ETDS));
        assertThat(page)
                .contains("# Front", "*About*", "See [the card](sr-x2.md).")
                .containsSubsequence(
                        "| ETDS-L | 1 (luma) | 152,184 (published: 152 K) | 37.9 | 123 (123 – 123) | 37.64 | published (1) |",
                        "| sr-x2 | 3 | 158,979 | 40.2 | 156 (155 – 157) | 37.19 | measured here |",
                        "PSNR of ours: Set5, y border=2. The same pictures without a network: 33.67 dB.",
                        "1. Chao et al. (luma). Sits high.")
                .containsSubsequence("- fettle 1; a machine", "- Times: 1280x720");
    }

    @Test
    void aSourceAndARemarkAreNotedOnce() throws IOException {
        assertThat(page(others("ETDS-L", 9, 37, ETDS), others("ECBSR", 90, 36, ECBSR)))
                .contains("| 9.00 (9.00 – 9.00) | 37.00 | published (1) |")
                .contains("| 90.0 (90.0 – 90.0) | 36.00 | published (1, 2) |")
                .containsOnlyOnce("Chao et al.")
                .contains("2. With PReLU.");
    }

    @Test
    void theChartNamesEveryNetworkThatHasAScore() throws IOException {
        page(ours(156.25, Optional.empty()), others("ETDS-L", 123.4, 37.64, ETDS), others("ECBSR", 20, 37.18, ECBSR));
        assertThat(Files.readString(folder.resolve("pictures/page-sr-x2.svg")))
                .contains("ETDS-L", "ECBSR", ">20<", ">50<", ">100<", "PSNR as published")
                .contains("sr-x2 (not scored)")
                .doesNotContain("both measured here", "E1");
    }

    @Test
    void onAnAxisOfManyDecadesPowersOfTenAloneAreLabelled() throws IOException {
        page(others("ETDS-L", 1, 37.64, ETDS), others("ECBSR", 10_000, 37.18, ECBSR));
        assertThat(Files.readString(folder.resolve("pictures/page-sr-x2.svg")))
                .contains(">1000<", ">10000<")
                .doesNotContain(">20<", ">500<");
    }

    @Test
    void withoutAScoreThereIsATableAndNoChart() throws IOException {
        assertThat(page(ours(156.25, Optional.empty())))
                .contains("| not measured | not measured |")
                .doesNotContain("![");
        assertThat(folder.resolve("pictures")).doesNotExist();
    }
}
