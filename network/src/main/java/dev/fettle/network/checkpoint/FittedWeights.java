package dev.fettle.network.checkpoint;

import dev.fettle.network.Graph;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;

/// The tensors of a checkpoint as the weights of one network.
///
/// @param leftOut tensors that the network holds as constants, such as the mean colour that EDSR's authors keep as a
/// layer (`sub_mean.weight`), and PyTorch's counters of the batches that batch norm has seen
public record FittedWeights(Weights weights, List<String> leftOut) {
    public FittedWeights {
        leftOut = List.copyOf(leftOut);
    }

    private static final String PARALLEL = "module."; // before every name, where several devices trained
    private static final String COUNTER = ".num_batches_tracked";

    /// @param tensors by their published names, with or without `module.` before each
    /// @throws IllegalArgumentException if a tensor is missing, has another shape, or belongs nowhere
    public static FittedWeights of(Graph graph, SequencedMap<String, Values> tensors) {
        List<String> wanted =
                graph.parameters().stream().map(Operation.Parameter::name).toList();
        List<String> constants = graph.nodes().stream()
                .filter(node -> node.operation() instanceof Operation.Constant)
                .map(Node::name)
                .toList();
        SequencedMap<String, Values> kept = published(tensors);
        List<String> leftOut = kept.keySet().stream()
                .filter(name -> constants.stream().anyMatch(constant -> name.startsWith(constant + "."))
                        || isCounter(name, wanted))
                .toList();
        leftOut.forEach(kept::remove);
        requireNames(wanted, List.copyOf(kept.keySet()));
        graph.parameters().forEach(parameter -> kept.replace(parameter.name(), fitted(parameter, kept)));
        return new FittedWeights(new Network(graph, Weights.of(kept)).weights(), leftOut);
    }

    /// A layer on vectors is kept as (Cout, Cin); to the network it is a 1×1 convolution.
    private static Values fitted(Operation.Parameter parameter, SequencedMap<String, Values> tensors) {
        Values values = Objects.requireNonNull(tensors.get(parameter.name()));
        Shape wanted = parameter.shape();
        boolean isLinear = wanted.rank() == 4
                && values.shape().equals(Shape.of(wanted.dimension(0), wanted.channels()))
                && wanted.height() == 1
                && wanted.width() == 1;
        return isLinear ? new Values(wanted, values.array()) : values;
    }

    private static SequencedMap<String, Values> published(SequencedMap<String, Values> tensors) {
        boolean isParallel = tensors.keySet().stream().allMatch(name -> name.startsWith(PARALLEL));
        SequencedMap<String, Values> published = new LinkedHashMap<>();
        tensors.forEach((name, values) -> published.put(isParallel ? name.substring(PARALLEL.length()) : name, values));
        return published;
    }

    private static boolean isCounter(String name, List<String> wanted) {
        return name.endsWith(COUNTER)
                && wanted.contains(name.substring(0, name.length() - COUNTER.length()) + ".running_mean");
    }

    private static void requireNames(List<String> wanted, List<String> found) {
        List<String> missing =
                wanted.stream().filter(name -> !found.contains(name)).toList();
        List<String> surplus =
                found.stream().filter(name -> !wanted.contains(name)).toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("it has no " + few(missing));
        }
        if (!surplus.isEmpty()) {
            throw new IllegalArgumentException("the network has no " + few(surplus));
        }
    }

    private static String few(List<String> names) {
        String first = "'" + names.getFirst() + "'";
        return names.size() == 1 ? first : first + " and " + (names.size() - 1) + " more";
    }
}
