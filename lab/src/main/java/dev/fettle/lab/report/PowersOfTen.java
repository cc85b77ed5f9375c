package dev.fettle.lab.report;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.jfree.chart.axis.LogarithmicAxis;

/// A logarithmic axis with a label at each power of ten, a plain number as on the other axes: 0.001, 0.01, 0.1. Labels
/// between would run into one another.
final class PowersOfTen extends LogarithmicAxis {
    private static final long serialVersionUID = 1;
    private static final MathContext DIGITS = new MathContext(9); // what powers leave of rounding goes

    PowersOfTen(String label) {
        super(label);
        setAutoRangeNextLogFlag(false);
    }

    @Override
    protected String makeTickLabel(double value, boolean forceFormat) {
        BigDecimal number = BigDecimal.valueOf(value).round(DIGITS).stripTrailingZeros();
        return number.unscaledValue().equals(BigInteger.ONE) ? number.toPlainString() : "";
    }
}
