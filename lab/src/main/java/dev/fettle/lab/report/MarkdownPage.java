package dev.fettle.lab.report;

import dev.fettle.lab.report.SweepReport.Drawn;
import java.util.List;

/// A page in Markdown; its pictures lie in a folder beside it.
final class MarkdownPage {
    private final StringBuilder text = new StringBuilder();

    /// A page that begins with its title.
    MarkdownPage(String title) {
        line("# " + escaped(title));
    }

    /// The whole page.
    String text() {
        return text.toString();
    }

    MarkdownPage line(String line) {
        text.append(line).append('\n');
        return this;
    }

    /// @param paragraph escaped already; nothing for an empty one
    MarkdownPage paragraph(String paragraph) {
        if (!paragraph.isBlank()) {
            line("").line(paragraph.strip()).line("");
        }
        return this;
    }

    void table(List<String> heads, List<List<String>> rows) {
        head(heads);
        rows.forEach(this::cells);
        line("");
    }

    void head(List<String> heads) {
        cells(heads);
        line("|" + "---|".repeat(heads.size()));
    }

    void cells(List<String> cells) {
        line("| " + String.join(" | ", cells.stream().map(MarkdownPage::escaped).toList()) + " |");
    }

    void chart(Drawn chart) {
        line("## " + escaped(chart.title()));
        paragraph("![" + escaped(chart.title()) + "](" + SweepReport.picture(chart.name() + ".svg") + ")");
        paragraph(escaped(chart.caption()));
    }

    static String escaped(String raw) {
        return raw.replaceAll("[\\\\`*_<>|\\[\\]#]", "\\\\$0")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
