package dev.fettle.lab.report;

import dev.fettle.lab.statistics.Interval;
import dev.fettle.lab.statistics.PairedShares;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Pairs of variants on the same pictures as text, for both pages: of all seeds together, and seed by seed.
///
/// @param all a row for each pair and set
/// @param seeds a row for each pair, set and seed
record PairTable(List<List<String>> all, List<List<String>> seeds) {
    static final String TITLE = "Pairs";

    static final String CAPTION =
            "By how many points of top-1 the first is better than the second, both measured on the same pictures. Of all seeds together: of each picture the share of the first's trainings that get it right, less that of the second's, and of these numbers the mean. The interval over pictures is for these very trainings on other pictures (Student's t, 95 %); the one over pictures and seeds for other trainings too, with the variance of the seeds added (degrees of freedom by Satterthwaite), and p is the chance of a difference as large where there is none, by that second interval. Each p is of one pair on its own: of twenty pairs without a difference one is expected below 0.05.";

    static final String SEED_TITLE = "Pairs, seed by seed";

    static final String SEED_CAPTION =
            "One training of each. Right alone: pictures that only the first, or only the second gets right; p by McNemar's exact test on them, which says whether these two networks differ, and nothing of others.";

    static final List<String> HEADS = List.of(
            "first", "second", "set", "pictures", "points", "95 % over pictures", "95 % over pictures and seeds", "p");

    static final List<String> SEED_HEADS = List.of(
            "first", "second", "set", "seed", "points", "95 % over pictures", "right alone: first, second", "p");

    private static final double LEAST_P = 1e-4;

    static PairTable of(SweepResults results) {
        List<List<String>> all = new ArrayList<>();
        List<List<String>> seeds = new ArrayList<>();
        for (ComparedPair pair : results.pairs()) {
            all.add(row(pair));
            pair.seeds().forEach(seed -> seeds.add(row(pair, seed)));
        }
        return new PairTable(all, seeds);
    }

    private static List<String> row(ComparedPair pair) {
        List<String> row = new ArrayList<>(List.of(pair.first(), pair.second(), pair.set()));
        row.add(String.format(Locale.ROOT, "%,d", pair.pictures()));
        row.add(pair.paired().map(PairTable::points).orElse(ResultTable.NOT_MEASURED));
        row.add(pair.paired()
                .map(PairedShares::overPictures)
                .map(PairTable::text)
                .orElse(ResultTable.NOT_MEASURED));
        row.add(pair.paired()
                .flatMap(PairedShares::overAll)
                .map(PairTable::text)
                .orElse("two seeds are needed"));
        row.add(pair.paired().flatMap(PairedShares::p).map(PairTable::chance).orElse("–"));
        return row;
    }

    private static List<String> row(ComparedPair pair, ComparedPair.OfSeed seed) {
        return List.of(
                pair.first(),
                pair.second(),
                pair.set(),
                String.valueOf(seed.seed()),
                points(seed.paired()),
                text(seed.paired().overPictures()),
                seed.onlyFirst() + ", " + seed.onlySecond(),
                chance(seed.p()));
    }

    private static String points(PairedShares paired) {
        return signed(paired.points());
    }

    private static String text(Interval interval) {
        return signed(interval.low()) + " to " + signed(interval.high());
    }

    private static String signed(double points) {
        return String.format(Locale.ROOT, "%+.2f", points == 0 ? 0 : points);
    }

    private static String chance(double p) {
        return p < LEAST_P ? "below 0.0001" : String.format(Locale.ROOT, "%.4f", p);
    }
}
