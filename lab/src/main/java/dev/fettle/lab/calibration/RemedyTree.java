package dev.fettle.lab.calibration;

import dev.fettle.image.degrade.Task;
import dev.fettle.runtime.Diagnosis;
import dev.fettle.runtime.Diagnosis.Symptom;
import dev.fettle.runtime.Remedies;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Grows {@link Remedies} on measured outcomes: a classification tree whose leaves are remedies and whose
/// impurity is what the best remedy for all pictures of a leaf costs. A split must save as much as two
/// wrong decisions.
///
/// JPEGs and other pictures have trees of their own. Each further split is the first of the best tree of
/// three levels, since one level alone sees no sense in telling kinds of pictures apart that have faults of
/// their own. Only the last level tries all thresholds, the others some of them; so at last each threshold
/// is chosen anew for the branches that it has got, and a split goes of which one branch alone does as
/// well.
final class RemedyTree {
    private static final int FORESIGHT = 3;
    private static final int MOST_DEPTH = 6;

    /// Thresholds that are tried of a symptom above the last level.
    private static final int TRIED = 16;

    private static final int LEAST_CASES = 6;
    private static final double LEAST_SAVING = 2;

    /// Beyond this a picture is spoilt, however much more is lost.
    private static final double MOST_REGRET = 3; // dB

    /// Of a clean picture that is touched; most pictures are clean.
    private static final double SPOILT = 4;

    /// Sums of the same costs in another order differ by less.
    private static final double SAME = 1e-9;

    /// Of a task, which takes time: what it gains must be worth 0.06 dB.
    private static final double PRICE = 0.02;

    /// Significant digits of a threshold.
    private static final MathContext DIGITS = new MathContext(3);

    private final List<ChoiceOutcome> outcomes;
    private final Map<Symptom, double[]> values = new EnumMap<>(Symptom.class); // of each case
    private final double[][] costs; // by case and remedy

    private RemedyTree(List<ChoiceOutcome> outcomes) {
        this.outcomes = outcomes;
        for (Symptom symptom : Symptom.values()) {
            values.put(
                    symptom,
                    outcomes.stream()
                            .mapToDouble(outcome -> outcome.diagnosis().value(symptom))
                            .toArray());
        }
        costs = outcomes.stream()
                .map(outcome -> ChoiceOutcome.REMEDIES.stream()
                        .mapToDouble(remedy -> cost(outcome, remedy))
                        .toArray())
                .toArray(double[][]::new);
    }

    static Remedies grown(List<ChoiceOutcome> outcomes) {
        RemedyTree tree = new RemedyTree(outcomes);
        int[] all = IntStream.range(0, outcomes.size()).toArray();
        int[] jpegs = tree.below(all, Symptom.QUALITY, Diagnosis.LOSSLESS);
        int[] others = tree.from(all, Symptom.QUALITY, Diagnosis.LOSSLESS);
        return jpegs.length == 0 || others.length == 0
                ? tree.settled(all)
                : new Remedies.Split(Symptom.QUALITY, Diagnosis.LOSSLESS, tree.settled(jpegs), tree.settled(others));
    }

    /// One for a wrong decision, up to one more by how wrong it is, and what the tasks cost.
    private static double cost(ChoiceOutcome outcome, List<Task> remedy) {
        double regret = outcome.regret(remedy);
        double wrong = (outcome.isRight(remedy) ? 0 : 1) + Math.min(regret, MOST_REGRET) / MOST_REGRET;
        return (Double.isFinite(regret) ? wrong : SPOILT) + PRICE * remedy.size();
    }

    /// A split of some cases, and what the tree costs that it is the first of.
    private record Cut(Symptom symptom, double threshold, double cost) {}

    private Remedies grown(int[] cases, int depth) {
        double leaf = leafCost(cases);
        Optional<Cut> best = depth == 0
                ? Optional.empty()
                : best(cases, Math.min(depth, FORESIGHT)).filter(cut -> cut.cost() < leaf);
        if (best.isEmpty()) {
            return new Remedies.Leaf(remedy(cases));
        }
        Symptom symptom = best.get().symptom();
        double threshold = best.get().threshold();
        return new Remedies.Split(
                symptom,
                threshold,
                grown(below(cases, symptom, threshold), depth - 1),
                grown(from(cases, symptom, threshold), depth - 1));
    }

    private Remedies settled(int[] cases) {
        return settled(grown(cases, MOST_DEPTH), cases);
    }

    private Remedies settled(Remedies grown, int[] cases) {
        return switch (grown) {
            case Remedies.Leaf leaf -> leaf;
            case Remedies.Split(Symptom symptom, double threshold, Remedies below, Remedies from) -> {
                Remedies settledBelow = settled(below, below(cases, symptom, threshold));
                Remedies settledFrom = settled(from, from(cases, symptom, threshold));
                Remedies split = middle(cases, new Remedies.Split(symptom, threshold, settledBelow, settledFrom));
                yield Stream.of(settledBelow, settledFrom)
                        .min(Comparator.comparingDouble(branch -> cost(cases, branch)))
                        .filter(branch -> cost(cases, branch) <= cost(cases, split) + LEAST_SAVING)
                        .orElse(split);
            }
        };
    }

    /// With the threshold in the middle of those that are best, as far as can be from what tells against
    /// it.
    private Remedies middle(int[] cases, Remedies.Split split) {
        List<Remedies.Split> tried = thresholds(cases, split.symptom(), true).stream()
                .map(threshold -> new Remedies.Split(split.symptom(), threshold, split.below(), split.from()))
                .toList();
        double least = tried.stream().mapToDouble(one -> cost(cases, one)).min().orElse(0);
        List<Remedies.Split> best =
                tried.stream().filter(one -> cost(cases, one) <= least + SAME).toList();
        return best.isEmpty() ? split : best.get(best.size() / 2);
    }

    private double cost(int[] cases, Remedies remedies) {
        double sum = 0;
        for (int number : cases) {
            List<Task> remedy = remedies.of(outcomes.get(number).diagnosis());
            sum += costs[number][ChoiceOutcome.REMEDIES.indexOf(remedy)];
        }
        return sum;
    }

    /// The first split of the best tree of some levels.
    private Optional<Cut> best(int[] cases, int levels) {
        return Stream.of(Symptom.values())
                .flatMap(symptom -> thresholds(cases, symptom, levels == 1).stream()
                        .flatMap(threshold -> cut(cases, symptom, threshold, levels).stream()))
                .min(Comparator.comparingDouble(Cut::cost));
    }

    private Optional<Cut> cut(int[] cases, Symptom symptom, double threshold, int levels) {
        int[] below = below(cases, symptom, threshold);
        int[] from = from(cases, symptom, threshold);
        return Math.min(below.length, from.length) < LEAST_CASES
                ? Optional.empty()
                : Optional.of(new Cut(
                        symptom, threshold, LEAST_SAVING + treeCost(below, levels - 1) + treeCost(from, levels - 1)));
    }

    private double treeCost(int[] cases, int levels) {
        double leaf = leafCost(cases);
        if (levels == 0 || leaf <= LEAST_SAVING) {
            return leaf;
        }
        double split = levels == 1
                ? stumpCost(cases)
                : best(cases, levels).map(Cut::cost).orElse(leaf);
        return Math.min(leaf, split);
    }

    private double leafCost(int[] cases) {
        double least = Double.POSITIVE_INFINITY;
        for (int remedy = 0; remedy < ChoiceOutcome.REMEDIES.size(); remedy++) {
            least = Math.min(least, cost(cases, remedy));
        }
        return least;
    }

    private double cost(int[] cases, int remedy) {
        double sum = 0;
        for (int number : cases) {
            sum += costs[number][remedy];
        }
        return sum;
    }

    private List<Task> remedy(int[] cases) {
        return IntStream.range(0, ChoiceOutcome.REMEDIES.size())
                .boxed()
                .min(Comparator.comparingDouble(remedy -> cost(cases, remedy)))
                .map(ChoiceOutcome.REMEDIES::get)
                .orElseThrow();
    }

    /// The least cost of one split, by running sums along each symptom.
    private double stumpCost(int[] cases) {
        double least = Double.POSITIVE_INFINITY;
        for (double[] symptom : values.values()) {
            int[] sorted = sorted(cases, symptom);
            double[] below = new double[ChoiceOutcome.REMEDIES.size()];
            double[] from = new double[below.length];
            for (int remedy = 0; remedy < from.length; remedy++) {
                from[remedy] = cost(cases, remedy);
            }
            for (int i = 1; i <= sorted.length - LEAST_CASES; i++) {
                double leastBelow = Double.POSITIVE_INFINITY;
                double leastFrom = Double.POSITIVE_INFINITY;
                for (int remedy = 0; remedy < from.length; remedy++) {
                    below[remedy] += costs[sorted[i - 1]][remedy];
                    from[remedy] -= costs[sorted[i - 1]][remedy];
                    leastBelow = Math.min(leastBelow, below[remedy]);
                    leastFrom = Math.min(leastFrom, from[remedy]);
                }
                if (i >= LEAST_CASES && symptom[sorted[i]] > symptom[sorted[i - 1]]) {
                    least = Math.min(least, LEAST_SAVING + leastBelow + leastFrom);
                }
            }
        }
        return least;
    }

    private double[] of(Symptom symptom) {
        return Objects.requireNonNull(values.get(symptom));
    }

    private static int[] sorted(int[] cases, double[] symptom) {
        return IntStream.of(cases)
                .boxed()
                .sorted(Comparator.comparingDouble(number -> symptom[number]))
                .mapToInt(number -> number)
                .toArray();
    }

    /// Halfway between neighbouring values: between all, or between those nearest to even parts of the
    /// cases.
    private List<Double> thresholds(int[] cases, Symptom symptom, boolean all) {
        double[] sorted = IntStream.of(cases)
                .mapToDouble(number -> of(symptom)[number])
                .sorted()
                .toArray();
        List<Double> thresholds = new ArrayList<>();
        int parts = all ? sorted.length : TRIED + 1;
        for (int part = 1; part < parts; part++) {
            int at = change(sorted, (int) ((long) part * sorted.length / parts));
            if (at > 0) {
                thresholds.add(rounded((sorted[at - 1] + sorted[at]) / 2));
            }
        }
        return thresholds.stream().distinct().toList();
    }

    /// The place nearest to one from which on values are larger than before; 0 if there is none.
    private static int change(double[] sorted, int near) {
        for (int away = 0; away < sorted.length; away++) {
            for (int at : new int[] {near - away, near + away}) {
                if (at > 0 && at < sorted.length && sorted[at] > sorted[at - 1]) {
                    return at;
                }
            }
        }
        return 0;
    }

    private static double rounded(double value) {
        return BigDecimal.valueOf(value).round(DIGITS).doubleValue();
    }

    private int[] below(int[] cases, Symptom symptom, double threshold) {
        return IntStream.of(cases)
                .filter(number -> of(symptom)[number] < threshold)
                .toArray();
    }

    private int[] from(int[] cases, Symptom symptom, double threshold) {
        return IntStream.of(cases)
                .filter(number -> of(symptom)[number] >= threshold)
                .toArray();
    }
}
