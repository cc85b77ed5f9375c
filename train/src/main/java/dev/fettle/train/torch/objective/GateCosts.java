package dev.fettle.train.torch.objective;

import java.util.Arrays;

/// What the gates of a layer cost.
///
/// @param view of the gates among the network's parameters
/// @param byClosed with no gate closed, with one, …; not copied
/// @param power whether a gate's gradient is that of 2^Σg in place of the exact difference
record GateCosts(int view, double[] byClosed, boolean power) {
    double open() {
        return byClosed[0];
    }

    /// With whatever gates cost least: measured times need not fall with every group more.
    double least() {
        return Arrays.stream(byClosed).min().orElseThrow();
    }

    /// How many gates are closed then, as few as may be.
    int cheapest() {
        int cheapest = 0;
        for (int closed = 1; closed < byClosed.length; closed++) {
            cheapest = byClosed[closed] < byClosed[cheapest] ? closed : cheapest;
        }
        return cheapest;
    }

    static int closed(float[] gates) {
        int closed = 0;
        for (float gate : gates) {
            closed += gate > 0 ? 0 : 1;
        }
        return closed;
    }

    double of(float[] gates) {
        return byClosed[closed(gates)];
    }

    /// By how much the cost grows as a gate opens, for each of them.
    float[] slopes(float[] gates) {
        int closed = closed(gates);
        float[] slopes = new float[gates.length];
        for (int i = 0; i < gates.length; i++) {
            int with = gates[i] > 0 ? closed : closed - 1;
            slopes[i] = (float) (power ? Math.log(2) * byClosed[closed] : byClosed[with] - byClosed[with + 1]);
        }
        return slopes;
    }

    /// What closing one more gate saves; less than 0 if it costs.
    double saving(float[] gates) {
        int closed = closed(gates);
        return closed < gates.length ? byClosed[closed] - byClosed[closed + 1] : Double.NEGATIVE_INFINITY;
    }
}
