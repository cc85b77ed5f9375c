package dev.fettle.lab.report;

import dev.fettle.lab.report.GroupCourse.Layer;
import dev.fettle.lab.report.SweepResults.Point;
import dev.fettle.lab.report.SweepResults.Variant;
import java.awt.BasicStroke;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.data.Range;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/// The charts of gates: what they cost of what they may, the groups that they end with over the depth of
/// the network, and how each layer came there.
final class GroupCharts {
    private static final String BAND = "Line or point: mean over the seeds; band: from the lowest seed to the highest.";

    private GroupCharts() {}

    static List<Charts.Named> of(SweepResults results) {
        List<Charts.Named> charts = new ArrayList<>();
        for (String budget : budgets(results)) {
            Charts.Drawing cost = Charts.ofRuns(
                    results,
                    run -> run.groups().map(course -> budget(course, budget)).orElse(List.of()),
                    "ζ/o");
            hideAbsent(cost.chart(), cost.data());
            markBudget(cost.chart().getXYPlot());
            cost.ifDrawn(chart -> charts.add(new Charts.Named(
                    "budget-" + budget,
                    "What gates cost of what they may",
                    "ζ/o of the term '" + budget + "' of the loss; above the line at 1 is beyond the budget. " + BAND,
                    chart)));
        }
        if (results.variants().stream().anyMatch(variant -> !variant.courses().isEmpty())) {
            charts.add(depth(results));
        }
        double most = mostClosed(results);
        for (Variant variant : results.variants()) {
            List<GroupCourse> courses = variant.courses();
            if (!courses.isEmpty()) {
                charts.add(map(variant.name(), courses, most));
            }
        }
        return charts;
    }

    /// A line at 1, in sight.
    private static void markBudget(XYPlot plot) {
        plot.addRangeMarker(new ValueMarker(1, Charts.INK, new BasicStroke(1)));
        Range shown = plot.getRangeAxis().getRange();
        plot.getRangeAxis().setRange(Range.expandToInclude(Range.expandToInclude(shown, 0.95), 1.05));
    }

    /// Names of the terms of the loss that are budgets.
    static Set<String> budgets(SweepResults results) {
        return results.variants().stream()
                .flatMap(variant -> variant.courses().stream())
                .flatMap(course -> course.budgets().keySet().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static List<Point> budget(GroupCourse course, String name) {
        return course.budgets().getOrDefault(name, List.of());
    }

    private static Charts.Named depth(SweepResults results) {
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        int layers = 0;
        for (Variant variant : results.variants()) {
            XYIntervalSeries series = new XYIntervalSeries(variant.name());
            List<GroupCourse> courses = variant.courses();
            int depth = courses.stream()
                    .mapToInt(course -> course.layers().size())
                    .max()
                    .orElse(0);
            layers = Math.max(layers, depth);
            for (int i = 0; i < depth; i++) {
                Spread closed = closed(courses, i);
                series.add(i + 1, i + 1, i + 1, closed.mean(), closed.min(), closed.max());
            }
            data.addSeries(series);
        }
        DeviationRenderer renderer = new DeviationRenderer(true, true);
        renderer.setAlpha(Charts.BAND_ALPHA);
        JFreeChart chart = Charts.chart(data, renderer, new Charts.Axis("layer", PlainTicks.WHOLE), "log2(groups)");
        chart.getXYPlot().getDomainAxis().setRange(0.5, layers + 0.5);
        double highest = Math.max(1, mostClosed(results));
        chart.getXYPlot().getRangeAxis().setRange(-0.15, highest + 0.15); // a marker at the end is seen whole
        hideAbsent(chart, data);
        return new Charts.Named(
                "depth-groups",
                "Groups over the depth",
                "At the end of the training, in the order of the network, as in the table; 0 is dense. " + BAND,
                chart);
    }

    private static Spread closed(List<GroupCourse> courses, int layer) {
        return Spread.of(courses.stream()
                .filter(course -> layer < course.layers().size())
                .map(course -> course.layers().get(layer).closed())
                .toList());
    }

    private static double mostClosed(SweepResults results) {
        return results.variants().stream()
                .flatMap(variant -> variant.courses().stream())
                .flatMap(course -> course.layers().stream())
                .flatMap(layer -> layer.groups().stream())
                .mapToDouble(point -> GroupCourse.logarithm(point.value()))
                .max()
                .orElse(0);
    }

    /// Variants keep their colour where others have nothing to show, and those leave the legend.
    private static void hideAbsent(JFreeChart chart, XYIntervalSeriesCollection data) {
        for (int i = 0; i < data.getSeriesCount(); i++) {
            chart.getXYPlot().getRenderer().setSeriesVisibleInLegend(i, data.getItemCount(i) > 0);
        }
    }

    private static Charts.Named map(String variant, List<GroupCourse> courses, double most) {
        List<SequencedMap<Long, Double>> rows = new ArrayList<>();
        int depth = courses.stream()
                .mapToInt(course -> course.layers().size())
                .max()
                .orElse(0);
        for (int i = 0; i < depth; i++) {
            rows.add(row(courses, i));
        }
        String seeds = courses.size() == 1 ? "One seed." : "Mean over %d seeds.".formatted(courses.size());
        return new Charts.Named(
                "groups-" + Charts.fileName(variant),
                "Groups over the steps: " + variant,
                "Each field: log2(groups) of a layer at the validation that ends it. " + seeds,
                HeatMap.of(rows, most, "layer", "log2(groups)"));
    }

    private static SequencedMap<Long, Double> row(List<GroupCourse> courses, int at) {
        SequencedMap<Long, List<Double>> values = new TreeMap<>();
        for (GroupCourse course : courses) {
            if (at < course.layers().size()) {
                Layer layer = course.layers().get(at);
                layer.groups()
                        .forEach(point -> values.computeIfAbsent(point.step(), _ -> new ArrayList<>())
                                .add(GroupCourse.logarithm(point.value())));
            }
        }
        SequencedMap<Long, Double> means = new TreeMap<>();
        values.forEach((step, each) -> means.put(step, Spread.of(each).mean()));
        return means;
    }
}
