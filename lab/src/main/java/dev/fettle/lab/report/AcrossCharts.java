package dev.fettle.lab.report;

import dev.fettle.lab.report.SweepResults.Variant;
import dev.fettle.lab.sweep.Across;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/// Scores over a setting that is a number.
final class AcrossCharts {
    private static final String CAPTION = "Point: mean over the seeds; band: from the lowest seed to the highest.";

    private final SweepResults results;
    private final Across across;

    private AcrossCharts(SweepResults results, Across across) {
        this.results = results;
        this.across = across;
    }

    static List<Charts.Named> of(SweepResults results) {
        List<Charts.Named> charts = new ArrayList<>();
        for (int i = 0; i < results.across().size(); i++) {
            new AcrossCharts(results, results.across().get(i)).draw("across-" + (i + 1) + "-", charts);
        }
        return charts;
    }

    private void draw(String prefix, List<Charts.Named> charts) {
        Quality quality = results.quality();
        String over = ": " + quality.first() + " over " + across.label();
        chart(variant -> variant.validation(quality))
                .ifPresent(chart ->
                        charts.add(new Charts.Named(prefix + "validation", "Validation" + over, CAPTION, chart)));
        results.sets().stream()
                .map(SweepResults.Column::set)
                .forEach(set -> chart(variant -> variant.first(set))
                        .ifPresent(chart -> charts.add(new Charts.Named(
                                prefix + Charts.fileName(set),
                                set + over,
                                CAPTION + " " + Charts.protocol(results, set),
                                chart))));
    }

    private Optional<JFreeChart> chart(Function<Variant, Spread> score) {
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        across.lines().forEach((name, points) -> addMeasured(data, line(name, points, score)));
        int lines = data.getSeriesCount();
        across.levels().forEach((name, variant) -> addMeasured(data, line(name, level(variant), score)));
        if (data.getSeriesCount() == 0) {
            return Optional.empty();
        }
        DeviationRenderer renderer = new DeviationRenderer(true, true);
        renderer.setAlpha(Charts.BAND_ALPHA);
        for (int i = lines; i < data.getSeriesCount(); i++) {
            renderer.setSeriesShapesVisible(i, false);
        }
        Charts.Axis axis = new Charts.Axis(across.label(), PlainTicks.ANY, across.logarithmic());
        return Optional.of(Charts.chart(data, renderer, axis, results.quality().firstWithUnit()));
    }

    private static void addMeasured(XYIntervalSeriesCollection data, XYIntervalSeries series) {
        if (series.getItemCount() > 0) {
            data.addSeries(series);
        }
    }

    /// A variant from one end of the axis to the other.
    private SequencedMap<Double, String> level(String variant) {
        SequencedMap<Double, String> all = new TreeMap<>();
        across.lines().values().forEach(all::putAll);
        SequencedMap<Double, String> ends = new TreeMap<>();
        ends.put(all.firstEntry().getKey(), variant);
        ends.put(all.lastEntry().getKey(), variant);
        return ends;
    }

    private XYIntervalSeries line(String name, SequencedMap<Double, String> points, Function<Variant, Spread> score) {
        XYIntervalSeries series = new XYIntervalSeries(name);
        points.forEach((at, point) -> results.variants().stream()
                .filter(variant -> variant.name().equals(point))
                .map(score)
                .filter(spread -> Double.isFinite(spread.mean()))
                .forEach(spread -> series.add(at, at, at, spread.mean(), spread.min(), spread.max())));
        return series;
    }
}
