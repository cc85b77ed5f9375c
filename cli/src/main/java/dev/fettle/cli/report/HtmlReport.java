package dev.fettle.cli.report;

import dev.fettle.cli.report.SweepReport.Drawn;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The report as one page that needs nothing else: no script, no file beside it, no network.
final class HtmlReport {
    private static final String STYLE = """
            :root { color-scheme: light dark; --ink: #1c2024; --soft: #5b636d; --paper: #fff; --line: #d8dce1; --shade: #f4f6f8; }
            @media (prefers-color-scheme: dark) {
              :root { --ink: #e6e9ec; --soft: #a0a8b1; --paper: #15181c; --line: #363c44; --shade: #1e2329; }
            }
            * { box-sizing: border-box; }
            body { margin: 0 auto; max-width: 76rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink);
              font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
            h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; }
            h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; }
            h3 { font-size: 1rem; margin: 0 0 .25rem; }
            p, ul { max-width: 48rem; margin: .25rem 0 1rem; }
            small, figcaption, .soft { color: var(--soft); font-size: .82rem; font-weight: normal; }
            small { display: block; }
            .wide { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; }
            table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .92rem; }
            th, td { padding: .4rem .7rem; text-align: right; vertical-align: top; border-bottom: 1px solid var(--line);
              white-space: nowrap; }
            thead small { white-space: normal; min-width: 7rem; }
            tbody:last-child tr:last-child > * { border-bottom: 0; }
            thead th, tr.part th { background: var(--shade); }
            th:first-child, td:first-child, table.words td, table.words th { text-align: left; }
            tbody th small { white-space: normal; min-width: 11rem; max-width: 18rem; }
            tr.part th { text-align: left; }
            tr.part span { position: sticky; left: .7rem; }
            tbody.published td { font-style: italic; color: var(--soft); }
            .charts { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
            figure { margin: 0; min-width: 0; }
            .charts figure { border: 1px solid var(--line); border-radius: 6px; padding: .8rem; }
            .charts svg { display: block; width: 100%; height: auto; color: var(--ink); }
            .crops { display: flex; flex-wrap: wrap; gap: 1rem; }
            .crops img { display: block; max-width: 100%; height: auto; image-rendering: pixelated; }
            .notes li { font-weight: 600; }
            details { margin: 1rem 0; }
            summary { cursor: pointer; margin-bottom: .5rem; }
            """;

    private final StringBuilder page = new StringBuilder();

    private HtmlReport() {}

    static String of(SweepResults results, List<Drawn> charts, List<CropPanel> crops) {
        HtmlReport report = new HtmlReport();
        report.open(results);
        report.numbers(results);
        report.differences(results);
        report.charts(charts);
        crops.forEach(report::crop);
        report.method(results);
        report.add("</body>\n</html>\n");
        return report.page.toString();
    }

    private void open(SweepResults results) {
        String title = escaped(results.title());
        add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        add("<title>" + title + "</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n");
        add("<h1>" + title + "</h1>\n<p>" + escaped(results.compares()) + "</p>\n");
        if (!results.notes().isEmpty()) {
            add("<ul class=\"notes\">\n");
            results.notes().forEach(note -> add("<li>" + escaped(note) + "</li>\n"));
            add("</ul>\n");
        }
    }

    private void numbers(SweepResults results) {
        ResultTable table = ResultTable.of(results);
        add("<h2>Numbers</h2>\n<p>Mean ± standard deviation over the seeds.</p>\n");
        openTable("Numbers", "");
        add("<thead><tr>");
        table.heads().forEach(head -> add("<th scope=\"col\">" + escaped(head.text()) + small(head.below()) + "</th>"));
        add("</tr></thead>\n<tbody>\n");
        table.ours().forEach(this::row);
        add("</tbody>\n");
        if (!table.published().isEmpty()) {
            add("<tbody class=\"published\">\n<tr class=\"part\"><th colspan=\""
                    + table.heads().size() + "\"><span>Published elsewhere, not measured here</span></th></tr>\n");
            table.published().forEach(this::row);
            add("</tbody>\n");
        }
        closeTable();
    }

    private void row(ResultTable.Row row) {
        add("<tr><th scope=\"row\">" + escaped(row.name()) + small(row.below()) + "</th>");
        row.cells().forEach(cell -> add("<td>" + escaped(cell) + "</td>"));
        add("</tr>\n");
    }

    private void differences(SweepResults results) {
        Set<String> keys = new TreeSet<>();
        results.variants().forEach(variant -> keys.addAll(variant.settings().keySet()));
        if (keys.isEmpty()) {
            return;
        }
        add("<h2>What differs</h2>\n");
        List<List<String>> rows = new ArrayList<>();
        results.variants().forEach(variant -> {
            List<String> cells = new ArrayList<>(List.of(variant.name()));
            keys.forEach(key -> cells.add(variant.settings().getOrDefault(key, "–")));
            rows.add(cells);
        });
        List<String> heads = new ArrayList<>(List.of(""));
        heads.addAll(keys);
        words("What differs", heads, rows);
    }

    private void charts(List<Drawn> charts) {
        if (charts.isEmpty()) {
            return;
        }
        add("<h2>Curves</h2>\n<div class=\"charts\">\n");
        for (Drawn chart : charts) {
            add("<figure role=\"group\" aria-label=\"" + escaped(chart.title()) + "\">\n<h3>" + escaped(chart.title())
                    + "</h3>\n" + chart.svg() + "\n<figcaption>" + escaped(chart.caption())
                    + "</figcaption>\n</figure>\n");
        }
        add("</div>\n");
    }

    private void crop(CropPanel panel) {
        add("<h2>" + escaped(panel.title()) + "</h2>\n<p class=\"soft\">" + escaped(panel.caption())
                + "</p>\n<div class=\"crops\">\n");
        for (CropPanel.Tile tile : panel.tiles()) {
            String label = escaped(tile.label());
            add("<figure>\n<img alt=\"" + label + "\" src=\"data:image/png;base64,"
                    + Base64.getEncoder().encodeToString(tile.png()) + "\">\n<figcaption>" + label
                    + small(tile.below()) + "</figcaption>\n</figure>\n");
        }
        add("</div>\n");
    }

    private void method(SweepResults results) {
        add("<h2>How it was measured</h2>\n<ul>\n<li>" + escaped(results.made()) + "</li>\n");
        add("<li>latency: " + escaped(results.latency().orElse(ResultTable.NOT_MEASURED)) + "</li>\n");
        results.sets()
                .forEach(set -> add("<li>"
                        + escaped(set.set() + ": " + set.pictures() + " pictures in " + set.folder() + "; input: "
                                + set.input())
                        + "</li>\n"));
        add("</ul>\n<details>\n<summary>Every run</summary>\n");
        List<String> heads = new ArrayList<>(List.of("variant", "seed", "status"));
        results.sets().forEach(set -> heads.add(set.set() + " PSNR / SSIM"));
        words("Every run", heads, SweepReport.runs(results));
        add("</details>\n");
    }

    private void words(String label, List<String> heads, List<List<String>> rows) {
        openTable(label, " class=\"words\"");
        add("<thead><tr>");
        heads.forEach(head -> add("<th scope=\"col\">" + escaped(head) + "</th>"));
        add("</tr></thead>\n<tbody>\n");
        for (List<String> cells : rows) {
            add("<tr>");
            cells.forEach(cell -> add("<td>" + escaped(cell) + "</td>"));
            add("</tr>\n");
        }
        add("</tbody>\n");
        closeTable();
    }

    /// Scrolls sideways by itself where the page is narrow, by keyboard, too.
    private void openTable(String label, String attributes) {
        add("<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"" + label + "\">\n<table" + attributes
                + ">\n");
    }

    private void closeTable() {
        add("</table>\n</div>\n");
    }

    private void add(String html) {
        page.append(html);
    }

    private static String small(String text) {
        return text.isEmpty() ? "" : "<small>" + escaped(text) + "</small>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
