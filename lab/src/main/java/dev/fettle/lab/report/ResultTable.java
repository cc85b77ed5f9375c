package dev.fettle.lab.report;

import dev.fettle.lab.report.SweepResults.Baseline;
import dev.fettle.lab.report.SweepResults.Scored;
import dev.fettle.lab.report.SweepResults.Variant;
import dev.fettle.lab.sweep.Published;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The one table of a sweep as text, for both pages. What was published elsewhere is a part of its own.
///
/// @param heads one per column, the first of the names
/// @param ours variants and baselines
/// @param published rows whose name says the source
record ResultTable(List<Head> heads, List<Row> ours, List<Row> published) {
    static final String NOT_MEASURED = "not measured";

    /// @param below in small print: unit, protocol
    record Head(String text, String below) {}

    record Row(String name, String below, List<Cell> cells) {}

    /// @param below in small print; may be empty
    record Cell(String text, String below) {
        static Cell of(String text) {
            return new Cell(text, "");
        }
    }

    static ResultTable of(SweepResults results) {
        List<Head> heads = new ArrayList<>();
        heads.add(new Head("", ""));
        heads.add(new Head("parameters", ""));
        heads.add(new Head("multiply-adds", "per output pixel"));
        heads.add(new Head("latency", "ms: median; min – max"));
        results.sets().forEach(set -> {
            String protocol = results.protocol(set.set()).orElse(NOT_MEASURED);
            heads.add(new Head(set.set(), "PSNR, dB; SSIM; " + protocol));
        });
        List<Row> ours = new ArrayList<>();
        results.variants().forEach(variant -> ours.add(row(results, variant)));
        baselineRows(results, ours);
        return new ResultTable(heads, ours, publishedRows(results));
    }

    private static Row row(SweepResults results, Variant variant) {
        List<Cell> cells = new ArrayList<>();
        cells.add(Cell.of(whole(variant.parameters())));
        cells.add(Cell.of(whole(Math.round(variant.macsPerOutputPixel()))));
        cells.add(variant.latency()
                .map(time ->
                        new Cell(decimal(time.median(), 1), decimal(time.min(), 1) + " – " + decimal(time.max(), 1)))
                .orElse(Cell.of(NOT_MEASURED)));
        results.sets().forEach(set -> {
            Spread psnr = variant.psnr(set.set());
            cells.add(
                    psnr.count() == 0
                            ? Cell.of(NOT_MEASURED)
                            : new Cell(psnr.text(2), variant.ssim(set.set()).text(4)));
        });
        long trained = variant.runs().stream()
                .filter(run -> run.status().equals("trained"))
                .count();
        return new Row(variant.name(), seeds(trained, variant.runs().size()), cells);
    }

    private static String seeds(long trained, int all) {
        String number = all + (all == 1 ? " seed" : " seeds");
        return trained == all ? number : trained + " of " + number + " trained";
    }

    private static void baselineRows(SweepResults results, List<Row> rows) {
        group(results.baselines(), Baseline::name).forEach((name, baselines) -> {
            List<Cell> cells = new ArrayList<>(List.of(Cell.of("–"), Cell.of("–"), Cell.of("–")));
            results.sets().forEach(set -> {
                Optional<Scored> scores = baselines.stream()
                        .filter(baseline -> baseline.set().equals(set.set()))
                        .map(Baseline::scores)
                        .findFirst();
                cells.add(scores.map(measured -> new Cell(decimal(measured.psnr(), 2), decimal(measured.ssim(), 4)))
                        .orElse(Cell.of(NOT_MEASURED)));
            });
            rows.add(new Row(name, "no training", cells));
        });
    }

    private static List<Row> publishedRows(SweepResults results) {
        List<Row> rows = new ArrayList<>();
        Function<Published, String> origin = row -> row.name() + "\n" + row.source() + "; protocol: " + row.protocol();
        group(results.published(), origin).forEach((key, numbers) -> {
            Published first = numbers.getFirst();
            List<Cell> cells = new ArrayList<>();
            cells.add(Cell.of(first.parameters() == 0 ? "–" : whole(first.parameters())));
            cells.add(Cell.of(first.macsPerOutputPixel() == 0 ? "–" : whole(Math.round(first.macsPerOutputPixel()))));
            cells.add(Cell.of("–"));
            results.sets().forEach(set -> {
                Optional<Published> number = numbers.stream()
                        .filter(row -> row.set().equals(set.set()))
                        .findFirst();
                String psnr = number.filter(row -> row.psnr() > 0)
                        .map(row -> decimal(row.psnr(), 2))
                        .orElse("–");
                String ssim = number.filter(row -> row.ssim() > 0)
                        .map(row -> decimal(row.ssim(), 4))
                        .orElse("");
                cells.add(new Cell(psnr, ssim));
            });
            rows.add(new Row(first.name(), key.substring(key.indexOf('\n') + 1), cells));
        });
        return rows;
    }

    private static <T> LinkedHashMap<String, List<T>> group(List<T> values, Function<T, String> key) {
        return values.stream().collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
    }

    private static String whole(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String decimal(double number, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", number);
    }
}
