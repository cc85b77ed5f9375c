package dev.fettle.lab.report;

import dev.fettle.lab.report.SweepReport.Drawn;
import java.util.Base64;
import java.util.List;

/// A page that needs nothing else: no script, no file beside it, no network.
final class HtmlPage {
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
            table { border-collapse: separate; border-spacing: 0; width: 100%; font-variant-numeric: tabular-nums; font-size: .92rem; }
            th, td { padding: .4rem .6rem; text-align: right; vertical-align: top; border-bottom: 1px solid var(--line);
              white-space: nowrap; }
            thead th { vertical-align: bottom; }
            thead small { white-space: normal; min-width: 6rem; }
            tbody:last-child tr:last-child > * { border-bottom: 0; }
            thead th, tr.part th { background: var(--shade); }
            th:first-child, td:first-child, table.words td, table.words th { text-align: left; }
            th:first-child, table.words td:first-child { position: sticky; left: 0; background: var(--paper); }
            thead th:first-child, tr.part th { background: var(--shade); }
            td small { white-space: nowrap; }
            table.words td, table.words th { white-space: normal; }
            table.words td { min-width: 4rem; max-width: 22rem; }
            tbody th small { white-space: normal; min-width: 6rem; max-width: 18rem; }
            tr.part th { text-align: left; }
            tr.part span { position: sticky; left: .7rem; }
            tbody.published td { font-style: italic; color: var(--soft); }
            @media (max-width: 40rem) {
              th, td { padding: .4rem; }
              tbody th small { min-width: 0; }
              th:first-child { max-width: 8.5rem; white-space: normal; }
              tr.part th { max-width: none; }
            }
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

    /// A page that begins with its title.
    HtmlPage(String title) {
        String heading = escaped(title);
        add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        add("<title>" + heading + "</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n");
        add("<h1>" + heading + "</h1>\n");
    }

    /// The whole page.
    String closed() {
        add("</body>\n</html>\n");
        return page.toString();
    }

    void add(String html) {
        page.append(html);
    }

    /// What a reader should know first.
    void notes(List<String> notes) {
        if (notes.isEmpty()) {
            return;
        }
        add("<ul class=\"notes\">\n");
        notes.forEach(note -> add("<li>" + escaped(note) + "</li>\n"));
        add("</ul>\n");
    }

    void charts(String heading, List<Drawn> charts) {
        if (charts.isEmpty()) {
            return;
        }
        add("<h2>" + escaped(heading) + "</h2>\n");
        charts(charts);
    }

    void charts(List<Drawn> charts) {
        add("<div class=\"charts\">\n");
        for (Drawn chart : charts) {
            add("<figure role=\"group\" aria-label=\"" + escaped(chart.title()) + "\">\n<h3>" + escaped(chart.title())
                    + "</h3>\n" + chart.svg() + "\n<figcaption>" + escaped(chart.caption())
                    + "</figcaption>\n</figure>\n");
        }
        add("</div>\n");
    }

    /// A picture with its label.
    void tile(CropPanel.Tile tile) {
        String label = escaped(tile.label());
        add("<figure>\n<img alt=\"" + label + "\" src=\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(tile.png()) + "\">\n<figcaption>" + label + small(tile.below())
                + "</figcaption>\n</figure>\n");
    }

    void words(String label, List<String> heads, List<List<String>> rows) {
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
    void openTable(String label, String attributes) {
        add("<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"" + label + "\">\n<table" + attributes
                + ">\n");
    }

    void closeTable() {
        add("</table>\n</div>\n");
    }

    static String small(String text) {
        return text.isEmpty() ? "" : "<small>" + escaped(text) + "</small>";
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
