package dev.fettle.lab.prune;

import dev.fettle.lab.Size;
import dev.fettle.network.Border;
import dev.fettle.network.Graph;
import dev.fettle.network.Network;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.Plan;

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

    /// With weights by chance: times do not depend on them.
    Turns turns(Graph first, Graph second) {
        try (Timed one = timed(first);
                Timed other = timed(second)) {
            for (int i = 0; i < WARM_UP; i++) {
                one.millis();
                other.millis();
            }
            return Turns.of(one::millis, other::millis);
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
