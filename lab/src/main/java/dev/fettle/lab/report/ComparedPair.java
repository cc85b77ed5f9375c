package dev.fettle.lab.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fettle.lab.report.SweepResults.ClassScores;
import dev.fettle.lab.report.SweepResults.Run;
import dev.fettle.lab.report.SweepResults.Variant;
import dev.fettle.lab.statistics.McNemar;
import dev.fettle.lab.statistics.PairedShares;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Two variants of a sweep on the same pictures, which both sort.
///
/// @param set of the pictures
/// @param pictures that all trainings of both were measured on
/// @param paired all seeds together; empty where one of both was not measured
/// @param seeds that both were trained from, each on its own
public record ComparedPair(
        String set,
        String first,
        String second,
        int pictures,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<PairedShares> paired,
        List<OfSeed> seeds) {
    private static final int FEWEST = 2;

    public ComparedPair {
        seeds = List.copyOf(seeds);
    }

    /// One training of each, from the same seed.
    ///
    /// @param p of McNemar's exact test
    public record OfSeed(long seed, PairedShares paired, int onlyFirst, int onlySecond, double p) {
        static OfSeed of(long seed, boolean[] first, boolean[] second) {
            McNemar counted = McNemar.of(first, second);
            PairedShares paired = PairedShares.of(List.of(first), List.of(second));
            return new OfSeed(seed, paired, counted.onlyFirst(), counted.onlySecond(), counted.p());
        }
    }

    /// All pairs on all sets, or those with a baseline; the later variant first, so that a plain one,
    /// named first, is what others are better than.
    ///
    /// @param sets their names
    /// @param baseline name of the variant that the others are compared with; empty for every pair
    public static List<ComparedPair> all(List<String> sets, List<Variant> variants, String baseline) {
        List<ComparedPair> pairs = new ArrayList<>();
        for (String set : sets) {
            for (Variant second : variants) {
                for (Variant first : variants) {
                    boolean isPair = baseline.isEmpty()
                            ? variants.indexOf(first) > variants.indexOf(second)
                            : second.name().equals(baseline) && !first.name().equals(baseline);
                    if (isPair) {
                        pairs.add(of(set, first, second));
                    }
                }
            }
        }
        return pairs;
    }

    /// Compares on the pictures that all of their trainings were measured on.
    public static ComparedPair of(String set, Variant first, Variant second) {
        List<String> pictures = pictures(set, first, second);
        List<boolean[]> one = hits(set, first, pictures);
        List<boolean[]> other = hits(set, second, pictures);
        if (one.isEmpty() || other.isEmpty() || pictures.size() < FEWEST) {
            return new ComparedPair(set, first.name(), second.name(), pictures.size(), Optional.empty(), List.of());
        }
        List<OfSeed> seeds = new ArrayList<>();
        for (Run run : first.runs()) {
            Optional<boolean[]> mine = hits(set, run, pictures);
            Optional<boolean[]> their = second.runs().stream()
                    .filter(another -> another.seed() == run.seed())
                    .findFirst()
                    .flatMap(another -> hits(set, another, pictures));
            if (mine.isPresent() && their.isPresent()) {
                seeds.add(OfSeed.of(run.seed(), mine.get(), their.get()));
            }
        }
        return new ComparedPair(
                set, first.name(), second.name(), pictures.size(), Optional.of(PairedShares.of(one, other)), seeds);
    }

    private static List<String> pictures(String set, Variant first, Variant second) {
        Set<String> common = new LinkedHashSet<>();
        boolean isBegun = false;
        for (Variant variant : List.of(first, second)) {
            for (Run run : variant.runs()) {
                if (run.scores().get(set) instanceof ClassScores scores) {
                    if (isBegun) {
                        common.retainAll(scores.ranks().keySet());
                    } else {
                        common.addAll(scores.ranks().keySet());
                        isBegun = true;
                    }
                }
            }
        }
        return List.copyOf(common);
    }

    private static List<boolean[]> hits(String set, Variant variant, List<String> pictures) {
        return variant.runs().stream()
                .flatMap(run -> hits(set, run, pictures).stream())
                .toList();
    }

    private static Optional<boolean[]> hits(String set, Run run, List<String> pictures) {
        if (!(run.scores().get(set) instanceof ClassScores scores)) {
            return Optional.empty();
        }
        boolean[] hits = new boolean[pictures.size()];
        for (int i = 0; i < hits.length; i++) {
            hits[i] = scores.ranks().getOrDefault(pictures.get(i), 0) == 1;
        }
        return Optional.of(hits);
    }
}
