package dev.fettle.lab.report;

import dev.fettle.lab.report.KernelResults.Cardinal;
import dev.fettle.lab.report.KernelResults.Control;
import dev.fettle.lab.report.KernelResults.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/// The charts of a kernel map: what the layers' choices go with, and how clear they are, over the depth of the
/// network.
final class KernelCharts {
    private KernelCharts() {}

    static List<Charts.Named> of(KernelResults results) {
        List<Charts.Named> charts = new ArrayList<>();
        if (results.layers().stream()
                .anyMatch(layer -> layer.chosenRatio().isPresent()
                        || layer.weightsDetermination().isPresent())) {
            XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
            data.addSeries(series(results, "chosen group, η²", Cardinal::chosenRatio));
            data.addSeries(series(results, "weights, R²", Cardinal::weightsDetermination));
            data.addSeries(untrained(results, "untrained, η²", Control::chosenRatio));
            data.addSeries(untrained(results, "untrained, R²", Control::weightsDetermination));
            JFreeChart chart = byDepth(results, data, "part of the variance");
            ValueMarker chance = new ValueMarker(results.chance());
            chance.setPaint(Charts.INK);
            chart.getXYPlot().addRangeMarker(chance);
            charts.add(new Charts.Named(
                    "energy",
                    "What the choice tells about fine detail",
                    "Part of the variance of the energy. Point: mean over the cardinal groups that choose; band: from the lowest to the highest. Untrained: the same network with fresh weights. Gray line: what chance gives, %.2f, if the windows were independent."
                            .formatted(results.chance()),
                    chart));
        }
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        data.addSeries(series(results, "entropy of the weights", part -> Optional.of(part.entropy())));
        data.addSeries(series(results, "variation over the picture", part -> Optional.of(part.variation())));
        charts.add(new Charts.Named(
                "decided",
                "How clear the choice is",
                "Entropy 1: all weights equal; 0: one group alone. Variation 0: the same mixture everywhere. Point: mean over the cardinal groups; band: from the lowest to the highest.",
                byDepth(results, data, "")));
        return charts;
    }

    private static XYIntervalSeries series(
            KernelResults results, String name, Function<Cardinal, Optional<Double>> number) {
        XYIntervalSeries series = new XYIntervalSeries(name);
        for (int i = 0; i < results.layers().size(); i++) {
            Layer layer = results.layers().get(i);
            Spread spread = Spread.of(
                    layer.parts().stream().map(number).flatMap(Optional::stream).toList());
            if (spread.count() > 0) {
                series.add(i + 1, i + 1, i + 1, spread.mean(), spread.min(), spread.max());
            }
        }
        return series;
    }

    private static XYIntervalSeries untrained(
            KernelResults results, String name, Function<Control, Optional<Double>> number) {
        XYIntervalSeries series = new XYIntervalSeries(name);
        for (int i = 0; i < results.untrained().size(); i++) {
            int layer = i + 1;
            number.apply(results.untrained().get(i))
                    .ifPresent(value -> series.add(layer, layer, layer, value, value, value));
        }
        return series;
    }

    private static JFreeChart byDepth(KernelResults results, XYIntervalSeriesCollection data, String label) {
        DeviationRenderer renderer = new DeviationRenderer(true, true);
        renderer.setAlpha(Charts.BAND_ALPHA);
        JFreeChart chart = Charts.chart(data, renderer, new Charts.Axis("layer", PlainTicks.WHOLE), label);
        chart.getXYPlot().getDomainAxis().setRange(0.5, results.layers().size() + 0.5);
        chart.getXYPlot().getRangeAxis().setRange(-0.03, 1.03); // a marker at 0 or 1 is seen whole
        return chart;
    }
}
