package dev.fettle.lab.prune;

import dev.fettle.lab.Size;
import dev.fettle.lab.TimedNetwork;
import dev.fettle.network.Border;
import dev.fettle.network.Graph;
import dev.fettle.network.model.ModelFile;

/// The milliseconds that our engine takes for one picture, measured on this machine: {@link Turns} of both
/// networks. Widths that fill whole vectors cost what they save; others do not, which multiply-adds do not tell.
///
/// @param size of the network's input
record MeasuredTime(Border border, Size size, int threads) implements Price {
    private static final int WARM_UP = 4;

    MeasuredTime(ModelFile model, Budget.Millis how) {
        this(model.card().usage().border(), how.size(), how.threads());
    }

    @Override
    public double part(Graph whole, Graph narrow) {
        return turns(whole, narrow).part();
    }

    @Override
    public boolean hasSteps() {
        return true;
    }

    Turns turns(Graph first, Graph second) {
        try (TimedNetwork one = timed(first);
                TimedNetwork other = timed(second)) {
            for (int i = 0; i < WARM_UP; i++) {
                one.millis();
                other.millis();
            }
            return Turns.of(one::millis, other::millis);
        }
    }

    private TimedNetwork timed(Graph graph) {
        return TimedNetwork.of(graph, border, size, threads);
    }
}
