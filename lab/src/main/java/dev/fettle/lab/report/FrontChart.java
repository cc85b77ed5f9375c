package dev.fettle.lab.report;

import dev.fettle.lab.report.FrontResults.Panel;
import dev.fettle.lab.report.FrontResults.Row;
import dev.fettle.lab.report.LabelPlaces.Side;
import dev.fettle.lab.report.LabelPlaces.Spot;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/// PSNR over milliseconds per megapixel: a point with its name for each network, ours filled, those of
/// others hollow; a line for a network of ours that was timed only.
final class FrontChart {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 460;
    // what the chart leaves to its points, as far as labels must know
    private static final double AREA_WIDTH = 655;
    private static final double AREA_HEIGHT = 365;
    private static final double MARGIN = 0.08; // on either side, of what the points take
    private static final double LEAST_DECADES = 1;
    private static final double LEAST_DECIBELS = 1;
    private static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final BasicStroke DASHED =
            new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 4}, 0);
    private static final Color NOTHING = new Color(0, 0, 0, 0);
    private static final double RADIUS = 5;
    private static final Shape DISC = new Ellipse2D.Double(-RADIUS, -RADIUS, 2 * RADIUS, 2 * RADIUS);
    private static final Shape SQUARE =
            new Rectangle2D.Double(-RADIUS + 1, -RADIUS + 1, 2 * RADIUS - 2, 2 * RADIUS - 2);

    private final List<Row> rows;
    private final List<Row> unscored;
    private final Scale across;
    private final Scale up;

    private FrontChart(Panel panel) {
        rows = panel.rows().stream().filter(row -> row.psnr().isPresent()).toList();
        unscored = panel.rows().stream().filter(row -> row.psnr().isEmpty()).toList();
        across = Scale.of(panel.rows().stream().map(FrontChart::logMillis).toList(), LEAST_DECADES);
        up = Scale.of(rows.stream().map(FrontChart::psnr).toList(), LEAST_DECIBELS);
    }

    /// From one end of an axis to the other.
    private record Scale(double from, double to) {
        /// Around all values, and at least so long.
        static Scale of(List<Double> values, double least) {
            double from = values.stream().mapToDouble(value -> value).min().orElseThrow();
            double to = values.stream().mapToDouble(value -> value).max().orElseThrow();
            double half = Math.max((0.5 + MARGIN) * (to - from), least / 2);
            return new Scale((from + to) / 2 - half, (from + to) / 2 + half);
        }

        double part(double value) {
            return (value - from) / (to - from);
        }
    }

    /// Whether any network of a panel has both coordinates.
    static boolean canBeDrawn(Panel panel) {
        return panel.rows().stream().anyMatch(row -> row.psnr().isPresent());
    }

    /// As SVG.
    static String svg(Panel panel) {
        return SvgDrawing.of(new FrontChart(panel).chart(panel.set()), panel.name(), WIDTH, HEIGHT);
    }

    private static double psnr(Row row) {
        return row.psnr().orElseThrow();
    }

    private static double logMillis(Row row) {
        return Math.log10(row.millisPerMegapixel().median());
    }

    private JFreeChart chart(String set) {
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
        renderer.setUseFillPaint(true);
        for (boolean isPublished : List.of(false, true)) {
            List<Row> some = rows.stream()
                    .filter(row -> row.published().isPresent() == isPublished)
                    .toList();
            if (!some.isEmpty()) {
                XYIntervalSeries series = new XYIntervalSeries(
                        isPublished ? "of others: time measured here, PSNR as published" : "ours: both measured here");
                some.forEach(row -> {
                    double at = row.millisPerMegapixel().median();
                    series.add(at, at, at, psnr(row), psnr(row), psnr(row));
                });
                renderer.setSeriesShape(data.getSeriesCount(), isPublished ? SQUARE : DISC);
                data.addSeries(series);
            }
        }
        Charts.Axis axis = new Charts.Axis("milliseconds per megapixel of result", PlainTicks.ANY, true);
        JFreeChart chart = Charts.chart(data, renderer, axis, "PSNR on " + set + ", dB");
        finish(chart.getXYPlot(), renderer, data.getSeriesCount());
        return chart;
    }

    private void finish(XYPlot plot, XYLineAndShapeRenderer renderer, int series) {
        boolean hasOurs = rows.stream().anyMatch(row -> row.published().isEmpty());
        for (int i = hasOurs ? 1 : 0; i < series; i++) {
            renderer.setSeriesPaint(i, Charts.colour(1));
            renderer.setSeriesFillPaint(i, NOTHING);
        }
        plot.getDomainAxis().setRange(Math.pow(10, across.from()), Math.pow(10, across.to()));
        plot.getRangeAxis().setRange(up.from(), up.to());
        List<Spot> spots = rows.stream().map(this::spot).toList();
        List<Side> sides = new LabelPlaces(AREA_WIDTH, AREA_HEIGHT).sides(spots);
        annotations(spots, sides).forEach(plot::addAnnotation);
        unscored.forEach(row -> plot.addDomainMarker(line(row)));
    }

    /// From top to bottom, of a network that has a time and no score.
    private static ValueMarker line(Row row) {
        ValueMarker line = new ValueMarker(row.millisPerMegapixel().median(), Charts.colour(0), DASHED);
        line.setLabel(row.name() + " (not scored)");
        line.setLabelFont(LABEL);
        line.setLabelPaint(Charts.INK);
        line.setLabelBackgroundColor(NOTHING);
        line.setLabelAnchor(RectangleAnchor.BOTTOM_RIGHT);
        line.setLabelTextAnchor(TextAnchor.BOTTOM_LEFT);
        return line;
    }

    private Spot spot(Row row) {
        return new Spot(AREA_WIDTH * across.part(logMillis(row)), AREA_HEIGHT * (1 - up.part(psnr(row))), row.name());
    }

    private List<XYTextAnnotation> annotations(List<Spot> spots, List<Side> sides) {
        List<XYTextAnnotation> annotations = new ArrayList<>();
        for (int i = 0; i < spots.size(); i++) {
            Side side = sides.get(i);
            double x = (spots.get(i).x() + side.across() * LabelPlaces.GAP) / AREA_WIDTH;
            double y = 1 - (spots.get(i).y() + side.down() * LabelPlaces.GAP) / AREA_HEIGHT;
            XYTextAnnotation annotation = new XYTextAnnotation(
                    spots.get(i).label(),
                    Math.pow(10, across.from() + x * (across.to() - across.from())),
                    up.from() + y * (up.to() - up.from()));
            annotation.setFont(LABEL);
            annotation.setPaint(Charts.INK);
            annotation.setTextAnchor(anchor(side));
            annotations.add(annotation);
        }
        return annotations;
    }

    /// The point of the text that is held fast.
    private static TextAnchor anchor(Side side) {
        return switch (side) {
            case RIGHT -> TextAnchor.CENTER_LEFT;
            case LEFT -> TextAnchor.CENTER_RIGHT;
            case ABOVE -> TextAnchor.BOTTOM_CENTER;
            case BELOW -> TextAnchor.TOP_CENTER;
            case ABOVE_RIGHT -> TextAnchor.BOTTOM_LEFT;
            case BELOW_RIGHT -> TextAnchor.TOP_LEFT;
            case ABOVE_LEFT -> TextAnchor.BOTTOM_RIGHT;
            case BELOW_LEFT -> TextAnchor.TOP_RIGHT;
        };
    }
}
