package dev.fettle.lab.calibration;

import dev.fettle.image.data.ImageFolder;
import dev.fettle.image.degrade.Task;
import dev.fettle.lab.Watcher;
import dev.fettle.runtime.PreparedModel;
import dev.fettle.runtime.Remedies;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.Restorer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Which task helps which picture, measured with two models on spoilt crops of photographs: what `--task
/// auto` goes by.
public final class ChoiceCalibration {
    private final List<ChoiceOutcome> outcomes;

    private ChoiceCalibration(List<ChoiceOutcome> outcomes) {
        this.outcomes = List.copyOf(outcomes);
    }

    /// Decisions about the pictures of a kind.
    ///
    /// @param pictures spoilt so; in the last row all
    /// @param right of them, within 0.1 dB of the best that could be done
    /// @param meanRegret what is missing to the best, in dB, over the pictures of which not all would be
    /// lost
    public record Row(String pictures, int count, int right, double meanRegret) {}

    /// Spoils crops and does with each of them all that could be done.
    ///
    /// @param pictures that never were JPEGs
    /// @param cases how many crops
    /// @throws IOException if a picture cannot be read
    public static ChoiceCalibration of(
            PreparedModel denoise,
            PreparedModel deblock,
            ImageFolder pictures,
            int cases,
            RestoreOptions options,
            Watcher watcher)
            throws IOException {
        List<ChoiceOutcome> outcomes = new ArrayList<>();
        try (Restorer denoising = denoise.restorer(options);
                Restorer deblocking = deblock.restorer(options);
                Watcher.Course course = watcher.course(cases)) {
            Map<Task, Restorer> restorers = Map.of(Task.DENOISE, denoising, Task.DEBLOCK, deblocking);
            for (int number = 0; number < cases; number++) {
                ChoiceCase next = ChoiceCase.of(pictures, number);
                course.start(next.label());
                outcomes.add(ChoiceOutcome.of(next, restorers));
                course.finished();
            }
        }
        return new ChoiceCalibration(outcomes);
    }

    /// The thresholds that are best for these pictures.
    public Remedies remedies() {
        return RemedyTree.grown(outcomes);
    }

    /// How often decisions are right, by what was done to the pictures, and at last of all.
    public List<Row> rows(Remedies remedies) {
        List<Row> rows = new ArrayList<>();
        for (ChoiceCase.Fault fault : ChoiceCase.Fault.values()) {
            rows.add(row(
                    fault.label(),
                    outcomes.stream()
                            .filter(outcome -> outcome.fault() == fault)
                            .toList(),
                    remedies));
        }
        rows.add(row("all", outcomes, remedies));
        return rows;
    }

    private static Row row(String pictures, List<ChoiceOutcome> outcomes, Remedies remedies) {
        int right = (int) outcomes.stream()
                .filter(outcome -> outcome.isRight(remedies.of(outcome.diagnosis())))
                .count();
        double regret = outcomes.stream()
                .mapToDouble(outcome -> outcome.regret(remedies.of(outcome.diagnosis())))
                .filter(Double::isFinite)
                .average()
                .orElse(0);
        return new Row(pictures, outcomes.size(), right, regret);
    }

    /// A line for each wrong decision.
    public List<String> wrong(Remedies remedies) {
        return outcomes.stream()
                .filter(outcome -> !outcome.isRight(remedies.of(outcome.diagnosis())))
                .map(outcome -> told(outcome, remedies.of(outcome.diagnosis())))
                .toList();
    }

    private static String told(ChoiceOutcome outcome, List<Task> done) {
        return String.format(
                Locale.ROOT,
                "%s: %s; %s costs %.2f dB",
                outcome.label(),
                outcome.diagnosis().text(),
                Remedies.label(done),
                outcome.regret(done));
    }

    /// As a table.
    public List<String> lines(Remedies remedies) {
        Stream<String> head = Stream.of("%-14s %6s %6s %12s".formatted("pictures", "count", "right", "mean regret"));
        Stream<String> body = rows(remedies).stream()
                .map(row -> String.format(
                        Locale.ROOT,
                        "%-14s %6d %6d %9.3f dB",
                        row.pictures(),
                        row.count(),
                        row.right(),
                        row.meanRegret()));
        return Stream.concat(head, body).toList();
    }
}
