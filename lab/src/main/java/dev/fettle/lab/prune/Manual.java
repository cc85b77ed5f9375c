package dev.fettle.lab.prune;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/// The channels that somebody names stay, and of groups that are not named the first ones: the contrast to all
/// that look at weights or pictures.
///
/// @param keep positions that stay, ascending, by the names of groups
public record Manual(SequencedMap<String, List<Integer>> keep) implements Strategy {
    public static final Manual DEFAULTS = new Manual(new LinkedHashMap<>());

    public Manual {
        SequencedMap<String, List<Integer>> copies = new LinkedHashMap<>();
        keep.forEach((group, positions) -> copies.put(group, List.copyOf(positions)));
        keep = Collections.unmodifiableSequencedMap(copies);
    }

    @Override
    public boolean looksAtPhotographs() {
        return false;
    }

    @Override
    public Choosing open(Material material) {
        keep.forEach((name, positions) -> {
            int channels = material.channels().group(name).width();
            boolean isSound =
                    positions.equals(positions.stream().distinct().sorted().toList())
                            && positions.stream().allMatch(position -> position >= 0 && position < channels);
            if (!isSound) {
                throw new IllegalArgumentException("manual: %s: positions must ascend from 0 to %d, got %s"
                        .formatted(name, channels - 1, positions));
            }
        });
        return (group, width, _) -> {
            List<Integer> kept = keep.getOrDefault(
                    group.name(), IntStream.range(0, width).boxed().toList());
            if (kept.size() != width) {
                throw new IllegalArgumentException(
                        "manual: %s: %d positions are named, the budget leaves %d; give its width by --widths %s=%d"
                                .formatted(group.name(), kept.size(), width, group.name(), kept.size()));
            }
            return Choosing.Choice.of(kept, (double) width / group.width());
        };
    }
}
