package dev.fettle.lab.report;

import dev.fettle.file.AtomicFile;
import dev.fettle.network.Configuration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Writes `results.json`, `report.html` (one file, no scripts, nothing from elsewhere), and `report.md` with the folder
/// `pictures` beside it.
public final class SweepReport {
    /// The page for a browser.
    public static final String HTML = "report.html";

    /// The numbers.
    public static final String JSON = "results.json";

    private static final String PICTURES = "pictures";

    private SweepReport() {}

    /// A drawn chart.
    ///
    /// @param name of its file, without the ending
    record Drawn(String name, String title, String caption, String svg) {}

    /// @param folder that the files are written to; made if need be
    public static void write(Path folder, SweepResults results, List<CropPanel> crops) throws IOException {
        Path pictures = Files.createDirectories(folder.resolve(PICTURES));
        SweepResults told = results;
        List<Drawn> charts = List.of();
        if (SvgDrawing.problem().isEmpty()) {
            charts = Charts.of(results).stream().map(Charts.Named::drawn).toList();
        } else {
            told = results.withNote(SvgDrawing.problem().orElseThrow());
        }
        for (Drawn chart : charts) {
            write(pictures.resolve(chart.name() + ".svg"), SvgDrawing.standalone(chart.svg()));
        }
        for (int panel = 0; panel < crops.size(); panel++) {
            List<CropPanel.Tile> tiles = crops.get(panel).tiles();
            for (int tile = 0; tile < tiles.size(); tile++) {
                byte[] png = tiles.get(tile).png();
                AtomicFile.write(pictures.resolve(cropFile(panel, tile)), out -> out.write(png));
            }
        }
        write(folder.resolve(JSON), json(told));
        write(folder.resolve("report.md"), MarkdownReport.of(told, charts, crops));
        write(folder.resolve(HTML), HtmlReport.of(told, charts, crops));
    }

    private static String json(SweepResults results) {
        return Configuration.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(results) + "\n";
    }

    private static void write(Path file, String text) throws IOException {
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// Where a tile lies, from the folder of the pictures.
    static String cropFile(int panel, int tile) {
        return "crop-" + (panel + 1) + "-" + (tile + 1) + ".png";
    }

    /// Where a picture lies, from the page in Markdown.
    static String picture(String file) {
        return PICTURES + "/" + file;
    }

    private static String scored(Quality quality, SweepResults.Scored scores) {
        String first = Spread.of(List.of(scores.first())).text(2);
        return Double.isNaN(scores.second())
                ? first
                : first + " / " + Spread.of(List.of(scores.second())).text(quality.secondDecimals());
    }

    /// The heads over {@link #runs}.
    static List<String> runHeads(SweepResults results) {
        List<String> heads = new ArrayList<>(List.of("variant", "seed", "status"));
        Quality quality = results.quality();
        results.sets().forEach(set -> heads.add(set.set() + " " + quality.first() + " / " + quality.second()));
        return heads;
    }

    /// A row for each training: what the table sums up.
    static List<List<String>> runs(SweepResults results) {
        List<List<String>> rows = new ArrayList<>();
        results.variants()
                .forEach(variant -> variant.runs().forEach(run -> {
                    List<String> cells =
                            new ArrayList<>(List.of(variant.name(), Long.toString(run.seed()), run.status()));
                    results.sets().forEach(set -> {
                        SweepResults.Scored scores = run.scores().get(set.set());
                        cells.add(scores == null ? ResultTable.NOT_MEASURED : scored(results.quality(), scores));
                    });
                    rows.add(cells);
                }));
        return rows;
    }
}
