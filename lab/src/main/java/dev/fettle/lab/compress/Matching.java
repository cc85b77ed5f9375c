package dev.fettle.lab.compress;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Finds which channels stay and which become ghosts of which, such that the sum of gains is large: the best pairs
/// first, then exchanges as long as one gains.
final class Matching {
    private static final int NOBODY = -1;

    private final double[][] gains;
    private final int each; // channels of a group
    private final int intrinsic;
    private final int[] places; // those that stay, group by group, and behind them their ghosts

    /// @param gains of a ghost (column) of a channel that stays (row)
    /// @param groups in which as many stay each, one behind the other
    /// @param intrinsic channels that stay
    Matching(double[][] gains, int groups, int intrinsic) {
        this.gains = gains;
        this.intrinsic = intrinsic;
        each = gains.length / groups;
        places = new int[gains.length];
        Arrays.fill(places, NOBODY);
    }

    GhostPlan plan() {
        placePairs();
        placeRest();
        while (exchange()) {}
        List<Integer> all = Arrays.stream(places).boxed().toList();
        return new GhostPlan(all.subList(0, intrinsic), all.subList(intrinsic, all.size()));
    }

    private record Pair(int source, int ghost) {}

    private void placePairs() {
        List<Pair> pairs = new ArrayList<>();
        for (int source = 0; source < gains.length; source++) {
            for (int ghost = 0; ghost < gains.length; ghost++) {
                if (source != ghost && source / each == ghost / each) {
                    pairs.add(new Pair(source, ghost));
                }
            }
        }
        pairs.sort(Comparator.comparingDouble(pair -> -gains[pair.source][pair.ghost]));
        boolean[] isPlaced = new boolean[gains.length];
        int[] ghosts = new int[gains.length / each]; // of each group
        for (Pair pair : pairs) {
            int slot = isPlaced[pair.source] || isPlaced[pair.ghost] ? NOBODY : freeSlot(pair.source);
            boolean isRoom = ghosts[pair.ghost / each] < each - perGroup();
            if (slot != NOBODY && slot + intrinsic < places.length && isRoom) {
                ghosts[pair.ghost / each]++;
                places[slot] = pair.source;
                places[slot + intrinsic] = pair.ghost;
                isPlaced[pair.source] = true;
                isPlaced[pair.ghost] = true;
            }
        }
    }

    private int perGroup() {
        return intrinsic * each / gains.length;
    }

    /// The first of the channel's group where none stays yet.
    private int freeSlot(int channel) {
        int first = channel / each * perGroup();
        for (int slot = first; slot < first + perGroup(); slot++) {
            if (places[slot] == NOBODY) {
                return slot;
            }
        }
        return NOBODY;
    }

    private void placeRest() {
        List<Integer> rest = new ArrayList<>();
        for (int channel = 0; channel < gains.length; channel++) {
            int wanted = channel;
            if (Arrays.stream(places).noneMatch(placed -> placed == wanted)) {
                rest.add(channel);
            }
        }
        for (int channel : rest) {
            int slot = freeSlot(channel);
            places[slot == NOBODY ? freeGhost() : slot] = channel;
        }
    }

    private int freeGhost() {
        int place = intrinsic;
        while (places[place] != NOBODY) {
            place++;
        }
        return place;
    }

    /// Whether anything was gained.
    private boolean exchange() {
        boolean isBetter = false;
        for (int a = 0; a < places.length; a++) {
            for (int b = 0; b < a; b++) {
                boolean areGhosts = a >= intrinsic && b >= intrinsic;
                boolean mayChange = areGhosts || places[a] / each == places[b] / each;
                isBetter |= mayChange && exchanged(a, b);
            }
        }
        return isBetter;
    }

    private boolean exchanged(int a, int b) {
        double before = families(a, b);
        swap(a, b);
        if (families(a, b) > before + 1e-12 * Math.abs(before)) {
            return true;
        }
        swap(a, b);
        return false;
    }

    private double families(int a, int b) {
        int one = a % intrinsic;
        int other = b % intrinsic;
        return family(one) + (one == other ? 0 : family(other));
    }

    private double family(int slot) {
        double sum = 0;
        for (int ghost = slot + intrinsic; ghost < places.length; ghost += intrinsic) {
            sum += gains[places[slot]][places[ghost]];
        }
        return sum;
    }

    private void swap(int a, int b) {
        int kept = places[a];
        places[a] = places[b];
        places[b] = kept;
    }
}
