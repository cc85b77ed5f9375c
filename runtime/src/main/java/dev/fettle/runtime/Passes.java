package dev.fettle.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a network is to run on for some pictures, sorted by size so that equal sizes run together.
final class Passes {
    private final List<Integer> counts = new ArrayList<>();
    private final List<Planes> all = new ArrayList<>();

    private record Size(int width, int height) {}

    /// Runs a network on pictures of one size.
    @FunctionalInterface
    interface Run {
        List<Planes> of(List<Planes> inputs, Watch watch);
    }

    /// @param inputs those of one picture
    void add(List<Planes> inputs) {
        counts.add(inputs.size());
        all.addAll(inputs);
    }

    /// The outputs of each picture, in the order in which they were added.
    List<List<Planes>> run(Run run, Watch watch) {
        Map<Size, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < all.size(); i++) {
            Size size = new Size(all.get(i).width(), all.get(i).height());
            groups.computeIfAbsent(size, _ -> new ArrayList<>()).add(i);
        }
        Planes[] outputs = new Planes[all.size()];
        int group = 0;
        for (List<Integer> members : groups.values()) {
            List<Planes> made = run.of(members.stream().map(all::get).toList(), watch.part(group++, groups.size()));
            for (int i = 0; i < members.size(); i++) {
                outputs[members.get(i)] = made.get(i);
            }
        }
        return byPicture(List.of(outputs));
    }

    private List<List<Planes>> byPicture(List<Planes> outputs) {
        List<List<Planes>> pictures = new ArrayList<>();
        int from = 0;
        for (int count : counts) {
            pictures.add(outputs.subList(from, from + count));
            from += count;
        }
        return pictures;
    }
}
