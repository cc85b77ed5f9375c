package dev.fettle.lab.report;

import dev.fettle.lab.report.SearchResults.Chosen;
import dev.fettle.lab.report.SearchResults.Group;
import dev.fettle.lab.report.SearchResults.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/// The charts of a search: widths over the depth of the network, and how they were found.
final class SearchCharts {
    private SearchCharts() {}

    static List<Charts.Named> of(SearchResults results) {
        List<Charts.Named> charts = new ArrayList<>();
        charts.add(widths(results));
        charts.add(clearness(results));
        charts.add(new Charts.Named(
                "decided",
                "How clear they became",
                "Line: mean over the groups; band: from the lowest to the highest. Entropy 1: all widths have the same chance; 0: one alone has any.",
                bySteps(results, List.of(new Line("entropy", Chosen::entropy), new Line("margin", Chosen::margin)))));
        charts.add(new Charts.Named(
                "validation",
                "Validation",
                "Of the " + (results.judged().equals("mixture") ? "mixture" : "network with the widths chosen so far")
                        + ".",
                line(results, results.measure(), Point::value)));
        charts.add(new Charts.Named(
                "macs",
                "Multiply-adds",
                "Per output pixel, of the network before the search, and of that with the widths chosen so far.",
                macs(results)));
        return charts;
    }

    private static Charts.Named widths(SearchResults results) {
        JFreeChart chart = byDepth(
                results,
                "channels",
                List.of(
                        new Curve("before", Group::channels),
                        new Curve("chosen", Group::width),
                        new Curve(
                                "largest candidate", group -> group.candidates().getLast()),
                        new Curve(
                                "smallest candidate",
                                group -> group.candidates().getFirst())));
        fromZero(chart);
        return new Charts.Named(
                "widths", "Channels of each group", "In the order of the network, as in the table.", chart);
    }

    private static Charts.Named clearness(SearchResults results) {
        JFreeChart chart =
                byDepth(results, "", List.of(new Curve("entropy", Group::entropy), new Curve("margin", Group::margin)));
        chart.getXYPlot().getRangeAxis().setRange(-0.03, 1.03); // a marker at 0 or 1 is seen whole
        return new Charts.Named(
                "clear",
                "How clear each choice is",
                "In the order of the network, as in the table. Entropy 1: all widths have the same chance; 0: one alone has any. Margin 0: another width has the same chance as the chosen one.",
                chart);
    }

    private static void fromZero(JFreeChart chart) {
        double highest = chart.getXYPlot().getRangeAxis().getUpperBound();
        chart.getXYPlot().getRangeAxis().setRange(0, highest);
    }

    private record Curve(String name, ToDoubleFunction<Group> number) {}

    private static JFreeChart byDepth(SearchResults results, String label, List<Curve> curves) {
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        for (Curve curve : curves) {
            XYIntervalSeries series = new XYIntervalSeries(curve.name());
            for (int i = 0; i < results.groups().size(); i++) {
                double value = curve.number().applyAsDouble(results.groups().get(i));
                series.add(i + 1, i + 1, i + 1, value, value, value);
            }
            data.addSeries(series);
        }
        JFreeChart chart = Charts.chart(data, renderer(true), new Charts.Axis("group", PlainTicks.WHOLE), label);
        chart.getXYPlot().getDomainAxis().setRange(0.5, results.groups().size() + 0.5);
        return chart;
    }

    private record Line(String name, ToDoubleFunction<Chosen> number) {}

    private static JFreeChart bySteps(SearchResults results, List<Line> lines) {
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        for (Line line : lines) {
            XYIntervalSeries series = new XYIntervalSeries(line.name());
            for (Point point : results.course()) {
                Spread spread = Spread.of(point.choices().stream()
                        .map(chosen -> line.number().applyAsDouble(chosen))
                        .toList());
                double step = (double) point.step();
                series.add(step, step, step, spread.mean(), spread.min(), spread.max());
            }
            data.addSeries(series);
        }
        return bySteps(results, data, "");
    }

    private static JFreeChart macs(SearchResults results) {
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        double before = results.before().macsPerOutputPixel();
        data.addSeries(course(results, "before", _ -> before));
        data.addSeries(course(results, "chosen so far", Point::macsPerOutputPixel));
        JFreeChart chart = bySteps(results, data, "multiply-adds per output pixel");
        fromZero(chart);
        return chart;
    }

    private static JFreeChart line(SearchResults results, String label, ToDoubleFunction<Point> number) {
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        data.addSeries(course(results, results.name(), number));
        return bySteps(results, data, label);
    }

    private static XYIntervalSeries course(SearchResults results, String name, ToDoubleFunction<Point> number) {
        XYIntervalSeries series = new XYIntervalSeries(name);
        results.course().forEach(point -> {
            double value = number.applyAsDouble(point);
            double step = (double) point.step();
            series.add(step, step, step, value, value, value);
        });
        return series;
    }

    private static JFreeChart bySteps(SearchResults results, XYIntervalSeriesCollection data, String label) {
        return Charts.chart(
                data, renderer(results.course().size() == 1), new Charts.Axis("step", PlainTicks.WHOLE), label);
    }

    private static DeviationRenderer renderer(boolean hasMarkers) {
        DeviationRenderer renderer = new DeviationRenderer(true, hasMarkers);
        renderer.setAlpha(Charts.BAND_ALPHA);
        return renderer;
    }
}
