package dev.fettle.lab.prune;

import dev.fettle.network.Channels;
import dev.fettle.network.Channels.Group;
import dev.fettle.network.Graph;
import dev.fettle.network.Shape;
import dev.fettle.network.Shapes;
import dev.fettle.network.StoredOrders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// What pruning must not touch, and how narrow a group may become.
///
/// @param scope which channels may go, by where they lie
/// @param least channels that each group keeps, or all that it has if these are fewer
/// @param multiple that the number of channels of a group is cut to
/// @param untouched groups, or layers whose groups are left as they are
public record Limits(Scope scope, int least, int multiple, List<String> untouched) {
    /// Channels that are not summed, one by one.
    public static final Limits DEFAULTS = new Limits(Scope.UNSUMMED, 1, 1, List.of());

    private static final int PROBE = 48; // side of a picture of which everything is larger than one pixel

    public Limits {
        untouched = List.copyOf(untouched);
        if (least < 1 || multiple < 1) {
            throw new IllegalArgumentException(
                    "least and multiple must be at least 1, got %d and %d".formatted(least, multiple));
        }
    }

    /// Groups of a network: those that may be cut, and the others with the reason.
    ///
    /// @param cuttable in the order of the network
    /// @param reasons by the names of the groups that are left out
    record Field(List<Group> cuttable, SequencedMap<String, String> reasons) {
        Field {
            cuttable = List.copyOf(cuttable);
        }
    }

    /// @throws IllegalArgumentException if nothing may be cut, or a name is no group and no layer
    Field field(Channels channels, Graph graph) {
        requireKnown(channels, graph);
        requireNoStoredOrder(graph);
        List<Group> cuttable = new ArrayList<>();
        SequencedMap<String, String> reasons = new LinkedHashMap<>();
        Shapes shapes = Shapes.of(graph, 1, PROBE, PROBE);
        for (Group group : channels.groups().values()) {
            reason(channels, group, graph, shapes)
                    .ifPresentOrElse(why -> reasons.put(group.name(), why), () -> cuttable.add(group));
        }
        if (cuttable.isEmpty()) {
            throw new IllegalArgumentException("no channels to cut by --cut %s%s; left out: %s"
                    .formatted(scope, scope.wider(), String.join(", ", lines(reasons))));
        }
        return new Field(cuttable, reasons);
    }

    private static List<String> lines(SequencedMap<String, String> reasons) {
        return reasons.entrySet().stream()
                .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                .toList();
    }

    private Optional<String> reason(Channels channels, Group group, Graph graph, Shapes shapes) {
        if (group.width() * group.together() <= graph.inputChannels()) {
            return Optional.of("no wider than the picture's colours");
        }
        if (isPooled(channels, group, shapes)) {
            return Optional.of("of means over the whole picture, which cost nothing");
        }
        if (untouched.contains(group.name()) || group.layers().stream().anyMatch(untouched::contains)) {
            return Optional.of("to be left as it is");
        }
        if (!scope.holds(group.role())) {
            return Optional.of("channels of role '%s', which --cut %s leaves".formatted(group.role(), scope));
        }
        if (channels.readers(group).isEmpty()) {
            return Optional.of("read by no convolution");
        }
        return narrowest(group) == group.width()
                ? Optional.of("%d channels, none fewer by --least %d and --multiple %d"
                        .formatted(group.width(), least, multiple))
                : Optional.empty();
    }

    /// Whether each layer that writes or reads the channels does so for one pixel of a picture of any size:
    /// attention's hidden channels.
    private static boolean isPooled(Channels channels, Group group, Shapes shapes) {
        List<Shape> made = channels.readers(group).stream()
                .map(reader -> shapes.of(reader.convolution()))
                .toList();
        return !made.isEmpty() && made.stream().allMatch(shape -> shape.height() == 1 && shape.width() == 1);
    }

    private void requireKnown(Channels channels, Graph graph) {
        for (String name : untouched) {
            boolean isLayer =
                    graph.nodes().stream().anyMatch(node -> node.name().equals(name));
            if (!isLayer) {
                channels.group(name); // names the nearest
            }
        }
    }

    private static void requireNoStoredOrder(Graph graph) {
        StoredOrders.of(graph).stream().findFirst().ifPresent(order -> {
            String layer = order.substring(0, order.lastIndexOf('.'));
            throw new IllegalArgumentException(
                    layer + ": the order of its channels comes with the weights, so none can be cut; prune the "
                            + "dense network that it was made of");
        });
    }

    /// How wide a group is at least.
    int narrowest(Group group) {
        return Math.min(group.width(), Math.ceilDiv(least, multiple) * multiple);
    }

    /// The widths that a group may have, ascending; the last is all.
    List<Integer> widths(Group group) {
        List<Integer> widths = new ArrayList<>();
        for (int width = narrowest(group); width < group.width(); width += multiple) {
            widths.add(width);
        }
        widths.add(group.width());
        return widths;
    }

    String text() {
        return "cut: %s, least %d, multiples of %d%s"
                .formatted(scope, least, multiple, untouched.isEmpty() ? "" : ", untouched: " + untouched);
    }
}
