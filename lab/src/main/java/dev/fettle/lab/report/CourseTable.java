package dev.fettle.lab.report;

import dev.fettle.lab.report.SweepResults.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where gates have come to in the variants of a sweep that have some, for both pages.
///
/// @param heads the variants
/// @param rows the budget, how groups go with the depth, and a row for each layer
record CourseTable(List<String> heads, List<List<String>> rows) {
    static final String TITLE = "Learnt groups";

    static final String CAPTION =
            "Groups of each layer at the last validation, seed by seed; 1 is dense. ζ/o is what they cost of what they may, the mean of the steps that the log's last line sums up. Depth and groups: Kendall's τ-b of a layer's place and its groups, mean ± standard deviation over the seeds; above 0 lower layers have fewer groups, and so more of their links, than higher ones. Depth and open gates: the same with the part of a layer's gates that are open, which more channels alone do not change; below 0 lower layers are given more of what they could have.";

    private static final String NONE = "–";

    /// Empty if there are no gates.
    static Optional<CourseTable> of(SweepResults results) {
        List<Variant> variants = results.variants().stream()
                .filter(variant -> !variant.courses().isEmpty())
                .toList();
        if (variants.isEmpty()) {
            return Optional.empty();
        }
        List<List<String>> rows = new ArrayList<>();
        for (String budget : GroupCharts.budgets(results)) {
            rows.add(row(
                    budget + ": ζ/o, last logged",
                    variants,
                    variant -> spread(variant, course -> last(course, budget))));
        }
        rows.add(row("depth and groups, τ", variants, variant -> spread(variant, GroupCourse::depthAndGroups)));
        rows.add(row("depth and open gates, τ", variants, variant -> spread(variant, GroupCourse::depthAndOpen)));
        List<String> layers = variants.stream()
                .flatMap(variant -> variant.courses().getFirst().layers().stream())
                .map(GroupCourse.Layer::name)
                .distinct()
                .toList();
        for (int i = 0; i < layers.size(); i++) {
            String layer = layers.get(i);
            rows.add(row((i + 1) + " " + layer, variants, variant -> groups(variant, layer)));
        }
        List<String> heads = Stream.concat(Stream.of(""), variants.stream().map(Variant::name))
                .toList();
        return Optional.of(new CourseTable(heads, rows));
    }

    private static List<String> row(String head, List<Variant> variants, Function<Variant, String> cell) {
        return Stream.concat(Stream.of(head), variants.stream().map(cell)).toList();
    }

    private static Optional<Double> last(GroupCourse course, String budget) {
        return Optional.ofNullable(course.budgets().get(budget))
                .filter(points -> !points.isEmpty())
                .map(points -> points.getLast().value());
    }

    private static String spread(Variant variant, Function<GroupCourse, Optional<Double>> number) {
        Spread spread = Spread.of(variant.courses().stream()
                .flatMap(course -> number.apply(course).stream())
                .toList());
        return spread.count() == 0 ? NONE : spread.text(2);
    }

    private static String groups(Variant variant, String layer) {
        String groups = variant.courses().stream()
                .flatMap(course ->
                        course.layers().stream().filter(one -> one.name().equals(layer)))
                .map(one -> String.format(
                        Locale.ROOT, "%.0f", one.groups().getLast().value()))
                .collect(Collectors.joining(", "));
        return groups.isEmpty() ? NONE : groups;
    }
}
