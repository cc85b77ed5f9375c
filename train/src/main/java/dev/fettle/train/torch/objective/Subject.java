package dev.fettle.train.torch.objective;

import dev.fettle.network.DidYouMean;
import dev.fettle.network.Graph;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Convolving;
import dev.fettle.network.Operation.Role;
import dev.fettle.network.Shape;
import dev.fettle.network.Shapes;
import dev.fettle.network.architecture.Architecture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The network that a training is for, as far as terms must know it before it runs.
///
/// @param graph of the architecture, built once; of all scales, if there are several
/// @param patch side of the patches that it is given
/// @param results that terms may name; the first is what those see that name none
public record Subject(Architecture architecture, Graph graph, int patch, List<String> results) {
    public Subject {
        results = List.copyOf(results);
    }

    /// With all results of the graph.
    public Subject(Architecture architecture, Graph graph, int patch) {
        this(architecture, graph, patch, List.copyOf(graph.outputs().sequencedKeySet()));
    }

    /// The same with what some layers read among its results, under the names of {@link #read}.
    ///
    /// @param layers names of convolutions; of one that is used several times its first use
    /// @throws IllegalArgumentException naming a layer that the network has not, with the nearest one
    public Subject seeing(List<String> layers) {
        SequencedMap<String, Node> more = new LinkedHashMap<>();
        for (String layer : layers) {
            if (!results.contains(read(layer))) {
                more.put(read(layer), input(layer));
            }
        }
        List<String> all = new ArrayList<>(results);
        all.addAll(more.sequencedKeySet());
        return new Subject(architecture, graph.alsoEndingIn(more), patch, all);
    }

    /// What the input of a layer is called among results.
    public static String read(String layer) {
        return "read by " + layer;
    }

    private Node input(String layer) {
        List<Node> convolutions = graph.nodes().stream()
                .filter(node -> node.operation() instanceof Convolving)
                .toList();
        return convolutions.stream()
                .filter(node -> node.name().equals(layer))
                .findFirst()
                .map(node -> ((Convolving) node.operation()).map(node))
                .orElseThrow(() -> new IllegalArgumentException(DidYouMean.unknown(
                        "loss",
                        "layer",
                        layer,
                        convolutions.stream().map(Node::name).toList())));
    }

    /// What a step at one of several scales sees: the same graph, and of its results the one of that scale. What
    /// has one scale is the same for any.
    ///
    /// @throws IllegalArgumentException if there is no such scale among several
    public Subject at(int scale) {
        List<Integer> scales = architecture.scales();
        if (scales.size() == 1) {
            return this;
        }
        Architecture one = architecture.at(scale);
        List<String> seen = new ArrayList<>(List.of(results.get(scales.indexOf(scale))));
        seen.addAll(results.subList(scales.size(), results.size())); // what layers read
        return new Subject(one, graph, patch, seen);
    }

    /// One for each scale, in their order.
    public List<Subject> scales() {
        return architecture.scales().stream().map(this::at).toList();
    }

    /// The name of a result.
    ///
    /// @param term that asks, for the message
    /// @param name empty for the first
    /// @throws IllegalArgumentException if there is none of this name; the message lists those there are
    public String result(String term, String name) {
        if (name.isEmpty()) {
            return results.getFirst();
        }
        if (!results.contains(name)) {
            String where = results.size() < graph.outputs().size() ? " at x" + architecture.scale() : "";
            throw new IllegalArgumentException("loss.%s: the network has no result '%s'%s; it has %s"
                    .formatted(term, name, where, String.join(", ", results)));
        }
        return name;
    }

    /// The shape of a result for one patch.
    public Shape shape(String result) {
        return Shapes.of(graph, 1, patch, patch).of(graph.output(result));
    }

    /// The scale of a result: its pixels for one of the low-resolution picture, in each direction. That picture is
    /// the input, unless the network is fed it enlarged.
    ///
    /// @param term that asks, for the message
    /// @throws IllegalArgumentException if it is no picture like the input, in size or channels
    public int scale(String term, String result) {
        Shape shape = shape(result);
        boolean isPicture = shape.rank() == 4
                && shape.channels() == graph.inputChannels()
                && shape.height() % patch == 0
                && shape.width() == shape.height();
        if (!isPicture) {
            throw new IllegalArgumentException(
                    "loss.%s: result '%s' is %s for a patch of %d, no picture that originals can be compared with"
                            .formatted(term, result, shape, patch));
        }
        int enlargement = architecture.isFedEnlarged() ? architecture.scale() : 1;
        return enlargement * shape.height() / patch;
    }

    /// The same, if it is the one that is asked for.
    ///
    /// @param wanted 0 for any
    /// @throws IllegalArgumentException if it is another
    public int scale(String term, String result, int wanted) {
        int scale = scale(term, result);
        if (wanted != 0 && wanted != scale) {
            throw new IllegalArgumentException("loss.%s: scale is %d, that of result '%s' is %d; leave it out"
                    .formatted(term, wanted, result, scale));
        }
        return scale;
    }

    /// The parameters of a role, in the order of the graph.
    public List<Operation.Parameter> parameters(Role role) {
        return graph.parameters().stream()
                .filter(parameter -> parameter.role() == role)
                .toList();
    }
}
