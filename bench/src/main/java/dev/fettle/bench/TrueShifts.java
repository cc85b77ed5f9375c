package dev.fettle.bench;

import dev.fettle.network.LearntShifts;
import dev.fettle.network.Network;
import dev.fettle.network.ShiftChoice;
import dev.fettle.network.TrainingOnly.LearntGhosts;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import java.util.LinkedHashMap;
import java.util.Random;
import java.util.SequencedMap;

/// Untrained networks with ghosts that move. Proxies that are drawn leave every ninth ghost where it is; that one
/// costs an engine nothing, and chance would decide which layers are cheap.
final class TrueShifts {
    private TrueShifts() {}

    /// The same network with no ghost at the centre; the other shifts stay.
    static Network of(Network drawn, long seed) {
        SequencedMap<String, Values> weights =
                new LinkedHashMap<>(drawn.weights().byName());
        Random random = new Random(seed);
        LearntShifts.choices(drawn.graph())
                .forEach((name, ghosts) ->
                        weights.computeIfPresent(name, (_, proxies) -> moved(ghosts, proxies, random)));
        return new Network(drawn.graph(), new Weights(weights));
    }

    /// A centre that is chosen changes places with a neighbour.
    private static Values moved(LearntGhosts ghosts, Values proxies, Random random) {
        ShiftChoice choice = ghosts.choice();
        int candidates = choice.candidates();
        float[] moved = proxies.array().clone();
        for (int i = 0; i < moved.length / candidates; i++) {
            int neighbour = (candidates / 2 + 1 + random.nextInt(candidates - 1)) % candidates;
            if (choice.offset(choice.chosen(moved, i)).isCentre()) {
                swap(moved, i * candidates + candidates / 2, i * candidates + neighbour);
            }
        }
        return new Values(proxies.shape(), moved);
    }

    private static void swap(float[] values, int a, int b) {
        float first = values[a];
        values[a] = values[b];
        values[b] = first;
    }
}
