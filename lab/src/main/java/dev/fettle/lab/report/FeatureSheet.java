package dev.fettle.lab.report;

import dev.fettle.image.files.BufferedImages;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.WriteOptions;
import dev.fettle.lab.report.FeatureResults.Pair;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A picture of feature maps that look alike, the best pair of each layer: both maps and their difference. Nie et al.,
/// TMLR 2022 (GhostSR), show such maps of VDSR.
public final class FeatureSheet {
    private static final int MOST_PAIRS = 24;
    private static final int COLUMNS = 2;
    private static final int MARGIN = 24;
    private static final int BETWEEN = 40;
    private static final int GAP = 8;
    private static final int CELL = 3 * PairDrawing.SIDE + 2 * GAP;

    private static final int TITLE_LINE = 32;
    private static final int LINE = 20;
    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 20);
    private static final Font HEADING = new Font(Font.SANS_SERIF, Font.BOLD, 14);
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    private static final Color INK = new Color(0x1c2024);
    private static final Color SOFT = new Color(0x5b636d);

    private static final List<String> KEY = List.of(
            "Two maps of a layer, each in units of its own standard deviation, on one scale of gray;",
            "and their difference on the same scale, blue below 0 and red above.");

    /// Two maps of a layer.
    ///
    /// @param width of the maps
    /// @param first row by row
    /// @param second of the same size
    public record Shown(String layer, Pair pair, int width, float[] first, float[] second) {
        int height() {
            return first.length / width;
        }

        @Override
        public String toString() {
            return "Shown[" + layer + ", " + pair + "]";
        }
    }

    /// Words in one line, cut to what has room.
    private record Words(String text, Font font, Color colour, int room) {}

    private final List<PairDrawing> pairs;
    private final int columns;
    private final int cellHeight;
    private final boolean hasFonts = problem().isEmpty();

    private FeatureSheet(List<PairDrawing> pairs) {
        this.pairs = pairs;
        columns = Math.clamp(pairs.size(), 1, COLUMNS);
        cellHeight =
                3 * LINE + pairs.stream().mapToInt(PairDrawing::height).max().orElse(0) + BETWEEN / 2;
    }

    /// Why the sheet has no words on this system; empty if it has.
    public static Optional<String> problem() {
        return SvgDrawing.problem()
                .map(
                        _ ->
                                "No words on the sheet: this system has no fonts; install fontconfig and a font such as DejaVu.");
    }

    /// As a PNG file.
    ///
    /// @param shown the best pair of each layer; of many layers those are drawn that are most alike
    public static byte[] png(FeatureResults results, List<Shown> shown) {
        List<Shown> best = shown.stream()
                .sorted(Comparator.comparingDouble((Shown one) -> one.pair().correlation())
                        .reversed())
                .limit(MOST_PAIRS)
                .toList();
        List<PairDrawing> pairs =
                shown.stream().filter(best::contains).map(PairDrawing::of).toList();
        BufferedImage sheet = new FeatureSheet(pairs).drawn(results);
        return ImageFiles.encode(BufferedImages.fromBufferedImage(sheet), WriteOptions.of(Format.PNG));
    }

    private BufferedImage drawn(FeatureResults results) {
        int room = columns * CELL + (columns - 1) * BETWEEN;
        int head = MARGIN + TITLE_LINE + (1 + KEY.size()) * LINE + BETWEEN / 2;
        int rows = Math.ceilDiv(pairs.size(), columns);
        int height = head + rows * cellHeight + MARGIN - BETWEEN / 2;
        BufferedImage sheet = new BufferedImage(2 * MARGIN + room, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D g = sheet.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.translate(MARGIN, MARGIN);
        drawHead(g, results, room);
        g.translate(0, head - MARGIN);
        for (int i = 0; i < pairs.size(); i++) {
            int left = i % columns * (CELL + BETWEEN);
            draw((Graphics2D) g.create(left, i / columns * cellHeight, CELL, cellHeight), pairs.get(i));
        }
        g.dispose();
        return sheet;
    }

    private void drawHead(Graphics2D g, FeatureResults results, int room) {
        String file = String.valueOf(Path.of(results.picture()).getFileName());
        write(g, new Words(results.model() + ": feature maps that look alike", TITLE, INK, room), 0, 0);
        write(g, new Words(file + ", " + results.region(), TEXT, SOFT, room), 0, TITLE_LINE);
        for (int i = 0; i < KEY.size(); i++) {
            write(g, new Words(KEY.get(i), TEXT, SOFT, room), 0, TITLE_LINE + (i + 1) * LINE);
        }
    }

    private void draw(Graphics2D g, PairDrawing drawing) {
        Pair pair = drawing.shown().pair();
        String moved = pair.shift().isCentre() ? "" : " moved by " + pair.shift();
        write(g, new Words(drawing.shown().layer(), HEADING, INK, CELL), 0, 0);
        write(g, new Words(correlation(pair), TEXT, SOFT, CELL), 0, LINE);
        List<String> captions = List.of(
                "map " + pair.first(),
                "map " + pair.second(),
                "%d − %d%s".formatted(pair.second(), pair.first(), moved));
        List<BufferedImage> tiles = drawing.tiles();
        for (int i = 0; i < tiles.size(); i++) {
            int left = i * (PairDrawing.SIDE + GAP);
            g.drawImage(tiles.get(i), left, 2 * LINE, null);
            write(g, new Words(captions.get(i), TEXT, INK, PairDrawing.SIDE), left, 2 * LINE + drawing.height());
        }
        g.dispose();
    }

    private static String correlation(Pair pair) {
        String after = pair.shift().isCentre()
                ? ""
                : " with a shift by %s, %.3f without".formatted(pair.shift(), pair.still());
        return String.format(Locale.ROOT, "correlation %.3f", pair.correlation()) + after;
    }

    /// @param top of the line
    private void write(Graphics2D g, Words words, int left, int top) {
        if (hasFonts) {
            FontMetrics metrics = g.getFontMetrics(words.font());
            g.setFont(words.font());
            g.setColor(words.colour());
            g.drawString(cut(words, metrics), left, top + metrics.getAscent() + 1);
        }
    }

    private static String cut(Words words, FontMetrics metrics) {
        String text = words.text();
        int end = text.length();
        while (end > 0 && metrics.stringWidth(shortened(text, end)) > words.room()) {
            end--;
        }
        return shortened(text, end);
    }

    private static String shortened(String text, int end) {
        return end == text.length() ? text : text.substring(0, end) + "…";
    }
}
