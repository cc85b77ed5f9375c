package dev.fettle.train;

import dev.fettle.network.model.Safetensors;
import dev.fettle.train.checkpoint.Checkpoint;
import dev.fettle.train.checkpoint.Checkpoint.Origin;
import dev.fettle.train.checkpoint.Checkpoint.Position;
import dev.fettle.train.checkpoint.Point;
import dev.fettle.train.checkpoint.Point.Validation;
import dev.fettle.train.data.RandomStreams;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.torch.Moment;
import dev.fettle.train.torch.regimen.Step;
import dev.fettle.train.torch.regimen.Training;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;

/// The steps of one training, with what happens between them: history, validation, checkpoints, and falling back to
/// the last regular checkpoint when a number is not finite. What a step is, the {@link Training} knows.
///
/// A run that is stopped and goes on makes the same steps as one that is not: a checkpoint that it writes only
/// because it is stopped holds the point to fall back to beside the point where it stands.
final class TrainingLoop {
    private final Run run;
    private final Experiment.Settings settings;
    private final TrainingListener listener;
    private final Training training;
    private final History history;
    private final RandomStreams random;
    private final Origin origin;
    private final Moment.Span span;
    private final Pace pace = new Pace();
    private Point regular;
    private int fallbacks;
    private Optional<Validation> validation;
    private long savedStep;

    TrainingLoop(Run run, Training training, History history, Checkpoint start) {
        this.run = run;
        this.settings = run.settings();
        this.listener = run.listener();
        this.training = training;
        this.history = history;
        this.random = new RandomStreams(settings.seed(), start.position().random());
        this.origin = start.origin();
        this.span = new Moment.Span(settings.steps(), settings.epoch(), settings.seed());
        this.regular = start.fallBack().orElse(start.now());
        this.fallbacks = start.position().fallbacks();
        this.validation = start.now().validation();
        this.savedStep = start.now().state().step();
    }

    /// Trains until the last step, or until the listener cancels; a checkpoint is written in both cases.
    void run() throws IOException {
        listener.started(training.steps(), settings.steps());
        settle(); // what a stop has left undone
        while (training.steps() < settings.steps() && !listener.isCancelled()) {
            step();
        }
        if (savedStep != training.steps()) {
            save(false); // regular ones are made where they are due
        }
    }

    /// The last validation; empty before the first.
    Optional<Validation> validation() {
        return validation;
    }

    private void step() throws IOException {
        long begun = System.nanoTime();
        Step step = training.step(span.after(training.steps()), random);
        if (!step.isFinite()) {
            fallBack(step);
            return;
        }
        pace.stepped((System.nanoTime() - begun) * 1e-9);
        TrainingListener.Progress progress = progress(step);
        listener.stepped(progress);
        history.stepped(progress);
        settle();
    }

    private TrainingListener.Progress progress(Step step) {
        long done = training.steps();
        return new TrainingListener.Progress(
                done,
                settings.steps(),
                step.loss(),
                step.terms(),
                step.norms().gradient(),
                step.learningRate(),
                pace.remaining(settings.steps() - done));
    }

    /// Makes the validation and the checkpoint that are due at this step, unless they are made.
    private void settle() throws IOException {
        boolean isValidated =
                validation.map(last -> last.step() == training.steps()).orElse(false);
        boolean validates = isDue(settings.validation().every()) && !isValidated;
        if (validates) {
            validate();
        }
        if (isDue(settings.checkpoints().every()) && (validates || savedStep != training.steps())) {
            save(true);
        }
    }

    private boolean isDue(long every) {
        return training.steps() > 0 && (training.steps() % every == 0 || training.steps() == settings.steps());
    }

    /// Without a result if the listener cancels: the next run makes it up.
    private void validate() throws IOException {
        long begun = System.nanoTime();
        Optional<Validation> made = run.validator()
                .measure(training::answer, listener::isCancelled)
                .map(measured -> new Validation(training.steps(), measured));
        if (made.isEmpty()) {
            return;
        }
        validation
                .filter(last -> made.get().measured().isFarBelow(last.measured()))
                .ifPresent(last -> warnOfFall(last, made.get()));
        validation = made;
        training.validated(made.get().measured());
        pace.validated((System.nanoTime() - begun) * 1e-9, settings.validation().every());
        listener.validated(made.get().step(), made.get().measured());
        history.validated(made.get(), training.findings());
    }

    /// A network that breaks down while its numbers stay finite seldom gets to where it was; without a word a
    /// night would be lost.
    private void warnOfFall(Validation before, Validation now) {
        listener.warned(
                ("step %d: validation fell from %s (step %d) to %s; if nothing was pruned or set otherwise there, the "
                                + "training broke down: a lower optimizer.learningRate, a smaller optimizer.clip or a longer "
                                + "schedule.warmup keeps it stable")
                        .formatted(now.step(), before.measured(), before.step(), now.measured()));
    }

    /// @param isRegular whether this is what the run falls back to from now on
    private void save(boolean isRegular) throws IOException {
        Point now = new Point(training.state(), history.sums(), validation);
        if (isRegular) {
            fallbacks = 0;
            regular = now;
        }
        Position position = new Position(random.states(), fallbacks);
        Optional<Point> fallBack = isRegular ? Optional.empty() : Optional.of(regular);
        new Checkpoint(now, fallBack, position, origin).write(run.folder().checkpoint());
        run.folder().dropOldCheckpoint();
        savedStep = training.steps();
        listener.saved(savedStep, run.folder().checkpoint());
    }

    /// Keeps the batch, says what is not finite, and goes back to the last regular checkpoint's state but on to
    /// other batches.
    private void fallBack(Step step) throws IOException {
        long at = training.steps() + 1;
        Path kept = run.folder().badBatch(at);
        new Safetensors(new LinkedHashMap<>(), training.lastSeen()).write(kept);
        String what = "step %d: %s is not finite (loss %s, gradient norm %s); the batch is kept in %s"
                .formatted(at, training.culprit(), step.loss(), step.norms().gradient(), kept);
        fallbacks++;
        if (fallbacks > settings.checkpoints().retries()) {
            throw new TrainingFailedException(
                    what + "; gave up after " + (fallbacks - 1) + " attempts: try a lower optimizer.learningRate, "
                            + "a smaller optimizer.clip or a longer schedule.warmup");
        }
        training.resume(regular.state());
        validation = regular.validation();
        history.fellBack(training.steps(), regular.sums(), what);
        listener.warned(what + "; back to step " + training.steps() + ", attempt " + fallbacks + " of "
                + settings.checkpoints().retries());
    }
}
