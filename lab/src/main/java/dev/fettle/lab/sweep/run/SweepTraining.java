package dev.fettle.lab.sweep.run;

import dev.fettle.lab.Durations;
import dev.fettle.lab.Watcher;
import dev.fettle.lab.sweep.SweepFolder;
import dev.fettle.train.Trainer;
import dev.fettle.train.TrainingFailedException;
import dev.fettle.train.TrainingListener;
import dev.fettle.train.experiment.Experiment;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/// Trains the runs of a sweep that are not done yet, one after the other: all variants from the first seed, then from
/// the next.
final class SweepTraining {
    private final SweepRequest request;
    private final Watcher watcher;
    private final Supplier<TrainingListener> listeners;
    private final List<SeededRun> runs;
    private final Map<SeededRun, String> failures = new LinkedHashMap<>();

    /// @param listeners makes one for each training
    SweepTraining(SweepFolder sweep, SweepRequest request, Watcher watcher, Supplier<TrainingListener> listeners) {
        this.request = request;
        this.watcher = watcher;
        this.listeners = listeners;
        this.runs = runs(sweep, request);
    }

    /// In the order in which they are trained.
    static List<SeededRun> runs(SweepFolder sweep, SweepRequest request) {
        return sweep.sweep().seeds().stream()
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
    /// @throws IllegalArgumentException for a run that was begun with other settings
    void inspect() throws IOException {
        for (SeededRun run : runs) {
            List<String> changed = changed(run);
            if (!changed.isEmpty()) {
                throw new IllegalArgumentException(
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
            watcher.note("%d of %d runs are trained already".formatted(runs.size() - left.size(), runs.size()));
        }
        long begun = System.nanoTime();
        for (int i = 0; i < left.size(); i++) {
            Duration each = Duration.ofNanos(System.nanoTime() - begun).dividedBy(Math.max(1, i));
            String all =
                    i == 0 ? "" : ", about " + Durations.text(each.multipliedBy(left.size() - i)) + " left for all";
            watcher.note("%s: run %d of %d%s".formatted(left.get(i).label(), i + 1, left.size(), all));
            train(left.get(i));
        }
    }

    private void restart() throws IOException {
        for (SeededRun run : runs) {
            List<String> changed = changed(run);
            if (!changed.isEmpty()) {
                run.delete();
                watcher.note(run.folder() + ": deleted, since it was begun with other settings ("
                        + String.join(", ", changed) + ")");
            }
        }
    }

    /// Settings that differ from those that a run was begun with; those that cannot be read count as one.
    static List<String> changed(SeededRun run) throws IOException {
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
        try {
            complete = isTrained(run, experiment);
        } catch (TrainingFailedException e) {
            failures.put(run, String.valueOf(e.getMessage()));
            watcher.note("fettle: " + run.label() + ": " + e.getMessage());
            complete = true;
        }
        if (!complete || watcher.isCancelled()) {
            throw new CancellationException("interrupted while training " + run.label());
        }
    }

    private boolean isTrained(SeededRun run, Experiment experiment) throws IOException {
        try {
            return Trainer.run(experiment, run.folder(), run.isBegun(), listeners.get())
                    .isComplete();
        } finally {
            watcher.paint("");
        }
    }
}
