package dev.fettle.network.checkpoint;

import dev.fettle.network.Graph;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;

/// How the tensors of one place in a checkpoint are those of a network, by names and shapes alone.
///
/// @param prefix before the network's names: `net_g.`, `module.`
/// @param names of the tensors in the file, by the network's names; those that the network wants
/// @param missing the network's names that the file lacks
/// @param misshapen the network's names of tensors of another shape
/// @param surplus names behind the prefix that the network does not have
/// @param constants by the names of what the network holds as constants, the names of the file's tensors for it
/// @param leftOut the file's names of all that is not used: constants, counters, tensors of other networks
record Fit(
        TensorTable table,
        String prefix,
        SequencedMap<String, String> names,
        List<String> missing,
        List<String> misshapen,
        List<String> surplus,
        SequencedMap<String, List<String>> constants,
        List<String> leftOut) {
    /// What PyTorch puts around networks and layers that are trained in parallel or compiled.
    private static final Set<String> WRAPPERS =
            Set.of("module", "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module");

    /// Beside the weights: batches that batch norm has seen, updates of an average, what a profiler
    /// counted, and the two blocks that d-li14/dgconv.pytorch makes its masks of.
    private static final Set<String> COUNTERS =
            Set.of("num_batches_tracked", "n_averaged", "total_ops", "total_params", "D", "I");

    private static final int MOST_PREFIXES = 8; // that as many names agree on
    private static final int LONGEST_NAME = 300; // no network's is longer

    /// Weight norm's two parameters as PyTorch 2 calls them, and as before.
    private static final Map<String, String> PARAMETRISED = Map.of(
            ".parametrizations.weight.original0", ".weight_g", ".parametrizations.weight.original1", ".weight_v");

    /// All ways in which names of the table begin like the network's, the most complete first; one at least.
    static List<Fit> of(Graph graph, TensorTable table) {
        SequencedMap<String, String> published = new LinkedHashMap<>();
        List<String> doubled = table.tensors().keySet().stream()
                .filter(name -> published.putIfAbsent(plain(name), name) != null)
                .toList();
        Map<String, Integer> hits = new TreeMap<>(Map.of("", 0));
        Set<String> wanted = Set.copyOf(
                graph.parameters().stream().map(Operation.Parameter::name).toList());
        published.keySet().forEach(name -> countPrefixes(name, wanted, hits));
        int most = hits.values().stream().max(Comparator.naturalOrder()).orElse(0);
        return hits.entrySet().stream()
                .filter(prefix -> prefix.getValue() == most)
                .sorted(Comparator.comparingInt(prefix -> TensorTable.rank(prefix.getKey())))
                .limit(MOST_PREFIXES)
                .map(prefix -> of(graph, table, published, prefix.getKey(), doubled))
                .toList();
    }

    private static void countPrefixes(String name, Set<String> wanted, Map<String, Integer> hits) {
        for (int at = 0; at >= 0 && name.length() <= LONGEST_NAME; ) {
            if (wanted.contains(name.substring(at))) {
                hits.merge(name.substring(0, at), 1, Integer::sum);
            }
            int dot = name.indexOf('.', at);
            at = dot < 0 ? -1 : dot + 1;
        }
    }

    private static String plain(String name) {
        List<String> parts = new ArrayList<>();
        for (String part : name.split("\\.", -1)) {
            if (WRAPPERS.containsAll(parts) || !WRAPPERS.contains(part)) { // those in front are a prefix
                parts.add(part);
            }
        }
        String plain = String.join(".", parts);
        for (Map.Entry<String, String> parametrised : PARAMETRISED.entrySet()) {
            if (plain.endsWith(parametrised.getKey())) {
                return plain.substring(0, plain.length() - parametrised.getKey().length()) + parametrised.getValue();
            }
        }
        return plain;
    }

    private static Fit of(
            Graph graph,
            TensorTable table,
            SequencedMap<String, String> published,
            String prefix,
            List<String> doubled) {
        Map<String, String> left = new LinkedHashMap<>(published);
        SequencedMap<String, String> names = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        List<String> misshapen = new ArrayList<>();
        for (Operation.Parameter parameter : graph.parameters()) {
            String name = left.remove(prefix + parameter.name());
            if (name == null) {
                missing.add(parameter.name());
                continue;
            }
            names.put(parameter.name(), name);
            Optional<Shape> shape = table.get(name).shape();
            if (shape.isPresent() && !fits(parameter.shape(), shape.get())) {
                misshapen.add(parameter.name());
            }
        }
        List<String> surplus = new ArrayList<>();
        SequencedMap<String, List<String>> constants = new LinkedHashMap<>();
        List<String> leftOut = new ArrayList<>(doubled);
        for (Map.Entry<String, String> entry : left.entrySet()) {
            String own = entry.getKey().startsWith(prefix) ? entry.getKey().substring(prefix.length()) : "";
            Optional<String> constant = constantOf(graph, own);
            constant.ifPresent(name ->
                    constants.computeIfAbsent(name, key -> new ArrayList<>()).add(entry.getValue()));
            boolean isKnown = constant.isPresent() || COUNTERS.contains(own.substring(own.lastIndexOf('.') + 1));
            (own.isEmpty() || isKnown ? leftOut : surplus).add(own.isEmpty() ? entry.getValue() : own);
        }
        return new Fit(table, prefix, names, missing, misshapen, surplus, constants, leftOut);
    }

    /// The constant that a tensor belongs to: EDSR's authors keep the mean colour as a layer, `sub_mean.weight`.
    private static Optional<String> constantOf(Graph graph, String name) {
        return graph.nodes().stream()
                .filter(node -> node.operation() instanceof Operation.Constant)
                .map(Node::name)
                .filter(constant -> name.startsWith(constant + "."))
                .findFirst();
    }

    /// A layer on vectors is kept as (Cout, Cin); to the network it is a 1×1 convolution.
    static boolean fits(Shape wanted, Shape found) {
        return found.equals(wanted) || isLinear(wanted, found);
    }

    private static boolean isLinear(Shape wanted, Shape found) {
        return wanted.rank() == 4
                && wanted.height() == 1
                && wanted.width() == 1
                && found.equals(Shape.of(wanted.dimension(0), wanted.channels()));
    }

    int mismatches() {
        return missing.size() + misshapen.size() + surplus.size();
    }

    /// What `--key` calls it: where it is, and the prefix there.
    String label() {
        String beyond = prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
        String label = table.path() + (table.path().isEmpty() || beyond.isEmpty() ? "" : ".") + beyond;
        return label.isEmpty() ? "." : label;
    }

    /// What stands before the network's names in the file, with wrappers.
    String publishedPrefix() {
        return names.entrySet().stream()
                .filter(name -> name.getValue().endsWith(name.getKey()))
                .findFirst()
                .map(name -> name.getValue()
                        .substring(0, name.getValue().length() - name.getKey().length()))
                .orElse(prefix);
    }

    /// The first name of what does not fit, for a message.
    String why(Map<String, Shape> wanted) {
        List<String> reasons = new ArrayList<>();
        if (names.isEmpty()) {
            return "it has none of the network's tensors, such as '%s', but %s"
                    .formatted(
                            missing.getFirst(), few(List.copyOf(table.tensors().keySet())));
        }
        if (!missing.isEmpty()) {
            String instead = table.others().get(prefix + missing.getFirst());
            reasons.add("it has no " + few(missing) + (instead == null ? "" : " (there is " + instead + ")"));
        }
        if (!surplus.isEmpty()) {
            reasons.add("the network has no " + few(surplus));
        }
        if (!misshapen.isEmpty()) {
            String name = misshapen.getFirst();
            reasons.add("'%s' should be %s, is %s"
                    .formatted(
                            name,
                            wanted.get(name),
                            table.get(Objects.requireNonNull(names.get(name)))
                                    .shape()
                                    .orElseThrow()));
        }
        return String.join("; ", reasons);
    }

    static String few(List<String> names) {
        String first = "'" + names.getFirst() + "'";
        return names.size() == 1 ? first : first + " and " + (names.size() - 1) + " more";
    }

    /// Shapes by name.
    static Map<String, Shape> shapes(Graph graph) {
        Map<String, Shape> shapes = new HashMap<>();
        graph.parameters().forEach(parameter -> shapes.put(parameter.name(), parameter.shape()));
        return shapes;
    }
}
