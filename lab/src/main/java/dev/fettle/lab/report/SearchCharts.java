package dev.fettle.lab.report;

import dev.fettle.lab.report.SearchResults.Chosen;
import dev.fettle.lab.report.SearchResults.Group;
import dev.fettle.lab.report.SearchResults.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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
        charts.add(new Charts.Named(
                "decided",
                "How clear the choices are",
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
                "Per output pixel, of the network with the widths chosen so far.",
                line(results, "multiply-adds per output pixel", Point::macsPerOutputPixel)));
        return charts;
    }

    private static Charts.Named widths(SearchResults results) {
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        data.addSeries(byDepth(results, "before", Group::channels));
        data.addSeries(byDepth(results, "chosen", Group::width));
        data.addSeries(byDepth(
                results, "largest candidate", group -> group.candidates().getLast()));
        JFreeChart chart = Charts.chart(data, renderer(true), new Charts.Axis("group", PlainTicks.WHOLE), "channels");
        chart.getXYPlot().getDomainAxis().setRange(0.5, results.groups().size() + 0.5);
        return new Charts.Named(
                "widths", "Channels of each group", "In the order of the network, as in the table.", chart);
    }

    private static XYIntervalSeries byDepth(SearchResults results, String name, Function<Group, Integer> number) {
        XYIntervalSeries series = new XYIntervalSeries(name);
        for (int i = 0; i < results.groups().size(); i++) {
            int channels = number.apply(results.groups().get(i));
            series.add(i + 1, i + 1, i + 1, channels, channels, channels);
        }
        return series;
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
        return Charts.chart(
                data, renderer(results.course().size() == 1), new Charts.Axis("step", PlainTicks.WHOLE), "");
    }

    private static JFreeChart line(SearchResults results, String label, ToDoubleFunction<Point> number) {
        XYIntervalSeries series = new XYIntervalSeries(results.name());
        results.course().forEach(point -> {
            double value = number.applyAsDouble(point);
            double step = (double) point.step();
            series.add(step, step, step, value, value, value);
        });
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        data.addSeries(series);
        return Charts.chart(
                data, renderer(results.course().size() == 1), new Charts.Axis("step", PlainTicks.WHOLE), label);
    }

    private static DeviationRenderer renderer(boolean hasMarkers) {
        DeviationRenderer renderer = new DeviationRenderer(true, hasMarkers);
        renderer.setAlpha(Charts.BAND_ALPHA);
        return renderer;
    }
}
