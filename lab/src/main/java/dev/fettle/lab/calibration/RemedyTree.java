package dev.fettle.lab.calibration;

import dev.fettle.image.degrade.Task;
import dev.fettle.runtime.Diagnosis.Symptom;
import dev.fettle.runtime.Remedies;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Grows {@link Remedies} on measured outcomes: a classification tree (Breiman et al. 1984, sec. 2.4) whose leaves are
/// remedies and whose impurity is what the best remedy for all pictures of a leaf costs. A split is kept if it saves as
/// much as two wrong decisions.
final class RemedyTree {
    private static final int LEAST_CASES = 6;
    private static final double LEAST_SAVING = 2;
    private static final int MOST_DEPTH = 6;

    /// Beyond this a picture is spoilt, however much more is lost.
    private static final double MOST_REGRET = 3; // dB

    /// Of a task, which takes time: what it gains must be worth 0.06 dB.
    private static final double PRICE = 0.02;

    /// Significant digits of a threshold.
    private static final MathContext DIGITS = new MathContext(2);

    private RemedyTree() {}

    private record Cut(Remedies.Split split, double cost) {}

    static Remedies grown(List<ChoiceOutcome> outcomes) {
        return grown(outcomes, MOST_DEPTH);
    }

    private static Remedies grown(List<ChoiceOutcome> outcomes, int depth) {
        Optional<Cut> best = depth == 0
                ? Optional.empty()
                : Stream.of(Symptom.values())
                        .flatMap(symptom -> thresholds(outcomes, symptom)
                                .flatMap(threshold -> cut(outcomes, symptom, threshold).stream()))
                        .min(Comparator.comparingDouble(Cut::cost));
        List<Task> leaf = best(outcomes);
        return best.filter(cut -> cut.cost() <= cost(outcomes, leaf) - LEAST_SAVING)
                .<Remedies>map(cut -> {
                    Remedies.Split split = cut.split();
                    return new Remedies.Split(
                            split.symptom(),
                            split.threshold(),
                            grown(below(outcomes, split), depth - 1),
                            grown(from(outcomes, split), depth - 1));
                })
                .orElse(new Remedies.Leaf(leaf));
    }

    /// Halfway between neighbouring values, with few digits.
    private static Stream<Double> thresholds(List<ChoiceOutcome> outcomes, Symptom symptom) {
        double[] values = outcomes.stream()
                .mapToDouble(outcome -> outcome.diagnosis().value(symptom))
                .sorted()
                .distinct()
                .toArray();
        return Stream.iterate(1, i -> i < values.length, i -> i + 1)
                .map(i -> rounded((values[i - 1] + values[i]) / 2))
                .distinct();
    }

    private static double rounded(double value) {
        return BigDecimal.valueOf(value).round(DIGITS).doubleValue();
    }

    private static Optional<Cut> cut(List<ChoiceOutcome> outcomes, Symptom symptom, double threshold) {
        List<Task> none = List.of();
        Remedies.Split split =
                new Remedies.Split(symptom, threshold, new Remedies.Leaf(none), new Remedies.Leaf(none));
        List<ChoiceOutcome> below = below(outcomes, split);
        List<ChoiceOutcome> from = from(outcomes, split);
        if (Math.min(below.size(), from.size()) < LEAST_CASES) {
            return Optional.empty();
        }
        return Optional.of(new Cut(split, cost(below, best(below)) + cost(from, best(from))));
    }

    private static List<ChoiceOutcome> below(List<ChoiceOutcome> outcomes, Remedies.Split split) {
        return outcomes.stream()
                .filter(outcome -> outcome.diagnosis().value(split.symptom()) < split.threshold())
                .toList();
    }

    private static List<ChoiceOutcome> from(List<ChoiceOutcome> outcomes, Remedies.Split split) {
        return outcomes.stream()
                .filter(outcome -> outcome.diagnosis().value(split.symptom()) >= split.threshold())
                .toList();
    }

    private static List<Task> best(List<ChoiceOutcome> outcomes) {
        return ChoiceOutcome.REMEDIES.stream()
                .min(Comparator.comparingDouble(remedy -> cost(outcomes, remedy)))
                .orElseThrow();
    }

    /// One for each wrong decision, up to one more by how wrong it is, and what the tasks cost.
    private static double cost(List<ChoiceOutcome> outcomes, List<Task> remedy) {
        return outcomes.stream()
                .mapToDouble(outcome -> (outcome.isRight(remedy) ? 0 : 1)
                        + Math.min(outcome.regret(remedy), MOST_REGRET) / MOST_REGRET
                        + PRICE * remedy.size())
                .sum();
    }
}
