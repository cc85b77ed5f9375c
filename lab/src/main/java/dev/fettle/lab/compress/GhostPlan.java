package dev.fettle.lab.compress;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Which filters of a layer stay, and of which of them the others become ghosts.
///
/// @param intrinsic the filters that stay, in their new order
/// @param ghosts the others: the j-th becomes a ghost of intrinsic filter j, beginning again with the first where there
/// are more
record GhostPlan(List<Integer> intrinsic, List<Integer> ghosts) {
    GhostPlan {
        intrinsic = List.copyOf(intrinsic);
        ghosts = List.copyOf(ghosts);
    }

    /// All stay.
    static GhostPlan whole(int filters) {
        return new GhostPlan(IntStream.range(0, filters).boxed().toList(), List.of());
    }

    /// A filter that stays, and those that are like it.
    record Family(int intrinsic, List<Integer> others) {
        Family {
            others = List.copyOf(others);
        }
    }

    /// Each of the others goes to the head of its own family where there is room, else to the nearest of its group
    /// where there is, else to any: a filter that stays has at most one ghost more than any other.
    static GhostPlan of(List<Family> families, Filters filters) {
        List<Integer> intrinsic = families.stream().map(Family::intrinsic).toList();
        List<List<Integer>> taken = new ArrayList<>();
        intrinsic.forEach(_ -> taken.add(new ArrayList<>()));
        int left = filters.count() - intrinsic.size();
        boolean[] isPlaced = new boolean[filters.count()];
        for (Match match : matches(families, filters)) {
            int room = left / intrinsic.size() + (match.slot < left % intrinsic.size() ? 1 : 0);
            if (!isPlaced[match.filter] && taken.get(match.slot).size() < room) {
                taken.get(match.slot).add(match.filter);
                isPlaced[match.filter] = true;
            }
        }
        List<Integer> ghosts = new ArrayList<>();
        for (int j = 0; j < left; j++) {
            ghosts.add(taken.get(j % intrinsic.size()).get(j / intrinsic.size()));
        }
        return new GhostPlan(intrinsic, ghosts);
    }

    /// What could become a ghost of what.
    private record Match(int filter, int slot, Kinship kinship, double distance) {}

    /// The closest first.
    private enum Kinship {
        FAMILY,
        GROUP,
        NONE
    }

    /// The best first.
    private static List<Match> matches(List<Family> families, Filters filters) {
        List<Match> matches = new ArrayList<>();
        List<Integer> others =
                families.stream().flatMap(family -> family.others().stream()).toList();
        for (int slot = 0; slot < families.size(); slot++) {
            Family family = families.get(slot);
            for (int other : others) {
                Kinship kinship = kinship(family, other, filters);
                matches.add(new Match(other, slot, kinship, filters.distance(other, family.intrinsic())));
            }
        }
        matches.sort(Comparator.comparing(Match::kinship).thenComparingDouble(Match::distance));
        return matches;
    }

    private static Kinship kinship(Family family, int other, Filters filters) {
        if (family.others().contains(other)) {
            return Kinship.FAMILY;
        }
        return filters.areInOneGroup(family.intrinsic(), other) ? Kinship.GROUP : Kinship.NONE;
    }

    /// The filter that a ghost stands for a copy of.
    int source(int ghost) {
        return intrinsic.get(ghost % intrinsic.size());
    }

    /// How many channels a filter stands for: its own and those of its ghosts.
    int members(int slot) {
        int all = intrinsic.size();
        return 1 + ghosts.size() / all + (slot < ghosts.size() % all ? 1 : 0);
    }

    /// For each channel of the dense layer the place at which the new one has it.
    float[] order() {
        float[] order = new float[intrinsic.size() + ghosts.size()];
        for (int i = 0; i < intrinsic.size(); i++) {
            order[intrinsic.get(i)] = i;
        }
        for (int j = 0; j < ghosts.size(); j++) {
            order[ghosts.get(j)] = intrinsic.size() + j;
        }
        return order;
    }
}
