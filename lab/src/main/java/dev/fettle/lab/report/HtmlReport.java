package dev.fettle.lab.report;

import dev.fettle.lab.report.SweepReport.Drawn;
import java.util.List;

/// The report on a sweep as one page.
final class HtmlReport {
    private final HtmlPage page;

    private HtmlReport(String title) {
        page = new HtmlPage(title);
    }

    static String of(SweepResults results, List<Drawn> charts, List<CropPanel> crops) {
        HtmlReport report = new HtmlReport(results.title());
        report.open(results);
        report.numbers(results);
        report.differences(results);
        report.pairs(PairTable.of(results));
        ShiftTable.of(results)
                .ifPresent(table -> report.section(ShiftTable.TITLE, ShiftTable.CAPTION, table.heads(), table.rows()));
        CourseTable.of(results)
                .ifPresent(
                        table -> report.section(CourseTable.TITLE, CourseTable.CAPTION, table.heads(), table.rows()));
        report.page.charts("Curves", charts);
        crops.forEach(report::crop);
        report.method(results);
        return report.page.closed();
    }

    private void open(SweepResults results) {
        page.add("<p>" + HtmlPage.escaped(results.compares()) + "</p>\n");
        page.notes(results.notes());
    }

    private void numbers(SweepResults results) {
        ResultTable table = ResultTable.of(results);
        page.add("<h2>Numbers</h2>\n<p>Mean ± standard deviation over the seeds.</p>\n");
        page.openTable("Numbers", "");
        page.add("<thead><tr>");
        table.heads()
                .forEach(head -> page.add(
                        "<th scope=\"col\">" + HtmlPage.escaped(head.text()) + HtmlPage.small(head.below()) + "</th>"));
        page.add("</tr></thead>\n<tbody>\n");
        table.ours().forEach(this::row);
        page.add("</tbody>\n");
        if (!table.published().isEmpty()) {
            page.add("<tbody class=\"published\">\n<tr class=\"part\"><th colspan=\""
                    + table.heads().size() + "\"><span>Published elsewhere, not measured here</span></th></tr>\n");
            table.published().forEach(this::row);
            page.add("</tbody>\n");
        }
        page.closeTable();
    }

    private void row(ResultTable.Row row) {
        page.add("<tr><th scope=\"row\">" + HtmlPage.escaped(row.name()) + HtmlPage.small(row.below()) + "</th>");
        row.cells()
                .forEach(cell ->
                        page.add("<td>" + HtmlPage.escaped(cell.text()) + HtmlPage.small(cell.below()) + "</td>"));
        page.add("</tr>\n");
    }

    private void differences(SweepResults results) {
        Differences differences = Differences.of(results.variants());
        if (differences.keys().isEmpty()) {
            return;
        }
        page.add("<h2>What differs</h2>\n<p>" + HtmlPage.escaped(differences.caption()) + "</p>\n");
        List<List<String>> table = differences.table();
        page.words("What differs", table.getFirst(), table.subList(1, table.size()));
    }

    private void pairs(PairTable table) {
        if (!table.all().isEmpty()) {
            section(PairTable.TITLE, PairTable.CAPTION, PairTable.HEADS, table.all());
        }
        if (!table.seeds().isEmpty()) {
            page.add("<details>\n<summary>" + PairTable.SEED_TITLE + "</summary>\n<p>"
                    + HtmlPage.escaped(PairTable.SEED_CAPTION) + "</p>\n");
            page.words(PairTable.SEED_TITLE, PairTable.SEED_HEADS, table.seeds());
            page.add("</details>\n");
        }
    }

    private void section(String title, String caption, List<String> heads, List<List<String>> rows) {
        page.add("<h2>" + title + "</h2>\n<p>" + HtmlPage.escaped(caption) + "</p>\n");
        page.words(title, heads, rows);
    }

    private void crop(CropPanel panel) {
        page.add("<h2>" + HtmlPage.escaped(panel.title()) + "</h2>\n<p class=\"soft\">"
                + HtmlPage.escaped(panel.caption()) + "</p>\n<div class=\"crops\">\n");
        panel.tiles().forEach(page::tile);
        page.add("</div>\n");
    }

    private void method(SweepResults results) {
        page.add("<h2>How it was measured</h2>\n<ul>\n<li>" + HtmlPage.escaped(results.made()) + "</li>\n");
        page.add("<li>latency: " + HtmlPage.escaped(results.latency().orElse(ResultTable.NOT_MEASURED)) + "</li>\n");
        results.sets()
                .forEach(set -> page.add("<li>"
                        + HtmlPage.escaped(set.set() + ": " + set.pictures() + " pictures in " + set.folder()
                                + "; input: " + set.input())
                        + "</li>\n"));
        page.add("</ul>\n<details>\n<summary>Every run</summary>\n");
        page.words("Every run", SweepReport.runHeads(results), SweepReport.runs(results));
        page.add("</details>\n");
    }
}
