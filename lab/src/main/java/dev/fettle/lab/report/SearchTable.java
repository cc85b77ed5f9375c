package dev.fettle.lab.report;

import dev.fettle.lab.Lines;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A search for channel numbers as text: a row for each group, and what they come to.
public final class SearchTable {
    static final List<String> HEADS = List.of("channels of", "before", "chosen", "candidates", "entropy", "margin");

    private SearchTable() {}

    /// The lines of a terminal.
    public static List<String> of(SearchResults results) {
        int widest = results.groups().stream()
                .mapToInt(group -> group.name().length())
                .max()
                .orElse(0);
        String row = "%-" + Math.max(widest, HEADS.getFirst().length()) + "s %6s %6s  %-24s %7s %7s";
        Lines lines = new Lines();
        lines.add(row, HEADS.toArray());
        rows(results).forEach(cells -> lines.add(row, cells.toArray()));
        summary(results).forEach(line -> lines.add("%s", line));
        return lines.all();
    }

    /// A row for each group.
    static List<List<String>> rows(SearchResults results) {
        return results.groups().stream()
                .map(group -> List.of(
                        group.name(),
                        Integer.toString(group.channels()),
                        Integer.toString(group.width()),
                        group.candidates().stream()
                                .distinct()
                                .map(String::valueOf)
                                .collect(Collectors.joining(" ")),
                        decimal(group.entropy()),
                        decimal(group.margin())))
                .toList();
    }

    /// What the groups come to, in sentences.
    static List<String> summary(SearchResults results) {
        SearchResults.Size before = results.before();
        SearchResults.Size after = results.after();
        return List.of(
                text(
                        "%,.1f of %,.1f multiply-adds per output pixel stay (%.1f %%), %,d of %,d parameters (%.1f %%).",
                        after.macsPerOutputPixel(),
                        before.macsPerOutputPixel(),
                        100 * results.macsLeft(),
                        after.parameters(),
                        before.parameters(),
                        100 * results.parametersLeft()),
                text(
                        "The choices are those after step %,d of %,d, where the validation of the %s was best.",
                        results.bestStep(),
                        results.steps(),
                        results.judged().equals("mixture") ? "mixture" : "network with the widths chosen"),
                text(
                        "%d of %d choices are the largest candidate: a loss without a term for cost speaks for more channels wherever they help at all.",
                        results.widest(), results.groups().size()),
                text(
                        "%d of %d choices have a margin below %.2f: there the search has hardly told one width from another.",
                        results.thin(), results.groups().size(), SearchResults.THIN));
    }

    private static String decimal(double value) {
        return text("%.4f", value);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
