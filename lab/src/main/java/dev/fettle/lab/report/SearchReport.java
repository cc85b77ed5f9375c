package dev.fettle.lab.report;

import dev.fettle.file.AtomicFile;
import dev.fettle.lab.report.SweepReport.Drawn;
import dev.fettle.network.Configuration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A search for channel numbers as `search.json`, `report.html` (one file, no scripts, nothing from elsewhere), and
/// `report.md` with the folder `pictures` beside it.
public final class SearchReport {
    /// The numbers.
    public static final String JSON = "search.json";

    /// The page for a browser.
    public static final String HTML = SweepReport.HTML;

    private static final List<String> METHOD = List.of(
            "Entropy: of the chances of the different widths, as a part of the largest possible. Margin: how much larger the chance of the chosen width is than that of any other width's best candidate.",
            "Chances are a softmax over the candidates, of which narrow layers have several of one width.",
            "The choices learn from one half of the training pictures, the weights from the other; what counts is the network with the best validation, on pictures that neither has seen.");

    private final SearchResults results;
    private final List<Drawn> charts;
    private final List<String> notes;

    private SearchReport(SearchResults results) {
        this.results = results;
        notes = SvgDrawing.problem().stream().toList();
        charts = notes.isEmpty()
                ? SearchCharts.of(results).stream().map(Charts.Named::drawn).toList()
                : List.of();
    }

    /// @param folder that the files are written to
    public static void write(Path folder, SearchResults results) throws IOException {
        SearchReport report = new SearchReport(results);
        Path pictures = Files.createDirectories(folder.resolve(SweepReport.picture("")));
        for (Drawn chart : report.charts) {
            write(pictures.resolve(chart.name() + ".svg"), SvgDrawing.standalone(chart.svg()));
        }
        write(
                folder.resolve(JSON),
                Configuration.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(results) + "\n");
        write(folder.resolve("report.md"), report.markdown());
        write(folder.resolve(HTML), report.html());
    }

    private static void write(Path file, String text) throws IOException {
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String title() {
        return "Channel numbers of " + results.name();
    }

    private String html() {
        HtmlPage page = new HtmlPage(title());
        page.notes(notes);
        SearchTable.summary(results).forEach(line -> page.add("<p>" + HtmlPage.escaped(line) + "</p>\n"));
        page.charts("How they were found", charts);
        page.add("<h2>Groups</h2>\n<div class=\"wide\"><table>\n<thead><tr>");
        SearchTable.HEADS.forEach(head -> page.add("<th>" + HtmlPage.escaped(head) + "</th>"));
        page.add("</tr></thead>\n<tbody>\n");
        for (List<String> row : SearchTable.rows(results)) {
            page.add("<tr>");
            row.forEach(cell -> page.add("<td>" + HtmlPage.escaped(cell) + "</td>"));
            page.add("</tr>\n");
        }
        page.add("</tbody></table></div>\n<h2>How it was measured</h2>\n<ul>\n<li>" + HtmlPage.escaped(results.made())
                + "</li>\n");
        METHOD.forEach(line -> page.add("<li>" + HtmlPage.escaped(line) + "</li>\n"));
        page.add("</ul>\n");
        return page.closed();
    }

    private String markdown() {
        MarkdownPage page = new MarkdownPage(title());
        notes.forEach(note -> page.paragraph(MarkdownPage.escaped(note)));
        SearchTable.summary(results).forEach(line -> page.paragraph(MarkdownPage.escaped(line)));
        charts.forEach(page::chart);
        page.line("## Groups").line("");
        page.table(SearchTable.HEADS, SearchTable.rows(results));
        page.line("## How it was measured").line("");
        page.line("- " + MarkdownPage.escaped(results.made()));
        METHOD.forEach(line -> page.line("- " + MarkdownPage.escaped(line)));
        return page.text();
    }
}
