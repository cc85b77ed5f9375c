package dev.fettle.lab.report;

import dev.fettle.lab.report.KernelResults.Control;
import dev.fettle.lab.report.KernelResults.Layer;
import java.util.ArrayList;
import java.util.List;

/// A kernel map's numbers as lines of text: a table of the layers, and what there is to say about it.
public final class KernelTable {
    private static final String HEAD = "layer";

    private KernelTable() {}

    /// All lines.
    public static List<String> of(KernelResults results) {
        int widest = results.layers().stream()
                .mapToInt(layer -> layer.name().length())
                .max()
                .orElse(0);
        String row = "%-" + Math.max(widest, HEAD.length()) + "s  %8s %8s %8s %9s %11s %11s  %s";
        List<String> lines = new ArrayList<>();
        lines.add(row.formatted(HEAD, "groups", "entropy", "largest", "variation", "eta^2", "R^2", "strongest"));
        for (int i = 0; i < results.layers().size(); i++) {
            lines.add(line(row, results.layers().get(i), results.untrained().get(i)));
        }
        lines.add("in brackets: the same network untrained, on the same windows");
        lines.add(windows(results));
        lines.addAll(KernelReport.summary(results));
        lines.addAll(results.notes());
        return lines;
    }

    private static String line(String row, Layer layer, Control control) {
        return row.formatted(
                layer.name(),
                layer.groups() + "x" + layer.cardinals(),
                KernelReport.number(layer.entropy()),
                KernelReport.number(layer.largest()),
                "%.3f".formatted(layer.variation()),
                KernelReport.text(layer.chosenRatio(), control.chosenRatio()),
                KernelReport.text(layer.weightsDetermination(), control.weightsDetermination()),
                KernelReport.strongest(layer));
    }

    private static String windows(KernelResults results) {
        return "%d windows of %d pixels (%dx%d) on %dx%d, %d of them without overlap; by chance eta^2 and R^2 would be %.2f"
                .formatted(
                        results.energies().size(),
                        results.window(),
                        results.columns(),
                        results.rows(),
                        results.width(),
                        results.height(),
                        results.disjoint(),
                        results.chance());
    }
}
