package dev.fettle.network.contract;

import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Shape;
import dev.fettle.network.TrainingOnly;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.contract.OperationCases.Case;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/// The cases so far. The input of each follows from the seed and from how many there are before it.
final class CaseList {
    private final long seed;
    private final List<Case> cases = new ArrayList<>();

    CaseList(long seed) {
        this.seed = seed;
    }

    List<Case> all() {
        return List.copyOf(cases);
    }

    void of(
            String name,
            Class<? extends Operation> operation,
            int channels,
            BiFunction<GraphBuilder, Node, Node> body) {
        of(name, operation, Shape.of(2, channels, 13, 11), body);
    }

    void of(String name, Class<? extends Operation> operation, Shape input, BiFunction<GraphBuilder, Node, Node> body) {
        GraphBuilder g = new GraphBuilder();
        Graph graph = g.build(body.apply(g, g.input("image", input.channels())));
        cases.add(new Case(name, operation, network(graph), random(input)));
    }

    void architecture(String name, Architecture architecture) {
        architecture(name, architecture, network(architecture.graph()));
    }

    void architecture(String name, Architecture architecture, Network network) {
        architecture(name, architecture, network, 14, 19);
    }

    void architecture(String name, Architecture architecture, Network network, int height, int width) {
        Values input = random(Shape.of(1, network.graph().inputChannels(), height, width));
        cases.add(new Case(name, architecture.getClass(), network, input));
    }

    /// With initial weights, but as after some training where a network starts with what changes nothing (batch norm,
    /// biases of 0) or makes an output too small for tolerances to see.
    Network network(Graph graph) {
        Random random = new Random(seed);
        Map<String, Values> weights =
                new LinkedHashMap<>(Weights.initial(graph, seed).byName());
        for (Operation.Parameter parameter : graph.parameters()) {
            if (parameter.initial() instanceof Initial.EitherSign) { // so that no small change is across 0
                weights.put(parameter.name(), new Initial.EitherSign(0.5).draw(parameter.shape(), random));
            }
            if (isNegligible(parameter.initial())) {
                weights.put(parameter.name(), new Initial.Uniform(0.15).draw(parameter.shape(), random));
            }
        }
        Set<String> normalising = graph.nodes().stream()
                .filter(node -> node.operation() instanceof TrainingOnly.BatchNorm)
                .flatMap(node -> node.inputs().stream().skip(1))
                .map(Node::name)
                .collect(Collectors.toSet());
        weights.replaceAll(
                (name, values) -> normalising.contains(name) ? between(0.5, 1.5, values.shape(), random) : values);
        return new Network(graph, Weights.of(weights));
    }

    private static boolean isNegligible(Initial initial) {
        return switch (initial) {
            case Initial.Uniform _ -> false;
            case Initial.Normal(double deviation) -> deviation < 0.01;
            case Initial.Fill(double value) -> value == 0;
            case Initial.EitherSign _, Initial.Places _, Initial.Given _ -> false;
        };
    }

    private static Values between(double low, double high, Shape shape, Random random) {
        float[] drawn = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = (float) (low + (high - low) * random.nextDouble());
        }
        return new Values(shape, drawn);
    }

    private Values random(Shape shape) {
        return new Initial.Uniform(1).draw(shape, new Random(seed + cases.size()));
    }
}
