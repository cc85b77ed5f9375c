package dev.fettle.lab.report;

import dev.fettle.file.AtomicFile;
import dev.fettle.image.files.BufferedImages;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.WriteOptions;
import dev.fettle.lab.report.GroupResults.Layer;
import dev.fettle.network.Links;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/// Learnt groups as one page: how many each layer has, and of each the matrix U that says which channel is
/// read for which; before that U for all settings of three gates, as in Zhang et al., ICCV 2019 (DGConv),
/// fig. 2.
public final class GroupReport {
    /// Pixels of a matrix, about.
    private static final int SIDE = 160;

    private static final int LINKED = 0x2166ac;
    private static final int PARTED = 0xeceff3;
    private static final int LINE = 0xffffff;

    /// From so many pixels on, cells have lines between them.
    private static final int LINED = 6;

    private final HtmlPage page;

    private GroupReport(GroupResults results) {
        page = new HtmlPage("Which channels convolutions join: learnt groups");
        page.add("<p>The layers of <b>" + HtmlPage.escaped(results.model()) + "</b> that have gates. "
                + HtmlPage.escaped(GroupTable.total(results)) + ".</p>\n");
        SvgDrawing.problem().ifPresent(problem -> page.notes(List.of(problem)));
    }

    /// @param made by what and when
    public static void write(Path file, GroupResults results, String made) throws IOException {
        GroupReport report = new GroupReport(results);
        report.add(results);
        report.addPatterns();
        report.page.add("<p class=\"soft\">" + HtmlPage.escaped(made) + "</p>\n");
        String html = report.page.closed();
        AtomicFile.write(file, out -> out.write(html.getBytes(StandardCharsets.UTF_8)));
    }

    private void add(GroupResults results) {
        page.add("<h2>Layers</h2>\n");
        if (SvgDrawing.problem().isEmpty()) {
            page.charts(List.of(groups(results).drawn()));
        }
        page.words(
                "Layers",
                List.of("layer", "channels", "groups", "gates", "members of a group", "links"),
                results.layers().stream()
                        .map(layer -> List.of(
                                layer.name(),
                                GroupTable.channels(layer),
                                String.valueOf(layer.groups()),
                                layer.gates(),
                                GroupTable.members(layer),
                                "%,d".formatted(layer.links())))
                        .toList());
        page.add("<p>Blue where a channel (column) is read for a filter (row).</p>\n<div class=\"crops\">\n");
        results.layers().forEach(layer -> page.tile(tile(layer)));
        page.add("</div>\n");
    }

    private static CropPanel.Tile tile(Layer layer) {
        Links links = links(layer.gates());
        return new CropPanel.Tile(layer.name(), words(links), matrix(links, layer.outChannels(), layer.inChannels()));
    }

    private static Links links(String gates) {
        return new Links(gates.chars().mapToObj(digit -> digit == '1').toList());
    }

    private static String words(Links links) {
        return links.isDense() ? "dense" : "%d groups (%s)".formatted(links.groups(), links);
    }

    /// All settings of three gates, for eight channels.
    private void addPatterns() {
        page.add("<h2>What gates mean</h2>\n<p>All settings of three gates, for eight channels. U is the Kronecker "
                + "product of a block of 2×2 for each gate, all ones where it is open (1) and the identity where it is "
                + "closed (0); the first gate decides about the upper and the lower half of the channels. With closed "
                + "gates first, groups are of neighbours; in any other order it is the same with channels "
                + "shuffled.</p>\n<div class=\"crops\">\n");
        for (String gates : List.of("111", "011", "001", "000", "101", "110", "010", "100")) {
            Links links = links(gates);
            page.tile(new CropPanel.Tile(gates, named(gates, links), matrix(links, 8, 8)));
        }
        page.add("</div>\n");
    }

    private static String named(String gates, Links links) {
        return switch (gates) {
            case "111" -> "dense: an ordinary convolution";
            case "000" -> "depthwise";
            case "011", "001" -> links.groups() + " groups of neighbours";
            default -> links.groups() + " groups, shuffled";
        };
    }

    private static byte[] matrix(Links links, int rows, int columns) {
        int cell = Math.max(1, SIDE / Math.max(rows, columns));
        int shown = Math.min(Math.max(rows, columns), SIDE);
        int height = Math.max(1, rows * shown / Math.max(rows, columns)) * cell;
        int width = Math.max(1, columns * shown / Math.max(rows, columns)) * cell;
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean isLinked = links.group(y * rows / height, rows) == links.group(x * columns / width, columns);
                boolean isLine = cell >= LINED && (y % cell == cell - 1 || x % cell == cell - 1);
                image.setRGB(x, y, isLine ? LINE : isLinked ? LINKED : PARTED);
            }
        }
        return ImageFiles.encode(BufferedImages.fromBufferedImage(image), WriteOptions.of(Format.PNG));
    }

    private static Charts.Named groups(GroupResults results) {
        XYIntervalSeries series = new XYIntervalSeries("groups");
        IntStream.range(0, results.layers().size()).forEach(i -> {
            double groups = results.layers().get(i).groups();
            series.add(i + 1, i + 1, i + 1, groups, groups, groups);
        });
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        data.addSeries(series);
        JFreeChart chart = Charts.chart(
                data, new XYLineAndShapeRenderer(true, true), new Charts.Axis("layer", PlainTicks.WHOLE), "groups");
        chart.getXYPlot().getDomainAxis().setRange(0.5, results.layers().size() + 0.5);
        return new Charts.Named(
                "groups", "Groups of each layer", "In the order of the network, as in the table.", chart);
    }
}
