package dev.fettle.network.convolution;

import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Network;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import java.util.LinkedHashMap;
import java.util.Random;
import java.util.SequencedMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// One 3×3 layer `l` on a tiny picture, and what its equation is made of in plain loops, for tests that compare both.
final class ByHand {
    static final int IN = 3;
    static final int OUT = 4;
    static final int HEIGHT = 3;
    static final int WIDTH = 5;
    private static final int KERNEL = 3;

    private final SequencedMap<String, Values> weights = new LinkedHashMap<>();
    private final Graph graph;
    final double[] picture;
    private final Values input;

    ByHand(Convolution convolution, long seed) {
        GraphBuilder g = new GraphBuilder();
        graph = g.build(convolution.apply(g, new Layer("l", OUT, KERNEL), g.input("image", IN)));
        Random random = new Random(seed);
        graph.parameters()
                .forEach(parameter ->
                        weights.put(parameter.name(), new Initial.Uniform(1).draw(parameter.shape(), random)));
        input = new Initial.Uniform(1).draw(Shape.of(1, IN, HEIGHT, WIDTH), random);
        picture = wide(input);
    }

    /// What the network makes of the picture (OUT, HEIGHT, WIDTH).
    double[] result() {
        return Reference.run(new Network(graph, new Weights(weights)), input).array();
    }

    double[] parameter(String name) {
        return wide(weights.get("l." + name));
    }

    private static double[] wide(Values values) {
        return IntStream.range(0, values.array().length)
                .mapToDouble(i -> values.array()[i])
                .toArray();
    }

    /// Mean of each channel.
    static double[] means(double[] map) {
        double[] means = new double[map.length / (HEIGHT * WIDTH)];
        for (int i = 0; i < map.length; i++) {
            means[i / (HEIGHT * WIDTH)] += map[i] / (HEIGHT * WIDTH);
        }
        return means;
    }

    /// W·v + b of a layer.
    double[] dense(String layer, double[] v) {
        double[] result = parameter(layer + ".bias");
        double[] w = parameter(layer + ".weight");
        for (int i = 0; i < w.length; i++) {
            result[i / v.length] += w[i] * v[i % v.length];
        }
        return result;
    }

    static double[] each(double[] v, IntToDoubleFunction function) {
        return IntStream.range(0, v.length).mapToDouble(function).toArray();
    }

    static double[] relu(double[] v) {
        return each(v, i -> Math.max(v[i], 0));
    }

    static double[] sigmoid(double[] v) {
        return each(v, i -> 1 / (1 + Math.exp(-v[i])));
    }

    /// Σ over i of coefficient i · the i-th of the equally long parts.
    static double[] weightedSum(double[] coefficients, double[] parts) {
        double[] sum = new double[parts.length / coefficients.length];
        for (int i = 0; i < parts.length; i++) {
            sum[i % sum.length] += coefficients[i / sum.length] * parts[i];
        }
        return sum;
    }

    /// With zeros around the picture.
    double[] convolved(double[] kernel, double[] bias) {
        double[] result = new double[OUT * HEIGHT * WIDTH];
        for (int o = 0; o < result.length; o++) {
            int c = o / (HEIGHT * WIDTH);
            int y = o / WIDTH % HEIGHT;
            int x = o % WIDTH;
            result[o] = bias[c];
            for (int k = 0; k < IN * KERNEL * KERNEL; k++) {
                int row = y + k / KERNEL % KERNEL - 1;
                int column = x + k % KERNEL - 1;
                if (row >= 0 && row < HEIGHT && column >= 0 && column < WIDTH) {
                    int channel = k / (KERNEL * KERNEL);
                    result[o] +=
                            kernel[c * IN * KERNEL * KERNEL + k] * picture[(channel * HEIGHT + row) * WIDTH + column];
                }
            }
        }
        return result;
    }
}
