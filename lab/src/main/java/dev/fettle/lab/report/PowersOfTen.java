package dev.fettle.lab.report;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jfree.chart.axis.LogarithmicAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/// A logarithmic axis from left to right with plain numbers as on the other axes: at each power of ten,
/// 0.001, 0.01, 0.1, and at twice and five times of it where there are three decades at most. More labels
/// would run into one another.
final class PowersOfTen extends LogarithmicAxis {
    private static final long serialVersionUID = 1;
    private static final MathContext DIGITS = new MathContext(9); // what powers leave of rounding goes
    private static final double FEW = 1e3;
    private static final Set<Integer> BETWEEN = Set.of(2, 5);

    PowersOfTen(String label) {
        super(label);
        setAutoRangeNextLogFlag(false);
    }

    @Override
    protected List<NumberTick> refreshTicksHorizontal(Graphics2D graphics, Rectangle2D area, RectangleEdge edge) {
        List<NumberTick> ticks = new ArrayList<>();
        double least = getRange().getLowerBound();
        double most = getRange().getUpperBound();
        for (int power = (int) Math.floor(Math.log10(least)); Math.pow(10, power) <= most; power++) {
            for (int digit = 1; digit < 10; digit++) {
                double value = digit * Math.pow(10, power);
                if (value >= least && value <= most) {
                    boolean isLabelled = digit == 1 || BETWEEN.contains(digit) && most <= FEW * least;
                    ticks.add(new NumberTick(
                            value, isLabelled ? text(value) : "", TextAnchor.TOP_CENTER, TextAnchor.CENTER, 0));
                }
            }
        }
        return ticks;
    }

    private static String text(double value) {
        return BigDecimal.valueOf(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }
}
