package dev.fettle.lab.prune;

import dev.fettle.lab.Size;
import dev.fettle.lab.Times;
import dev.fettle.network.Border;
import dev.fettle.network.Graph;
import dev.fettle.network.Network;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.Plan;
import java.util.ArrayList;
import java.util.List;

/// The milliseconds that our engine takes for one picture, measured on this machine: the fastest of runs of
/// both networks in turns, so that a slow moment of the machine counts for neither. Widths that fill whole
/// vectors cost what they save; others do not, which multiply-adds do not tell.
///
/// @param size of the network's input
record MeasuredTime(Border border, Size size, int threads) implements Price {
    private static final int WARM_UP = 4;
    private static final int RUNS = 9;

    MeasuredTime(ModelFile model, Budget.Millis how) {
        this(model.card().usage().border(), how.size(), how.threads());
    }

    @Override
    public double part(Graph whole, Graph narrow) {
        Both both = both(whole, narrow);
        return both.second.min() / both.first.min();
    }

    @Override
    public boolean hasSteps() {
        return true;
    }

    /// Times of two networks, measured in turns.
    record Both(Times first, Times second) {}

    /// With weights by chance: times do not depend on them.
    Both both(Graph first, Graph second) {
        try (Timed one = timed(first);
                Timed other = timed(second)) {
            for (int i = 0; i < WARM_UP; i++) {
                one.millis();
                other.millis();
            }
            List<Double> ofOne = new ArrayList<>();
            List<Double> ofOther = new ArrayList<>();
            for (int i = 0; i < RUNS; i++) {
                ofOne.add(one.millis());
                ofOther.add(other.millis());
            }
            return new Both(new Times(ofOne.getFirst(), ofOne), new Times(ofOther.getFirst(), ofOther));
        }
    }

    private Timed timed(Graph graph) {
        Engine engine = Engine.of(Network.initial(graph, 1).deployed(), border, threads);
        return new Timed(engine, engine.plan(size.height(), size.width()), graph.inputChannels() * (int) size.pixels());
    }

    private record Timed(Engine engine, Plan plan, int samples) implements AutoCloseable {
        double millis() {
            float[] result = new float[Math.toIntExact(plan.outputShape().size())];
            float[] picture = new float[samples];
            long begun = System.nanoTime();
            plan.run(picture, result);
            return (System.nanoTime() - begun) * 1e-6;
        }

        @Override
        public void close() {
            engine.close();
        }
    }
}
