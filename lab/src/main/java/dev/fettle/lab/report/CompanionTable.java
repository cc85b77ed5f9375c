package dev.fettle.lab.report;

import dev.fettle.lab.report.CompanionResults.Dual;
import dev.fettle.lab.report.CompanionResults.Measured;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What dual models have learnt, as lines of text: their taps beside bicubic's, and how near they are.
public final class CompanionTable {
    private static final String ROW = "%6s  %8s %8s %8s";

    private CompanionTable() {}

    /// All lines.
    public static List<String> of(CompanionResults results) {
        List<String> lines = new ArrayList<>();
        results.duals().forEach(dual -> add(lines, results, dual));
        return lines;
    }

    private static void add(List<String> lines, CompanionResults results, Dual dual) {
        if (!lines.isEmpty()) {
            lines.add("");
        }
        lines.add(heading(dual) + ", after " + results.step() + " steps");
        lines.add(ROW.formatted("offset", "across", "down", "bicubic"));
        for (int i = 0; i < dual.taps().across().size(); i++) {
            lines.add(ROW.formatted(
                    dual.first() + i,
                    tap(dual.taps().across().get(i)),
                    tap(dual.taps().down().get(i)),
                    tap(dual.taps().bicubic().get(i))));
        }
        lines.addAll(summary(dual));
    }

    /// What is looked at.
    static String heading(Dual dual) {
        return String.format(
                Locale.ROOT,
                "%s: from scale %d to %d, linearised at %,d places of %d picture%s",
                dual.name(),
                dual.from(),
                dual.to(),
                dual.places(),
                dual.count(),
                dual.count() == 1 ? "" : "s");
    }

    /// What the numbers come to, for page and terminal.
    static List<String> summary(Dual dual) {
        Measured measured = dual.measured();
        return List.of(
                String.format(
                        Locale.ROOT,
                        "sum of taps %.3f; centre %.2f across and %.2f down, bicubic's %.2f",
                        measured.sum(),
                        measured.centre().across(),
                        measured.centre().down(),
                        measured.expected()),
                String.format(
                        Locale.ROOT,
                        "%.0f %% from bicubic's taps; from place to place they change by %.1f %%; %.1f %% of them mix colours",
                        100 * measured.difference(),
                        100 * measured.spread(),
                        100 * measured.mixed()),
                String.format(Locale.ROOT, "what it makes of the pictures: %.2f dB from bicubic's", measured.psnr()));
    }

    static String tap(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
