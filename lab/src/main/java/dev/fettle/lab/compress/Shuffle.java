package dev.fettle.lab.compress;

import dev.fettle.lab.compress.MapPartners.Choice;
import dev.fettle.lab.compress.MapPartners.Reading;
import dev.fettle.lab.fit.MapMoments;
import dev.fettle.network.Offset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Which group of the convolution that reads a layer gets the copies of which channels. Copies of channels that stand
/// side by side go to one group, which so reads them where they lie.
final class Shuffle {
    private final GhostPlan plan;
    private final int groups;
    private final int each;
    private final List<Telling> tellings;

    /// @param plan of which the channels that go are placed anew, in their groups
    Shuffle(MapMoments moments, GhostPlan plan, Reading reading) {
        this.plan = plan;
        groups = reading.groups();
        each = moments.channels() / groups;
        tellings = IntStream.range(0, groups)
                .mapToObj(group ->
                        new Telling(moments, of(group, plan.intrinsic()), of(group, plan.ghosts()), reading.lengths()))
                .toList();
    }

    private List<Integer> of(int group, List<Integer> channels) {
        return channels.stream().filter(channel -> channel / each == group).toList();
    }

    /// @param gain what copies tell
    record Weighed(Choice choice, double gain) {}

    /// What tells most, ghosts being shifted by one of some offsets.
    Weighed best(List<Offset> allowed) {
        int ghosts = plan.ghosts().size();
        Offset[][] offsets = new Offset[ghosts][groups];
        double[][] gains = new double[groups][groups]; // of a run of copies (column) for a group (row)
        for (int j = 0; j < ghosts; j++) {
            for (int group = 0; group < groups; group++) {
                offsets[j][group] = best(j, group, allowed);
                gains[group][j / (ghosts / groups)] += gain(j, group, offsets[j][group]);
            }
        }
        int[] runs = runs(gains);
        double gain = IntStream.range(0, groups)
                .mapToDouble(group -> gains[group][runs[group]])
                .sum();
        return new Weighed(choice(runs, offsets), gain);
    }

    private Offset best(int ghost, int group, List<Offset> allowed) {
        Offset best = allowed.getFirst();
        for (Offset offset : allowed) {
            if (gain(ghost, group, offset) > gain(ghost, group, best)) {
                best = offset;
            }
        }
        return best;
    }

    /// Filters see what is around a channel that stays in their group, so that a copy tells them little more.
    private double gain(int ghost, int group, Offset offset) {
        int source = plan.source(ghost);
        return source / each == group ? 0 : tellings.get(group).gain(source, offset);
    }

    /// For each group the run that it gets: the next group's, then exchanges as long as one gains.
    private int[] runs(double[][] gains) {
        int[] runs =
                IntStream.range(0, groups).map(group -> (group + 1) % groups).toArray();
        boolean isBetter = true;
        while (isBetter) {
            isBetter = false;
            for (int a = 0; a < groups; a++) {
                for (int b = 0; b < a; b++) {
                    double before = gains[a][runs[a]] + gains[b][runs[b]];
                    if (gains[a][runs[b]] + gains[b][runs[a]] > before + 1e-12 * before) {
                        int kept = runs[a];
                        runs[a] = runs[b];
                        runs[b] = kept;
                        isBetter = true;
                    }
                }
            }
        }
        return runs;
    }

    private Choice choice(int[] runs, Offset[][] offsets) {
        int length = offsets.length / groups;
        Integer[] ghosts = new Integer[offsets.length];
        Offset[] moved = new Offset[offsets.length];
        for (int group = 0; group < groups; group++) {
            List<Integer> gone = of(group, plan.ghosts());
            for (int i = 0; i < length; i++) {
                int j = runs[group] * length + i;
                ghosts[j] = gone.get(i);
                moved[j] = offsets[j][group];
            }
        }
        return new Choice(new GhostPlan(plan.intrinsic(), Arrays.asList(ghosts)), Arrays.asList(moved));
    }
}
