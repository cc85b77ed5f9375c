package dev.fettle.lab.report;

import dev.fettle.lab.report.SweepResults.Curve;
import dev.fettle.lab.report.SweepResults.Point;
import dev.fettle.lab.report.SweepResults.Run;
import dev.fettle.lab.report.SweepResults.Variant;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.Range;
import org.jfree.data.general.DatasetUtils;
import org.jfree.data.xy.XYDataset;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/// The charts of a report, drawn by JFreeChart. A variant has the same colour, and the same marker or dashes, in
/// all of them.
final class Charts {
    /// Drawn in this colour: axes and text, which take the page's colour ({@link SvgDrawing}).
    static final Color INK = new Color(1, 2, 3);

    private static final Color GRID = new Color(1, 2, 3, 60);
    private static final Color NOTHING = new Color(0, 0, 0, 0);
    /// For the half of the last label that reaches beyond the axis.
    private static final RectangleInsets ROOM = new RectangleInsets(6, 2, 2, 22);

    /// Of an axis, by its largest number: what differs by less is shown as equal, a single point has an axis
    /// around it.
    private static final double LEAST_SPAN = 2e-3;

    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    static final float BAND_ALPHA = 0.18f;

    /// Each at least 3:1 against white and against near-black.
    private static final List<Color> COLOURS = List.of(
            new Color(0x2f7ed8),
            new Color(0xd9690f),
            new Color(0x1a9a5a),
            new Color(0xc2489b),
            new Color(0x8a63d2),
            new Color(0xa07a00),
            new Color(0x1593a5),
            new Color(0xd64545));

    private static final List<float[]> DASHES =
            List.of(new float[] {1, 0}, new float[] {7, 3}, new float[] {2, 3}, new float[] {9, 3, 2, 3});

    private Charts() {}

    /// A chart and the name of its file.
    record Named(String name, String title, String caption, JFreeChart chart) {
        SweepReport.Drawn drawn() {
            return new SweepReport.Drawn(name, title, caption, SvgDrawing.of(chart, name));
        }
    }

    static List<Named> of(SweepResults results) {
        List<Named> charts = new ArrayList<>();
        String band = "Line or point: mean over the seeds; band: from the lowest seed to the highest.";
        curve(results, Curve::loss, "training loss")
                .ifDrawn(chart -> charts.add(new Named("loss", "Training loss", band, chart)));
        Quality quality = results.quality();
        curve(results, quality::validation, "validation " + quality.firstWithUnit())
                .ifDrawn(chart -> charts.add(new Named("validation", "Validation " + quality.first(), band, chart)));
        for (String key : otherCurves(results)) {
            curve(results, curve -> curve.others().getOrDefault(key, List.of()), key)
                    .ifDrawn(chart -> charts.add(new Named(key.replace('.', '-'), key, band, chart)));
        }
        charts.addAll(GroupCharts.of(results));
        charts.addAll(AcrossCharts.of(results));
        results.sets().forEach(set -> trade(results, set.set(), charts));
        return charts;
    }

    /// Those that have no chart of their own.
    private static Set<String> otherCurves(SweepResults results) {
        Set<String> keys = results.variants().stream()
                .flatMap(variant -> variant.runs().stream())
                .flatMap(run -> run.curve().others().keySet().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (results.quality() == Quality.SORTED) {
            keys.remove(Quality.VALIDATION_TOP_1);
        }
        GroupCharts.budgets(results).forEach(name -> keys.remove("loss." + name));
        return keys;
    }

    /// A chart that may have nothing to show.
    record Drawing(XYIntervalSeriesCollection data, JFreeChart chart) {
        void ifDrawn(Consumer<JFreeChart> use) {
            if (IntStream.range(0, data.getSeriesCount()).anyMatch(series -> data.getItemCount(series) > 0)) {
                use.accept(chart);
            }
        }
    }

    private static Drawing curve(SweepResults results, Function<Curve, List<Point>> line, String label) {
        return ofRuns(results, run -> line.apply(run.curve()), label);
    }

    /// A line for each variant, over the steps.
    static Drawing ofRuns(SweepResults results, Function<Run, List<Point>> line, String label) {
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        for (Variant variant : results.variants()) {
            SequencedMap<Long, List<Double>> bySteps = new TreeMap<>();
            variant.runs().stream()
                    .flatMap(run -> line.apply(run).stream())
                    .forEach(point -> bySteps.computeIfAbsent(point.step(), _ -> new ArrayList<>())
                            .add(point.value()));
            XYIntervalSeries series = new XYIntervalSeries(variant.name());
            bySteps.forEach((step, values) -> {
                Spread spread = Spread.of(values);
                series.add(step, step, step, spread.mean(), spread.min(), spread.max());
            });
            data.addSeries(series);
        }
        DeviationRenderer renderer = new DeviationRenderer(true, false);
        renderer.setAlpha(BAND_ALPHA);
        for (int i = 0; i < data.getSeriesCount(); i++) {
            renderer.setSeriesShapesVisible(i, data.getItemCount(i) == 1); // no line goes through one point
        }
        return new Drawing(data, chart(data, renderer, new Axis("step", PlainTicks.WHOLE), label));
    }

    private static void trade(SweepResults results, String set, List<Named> charts) {
        String caption =
                "Point: mean over the seeds; bar: from the lowest seed to the highest. " + protocol(results, set);
        Quality quality = results.quality();
        String prefix = quality.first().toLowerCase(Locale.ROOT) + "-" + fileName(set) + "-";
        String over = set + ": " + quality.first() + " over ";
        scatter(results, set, new Axis("parameters", PlainTicks.WHOLE), Variant::parameters)
                .ifDrawn(chart -> charts.add(new Named(prefix + "parameters", over + "parameters", caption, chart)));
        scatter(results, set, new Axis(quality.work() + " " + quality.workOf(), PlainTicks.ANY), Variant::work)
                .ifDrawn(chart -> charts.add(new Named(prefix + "macs", over + quality.work(), caption, chart)));
        scatter(
                        results,
                        set,
                        new Axis("latency, ms", PlainTicks.ANY),
                        variant -> variant.latency()
                                .map(SweepResults.Millis::median)
                                .orElse(Double.NaN))
                .ifDrawn(chart -> charts.add(new Named(prefix + "latency", over + "latency", caption, chart)));
    }

    /// A sentence for a caption.
    static String protocol(SweepResults results, String set) {
        return "Protocol: " + results.protocol(set).orElse(ResultTable.NOT_MEASURED) + ".";
    }

    /// A set's name as part of a file's.
    static String fileName(String set) {
        return set.replaceAll("[^A-Za-z0-9._-]+", "-");
    }

    private static Drawing scatter(SweepResults results, String set, Axis across, ToDoubleFunction<Variant> x) {
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        for (Variant variant : results.variants()) {
            XYIntervalSeries series = new XYIntervalSeries(variant.name());
            Spread score = variant.first(set);
            double at = x.applyAsDouble(variant);
            if (Double.isFinite(score.mean()) && !Double.isNaN(at)) {
                series.add(at, at, at, score.mean(), score.min(), score.max());
            }
            data.addSeries(series);
        }
        XYErrorRenderer renderer = new XYErrorRenderer();
        renderer.setDrawXError(false);
        renderer.setErrorStroke(new BasicStroke(2));
        return new Drawing(data, chart(data, renderer, across, results.quality().firstWithUnit()));
    }

    /// The axis that runs from left to right.
    ///
    /// @param logarithmic whether equal ratios are equally far apart
    record Axis(String label, PlainTicks ticks, boolean logarithmic) {
        Axis(String label, PlainTicks ticks) {
            this(label, ticks, false);
        }

        private NumberAxis drawn() {
            return logarithmic ? new PowersOfTen(label) : new NumberAxis(label);
        }
    }

    /// A chart in the style of the page; each series has a colour and dashes of its own.
    static JFreeChart chart(XYIntervalSeriesCollection data, XYLineAndShapeRenderer renderer, Axis x, String y) {
        JFreeChart chart = ChartFactory.createXYLineChart("", "", y, data);
        chart.setTitle((String) null);
        for (int i = 0; i < data.getSeriesCount(); i++) {
            Color colour = colour(i);
            renderer.setSeriesPaint(i, colour);
            renderer.setSeriesFillPaint(i, colour);
            float[] dashes = DASHES.get(i % DASHES.size());
            renderer.setSeriesStroke(i, new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0));
        }
        XYPlot plot = chart.getXYPlot();
        plot.setRenderer(renderer);
        plain(chart);
        plot.setDomainAxis(x.drawn());
        style(plot.getDomainAxis(), x.ticks(), largest(data, DatasetUtils::findDomainBounds));
        style(plot.getRangeAxis(), PlainTicks.ANY, largest(data, DatasetUtils::findRangeBounds));
        chart.getLegend().setBackgroundPaint(NOTHING);
        chart.getLegend().setFrame(BlockBorder.NONE);
        chart.getLegend().setItemFont(TEXT);
        chart.getLegend().setItemPaint(INK);
        return chart;
    }

    /// Of the series of this number.
    static Color colour(int series) {
        return COLOURS.get(series % COLOURS.size());
    }

    /// Without colours of its own.
    static void plain(JFreeChart chart) {
        chart.setPadding(ROOM);
        chart.setBackgroundPaint(NOTHING);
        XYPlot plot = chart.getXYPlot();
        plot.setBackgroundPaint(NOTHING);
        plot.setOutlineVisible(false);
        plot.setDomainGridlinePaint(GRID);
        plot.setRangeGridlinePaint(GRID);
    }

    /// The largest of the numbers along an axis, without its sign; 1 where there are none.
    private static double largest(XYIntervalSeriesCollection data, Function<XYDataset, Range> bounds) {
        Range range = bounds.apply(data);
        return range == null ? 1 : Math.max(Math.abs(range.getLowerBound()), Math.abs(range.getUpperBound()));
    }

    /// @param largest number along it, without its sign
    static void style(ValueAxis axis, PlainTicks ticks, double largest) {
        axis.setLabelFont(TEXT);
        axis.setTickLabelFont(TEXT);
        axis.setLabelPaint(INK);
        axis.setTickLabelPaint(INK);
        axis.setAxisLinePaint(INK);
        axis.setTickMarkPaint(INK);
        if (axis instanceof NumberAxis numbers) {
            numbers.setAutoRangeIncludesZero(false);
            numbers.setStandardTickUnits(ticks);
            numbers.setAutoRangeMinimumSize(Math.max(LEAST_SPAN * largest, largest == 0 ? 1 : 2 * ticks.least()));
        }
    }
}
