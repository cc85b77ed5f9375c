package dev.fettle.lab.report;

import dev.fettle.file.AtomicFile;
import dev.fettle.image.files.BufferedImages;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.WriteOptions;
import dev.fettle.lab.report.CompanionResults.Dual;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/// What dual models have learnt, as one page: of each its answer to an impulse as a picture, bicubic's and the
/// difference, and the profiles of both.
public final class CompanionReport {
    /// Pixels of a filter's picture, about.
    private static final int SIDE = 280;

    private final HtmlPage page;

    private CompanionReport(CompanionResults results) {
        page = new HtmlPage("How pictures are made small, as dual models have learnt it");
        page.add("<p>The dual models of <b>" + HtmlPage.escaped(results.file()) + "</b> after " + results.step()
                + " steps, linearised around <b>" + HtmlPage.escaped(results.pictures()) + "</b>.</p>\n");
        SvgDrawing.problem().ifPresent(problem -> page.notes(List.of(problem)));
    }

    /// @param made by what and when
    public static void write(Path file, CompanionResults results, String made) throws IOException {
        CompanionReport report = new CompanionReport(results);
        for (int i = 0; i < results.duals().size(); i++) {
            report.add(results.duals().get(i), i);
        }
        report.page.add(
                "<h2>How to read this</h2>\n<p>What each pixel of the large picture has in the first small pixel, for gray: a mean over places and pictures, at each of which the dual model is linear. Pixels are counted from the first of those that the small pixel stands for. Red: above 0, blue: below; the colours of all three pictures have the same scale. MATLAB's bicubic filter made the small pictures of the training.</p>\n");
        report.page.add("<p class=\"soft\">" + HtmlPage.escaped(made) + "</p>\n");
        String html = report.page.closed();
        AtomicFile.write(file, out -> out.write(html.getBytes(StandardCharsets.UTF_8)));
    }

    private void add(Dual dual, int number) {
        page.add("<h2>" + HtmlPage.escaped(CompanionTable.heading(dual)) + "</h2>\n");
        CompanionTable.summary(dual).forEach(line -> page.add("<p>" + HtmlPage.escaped(line) + "</p>\n"));
        int side = dual.taps().across().size();
        IntToDoubleFunction kernel = i -> dual.taps().kernel().get(i / side).get(i % side);
        IntToDoubleFunction bicubic = i -> dual.taps().bicubic(i / side, i % side);
        double most = 0;
        for (int i = 0; i < side * side; i++) {
            most = Math.max(most, Math.max(Math.abs(kernel.applyAsDouble(i)), bicubic.applyAsDouble(i)));
        }
        page.add("<div class=\"crops\">\n");
        page.tile(tile("dual model", side, most, kernel));
        page.tile(tile("bicubic", side, most, bicubic));
        page.tile(tile("difference", side, most, i -> kernel.applyAsDouble(i) - bicubic.applyAsDouble(i)));
        page.add("</div>\n");
        if (SvgDrawing.problem().isEmpty()) {
            page.charts(List.of(profile(dual, number).drawn()));
        }
        table(dual);
    }

    private static CropPanel.Tile tile(String label, int side, double most, IntToDoubleFunction taps) {
        int tap = Math.ceilDiv(SIDE, side);
        BufferedImage image = new BufferedImage(side * tap, side * tap, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                double value = taps.applyAsDouble(y / tap * side + x / tap);
                image.setRGB(x, y, PairDrawing.colour(value / most));
            }
        }
        byte[] png = ImageFiles.encode(BufferedImages.fromBufferedImage(image), WriteOptions.of(Format.PNG));
        return new CropPanel.Tile(label, "", png);
    }

    private static Charts.Named profile(Dual dual, int number) {
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        data.addSeries(series("across", dual.first(), dual.taps().across()));
        data.addSeries(series("down", dual.first(), dual.taps().down()));
        data.addSeries(series("bicubic", dual.first(), dual.taps().bicubic()));
        JFreeChart chart = Charts.chart(
                data, new XYLineAndShapeRenderer(true, true), new Charts.Axis("large pixel", PlainTicks.WHOLE), "tap");
        return new Charts.Named(
                "dual-" + number,
                "Sums of the taps over the other direction",
                "Bicubic is the same across and down.",
                chart);
    }

    private static XYIntervalSeries series(String name, int first, List<Double> taps) {
        XYIntervalSeries series = new XYIntervalSeries(name);
        for (int i = 0; i < taps.size(); i++) {
            double at = (double) first + i;
            series.add(at, at, at, taps.get(i), taps.get(i), taps.get(i));
        }
        return series;
    }

    private void table(Dual dual) {
        page.openTable("Taps of " + HtmlPage.escaped(dual.name()), "");
        page.add("<thead><tr><th scope=\"col\">large pixel</th><th scope=\"col\">across</th><th scope=\"col\">down</th>"
                + "<th scope=\"col\">bicubic</th></tr></thead>\n<tbody>\n");
        for (int i = 0; i < dual.taps().across().size(); i++) {
            page.add("<tr><td>%d</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
                    .formatted(
                            dual.first() + i,
                            CompanionTable.tap(dual.taps().across().get(i)),
                            CompanionTable.tap(dual.taps().down().get(i)),
                            CompanionTable.tap(dual.taps().bicubic().get(i))));
        }
        page.add("</tbody>\n");
        page.closeTable();
    }
}
