package dev.fettle.lab.report;

import java.math.BigDecimal;
import org.jfree.chart.axis.LogarithmicAxis;

/// A logarithmic axis whose labels are plain numbers, as on the other axes: 0.001, 0.01, 0.1.
final class PowersOfTen extends LogarithmicAxis {
    private static final long serialVersionUID = 1;

    PowersOfTen(String label) {
        super(label);
        setAutoRangeNextLogFlag(false);
    }

    @Override
    protected String makeTickLabel(double value, boolean forceFormat) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
