package dev.fettle.network;

import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.Multiply;
import dev.fettle.network.Operation.OneHot;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Operation.Permutation;
import dev.fettle.network.Operation.Plain;
import dev.fettle.network.TrainingOnly.AnnealedSoftmax;
import dev.fettle.network.TrainingOnly.BatchNorm;
import dev.fettle.network.TrainingOnly.GatedFilters;
import dev.fettle.network.TrainingOnly.GumbelSoftmax;
import dev.fettle.network.TrainingOnly.LearntGhosts;
import dev.fettle.network.TrainingOnly.StoredOrder;
import dev.fettle.network.TrainingOnly.WeightNorm;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The second life of a network: what depends on parameters alone is computed once and becomes a parameter
/// (or, without any parameter in it, a constant), batch norm goes into the convolution before it, and what
/// gates part becomes a convolution in groups, so that plain operations remain. Permutations of channels go
/// into the convolutions beside them, where they can, and convolutions with nothing between them become
/// one, where that is less work. The output is the same up to float rounding.
public final class Deployment {
    private final Network network;
    private final boolean[] dependsOnInput;
    private final Set<Node> trained = new HashSet<>();
    private final Constants constants;
    private final Map<String, Values> weights;

    private Deployment(Network network) {
        this.network = network;
        dependsOnInput = network.graph().dependsOnInput();
        constants = new Constants(network.weights());
        weights = new HashMap<>(network.weights().byName());
    }

    /// The network as it is run and exported; folded parameters are named after the node that computed them
    /// (`body.0.weight`). All of its results stay.
    ///
    /// @throws IllegalArgumentException naming the node if one that only exists in training depends on the picture
    /// and cannot be folded
    public static DeployedNetwork of(Network network) {
        return new Deployment(network).fold();
    }

    private DeployedNetwork fold() {
        Graph graph = Rewriting.of(
                        network.graph(),
                        (node, made) -> dependsOnInput[node.index()] ? kept(node, made) : folded(node, made.builder()))
                .graph();
        DeployedNetwork deployed = new DeployedNetwork(Network.of(graph, Weights.of(weights)));
        return EarlyActivations.in(LinearPairs.joined(Permutations.folded(deployed)));
    }

    private Node kept(Node node, Rewriting made) {
        return switch (node.operation()) {
            case Convolve convolve when isParted(node, convolve) -> parted(node, convolve, made);
            case Plain _ -> made.copy(node);
            case TrainingOnly training -> deployed(node, training, made);
        };
    }

    /// Whether gates that are decided part the channels of a convolution.
    private boolean isParted(Node node, Convolve convolve) {
        return convolve.weight(node).operation() instanceof GatedFilters && isDecided(node, convolve);
    }

    /// Whether filters and bias are the same for all pictures.
    private boolean isDecided(Node node, Convolve convolve) {
        return !dependsOnInput[convolve.weight(node).index()]
                && convolve.bias(node).stream().noneMatch(bias -> dependsOnInput[bias.index()]);
    }

    private Node parted(Node node, Convolve convolve, Rewriting made) {
        Reference.Array filters = constants.value(convolve.weight(node));
        return convolved(
                node.name(), node, new Folded(filters, convolve.bias(node).map(constants::value)), made);
    }

    /// What a convolution has come to.
    ///
    /// @param filters (Cout, Cin / groups, K, K)
    private record Folded(Reference.Array filters, Optional<Reference.Array> bias) {}

    /// A convolution with other values, in groups if gates part its channels.
    ///
    /// @param name of what is made, and of what its values are named after
    private Node convolved(String name, Node node, Folded folded, Rewriting made) {
        GraphBuilder builder = made.builder();
        Convolve convolve = (Convolve) node.operation();
        Node map = made.of(convolve.map(node));
        Optional<FrozenGroups> groups = groups(node, convolve);
        Folded stored = groups.map(parted -> new Folded(parted.filters(folded.filters), folded.bias.map(parted::bias)))
                .orElse(folded);
        Node filters = parameter(builder, name + ".filters", stored.filters);
        Optional<Node> bias = stored.bias.map(values -> parameter(builder, name + ".offset", values));
        return groups.map(parted -> parted.in(builder, name, map, filters, bias))
                .orElseGet(() -> bias.map(values -> builder.add(name, convolve, map, filters, values))
                        .orElseGet(() -> builder.add(name, convolve, map, filters)));
    }

    private Optional<FrozenGroups> groups(Node node, Convolve convolve) {
        if (!(convolve.weight(node).operation() instanceof GatedFilters gated)) {
            return Optional.empty();
        }
        float[] gates =
                narrow(constants.value(gated.gates(convolve.weight(node)))).array();
        return Optional.of(new FrozenGroups(Links.of(gates, gated.sorted()), convolve));
    }

    /// What takes the place of an operation that only trains. It may depend on the values of the parameters that the
    /// operation reads.
    private Node deployed(Node node, TrainingOnly operation, Rewriting made) {
        return switch (operation) {
            case BatchNorm norm -> withoutBatchNorm(node, norm, made);
            case GumbelSoftmax(int groups, double _) -> made.as(node, new OneHot(groups));
            case AnnealedSoftmax annealed -> made.as(node, annealed.last());
            case LearntGhosts ghosts -> shifted(node, ghosts, made);
            case StoredOrder order -> reordered(node, order, made);
            case WeightNorm _, GatedFilters _ ->
                throw new IllegalArgumentException(
                        "%s: %s depends on the picture and cannot be folded; it exists in training only"
                                .formatted(node.name(), operation.label()));
        };
    }

    private Node shifted(Node node, LearntGhosts ghosts, Rewriting made) {
        if (dependsOnInput[ghosts.proxies(node).index()]) {
            throw new IllegalArgumentException(node.name() + ": proxies depend on the picture and cannot be decided");
        }
        float[] proxies = narrow(constants.value(ghosts.proxies(node))).array();
        int channels = made.builder().channels(made.of(ghosts.map(node)));
        return FrozenGhosts.of(ghosts, proxies, channels).in(node, made);
    }

    private Node reordered(Node node, StoredOrder order, Rewriting made) {
        Permutation permutation =
                StoredOrder.read(narrow(constants.value(order.order(node))).array());
        Node map = made.of(order.map(node));
        return permutation.isIdentity() ? map : made.builder().add(node.name(), permutation, map);
    }

    /// A leaf stays; a computed value becomes a leaf.
    private Node folded(Node node, GraphBuilder builder) {
        if (node.operation() instanceof Parameter || node.inputs().stream().anyMatch(trained::contains)) {
            trained.add(node);
        }
        if (node.inputs().isEmpty()) {
            return builder.add(node.name(), node.operation());
        }
        Reference.Array value = constants.value(node);
        return trained.contains(node)
                ? parameter(builder, node.name(), value)
                : builder.constant(node.name(), narrow(value));
    }

    private Node parameter(GraphBuilder builder, String name, Reference.Array value) {
        weights.put(name, narrow(value));
        return builder.parameter(name, value.shape(), new Initial.Fill(0));
    }

    private static Values narrow(Reference.Array value) {
        float[] narrow = new float[value.array().length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) value.array()[i];
        }
        return new Values(value.shape(), narrow);
    }

    private List<Reference.Array> values(List<Node> nodes) {
        return nodes.stream().map(constants::value).toList();
    }

    private Node withoutBatchNorm(Node node, BatchNorm norm, Rewriting made) {
        ChannelAffine affine = ChannelAffine.of(values(norm.affine(node)), norm.epsilon());
        Node before = norm.map(node);
        return before.operation() instanceof Convolve convolve && canTakeIn(before, convolve)
                ? intoConvolution(node.name(), affine, before, convolve, made)
                : asFactorAndOffset(node.name(), affine, made.of(before), made.builder());
    }

    /// Whether the normalisation behind a convolution can go into its filters.
    private boolean canTakeIn(Node convolution, Convolve convolve) {
        boolean isReadAlone = network.graph().readers(convolution).size() == 1
                && !network.graph().isOutput(convolution);
        return isReadAlone && isDecided(convolution, convolve);
    }

    private Node intoConvolution(
            String name, ChannelAffine affine, Node convolution, Convolve convolve, Rewriting made) {
        Reference.Array filters = affine.scaled(constants.value(convolve.weight(convolution)));
        Reference.Array offset =
                convolve.bias(convolution).map(constants::value).map(affine::of).orElse(affine.offset());
        return convolved(name, convolution, new Folded(filters, Optional.of(offset)), made);
    }

    private Node asFactorAndOffset(String name, ChannelAffine affine, Node x, GraphBuilder builder) {
        Node factor = parameter(builder, name + ".factor", ChannelAffine.perChannel(affine.factor()));
        Node offset = parameter(builder, name + ".offset", ChannelAffine.perChannel(affine.offset()));
        Node scaled = builder.add(name + ".scaled", new Multiply(), x, factor);
        return builder.add(name, new Add(), scaled, offset);
    }
}
