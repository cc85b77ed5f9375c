package dev.fettle.lab.report;

import dev.fettle.lab.report.SweepResults.ClassScores;
import dev.fettle.lab.report.SweepResults.Curve;
import dev.fettle.lab.report.SweepResults.Millis;
import dev.fettle.lab.report.SweepResults.Point;
import dev.fettle.lab.report.SweepResults.Run;
import dev.fettle.lab.report.SweepResults.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// Variants of a sweep that sorts pictures, made up.
final class SortedVariants {
    static final String SET = "Test set";

    private SortedVariants() {}

    /// @param hits of each seed a digit for each picture, 1 where it is sorted right
    static Variant of(String name, String... hits) {
        return of(name, Optional.empty(), hits);
    }

    static Variant of(String name, Optional<GroupCourse> groups, String... hits) {
        List<Run> runs = new ArrayList<>();
        SequencedMap<String, List<Point>> others = new LinkedHashMap<>();
        others.put("loss.budget", List.of(new Point(50, 1.5), new Point(100, 0.75)));
        others.put(Quality.VALIDATION_TOP_1, List.of(new Point(50, 40), new Point(100, 62)));
        Curve curve = new Curve(List.of(new Point(50, 2), new Point(100, 1)), List.of(), others);
        for (int seed = 1; seed <= hits.length; seed++) {
            runs.add(new Run(
                    seed,
                    "runs/" + name,
                    "trained",
                    curve,
                    Map.of(SET, scores(hits[seed - 1])),
                    Optional.empty(),
                    groups));
        }
        Optional<Millis> latency = Optional.of(new Millis(0.256, 0.25, 0.5, List.of(0.25, 0.256, 0.5)));
        return new Variant(name, new LinkedHashMap<>(), 1234, Optional.empty(), Optional.of(56_789.0), latency, runs);
    }

    /// A digit of - is a picture that could not be measured.
    static ClassScores scores(String hits) {
        SequencedMap<String, Integer> ranks = new LinkedHashMap<>();
        for (int i = 0; i < hits.length(); i++) {
            if (hits.charAt(i) != '-') {
                ranks.put("c/" + i, hits.charAt(i) == '1' ? 1 : 3);
            }
        }
        double right = ranks.values().stream().filter(rank -> rank == 1).count();
        return new ClassScores("centre-crop 32", 100 * right / ranks.size(), Optional.of(100.0), ranks, List.of());
    }

    static SweepResults results(List<ComparedPair> pairs, Variant... variants) {
        return new SweepResults(
                Quality.SORTED,
                "Sorters",
                "",
                "",
                List.of(new SweepResults.Column(SET, "test", "as they are", 8)),
                List.of(variants),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                pairs,
                List.of());
    }

    /// @param first groups of each layer at step 50
    /// @param last the same at step 100
    static GroupCourse course(int[] first, int[] last) {
        List<GroupCourse.Layer> layers = new ArrayList<>();
        for (int i = 0; i < first.length; i++) {
            layers.add(new GroupCourse.Layer(
                    "layer" + i, 4 + i, List.of(new Point(50, first[i]), new Point(100, last[i]))));
        }
        SequencedMap<String, List<Point>> budgets = new LinkedHashMap<>();
        budgets.put("budget", List.of(new Point(50, 3), new Point(100, 2.5)));
        return new GroupCourse(budgets, layers);
    }
}
