package dev.fettle.lab.report;

import dev.fettle.lab.report.SweepResults.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What differs between the variants of a sweep, as short as it can be told. A setting that some variants do not have
/// counts only where the others have it differently: a block of another `type` has other keys, and the type says so.
///
/// @param block that all keys are in, `architecture.convolution`; empty where they share none
/// @param keys from the block on; of no variants, none
/// @param rows a variant's name and its values, a dash where it has no such setting
record Differences(String block, List<String> keys, List<Row> rows) {
    private static final String NONE = "–";

    Differences {
        keys = List.copyOf(keys);
        rows = List.copyOf(rows);
    }

    record Row(String name, List<String> values) {}

    static Differences of(List<Variant> variants) {
        Set<String> all = new TreeSet<>();
        variants.forEach(variant -> all.addAll(variant.settings().keySet()));
        List<String> keys =
                all.stream().filter(key -> tells(key, all, variants)).toList();
        String block = block(keys);
        return new Differences(
                block,
                keys.stream()
                        .map(key -> block.isEmpty() ? key : key.substring(block.length() + 1))
                        .toList(),
                variants.stream().map(variant -> row(variant, keys)).toList());
    }

    private static Row row(Variant variant, List<String> keys) {
        return new Row(
                variant.name(),
                keys.stream()
                        .map(key -> variant.settings().getOrDefault(key, NONE))
                        .toList());
    }

    private static boolean tells(String key, Set<String> all, List<Variant> variants) {
        long values = variants.stream()
                .map(variant -> variant.settings().get(key))
                .filter(Objects::nonNull)
                .distinct()
                .count();
        return values > 1 || typeOf(key, all).isEmpty();
    }

    /// The differing `type` of the innermost block around a setting.
    private static Optional<String> typeOf(String key, Set<String> all) {
        for (String outer = outer(key); !outer.isEmpty(); outer = outer(outer)) {
            if (all.contains(outer + ".type")) {
                return Optional.of(outer + ".type");
            }
        }
        return Optional.empty();
    }

    private static String block(List<String> keys) {
        String block = keys.isEmpty() ? "" : outer(keys.getFirst());
        while (!block.isEmpty() && !isAround(block, keys)) {
            block = outer(block);
        }
        return block;
    }

    private static boolean isAround(String block, List<String> keys) {
        return keys.stream().allMatch(key -> key.startsWith(block + "."));
    }

    private static String outer(String key) {
        return key.contains(".") ? key.substring(0, key.lastIndexOf('.')) : "";
    }

    /// Above the table.
    String caption() {
        return block.isEmpty() ? "" : "Settings of " + block + ".";
    }

    /// As a table with a row for each variant, or, where there are more settings than variants, for each setting.
    ///
    /// @return the heads first
    List<List<String>> table() {
        List<List<String>> table = new ArrayList<>();
        List<String> heads = new ArrayList<>(List.of(""));
        if (keys.size() <= rows.size()) {
            heads.addAll(keys);
            table.add(heads);
            rows.forEach(row -> table.add(line(row.name(), row.values())));
            return table;
        }
        heads.addAll(rows.stream().map(Row::name).toList());
        table.add(heads);
        for (int i = 0; i < keys.size(); i++) {
            int key = i;
            table.add(line(
                    keys.get(i), rows.stream().map(row -> row.values().get(key)).toList()));
        }
        return table;
    }

    private static List<String> line(String head, List<String> values) {
        List<String> line = new ArrayList<>(List.of(head));
        line.addAll(values);
        return line;
    }
}
