package dev.fettle.lab.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Paint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.chart.title.PaintScaleLegend;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.DefaultXYZDataset;

/// Numbers of several rows over the steps of a training, each as the colour of a field that ends at its
/// step.
final class HeatMap {
    private static final Color LEAST = new Color(0xd6e4f2);
    private static final Color MOST = new Color(0x0b3c78);
    private static final RectangleInsets ROOM = new RectangleInsets(4, 8, 4, 4);
    private static final int WIDTH = 12;

    private HeatMap() {}

    /// @param rows from below, each with its numbers by their steps
    /// @param most the number of the darkest colour; 0 has the lightest
    /// @param row what a row is
    /// @param number what the numbers are
    static JFreeChart of(List<SequencedMap<Long, Double>> rows, double most, String row, String number) {
        Shades shades = new Shades(Math.max(1, most));
        XYBlockRenderer renderer = new XYBlockRenderer();
        renderer.setPaintScale(shades);
        renderer.setBlockAnchor(RectangleAnchor.RIGHT);
        renderer.setBlockWidth(widest(rows));
        NumberAxis steps = new NumberAxis("step");
        NumberAxis names = new NumberAxis(row);
        XYPlot plot = new XYPlot(data(rows), steps, names, renderer);
        JFreeChart chart = new JFreeChart(null, new Font(Font.SANS_SERIF, Font.PLAIN, 1), plot, false);
        Charts.plain(chart);
        double last = rows.stream()
                .flatMap(each -> each.keySet().stream())
                .mapToDouble(Long::doubleValue)
                .max()
                .orElse(1);
        Charts.style(steps, PlainTicks.WHOLE, last);
        Charts.style(names, PlainTicks.WHOLE, rows.size());
        steps.setRange(0, last);
        names.setRange(0.5, rows.size() + 0.5);
        chart.addSubtitle(legend(shades, number));
        return chart;
    }

    /// From the last step to the first: where the last fields are narrower, those before them cover the
    /// rest.
    private static DefaultXYZDataset data(List<SequencedMap<Long, Double>> rows) {
        List<double[]> fields = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            for (Map.Entry<Long, Double> field : rows.get(i).reversed().entrySet()) {
                fields.add(new double[] {field.getKey(), i + 1, field.getValue()});
            }
        }
        double[][] columns = new double[3][fields.size()];
        for (int i = 0; i < fields.size(); i++) {
            for (int axis = 0; axis < columns.length; axis++) {
                columns[axis][i] = fields.get(i)[axis];
            }
        }
        DefaultXYZDataset data = new DefaultXYZDataset();
        data.addSeries("", columns);
        return data;
    }

    /// The largest distance of two steps that follow one another, the first from 0.
    private static double widest(List<SequencedMap<Long, Double>> rows) {
        long widest = 1;
        for (SequencedMap<Long, Double> row : rows) {
            long before = 0;
            for (long step : row.keySet()) {
                widest = Math.max(widest, step - before);
                before = step;
            }
        }
        return widest;
    }

    private static PaintScaleLegend legend(Shades shades, String number) {
        NumberAxis axis = new NumberAxis(number);
        Charts.style(axis, PlainTicks.WHOLE, shades.most);
        PaintScaleLegend legend = new PaintScaleLegend(shades, axis);
        legend.setPosition(RectangleEdge.RIGHT);
        legend.setMargin(ROOM);
        legend.setStripWidth(WIDTH);
        legend.setStripOutlineVisible(false);
        legend.setBackgroundPaint(new Color(0, 0, 0, 0));
        return legend;
    }

    /// From light to dark.
    private record Shades(double most) implements PaintScale {
        @Override
        public double getLowerBound() {
            return 0;
        }

        @Override
        public double getUpperBound() {
            return most;
        }

        @Override
        public Paint getPaint(double value) {
            double part = Math.clamp(value / most, 0, 1);
            return new Color(
                    between(LEAST.getRed(), MOST.getRed(), part),
                    between(LEAST.getGreen(), MOST.getGreen(), part),
                    between(LEAST.getBlue(), MOST.getBlue(), part));
        }

        private static int between(int from, int to, double part) {
            return (int) Math.round(from + part * (to - from));
        }
    }
}
