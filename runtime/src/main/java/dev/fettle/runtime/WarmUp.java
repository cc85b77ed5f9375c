package dev.fettle.runtime;

import dev.fettle.network.Network;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.Plan;

/// Lets the JVM compile the engine's inner loops while a program still reads its model and its pictures.
/// Vectors are objects until a loop is compiled, a hundred times slower; a program that restores one
/// small picture spends most of its time that way.
public final class WarmUp {
    private static final int SIDE = 48;
    private static final int RUNS = 40;
    private static final long MOST_NANOS = 700_000_000;

    private WarmUp() {}

    /// Starts a daemon thread that runs a small network on nothing for less than a second. Returns at
    /// once; it is safe to begin with the real work before it ends.
    public static void start() {
        Thread.ofPlatform().daemon().name("fettle-warm-up").start(WarmUp::run);
    }

    private static void run() {
        long end = System.nanoTime() + MOST_NANOS;
        try (Engine engine =
                Engine.of(Network.initial(new Edsr(2, 1, 32, 1, 1).graph(), 1).deployed(), 1)) {
            Plan plan = engine.plan(SIDE, SIDE);
            float[] picture = new float[3 * SIDE * SIDE];
            float[] result = new float[4 * picture.length];
            for (int i = 0; i < RUNS && System.nanoTime() < end; i++) {
                plan.run(picture, result);
            }
        }
    }
}
