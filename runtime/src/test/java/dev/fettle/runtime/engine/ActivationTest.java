package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Border;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Activations of what is no number, or beyond all numbers, wherever the engine computes them: on their own, and
/// within a convolution before and after a residual, in vectors and in what is left of them.
class ActivationTest {
    private static final float[] SAMPLES = {
        Float.NEGATIVE_INFINITY,
        -1e30f,
        -1,
        -Float.MIN_VALUE,
        -0f,
        0,
        2,
        Float.POSITIVE_INFINITY,
        Float.NaN,
        Float.intBitsToFloat(0xffc00000) // the NaN that x86 makes of ∞ - ∞ is negative
    };

    private static final List<Operation> ACTIVATIONS = List.of(
            new Operation.Relu(),
            new Operation.LeakyRelu(0.2),
            new Operation.LeakyRelu(-0.5),
            new Operation.LeakyRelu(1),
            new Operation.Silu(),
            new Operation.PRelu());

    /// @param make of the picture and an activation
    record Case(String name, int channels, BiFunction<Part, UnaryOperator<Node>, Node> make) {
        @Override
        public String toString() {
            return name + ", " + channels + " channels";
        }
    }

    /// A picture of a graph that is being built.
    record Part(GraphBuilder g, Node x) {
        int channels() {
            return g.channels(x);
        }

        /// As many channels, each a sum of those of its group, all the same.
        Node convolved(int filters, int groups) {
            int perGroup = channels() / groups;
            float[] ones = new float[filters * perGroup];
            Arrays.fill(ones, 0.5f);
            Node weight = g.constant("weight", new Values(Shape.of(filters, perGroup, 1, 1), ones));
            return g.add("conv", new Convolve(1, 0, 1, groups), x, weight);
        }
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int channels : new int[] {1, 3, 4, 16, 19, 40}) {
            cases.add(new Case("alone", channels, (p, f) -> f.apply(p.x)));
            cases.add(new Case("depthwise", channels, (p, f) -> f.apply(p.convolved(channels, channels))));
            cases.add(new Case("direct", channels, (p, f) -> f.apply(p.convolved(channels, 1))));
            cases.add(new Case("narrow", channels, (p, f) -> f.apply(p.convolved(1, 1))));
            cases.add(new Case("shuffled", channels, (p, f) -> p.g.pixelShuffle(f.apply(p.convolved(12, 1)), 2)));
            cases.add(new Case(
                    "before a residual", channels, (p, f) -> p.g.add(f.apply(p.convolved(channels, 1)), p.x)));
            cases.add(new Case(
                    "after a residual", channels, (p, f) -> f.apply(p.g.add(p.convolved(channels, 1), p.x))));
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatIsNoNumberIsAsInTheReference(Case wanted) {
        for (Operation activation : ACTIVATIONS) {
            GraphBuilder g = new GraphBuilder();
            Part part = new Part(g, g.input("image", wanted.channels));
            Node y = wanted.make.apply(part, x -> activated(g, activation, x));
            Network network = Network.initial(g.build(y), 1);
            Values picture = picture(wanted.channels);
            double[] expected = Reference.run(network, picture).array();
            for (Lanes lanes : List.of(Engine.lanes(), new PlainLanes())) {
                float[] result = run(network, picture, lanes);
                for (int i = 0; i < result.length; i++) {
                    String name = wanted + ", " + activation + ", " + lanes.label() + ", sample " + i;
                    if (Double.isFinite(expected[i])) {
                        double tolerance = 1e-6 * Math.abs(expected[i]) + 1e-40; // denormals are rounded more
                        assertThat((double) result[i]).as(name).isCloseTo(expected[i], within(tolerance));
                    } else {
                        assertThat(Float.valueOf(result[i])).as(name).isEqualTo(Float.valueOf((float) expected[i]));
                    }
                }
            }
        }
    }

    private static Node activated(GraphBuilder g, Operation activation, Node x) {
        return activation instanceof Operation.PRelu
                ? g.add("activated", activation, x, slopes(g, g.channels(x)))
                : g.add("activated", activation, x);
    }

    private static Node slopes(GraphBuilder g, int channels) {
        float[] slopes = new float[channels];
        for (int c = 0; c < channels; c++) {
            slopes[c] = 0.75f - 0.25f * c;
        }
        return g.constant("slopes", new Values(Shape.of(channels), slopes));
    }

    /// All channels of a pixel alike.
    private static Values picture(int channels) {
        float[] array = new float[channels * SAMPLES.length];
        for (int i = 0; i < array.length; i++) {
            array[i] = SAMPLES[i % SAMPLES.length];
        }
        return new Values(Shape.of(1, channels, 1, SAMPLES.length), array);
    }

    private static float[] run(Network network, Values picture, Lanes lanes) {
        Kernels kernels = new Kernels(lanes, Algorithm.AUTOMATIC);
        try (Engine engine = Engine.of(network.deployed(), Border.ZEROS, 1, kernels)) {
            Plan plan = engine.plan(1, SAMPLES.length);
            float[] result = Values.zeros(plan.outputShape()).array();
            plan.run(picture.array(), result);
            return result;
        }
    }
}
