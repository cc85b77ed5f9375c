package dev.fettle.runtime.engine;

import dev.fettle.network.Initial;
import dev.fettle.network.Network;
import dev.fettle.network.Shape;
import dev.fettle.network.architecture.Edsr;
import java.util.Arrays;
import java.util.Random;

/// Runs a small network, with Winograd, direct and narrow kernels on most machines, and prints what on
/// and with what result: a program, because it is about JVMs that were started in other ways.
final class EngineProbe {
    private EngineProbe() {}

    public static void main(String[] arguments) {
        System.out.println(Engine.arithmetic());
        System.out.println(Engine.hint().orElse("no hint"));
        System.out.println(Arrays.toString(run()));
    }

    static float[] run() {
        Network network = Network.initial(new Edsr(2, 1, 32, 1, 1).graph(), 1);
        try (Engine engine = Engine.of(network.deployed(), 2)) {
            float[] result = new float[3 * 46 * 50];
            engine.plan(23, 25)
                    .run(
                            new Initial.Uniform(1)
                                    .draw(Shape.of(3, 23, 25), new Random(1))
                                    .array(),
                            result);
            return result;
        }
    }
}
