package dev.fettle.network;

import dev.fettle.network.Operation.Constant;
import dev.fettle.network.Operation.Convolving;
import dev.fettle.network.Operation.Permutation;
import dev.fettle.network.Operation.Slice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reader: which channels of a network belong together, for whoever cuts some of them. A channel is all the places that
/// can only be cut with it: the filter that writes it, whatever is added to it, the channel of each filter that reads
/// it ({@link ChannelSlots} says how each operation joins them). Channels that are alike, each with a place in the same
/// values, form a group; a residual stream is one group, the hidden channels of a block another.
///
/// Only what can be cut is in a group: neither the channels of the picture and of results, nor coefficients that choose
/// between kernels. Groups that gates part stand apart ({@link #parted}).
public final class Channels {
    private final ChannelSlots slots;
    private final Map<Integer, Places> places;
    private final SequencedMap<String, Group> groups;
    private final SequencedMap<String, Group> parted;
    private final SequencedMap<Node, List<Node>> filters;

    private Channels(ChannelSlots slots) {
        this.slots = slots;
        this.places = places(slots);
        SequencedMap<String, Group> named = new LinkedHashMap<>();
        this.groups = groups(channel -> !slots.isParted(channel), named);
        this.parted = groups(slots::isParted, named);
        this.filters = filters(slots.graph());
    }

    /// Channels that are alike.
    ///
    /// @param name of the first convolution that writes or reads them, `head.0`; a second group of the same is
    /// `head.0.2`
    /// @param channels by their numbers, in the order of their places
    /// @param together channels of a feature map that count as one, since they can only be cut together, such as
    /// one of each group of a convolution in groups; usually 1
    /// @param layers names of the convolutions that write or read them, in the order of the network
    /// @param role where they lie as to residual sums
    public record Group(String name, List<Integer> channels, int together, List<String> layers, ChannelRole role) {
        public Group {
            channels = List.copyOf(channels);
            layers = List.copyOf(layers);
        }

        /// How many can be cut one by one.
        public int width() {
            return channels.size();
        }

        private String size() {
            return together == 1 ? width() + " channels" : "%d times %d channels".formatted(width(), together);
        }
    }

    /// A convolution that reads channels of a group.
    ///
    /// @param convolution its node in the graph
    /// @param parameter that its filters are stored in: (filters, Cin / groups, K, K)
    /// @param slices for each channel of the group its places along the second axis of the parameter
    public record Reader(Node convolution, String parameter, List<List<Integer>> slices) {
        public Reader {
            slices = slices.stream().map(List::copyOf).toList();
        }
    }

    /// The values of a node, and one of their axes.
    record Axis(Node node, int axis) {}

    /// Where a channel lies: its indices along each axis that has it, ascending.
    record Places(SequencedMap<Axis, List<Integer>> indices) {
        void add(Axis axis, int index) {
            indices.computeIfAbsent(axis, _ -> new ArrayList<>()).add(index);
        }

        List<Integer> along(Node node, int axis) {
            return indices.getOrDefault(new Axis(node, axis), List.of());
        }

        private Stream<Axis> maps(boolean[] depends) {
            return indices.sequencedKeySet().stream()
                    .filter(axis -> axis.axis() == ChannelSlots.CHANNELS
                            && depends[axis.node().index()]);
        }

        private boolean isOfMap(boolean[] depends) {
            return maps(depends).findFirst().isPresent();
        }

        /// In the map that holds the fewest.
        private int together(boolean[] depends) {
            return maps(depends)
                    .mapToInt(axis -> along(axis.node(), axis.axis()).size())
                    .min()
                    .orElse(0);
        }

        /// What two channels have in common if one may stand for the other: how often each value holds them, how
        /// permutations and slices lead from one of their places to another, and which constants they meet.
        private String pattern() {
            StringBuilder pattern = new StringBuilder();
            indices.forEach((axis, at) -> {
                pattern.append(axis.node().index()).append('.').append(axis.axis());
                pattern.append('*').append(at.size());
                switch (axis.node().operation()) {
                    case Permutation(List<Integer> order) -> pattern.append(origins(axis, order::get, at));
                    case Slice(int from, int _) -> pattern.append(origins(axis, c -> from + c, at));
                    case Constant(Values values) when !isUniform(values) -> pattern.append(at);
                    default -> {}
                }
                pattern.append(' ');
            });
            return pattern.toString();
        }

        /// Which of the places in the input each comes from.
        private List<Integer> origins(Axis axis, IntUnaryOperator from, List<Integer> at) {
            if (axis.axis() != ChannelSlots.CHANNELS) {
                return List.of();
            }
            List<Integer> before = along(axis.node().input(), ChannelSlots.CHANNELS);
            return at.stream()
                    .map(c -> Collections.binarySearch(before, from.applyAsInt(c)))
                    .toList();
        }

        private static boolean isUniform(Values values) {
            for (float value : values.array()) {
                if (value != values.array()[0]) {
                    return false;
                }
            }
            return true;
        }

        /// The convolutions that write or read the channel.
        private List<String> layers(Graph graph) {
            return graph.nodes().stream()
                    .filter(node -> node.operation() instanceof Convolving convolving
                            && (!along(node, ChannelSlots.CHANNELS).isEmpty()
                                    || !along(convolving.map(node), ChannelSlots.CHANNELS)
                                            .isEmpty()))
                    .map(Node::name)
                    .toList();
        }
    }

    public static Channels of(Graph graph) {
        return new Channels(ChannelSlots.of(graph));
    }

    /// @param known groups that have their names already, to which these come
    private SequencedMap<String, Group> groups(IntPredicate rule, Map<String, Group> known) {
        Graph graph = slots.graph();
        SequencedMap<String, List<Integer>> alike = new LinkedHashMap<>();
        boolean[] depends = graph.dependsOnInput();
        places.forEach((channel, at) -> {
            if (rule.test(channel) && !slots.isFixed(channel) && at.isOfMap(depends)) {
                alike.computeIfAbsent(at.pattern(), _ -> new ArrayList<>()).add(channel);
            }
        });
        ResidualSums sums = ResidualSums.of(graph);
        SequencedMap<String, Group> groups = new LinkedHashMap<>();
        for (List<Integer> channels : alike.values()) {
            Places first = Objects.requireNonNull(places.get(channels.getFirst()));
            List<String> layers = first.layers(graph);
            String name = name(layers.getFirst(), known);
            ChannelRole role = sums.role(first.maps(depends).map(Axis::node).toList());
            Group group = new Group(name, channels, first.together(depends), layers, role);
            groups.put(name, group);
            known.put(name, group);
        }
        return Collections.unmodifiableSequencedMap(groups);
    }

    private static String name(String layer, Map<String, Group> known) {
        String name = layer;
        for (int i = 2; known.containsKey(name); i++) {
            name = layer + "." + i;
        }
        return name;
    }

    /// For each channel its places, in the order of the nodes.
    private static SequencedMap<Integer, Places> places(ChannelSlots slots) {
        SequencedMap<Integer, Places> places = new LinkedHashMap<>();
        for (Node node : slots.graph().nodes()) {
            for (int axis = 0; axis < ChannelSlots.AXES; axis++) {
                for (int i = 0; i < slots.size(node, axis); i++) {
                    places.computeIfAbsent(slots.channel(node, axis, i), _ -> new Places(new LinkedHashMap<>()))
                            .add(new Axis(node, axis), i);
                }
            }
        }
        return places;
    }

    /// All groups by their names, in the order of the network, but for those that gates part.
    public SequencedMap<String, Group> groups() {
        return groups;
    }

    /// The groups whose channels learnt gates part. A network may be described with fewer of them
    /// ({@link #narrowed}), but none can be cut out of its weights: which channels a gate parts depends on
    /// how many there are.
    public SequencedMap<String, Group> parted() {
        return parted;
    }

    /// A group of either kind.
    ///
    /// @throws IllegalArgumentException as {@link #group} does
    public Group named(String name) {
        Group group = parted.get(name);
        return group == null ? group(name) : group;
    }

    /// @throws IllegalArgumentException if there is none of this name: with the group that a layer's channels belong
    /// to, or the nearest name
    public Group group(String name) {
        Group group = groups.get(name);
        if (group == null) {
            throw new IllegalArgumentException(layer(name)
                    .map(layer -> "channels: '%s' names no group; %s".formatted(name, whereabouts(layer)))
                    .orElseGet(() ->
                            DidYouMean.unknown("channels", "group", name, List.copyOf(groups.sequencedKeySet()))));
        }
        return group;
    }

    private Optional<Node> layer(String name) {
        return slots.graph().nodes().stream()
                .filter(node ->
                        node.operation() instanceof Convolving && node.name().equals(name))
                .findFirst();
    }

    private String whereabouts(Node layer) {
        int channel = slots.channel(layer, ChannelSlots.CHANNELS, 0);
        if (slots.isParted(channel)) {
            return "the channels of that layer are parted by gates and cannot be cut; prune the dense network, or "
                    + "train a slim one with gates from nothing";
        }
        return groups.values().stream()
                .filter(group -> group.channels().contains(channel))
                .findFirst()
                .map(group -> "the channels of that layer are in '" + group.name() + "'")
                .orElse("the channels of that layer cannot be cut: they are those of a result, or in an order that "
                        + "comes with the weights");
    }

    /// The network with fewer channels: of each group that is named the first ones stay, with their places. Which
    /// channels these are does not matter to the graph, since those of a group are alike.
    ///
    /// @param widths channels of groups, from 1 to what they have; the other groups stay whole
    /// @throws IllegalArgumentException naming a group that there is not, or whose width does not do
    public Graph narrowed(Map<String, Integer> widths) {
        requireWidths(widths);
        return new Narrowing(this, widths).graph();
    }

    /// @throws IllegalArgumentException naming a group that there is not, or whose width does not do
    public void requireWidths(Map<String, Integer> widths) {
        widths.forEach((name, width) -> {
            Group group = named(name);
            if (width < 1 || width > group.width()) {
                throw new IllegalArgumentException(
                        "channels: group '%s' has %s, its width cannot be %d".formatted(name, group.size(), width));
            }
            if (parted.containsKey(name) && width % 2 != 0) {
                throw new IllegalArgumentException(
                        "channels: gates part group '%s' by halves, so its width must be even, got %d"
                                .formatted(name, width));
            }
        });
    }

    /// The convolutions whose filters have a slice for each channel of a group, in the order of the network; one that
    /// is used several times is there for each use. With those slices at zero the network computes what it would
    /// without the channels. A depthwise convolution is none of them: its channels go on to others.
    ///
    /// @throws IllegalArgumentException naming a convolution whose filters are computed from more than one
    /// parameter that has such slices
    public List<Reader> readers(Group group) {
        List<Reader> readers = new ArrayList<>();
        filters.forEach((node, parameters) -> {
            List<Node> stored =
                    parameters.stream().filter(each -> isSliced(each, group)).toList();
            if (stored.size() > 1) {
                throw new IllegalArgumentException(node.name() + ": its filters are computed from several parameters");
            }
            stored.forEach(each -> readers.add(reader(node, each, group)));
        });
        return readers;
    }

    /// The convolutions of feature maps, and the parameters that their filters are computed from.
    private static SequencedMap<Node, List<Node>> filters(Graph graph) {
        boolean[] depends = graph.dependsOnInput();
        SequencedMap<Node, List<Node>> filters = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof Convolving convolving && depends[node.index()]) {
                filters.put(
                        node,
                        graph.needed(List.of(convolving.weight(node))).stream()
                                .filter(each -> each.operation() instanceof Operation.Parameter)
                                .toList());
            }
        }
        return filters;
    }

    private boolean isSliced(Node parameter, Group group) {
        int first = group.channels().getFirst(); // channels that are alike lie in the same values
        return !places(first).along(parameter, ChannelSlots.CHANNELS).isEmpty();
    }

    private Reader reader(Node convolution, Node parameter, Group group) {
        return new Reader(
                convolution,
                ((Operation.Parameter) parameter.operation()).name(),
                group.channels().stream()
                        .map(channel -> places(channel).along(parameter, ChannelSlots.CHANNELS))
                        .toList());
    }

    ChannelSlots slots() {
        return slots;
    }

    /// The places of a channel.
    Places places(int channel) {
        return Objects.requireNonNull(places.get(channel), "no channel of this number");
    }

    /// One line for each group: `head.0: 64 channels in head.0, body.0.body.0, body.0.body.2, …`.
    @Override
    public String toString() {
        return groups.values().stream()
                .map(group -> "%s: %s in %s".formatted(group.name(), group.size(), String.join(", ", group.layers())))
                .collect(Collectors.joining("\n"));
    }
}
