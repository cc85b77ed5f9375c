package dev.fettle.lab.sweep;

import dev.fettle.network.Configuration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// What is compared over which seeds and on which pictures: the file `sweep.yaml` of a folder of experiments.
///
/// @param title of the report
/// @param compares what differs between the variants, in a sentence or two
/// @param seeds each variant is trained from
/// @param base settings that all experiments of the folder share, so that each states its difference alone
/// @param sets that every variant is measured on
/// @param crops that the report shows
/// @param published other people's numbers
/// @param baseline name of the variant that all others are compared with picture by picture, where
/// pictures are sorted; empty for every pair
/// @param across settings that scores are drawn over
/// @param latency how speed is measured
public record Sweep(
        String title,
        String compares,
        List<Long> seeds,
        JsonNode base,
        List<TestSet> sets,
        List<Crop> crops,
        List<Published> published,
        String baseline,
        List<Across> across,
        Latency latency) {
    static final Sweep DEFAULTS = new Sweep(
            "", "", List.of(), NullNode.instance, List.of(), List.of(), List.of(), "", List.of(), Latency.DEFAULTS);

    public Sweep {
        seeds = List.copyOf(seeds);
        sets = List.copyOf(sets);
        crops = List.copyOf(crops);
        published = List.copyOf(published);
        across = List.copyOf(across);
    }

    /// Size of the picture that goes into the network, and how often each variant restores it. A network
    /// that sorts is given what it was trained on, whatever the size here.
    ///
    /// @param runs that count, the variants taking turns
    /// @param warmUp runs of each before that
    public record Latency(int width, int height, int runs, int warmUp) {
        static final Latency DEFAULTS = new Latency(320, 180, 7, 5);

        public Latency {
            if (width < 16 || height < 16 || runs < 1 || warmUp < 0) {
                throw new IllegalArgumentException(
                        "latency: width and height must be at least 16, runs at least 1 and warmUp at least 0, got %d, %d, %d and %d"
                                .formatted(width, height, runs, warmUp));
            }
        }
    }

    /// The same over other seeds.
    public Sweep withSeeds(List<Long> others) {
        return new Sweep(title, compares, others, base, sets, crops, published, baseline, across, latency);
    }

    /// What is left of it where only these variants are trained.
    Sweep only(Set<String> variants) {
        List<Across> left = across.stream()
                .map(one -> one.only(variants))
                .filter(one -> !one.lines().isEmpty())
                .toList();
        String known = variants.contains(baseline) ? baseline : "";
        return new Sweep(title, compares, seeds, base, sets, crops, published, known, left, latency);
    }

    /// The set of a name.
    ///
    /// @throws IllegalArgumentException if there is none; the message lists the known ones
    public TestSet set(String name) {
        return sets.stream()
                .filter(set -> set.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown set '" + name + "'; " + known()));
    }

    private String known() {
        return sets.isEmpty()
                ? "there are none, and crops=[] and published=[] leave out what refers to one"
                : "known: " + String.join(", ", sets.stream().map(TestSet::name).toList());
    }

    /// @throws IllegalArgumentException naming what is missing, said twice or refers to nothing
    void requireConsistent() {
        if (title.isBlank()) {
            throw new IllegalArgumentException("sweep: 'title' is missing");
        }
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException(
                    "sweep: 'seeds' is missing; add seeds: [1, 2, 3], or call with --seeds 1,2,3");
        }
        requireDifferent("seed", seeds, seed -> seed);
        sets.forEach(TestSet::requireComplete);
        requireDifferent("set", sets, TestSet::name);
        crops.forEach(Crop::requireComplete);
        crops.forEach(crop -> set(crop.set()));
        published.forEach(Published::requireComplete);
        published.forEach(row -> set(row.set()));
        across.forEach(Across::requireComplete);
    }

    /// @param sorts whether the variants sort pictures
    /// @throws IllegalArgumentException for what means nothing to them
    void requireOf(boolean sorts) {
        sets.forEach(set -> set.requireOf(sorts));
        published.forEach(row -> row.requireOf(sorts));
        if (sorts && !crops.isEmpty()) {
            throw new IllegalArgumentException(
                    "crops: show restored pictures, and these variants sort; leave them out");
        }
        if (sorts && (latency.width != Latency.DEFAULTS.width || latency.height != Latency.DEFAULTS.height)) {
            throw new IllegalArgumentException(
                    "latency: networks that sort are timed on pictures of data.patch; leave out width and height");
        }
        if (!sorts && !baseline.isEmpty()) {
            throw new IllegalArgumentException(
                    "baseline: pairs are compared where pictures are sorted, and these variants restore; leave it out");
        }
    }

    private static <T> void requireDifferent(String what, List<T> values, Function<T, Object> key) {
        Set<Object> seen = new HashSet<>();
        for (T value : values) {
            if (!seen.add(key.apply(value))) {
                throw new IllegalArgumentException("sweep: " + what + " " + key.apply(value) + " is named twice");
            }
        }
    }

    /// The keys of a description.
    static List<String> keys() {
        return List.copyOf(Configuration.MAPPER.<JsonNode>valueToTree(DEFAULTS).propertyNames());
    }

    /// All settings but the shared ones of the experiments, as {@link #of} reads them.
    ObjectNode tree() {
        ObjectNode tree = Configuration.MAPPER.<ObjectNode>valueToTree(this);
        tree.remove("base");
        return tree;
    }

    /// @throws IllegalArgumentException naming the key that does not do
    static Sweep of(JsonNode settings) {
        JsonNode complete = settings.deepCopy();
        Configuration.completeEach("sweep", complete, "sets", TestSet.DEFAULTS);
        Configuration.completeEach("sweep", complete, "crops", Crop.DEFAULTS);
        Configuration.completeEach("sweep", complete, "published", Published.DEFAULTS);
        Configuration.completeEach("sweep", complete, "across", Across.DEFAULTS);
        return Configuration.overlay("sweep", DEFAULTS, complete);
    }
}
