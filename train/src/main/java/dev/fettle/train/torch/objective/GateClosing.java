package dev.fettle.train.torch.objective;

import java.util.List;
import java.util.stream.IntStream;

/// Moves gates until a budget is kept: gates that are nearest to closing close, one after the other, of
/// layers where that saves something. Where times were measured, one gate more may save nothing and two
/// may, or all may be slower than some; then the layer that can save most goes to the groups that it is
/// fastest with.
///
/// Each move saves something, so there is an end to them, and what is left to none is the least that the
/// layers can cost.
///
/// @param layers what each costs
/// @param gates of each; moved in place
record GateClosing(List<GateCosts> layers, List<float[]> gates) {
    /// Where a gate stands that is moved: as near to the other side as it began.
    private static final float MOVED = 1e-8f;

    GateClosing {
        layers = List.copyOf(layers);
        gates = List.copyOf(gates);
    }

    /// @param allowed o
    /// @return whether a gate was moved
    boolean isMovedInto(double allowed) {
        boolean isMoved = false;
        while (cost() > allowed && (isOneClosed() || isLayerAtItsLeast())) {
            isMoved = true;
        }
        return isMoved;
    }

    private double cost() {
        return IntStream.range(0, gates.size())
                .mapToDouble(i -> layers.get(i).of(gates.get(i)))
                .sum();
    }

    /// Closes, of all gates that save something, the one that is the least open.
    ///
    /// @return whether there was one
    private boolean isOneClosed() {
        int chosen = -1;
        for (int i = 0; i < gates.size(); i++) {
            boolean saves = layers.get(i).saving(gates.get(i)) > 0;
            if (saves && (chosen < 0 || leastOpen(gates.get(i)) < leastOpen(gates.get(chosen)))) {
                chosen = i;
            }
        }
        if (chosen >= 0) {
            close(gates.get(chosen));
        }
        return chosen >= 0;
    }

    /// @return whether there was a layer that can cost less
    private boolean isLayerAtItsLeast() {
        int chosen = 0;
        for (int i = 1; i < gates.size(); i++) {
            chosen = excess(i) > excess(chosen) ? i : chosen;
        }
        boolean saves = excess(chosen) > 0;
        if (saves) {
            moveTo(layers.get(chosen).cheapest(), gates.get(chosen));
        }
        return saves;
    }

    private double excess(int layer) {
        return layers.get(layer).of(gates.get(layer)) - layers.get(layer).least();
    }

    private static void moveTo(int closed, float[] gates) {
        while (GateCosts.closed(gates) < closed) {
            close(gates);
        }
        while (GateCosts.closed(gates) > closed) {
            gates[place(gates, leastClosed(gates))] = MOVED;
        }
    }

    private static void close(float[] gates) {
        gates[place(gates, leastOpen(gates))] = -MOVED;
    }

    private static float leastOpen(float[] gates) {
        float least = Float.POSITIVE_INFINITY;
        for (float gate : gates) {
            least = gate > 0 ? Math.min(least, gate) : least;
        }
        return least;
    }

    private static float leastClosed(float[] gates) {
        float least = Float.NEGATIVE_INFINITY;
        for (float gate : gates) {
            least = gate > 0 ? least : Math.max(least, gate);
        }
        return least;
    }

    private static int place(float[] gates, float value) {
        int place = 0;
        while (gates[place] != value) {
            place++;
        }
        return place;
    }
}
