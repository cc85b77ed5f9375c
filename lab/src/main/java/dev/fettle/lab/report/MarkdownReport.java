package dev.fettle.lab.report;

import dev.fettle.lab.report.SweepReport.Drawn;
import java.util.ArrayList;
import java.util.List;

/// The report in Markdown; pictures lie in a folder beside it.
final class MarkdownReport {
    private final StringBuilder text = new StringBuilder();

    private MarkdownReport() {}

    static String of(SweepResults results, List<Drawn> charts, List<CropPanel> crops) {
        MarkdownReport report = new MarkdownReport();
        report.line("# " + escaped(results.title())).paragraph(escaped(results.compares()));
        report.numbers(results);
        report.differences(results);
        ShiftTable.of(results).ifPresent(report::shifts);
        charts.forEach(report::chart);
        report.crops(crops);
        report.method(results);
        return report.text.toString();
    }

    private void numbers(SweepResults results) {
        ResultTable table = ResultTable.of(results);
        line("## Numbers");
        paragraph("Mean ± standard deviation over the seeds.");
        head(table.heads().stream()
                .map(head -> head.text() + (head.below().isEmpty() ? "" : " (" + head.below() + ")"))
                .toList());
        table.ours().forEach(this::row);
        line("");
        if (!table.published().isEmpty()) {
            line("### Published elsewhere, not measured here");
            paragraph("Other training data, other machines; the protocol is what the source states.");
            head(table.heads().stream().map(ResultTable.Head::text).toList());
            table.published().forEach(this::row);
            line("");
        }
    }

    private void differences(SweepResults results) {
        Differences differences = Differences.of(results.variants());
        if (differences.keys().isEmpty()) {
            return;
        }
        line("## What differs");
        paragraph(escaped(differences.caption()));
        List<List<String>> table = differences.table();
        head(table.getFirst());
        table.subList(1, table.size()).forEach(this::cells);
        line("");
    }

    private void shifts(ShiftTable table) {
        line("## " + ShiftTable.TITLE);
        paragraph(escaped(ShiftTable.CAPTION));
        head(table.heads());
        table.rows().forEach(this::cells);
        line("");
    }

    private void chart(Drawn chart) {
        line("## " + escaped(chart.title()));
        paragraph("![" + escaped(chart.title()) + "](" + SweepReport.picture(chart.name() + ".svg") + ")");
        paragraph(escaped(chart.caption()));
    }

    private void crops(List<CropPanel> crops) {
        for (int panel = 0; panel < crops.size(); panel++) {
            CropPanel crop = crops.get(panel);
            line("## " + escaped(crop.title()));
            paragraph(escaped(crop.caption()));
            head(crop.tiles().stream().map(CropPanel.Tile::label).toList());
            List<String> pictures = new ArrayList<>();
            for (int tile = 0; tile < crop.tiles().size(); tile++) {
                pictures.add("![" + escaped(crop.tiles().get(tile).label()) + "]("
                        + SweepReport.picture(SweepReport.cropFile(panel, tile)) + ")");
            }
            line("| " + String.join(" | ", pictures) + " |");
            cells(crop.tiles().stream().map(CropPanel.Tile::below).toList());
            line("");
        }
    }

    private void method(SweepResults results) {
        line("## How it was measured");
        line("- " + escaped(results.made()));
        line("- latency: " + escaped(results.latency().orElse(ResultTable.NOT_MEASURED)));
        results.sets()
                .forEach(set -> line("- "
                        + escaped(set.set() + ": " + set.pictures() + " pictures in " + set.folder() + "; input: "
                                + set.input())));
        results.notes().forEach(note -> line("- **" + escaped(note) + "**"));
        line("");
        line("## Every run");
        List<String> heads = new ArrayList<>(List.of("variant", "seed", "status"));
        results.sets().forEach(set -> heads.add(set.set() + " PSNR / SSIM"));
        head(heads);
        SweepReport.runs(results).forEach(this::cells);
    }

    private void head(List<String> heads) {
        cells(heads);
        line("|" + "---|".repeat(heads.size()));
    }

    private void row(ResultTable.Row row) {
        List<String> all = new ArrayList<>(List.of(row.name() + " (" + row.below() + ")"));
        row.cells().forEach(cell -> all.add(cell.text() + (cell.below().isEmpty() ? "" : "; " + cell.below())));
        cells(all);
    }

    private void cells(List<String> cells) {
        line("| "
                + String.join(" | ", cells.stream().map(MarkdownReport::escaped).toList()) + " |");
    }

    private MarkdownReport line(String line) {
        text.append(line).append('\n');
        return this;
    }

    private void paragraph(String paragraph) {
        if (!paragraph.isBlank()) {
            line("").line(paragraph.strip()).line("");
        }
    }

    private static String escaped(String raw) {
        return raw.replaceAll("[\\\\`*_<>|\\[\\]#]", "\\\\$0")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
