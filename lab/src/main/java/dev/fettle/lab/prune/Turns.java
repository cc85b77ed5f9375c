package dev.fettle.lab.prune;

import dev.fettle.lab.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/// Milliseconds of two networks that were run in turns. What the machine does besides slows both runs of a turn
/// alike or falls out as one turn of many, so their quotients say more than either network's times.
record Turns(List<Double> first, List<Double> second) {
    /// How far the quotient may be off before more turns are made, and before it is said.
    static final double TOLERANCE = 0.02;

    private static final int AT_LEAST = 9;
    private static final int AT_MOST = 63;

    /// Half of the notch of a box plot, an interval of 95 % of the median: McGill, Tukey, Larsen, *Variations of
    /// Box Plots*, The American Statistician 1978.
    private static final double NOTCH = 1.57;

    Turns {
        first = List.copyOf(first);
        second = List.copyOf(second);
    }

    /// As many turns as the quotient wants to be sure, within bounds.
    ///
    /// @param one runs the first network and says how many milliseconds it took
    static Turns of(DoubleSupplier one, DoubleSupplier other) {
        List<Double> first = new ArrayList<>();
        List<Double> second = new ArrayList<>();
        Turns turns;
        do {
            for (int i = 0; i < AT_LEAST; i++) {
                first.add(one.getAsDouble());
                second.add(other.getAsDouble());
            }
            turns = new Turns(first, second);
        } while (turns.error() > TOLERANCE && first.size() < AT_MOST);
        return turns;
    }

    /// What the second network takes of the first one's time: the median of the turns' quotients.
    double part() {
        return new Times(0, quotients()).median();
    }

    /// How far {@link #part} may be off.
    double error() {
        List<Double> sorted = quotients().stream().sorted().toList();
        double quarters = sorted.get(3 * sorted.size() / 4) - sorted.get(sorted.size() / 4);
        return NOTCH * quarters / Math.sqrt(sorted.size());
    }

    /// Medians.
    PruningReport.Pair millis() {
        return new PruningReport.Pair(new Times(0, first).median(), new Times(0, second).median());
    }

    private List<Double> quotients() {
        List<Double> quotients = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            quotients.add(second.get(i) / first.get(i));
        }
        return quotients;
    }
}
