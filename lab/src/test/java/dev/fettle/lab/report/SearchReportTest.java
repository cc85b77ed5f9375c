package dev.fettle.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.lab.report.SearchResults.Chosen;
import dev.fettle.lab.report.SearchResults.Group;
import dev.fettle.lab.report.SearchResults.Point;
import dev.fettle.lab.report.SearchResults.Size;
import dev.fettle.network.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SearchReportTest {
    private static final SearchResults RESULTS = new SearchResults(
            "small<er>",
            "dense",
            "Fettle, here",
            "psnr-y, dB",
            "derived",
            20,
            30,
            new Size(1000, 400),
            new Size(600, 300),
            List.of(
                    new Group("body.0", 16, 12, List.of(4, 8, 8, 12), 0.5, 0.2),
                    new Group("body.1", 16, 8, List.of(4, 8, 8, 12), 0.9, 0.004)),
            List.of(
                    new Point(10, 30.5, 320, List.of(new Chosen(8, 0.9, 0.01), new Chosen(12, 0.95, 0.002))),
                    new Point(20, 30.75, 300, List.of(new Chosen(12, 0.5, 0.2), new Chosen(8, 0.9, 0.004)))));

    @TempDir
    private Path folder;

    private String file(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    @Test
    void theTerminalTellsWhatStaysAndHowSurelyItWasChosen() {
        List<String> lines = SearchTable.of(RESULTS);
        assertThat(lines.get(1)).matches("body\\.0 +16 +12 +4 8 12 +0\\.5000 +0\\.2000");
        assertThat(lines)
                .contains(
                        "300.0 of 400.0 multiply-adds per output pixel stay (75.0 %), 600 of 1,000 parameters (60.0 %).")
                .anyMatch(line -> line.contains("after step 20 of 30"))
                .anyMatch(line -> line.startsWith("1 of 2 choices are the largest candidate"))
                .anyMatch(line -> line.startsWith("1 of 2 choices have a margin below 0.01"));
    }

    @Test
    void allThreeFormsHaveEveryGroup() throws IOException {
        SearchReport.write(folder, RESULTS);
        JsonNode json = Configuration.MAPPER.readTree(file("search.json"));
        assertThat(json.get("groups").get(1).get("margin").asDouble()).isEqualTo(0.004);
        assertThat(json.get("course").get(1).get("choices").get(0).get("width").asInt())
                .isEqualTo(12);
        assertThat(file("report.md"))
                .contains("# Channel numbers of small\\<er\\>", "| body.0 | 16 | 12 | 4 8 12 | 0.5000 | 0.2000 |");
        assertThat(file("report.html"))
                .contains("Channel numbers of small&lt;er&gt;", "<td>body.1</td><td>16</td><td>8</td>")
                .doesNotContain("<script", "http://localhost");
    }

    /// Curves need fonts; where there are none, the report says so.
    @Test
    void theCurvesAreOfWidthsAndOfTheCourse() throws IOException {
        SearchReport.write(folder, RESULTS);
        if (SvgDrawing.problem().isPresent()) {
            assertThat(file("report.md")).contains("no fonts");
            return;
        }
        for (String chart : List.of("widths", "clear", "decided", "validation", "macs")) {
            assertThat(file("pictures/" + chart + ".svg")).contains("<svg");
            assertThat(file("report.md")).contains("(pictures/" + chart + ".svg)");
        }
        assertThat(file("report.html")).contains("largest candidate", "smallest candidate", "margin", "chosen so far");
    }
}
