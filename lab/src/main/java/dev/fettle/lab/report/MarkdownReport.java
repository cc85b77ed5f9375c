package dev.fettle.lab.report;

import dev.fettle.lab.report.SweepReport.Drawn;
import java.util.ArrayList;
import java.util.List;

/// The report in Markdown; pictures lie in a folder beside it.
final class MarkdownReport {
    private final MarkdownPage page;

    private MarkdownReport(String title) {
        page = new MarkdownPage(title);
    }

    static String of(SweepResults results, List<Drawn> charts, List<CropPanel> crops) {
        MarkdownReport report = new MarkdownReport(results.title());
        report.page.paragraph(MarkdownPage.escaped(results.compares()));
        report.numbers(results);
        report.differences(results);
        report.pairs(PairTable.of(results));
        ShiftTable.of(results)
                .ifPresent(table -> report.section(ShiftTable.TITLE, ShiftTable.CAPTION, table.heads(), table.rows()));
        CourseTable.of(results)
                .ifPresent(
                        table -> report.section(CourseTable.TITLE, CourseTable.CAPTION, table.heads(), table.rows()));
        charts.forEach(report.page::chart);
        report.crops(crops);
        report.method(results);
        return report.page.text();
    }

    private void numbers(SweepResults results) {
        ResultTable table = ResultTable.of(results);
        page.line("## Numbers");
        page.paragraph("Mean ± standard deviation over the seeds.");
        page.head(table.heads().stream()
                .map(head -> head.text() + (head.below().isEmpty() ? "" : " (" + head.below() + ")"))
                .toList());
        table.ours().forEach(this::row);
        page.line("");
        if (!table.published().isEmpty()) {
            page.line("### Published elsewhere, not measured here");
            page.paragraph("Other training data, other machines; the protocol is what the source states.");
            page.head(table.heads().stream().map(ResultTable.Head::text).toList());
            table.published().forEach(this::row);
            page.line("");
        }
    }

    private void differences(SweepResults results) {
        Differences differences = Differences.of(results.variants());
        if (differences.keys().isEmpty()) {
            return;
        }
        page.line("## What differs");
        page.paragraph(MarkdownPage.escaped(differences.caption()));
        List<List<String>> table = differences.table();
        page.head(table.getFirst());
        table.subList(1, table.size()).forEach(page::cells);
        page.line("");
    }

    private void pairs(PairTable table) {
        if (!table.all().isEmpty()) {
            section(PairTable.TITLE, PairTable.CAPTION, PairTable.HEADS, table.all());
        }
        if (!table.seeds().isEmpty()) {
            section(PairTable.SEED_TITLE, PairTable.SEED_CAPTION, PairTable.SEED_HEADS, table.seeds());
        }
    }

    private void section(String title, String caption, List<String> heads, List<List<String>> rows) {
        page.line("## " + title);
        page.paragraph(MarkdownPage.escaped(caption));
        page.head(heads);
        rows.forEach(page::cells);
        page.line("");
    }

    private void crops(List<CropPanel> crops) {
        for (int panel = 0; panel < crops.size(); panel++) {
            CropPanel crop = crops.get(panel);
            page.line("## " + MarkdownPage.escaped(crop.title()));
            page.paragraph(MarkdownPage.escaped(crop.caption()));
            page.head(crop.tiles().stream().map(CropPanel.Tile::label).toList());
            List<String> pictures = new ArrayList<>();
            for (int tile = 0; tile < crop.tiles().size(); tile++) {
                pictures.add("![" + MarkdownPage.escaped(crop.tiles().get(tile).label()) + "]("
                        + SweepReport.picture(SweepReport.cropFile(panel, tile)) + ")");
            }
            page.line("| " + String.join(" | ", pictures) + " |");
            page.cells(crop.tiles().stream().map(CropPanel.Tile::below).toList());
            page.line("");
        }
    }

    private void method(SweepResults results) {
        page.line("## How it was measured");
        page.line("- " + MarkdownPage.escaped(results.made()));
        page.line("- latency: " + MarkdownPage.escaped(results.latency().orElse(ResultTable.NOT_MEASURED)));
        results.sets()
                .forEach(set -> page.line("- "
                        + MarkdownPage.escaped(set.set() + ": " + set.pictures() + " pictures in " + set.folder()
                                + "; input: " + set.input())));
        results.notes().forEach(note -> page.line("- **" + MarkdownPage.escaped(note) + "**"));
        page.line("");
        page.line("## Every run");
        page.head(SweepReport.runHeads(results));
        SweepReport.runs(results).forEach(page::cells);
    }

    private void row(ResultTable.Row row) {
        List<String> all = new ArrayList<>(List.of(row.name() + " (" + row.below() + ")"));
        row.cells().forEach(cell -> all.add(cell.text() + (cell.below().isEmpty() ? "" : "; " + cell.below())));
        page.cells(all);
    }
}
