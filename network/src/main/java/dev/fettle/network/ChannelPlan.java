package dev.fettle.network;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Which channels of a network stay: what a compression decides, and all that applying it needs. Immutable.
///
/// @param kept for groups of {@link Channels} the positions of the channels that stay, ascending, from 0; groups that
/// are not named stay whole
public record ChannelPlan(SequencedMap<String, List<Integer>> kept) {
    /// Everything stays.
    public static final ChannelPlan EMPTY = new ChannelPlan(new LinkedHashMap<>());

    public ChannelPlan {
        SequencedMap<String, List<Integer>> copies = new LinkedHashMap<>();
        kept.forEach((group, positions) -> copies.put(group, requireAscending(group, positions)));
        kept = Collections.unmodifiableSequencedMap(copies);
    }

    private static List<Integer> requireAscending(String group, List<Integer> positions) {
        if (!positions.equals(positions.stream().distinct().sorted().toList())) {
            throw new IllegalArgumentException(
                    "channels: the positions of group '" + group + "' must ascend, got " + positions);
        }
        return List.copyOf(positions);
    }

    /// How many channels of each group stay.
    public SequencedMap<String, Integer> widths() {
        SequencedMap<String, Integer> widths = new LinkedHashMap<>();
        kept.forEach((group, positions) -> widths.put(group, positions.size()));
        return widths;
    }

    /// The weights that stay, for the graph that is {@linkplain Channels#narrowed narrowed} to {@link #widths}.
    ///
    /// @throws IllegalArgumentException naming a group that the network has not, or positions that it has not
    public Weights applied(Channels channels, Weights weights) {
        channels.requireWidths(widths());
        Map<Integer, Integer> standing = new HashMap<>();
        kept.forEach((name, positions) -> stand(channels.group(name), positions, standing));
        Narrowing narrowing = new Narrowing(channels, widths());
        SequencedMap<String, Values> taken = new LinkedHashMap<>();
        for (Node node : channels.slots().graph().nodes()) {
            if (node.operation() instanceof Operation.Parameter parameter) {
                taken.put(parameter.name(), narrowing.taken(node, weights.get(parameter.name()), standing));
            }
        }
        return new Weights(taken);
    }

    private static void stand(Channels.Group group, List<Integer> positions, Map<Integer, Integer> standing) {
        if (positions.getFirst() < 0 || positions.getLast() >= group.width()) {
            throw new IllegalArgumentException("channels: group '%s' has %d channels, the positions 0 to %d; got %s"
                    .formatted(group.name(), group.width(), group.width() - 1, positions));
        }
        for (int i = 0; i < positions.size(); i++) {
            standing.put(group.channels().get(i), group.channels().get(positions.get(i)));
        }
    }
}
