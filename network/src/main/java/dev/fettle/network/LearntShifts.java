package dev.fettle.network;

import dev.fettle.network.TrainingOnly.LearntGhosts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/// Reader: where the ghosts of each layer are shifted to, by its proxies and without noise.
///
/// @param proxies name of the parameter that decides: `body.0.body.0.shift`
/// @param offsets one for all ghosts of the layer, or one for each of them
public record LearntShifts(String proxies, List<Offset> offsets) {
    public LearntShifts {
        offsets = List.copyOf(offsets);
    }

    /// Of all layers that have ghosts, in the order of the network; layers that share their weights count once.
    public static List<LearntShifts> of(Graph graph, Weights weights) {
        SequencedMap<String, LearntShifts> shifts = new LinkedHashMap<>();
        choices(graph).forEach((name, ghosts) -> {
            float[] proxies = weights.get(name).array();
            shifts.put(name, new LearntShifts(name, distinct(ghosts, proxies)));
        });
        return new ArrayList<>(shifts.values());
    }

    /// Of all layers that have ghosts, what is decided by which parameter.
    public static SequencedMap<String, LearntGhosts> choices(Graph graph) {
        SequencedMap<String, LearntGhosts> choices = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof LearntGhosts ghosts
                    && ghosts.proxies(node).operation() instanceof Operation.Parameter parameter) {
                choices.putIfAbsent(parameter.name(), ghosts);
            }
        }
        return choices;
    }

    /// One for each choice that the proxies stand for.
    public static List<Offset> distinct(LearntGhosts ghosts, float[] proxies) {
        ShiftChoice choice = ghosts.choice();
        return IntStream.range(0, proxies.length / choice.candidates())
                .mapToObj(i -> choice.offset(choice.chosen(proxies, i)))
                .toList();
    }

    /// One for each ghost.
    public static List<Offset> offsets(LearntGhosts ghosts, float[] proxies) {
        List<Offset> distinct = distinct(ghosts, proxies);
        return IntStream.range(0, ghosts.ghosts())
                .mapToObj(ghost -> distinct.get(distinct.size() == 1 ? 0 : ghost))
                .toList();
    }

    /// Name of the layer: `body.0.body.0`.
    public String layer() {
        return proxies.substring(0, Math.max(0, proxies.lastIndexOf('.')));
    }
}
