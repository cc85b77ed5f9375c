package dev.fettle.lab.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.TickUnit;
import org.jfree.chart.axis.TickUnitSource;

/// Ticks 1, 2 or 5 times a power of ten apart, written out: 50, 1,500, 0.05, 2.5 M. Each label has the decimals that
/// the distance needs, so that no two are alike.
///
/// @param least distance of two ticks: 1 for an axis of whole numbers, 0 for any
record PlainTicks(double least) implements TickUnitSource {
    private static final double[] STEPS = {1, 2, 5, 10};
    private static final double MILLION = 1e6;

    /// Closer ticks belong to no number that we show.
    private static final int MOST_DECIMALS = 12;

    /// For counts.
    static final PlainTicks WHOLE = new PlainTicks(1);

    static final PlainTicks ANY = new PlainTicks(0);

    @Override
    public TickUnit getLargerTickUnit(TickUnit unit) {
        return ceiling(unit.getSize() * 1.01);
    }

    @Override
    public TickUnit getCeilingTickUnit(TickUnit unit) {
        return ceiling(unit.getSize());
    }

    @Override
    public TickUnit getCeilingTickUnit(double size) {
        return ceiling(size);
    }

    private TickUnit ceiling(double size) {
        double wanted = Math.max(Math.max(size, least), Math.pow(10, -MOST_DECIMALS));
        double power = Math.pow(10, Math.floor(Math.log10(wanted)));
        for (double step : STEPS) {
            if (step * power >= wanted * (1 - 1e-9)) {
                return new Plain(step * power);
            }
        }
        return new Plain(10 * power); // not reached: 10 powers are above every number of this magnitude
    }

    /// One distance with its way of writing.
    private static final class Plain extends NumberTickUnit {
        private static final long serialVersionUID = 1;

        Plain(double size) {
            super(size);
        }

        @Override
        public String valueToString(double value) {
            return getSize() < MILLION
                    ? PlainTicks.text(value, getSize())
                    : PlainTicks.text(value / MILLION, getSize() / MILLION) + " M";
        }
    }

    private static String text(double value, double size) {
        int decimals = Math.clamp((long) Math.ceil(-Math.log10(size) - 1e-9), 0, MOST_DECIMALS);
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN);
        return String.format(Locale.ROOT, "%,." + decimals + "f", rounded.signum() == 0 ? BigDecimal.ZERO : rounded);
    }
}
