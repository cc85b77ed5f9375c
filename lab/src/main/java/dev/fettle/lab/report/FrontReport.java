package dev.fettle.lab.report;

import dev.fettle.file.AtomicFile;
import dev.fettle.lab.report.FrontResults.Millis;
import dev.fettle.lab.report.FrontResults.Panel;
import dev.fettle.lab.report.FrontResults.Published;
import dev.fettle.lab.report.FrontResults.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A page in Markdown with a chart and a table for each panel; the charts lie in the folder `pictures`
/// beside it.
public final class FrontReport {
    private static final List<String> HEADS = List.of(
            "network",
            "channels in",
            "parameters",
            "thousand multiply-adds per pixel",
            "ms per megapixel (fastest – slowest)",
            "PSNR, dB",
            "PSNR from");

    private final FrontResults results;
    private final String stem;
    private final MarkdownPage page;

    /// @param stem that the charts' names begin with
    private FrontReport(FrontResults results, String stem) {
        this.results = results;
        this.stem = stem;
        page = new MarkdownPage(results.title());
    }

    /// @param file of the page, in a folder that is there
    public static void write(Path file, FrontResults results) throws IOException {
        Path pictures = file.resolveSibling(SweepReport.picture(""));
        FrontReport report = new FrontReport(results, stem(file));
        boolean canDraw = SvgDrawing.problem().isEmpty();
        for (Panel panel : results.panels()) {
            if (canDraw && FrontChart.canBeDrawn(panel)) {
                Files.createDirectories(pictures);
                write(pictures.resolve(report.picture(panel)), SvgDrawing.standalone(FrontChart.svg(panel)));
            }
        }
        write(file, report.text(canDraw));
    }

    /// Files that charts go to.
    ///
    /// @param file of the page
    /// @param panels names
    public static List<Path> charts(Path file, List<String> panels) {
        return panels.stream()
                .map(panel -> file.resolveSibling(SweepReport.picture(picture(stem(file), panel))))
                .toList();
    }

    private static void write(Path file, String text) throws IOException {
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return (dot > 0 ? name.substring(0, dot) : name).replaceAll("[^A-Za-z0-9._-]", "_"); // as links have it
    }

    private String picture(Panel panel) {
        return picture(stem, panel.name());
    }

    private static String picture(String stem, String panel) {
        return stem + "-" + panel + ".svg";
    }

    private String text(boolean canDraw) {
        page.paragraph(results.about());
        results.panels().forEach(panel -> panel(panel, canDraw));
        page.line("## How it was measured");
        page.line("");
        page.line("- " + MarkdownPage.escaped(results.made()));
        page.line("- Times: " + MarkdownPage.escaped(results.conditions()));
        SvgDrawing.problem().ifPresent(problem -> page.line("- **" + MarkdownPage.escaped(problem) + "**"));
        return page.text();
    }

    private void panel(Panel panel, boolean canDraw) {
        page.line("## " + MarkdownPage.escaped(panel.title()));
        page.paragraph(panel.about());
        if (canDraw && FrontChart.canBeDrawn(panel)) {
            page.paragraph("![%s: PSNR over milliseconds per megapixel](%s)"
                    .formatted(MarkdownPage.escaped(panel.title()), SweepReport.picture(picture(panel))));
        }
        List<String> notes = notes(panel);
        page.table(HEADS, rows(panel, notes));
        page.paragraph(MarkdownPage.escaped(measured(panel)));
        for (int i = 0; i < notes.size(); i++) {
            page.line((i + 1) + ". " + MarkdownPage.escaped(notes.get(i)));
        }
        page.line("");
    }

    /// What of the scores was measured here, and how.
    private static String measured(Panel panel) {
        boolean hasOurs = panel.rows().stream().anyMatch(row -> row.published().isEmpty());
        String ours = panel.protocol()
                .map(protocol -> "PSNR of ours: %s, %s.".formatted(panel.set(), protocol))
                .orElse(hasOurs ? "PSNR of ours was not measured: there were no pictures of " + panel.set() + "." : "");
        return ours
                + panel.without()
                        .map(psnr -> text(" The same pictures without a network: %.2f dB.", psnr))
                        .orElse("");
    }

    /// Sources and remarks, each once.
    private static List<String> notes(Panel panel) {
        return sorted(panel).stream()
                .flatMap(row -> row.published().stream())
                .flatMap(published -> published.notes().stream())
                .distinct()
                .toList();
    }

    private static List<Row> sorted(Panel panel) {
        return panel.rows().stream()
                .sorted(Comparator.comparingDouble(
                        row -> row.millisPerMegapixel().median()))
                .toList();
    }

    private static List<List<String>> rows(Panel panel, List<String> notes) {
        List<List<String>> rows = new ArrayList<>();
        for (Row row : sorted(panel)) {
            rows.add(List.of(
                    row.name(),
                    row.colourChannels() == 1 ? "1 (luma)" : Integer.toString(row.colourChannels()),
                    parameters(row),
                    text("%,.1f", row.macsPerPixel() / 1e3),
                    millis(row.millisPerMegapixel()),
                    row.psnr().map(psnr -> text("%.2f", psnr)).orElse(ResultTable.NOT_MEASURED),
                    origin(row, notes)));
        }
        return rows;
    }

    private static String parameters(Row row) {
        return text("%,d", row.parameters())
                + row.published()
                        .map(Published::parameters)
                        .filter(counted -> !counted.isBlank())
                        .map(counted -> " (published: " + counted + ")")
                        .orElse("");
    }

    /// Where the score is from: here, or the numbers of the notes.
    private static String origin(Row row, List<String> notes) {
        if (row.published().isEmpty()) {
            return row.psnr().isPresent() ? "measured here" : ResultTable.NOT_MEASURED;
        }
        return row.published().get().notes().stream()
                .map(note -> Integer.toString(notes.indexOf(note) + 1))
                .collect(Collectors.joining(", ", "published (", ")"));
    }

    /// Three digits of it are as much as one run tells.
    private static String millis(Millis millis) {
        int decimals = millis.median() < 10 ? 2 : millis.median() < 100 ? 1 : 0;
        String number = "%,." + decimals + "f";
        return text(number + " (" + number + " – " + number + ")", millis.median(), millis.min(), millis.max());
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
