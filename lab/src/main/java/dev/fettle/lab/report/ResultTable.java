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
        heads.add(new Head(results.quality().work(), results.quality().workOf()));
        heads.add(new Head("latency", "ms: median; min – max"));
        results.sets().forEach(set -> {
            String protocol = results.protocol(set.set()).orElse(NOT_MEASURED);
            heads.add(new Head(set.set(), measured(results, set.set()) + "; " + protocol));
        });
        List<Row> ours = new ArrayList<>();
        results.variants().forEach(variant -> ours.add(row(results, variant)));
        baselineRows(results, ours);
        return new ResultTable(heads, ours, publishedRows(results));
    }

    /// `PSNR, dB; SSIM`, the second where there is one.
    private static String measured(SweepResults results, String set) {
        Quality quality = results.quality();
        boolean isAlone = results.variants().stream()
                .anyMatch(variant ->
                        variant.first(set).count() > 0 && variant.second(set).count() == 0);
        return quality.firstWithUnit() + (isAlone ? "" : "; " + quality.second());
    }

    private static Row row(SweepResults results, Variant variant) {
        List<Cell> cells = new ArrayList<>();
        cells.add(Cell.of(whole(variant.parameters())));
        cells.add(Cell.of(whole(Math.round(variant.work()))));
        int decimals = results.quality().milliDecimals();
        cells.add(variant.latency()
                .map(time -> new Cell(
                        decimal(time.median(), decimals),
                        decimal(time.min(), decimals) + " – " + decimal(time.max(), decimals)))
                .orElse(Cell.of(NOT_MEASURED)));
        results.sets().forEach(set -> {
            Spread first = variant.first(set.set());
            Spread second = variant.second(set.set());
            String below =
                    second.count() == 0 ? "" : second.text(results.quality().secondDecimals());
            cells.add(first.count() == 0 ? Cell.of(NOT_MEASURED) : new Cell(first.text(2), below));
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
                int decimals = results.quality().secondDecimals();
                cells.add(scores.map(measured ->
                                new Cell(decimal(measured.first(), 2), decimal(measured.second(), decimals)))
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
            double work = switch (results.quality()) {
                case RESTORED -> first.macsPerOutputPixel();
                case SORTED -> first.macs();
            };
            cells.add(Cell.of(work == 0 ? "–" : whole(Math.round(work))));
            cells.add(Cell.of("–"));
            results.sets().forEach(set -> {
                Optional<Published> number = numbers.stream()
                        .filter(row -> row.set().equals(set.set()))
                        .findFirst();
                cells.add(number.map(row -> published(results.quality(), row)).orElse(Cell.of("–")));
            });
            rows.add(new Row(first.name(), key.substring(key.indexOf('\n') + 1), cells));
        });
        return rows;
    }

    private static Cell published(Quality quality, Published row) {
        double first = switch (quality) {
            case RESTORED -> row.psnr();
            case SORTED -> row.top1();
        };
        double second = switch (quality) {
            case RESTORED -> row.ssim();
            case SORTED -> row.top5();
        };
        return new Cell(
                first > 0 ? decimal(first, 2) : "–", second > 0 ? decimal(second, quality.secondDecimals()) : "");
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
