package dev.fettle.cli;

import dev.fettle.cli.SweepCommand.Request;
import dev.fettle.lab.sweep.SweepFolder;
import dev.fettle.train.Trainer;
import dev.fettle.train.TrainingFailedException;
import dev.fettle.train.experiment.Experiment;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/// Trains the runs of a sweep that are not done yet, one after the other: all variants from the first seed, then from
/// the next.
final class SweepTraining {
    private final Request request;
    private final Console console;
    private final Interruption interruption;
    private final List<SeededRun> runs;
    private final Map<SeededRun, String> failures = new LinkedHashMap<>();

    SweepTraining(SweepFolder sweep, Request request, Console console, Interruption interruption) {
        this.request = request;
        this.console = console;
        this.interruption = interruption;
        this.runs = sweep.sweep().seeds().stream()
                .flatMap(
                        seed -> sweep.variants().stream().map(variant -> SeededRun.of(variant, seed, request.output())))
                .toList();
    }

    List<SeededRun> runs() {
        return runs;
    }

    int trained() {
        return (int) runs.stream().filter(SeededRun::isTrained).count();
    }

    /// Why a run has no model, where training it failed in this call.
    Optional<String> failure(SeededRun run) {
        return Optional.ofNullable(failures.get(run));
    }

    /// Makes sure that what is there belongs to this sweep.
    ///
    /// @throws Failure with {@link ExitCode#MODEL} for a run that was begun with other settings
    void inspect() throws IOException {
        for (SeededRun run : runs) {
            List<String> changed = changed(run);
            if (!changed.isEmpty()) {
                throw new Failure(
                        ExitCode.MODEL,
                        "%s: was begun with other settings (%s); add --restart-changed to delete it and train it again, or name another folder by -o"
                                .formatted(run.folder(), String.join(", ", changed)));
            }
        }
    }

    /// Keeps something before the first step.
    interface Saved {
        void run() throws IOException;
    }

    /// @param before done when nothing stands in the way of the training
    /// @throws CancellationException when interrupted; checkpoints wait then
    void run(Saved before) throws IOException {
        if (request.restartChanged() && !request.reportOnly()) {
            restart();
        }
        inspect();
        before.run();
        List<SeededRun> left = runs.stream().filter(run -> !run.isTrained()).toList();
        if (left.size() < runs.size()) {
            console.note("%d of %d runs are trained already".formatted(runs.size() - left.size(), runs.size()));
        }
        long begun = System.nanoTime();
        for (int i = 0; i < left.size(); i++) {
            Duration each = Duration.ofNanos(System.nanoTime() - begun).dividedBy(Math.max(1, i));
            String all =
                    i == 0 ? "" : ", about " + Durations.text(each.multipliedBy(left.size() - i)) + " left for all";
            console.note("%s: run %d of %d%s".formatted(left.get(i).label(), i + 1, left.size(), all));
            train(left.get(i));
        }
    }

    private void restart() throws IOException {
        for (SeededRun run : runs) {
            List<String> changed = changed(run);
            if (!changed.isEmpty()) {
                console.note(run.folder() + ": deleted, since it was begun with other settings ("
                        + String.join(", ", changed) + ")");
                run.delete();
            }
        }
    }

    private static List<String> changed(SeededRun run) throws IOException {
        try {
            return run.changed();
        } catch (IllegalArgumentException e) {
            return List.of("experiment.yaml cannot be read");
        }
    }

    private void train(SeededRun run) throws IOException {
        Experiment experiment =
                request.threads().map(run.experiment()::withThreads).orElse(run.experiment());
        boolean complete = false;
        try (TrainingScreen screen = new TrainingScreen(console, interruption)) {
            complete =
                    Trainer.run(experiment, run.folder(), run.isBegun(), screen).isComplete();
        } catch (TrainingFailedException e) {
            failures.put(run, String.valueOf(e.getMessage()));
            console.note("fettle: " + run.label() + ": " + e.getMessage());
            complete = true;
        }
        if (!complete || interruption.isRequested()) {
            throw new CancellationException("interrupted while training " + run.label());
        }
    }
}
