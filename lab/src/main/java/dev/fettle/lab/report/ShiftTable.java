package dev.fettle.lab.report;

import dev.fettle.lab.network.FieldReport;
import dev.fettle.lab.report.SweepResults.Ghosts;
import dev.fettle.lab.report.SweepResults.Run;
import dev.fettle.lab.report.SweepResults.Variant;
import dev.fettle.network.Offset;
import dev.fettle.network.model.ModelCard.Shifted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// Where the ghosts of each layer went in the variants of a sweep that have some, for both pages.
///
/// @param heads the variants
/// @param rows what is seen, what stayed, and a row for each layer
record ShiftTable(List<String> heads, List<List<String>> rows) {
    static final String TITLE = "Chosen shifts";

    static final String CAPTION =
            "Where the copies of each layer moved (down, right), in each variant's first trained run; where each channel moves by itself, the commonest shift and how many have it. Seen is what a result depends on, in pixels of the network's input, and what it would be without shifts.";

    private static final String NONE = "–";

    /// Of the first trained run of each variant; empty if there are no ghosts.
    static Optional<ShiftTable> of(SweepResults results) {
        SequencedMap<String, Ghosts> ghosts = new LinkedHashMap<>();
        results.variants().forEach(variant -> first(variant).ifPresent(found -> ghosts.put(variant.name(), found)));
        return ghosts.isEmpty() ? Optional.empty() : Optional.of(of(ghosts));
    }

    private static Optional<Ghosts> first(Variant variant) {
        return variant.runs().stream()
                .map(Run::ghosts)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static ShiftTable of(SequencedMap<String, Ghosts> ghosts) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row(
                "seen",
                ghosts,
                one -> one.receptiveField().map(ShiftTable::text).orElse("the whole picture")));
        rows.add(row("in the centre", ghosts, ShiftTable::centres));
        rows.add(row("last change", ghosts, one -> "step " + last(one)));
        ghosts.values().stream()
                .flatMap(one -> one.layers().stream().map(Shifted::layer))
                .distinct()
                .forEach(layer -> rows.add(row(layer, ghosts, one -> cell(one, layer))));
        List<String> heads = new ArrayList<>(List.of(""));
        heads.addAll(ghosts.sequencedKeySet());
        return new ShiftTable(heads, rows);
    }

    private static List<String> row(String head, SequencedMap<String, Ghosts> ghosts, Function<Ghosts, String> cell) {
        return Stream.concat(Stream.of(head), ghosts.sequencedValues().stream().map(cell))
                .toList();
    }

    private static String text(FieldReport seen) {
        return seen.size() + ", " + seen.withoutShifts() + " without";
    }

    private static String centres(Ghosts ghosts) {
        int centres = ghosts.layers().stream().mapToInt(Shifted::centres).sum();
        int all = ghosts.layers().stream()
                .mapToInt(layer -> layer.offsets().size())
                .sum();
        return centres + " of " + all;
    }

    private static long last(Ghosts ghosts) {
        return ghosts.layers().stream()
                .flatMap(layer -> layer.since().stream())
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    private static String cell(Ghosts ghosts, String layer) {
        return ghosts.layers().stream()
                .filter(one -> one.layer().equals(layer))
                .findFirst()
                .map(ShiftTable::offsets)
                .orElse(NONE);
    }

    private static String offsets(Shifted layer) {
        if (layer.offsets().size() == 1) {
            return layer.offsets().getFirst().toString();
        }
        SequencedMap<Offset, Integer> counts = new LinkedHashMap<>();
        layer.offsets().forEach(offset -> counts.merge(offset, 1, Integer::sum));
        Map.Entry<Offset, Integer> commonest =
                counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        return commonest.getKey() + " " + commonest.getValue() + " of "
                + layer.offsets().size();
    }
}
