package dev.fettle.lab.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A setting that is a number: the report draws the scores over it.
///
/// @param label of the axis: what the setting is called, and its unit
/// @param logarithmic whether the axis is; all numbers must be above 0 then
/// @param lines by their names, each with the variants by the setting's value
/// @param levels variants without the setting, by the names of their horizontal lines
public record Across(
        String label,
        boolean logarithmic,
        SequencedMap<String, SequencedMap<Double, String>> lines,
        SequencedMap<String, String> levels) {
    static final Across DEFAULTS = new Across("", false, new LinkedHashMap<>(), new LinkedHashMap<>());

    public Across {
        SequencedMap<String, SequencedMap<Double, String>> sorted = new LinkedHashMap<>();
        lines.forEach((name, points) -> sorted.put(
                name, Collections.unmodifiableSequencedMap(new TreeMap<>(points)))); // drawn from left to right
        lines = Collections.unmodifiableSequencedMap(sorted);
        levels = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(levels));
    }

    /// @throws IllegalArgumentException if something is not said, or cannot be drawn
    void requireComplete() {
        if (label.isBlank() || lines.values().stream().allMatch(Map::isEmpty)) {
            throw new IllegalArgumentException(
                    "across: each needs 'label' and 'lines', such as lines: {small: {0.1: VARIANT, 1: VARIANT}}");
        }
        lines.forEach((name, points) -> points.keySet().forEach(value -> {
            if (!Double.isFinite(value) || (logarithmic && value <= 0)) {
                throw new IllegalArgumentException("across '%s', line '%s': %s is no place on %s axis; %s"
                        .formatted(
                                label,
                                name,
                                value,
                                logarithmic ? "a logarithmic" : "an",
                                logarithmic ? "name the variant under 'levels'" : "a number is wanted"));
            }
        }));
    }

    /// Names of all variants that are drawn.
    Set<String> variants() {
        return Stream.concat(
                        lines.values().stream().flatMap(points -> points.values().stream()), levels.values().stream())
                .collect(Collectors.toSet());
    }

    /// What is left of it where only these variants are trained.
    Across only(Set<String> names) {
        SequencedMap<String, SequencedMap<Double, String>> left = new LinkedHashMap<>();
        lines.forEach((name, points) -> {
            SequencedMap<Double, String> some = new TreeMap<>(points);
            some.values().retainAll(names);
            if (!some.isEmpty()) {
                left.put(name, some);
            }
        });
        SequencedMap<String, String> some = new LinkedHashMap<>(levels);
        some.values().retainAll(names);
        return new Across(label, logarithmic, left, some);
    }
}
