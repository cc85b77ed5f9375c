package dev.fettle.lab;

import dev.fettle.network.Border;
import dev.fettle.network.Graph;
import dev.fettle.network.Network;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.Plan;
import java.util.Random;

/// A network that is run again and again on a picture of one size, on noise: times do not depend on samples. Nor on
/// weights, as long as these decide nothing (groups, shifts): a network of which they do is timed with its own.
public final class TimedNetwork implements AutoCloseable {
    private final Engine engine;
    private final Plan plan;
    private final float[] picture;
    private final float[] result;

    private TimedNetwork(Engine engine, Plan plan, int samples) {
        this.engine = engine;
        this.plan = plan;
        this.picture = noise(samples);
        this.result = new float[Math.toIntExact(plan.outputShape().size())];
    }

    /// @param size of the network's input
    public static TimedNetwork of(Graph graph, Border border, Size size, int threads) {
        return of(Network.initial(graph, 1), border, size, threads);
    }

    /// With its own weights.
    ///
    /// @param size of the network's input
    public static TimedNetwork of(Network network, Border border, Size size, int threads) {
        Engine engine = Engine.of(network.deployed(), border, threads);
        return new TimedNetwork(
                engine,
                engine.plan(size.height(), size.width()),
                network.graph().inputChannels() * Math.toIntExact(size.pixels()));
    }

    /// Uniform in [0, 1): no sample is easier than another.
    private static float[] noise(int samples) {
        Random random = new Random(1);
        float[] noise = new float[samples];
        for (int i = 0; i < samples; i++) {
            noise[i] = random.nextFloat();
        }
        return noise;
    }

    /// Runs once and says how many milliseconds it took.
    public double millis() {
        long begun = System.nanoTime();
        plan.run(picture, result);
        return (System.nanoTime() - begun) * 1e-6;
    }

    @Override
    public void close() {
        engine.close();
    }
}
