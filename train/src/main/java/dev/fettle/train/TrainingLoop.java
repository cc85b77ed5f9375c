package dev.fettle.train;

import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.model.Safetensors;
import dev.fettle.train.checkpoint.Checkpoint;
import dev.fettle.train.checkpoint.TrainingState;
import dev.fettle.train.data.Batch;
import dev.fettle.train.data.BatchSource;
import dev.fettle.train.data.RandomState;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.torch.Moment;
import dev.fettle.train.torch.TorchTraining;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// The steps of one training, with what happens between them: history, validation, checkpoints, and falling back to
/// the last good state when a number is not finite.
final class TrainingLoop {
    private final Experiment experiment;
    private final Experiment.Settings settings;
    private final RunFolder folder;
    private final TorchTraining training;
    private final BatchSource source;
    private final Validator validator;
    private final History history;
    private final TrainingListener listener;
    private final Pace pace = new Pace();
    private Checkpoint lastGood;
    private RandomState random;
    private int fallbacks;
    private double psnrY = Double.NaN;

    TrainingLoop(
            Experiment experiment,
            RunFolder folder,
            TorchTraining training,
            BatchSource source,
            Validator validator,
            History history,
            TrainingListener listener,
            Checkpoint start) {
        this.experiment = experiment;
        this.settings = experiment.settings();
        this.folder = folder;
        this.training = training;
        this.source = source;
        this.validator = validator;
        this.history = history;
        this.listener = listener;
        this.lastGood = start;
        this.random = new RandomState(start.random());
        this.fallbacks = start.fallbacks();
    }

    /// Trains until the last step, or until the listener cancels; a checkpoint is written in both cases.
    void run() throws IOException {
        listener.started(training.steps(), settings.steps());
        while (training.steps() < settings.steps() && !listener.isCancelled()) {
            step();
        }
        if (lastGood.state().step() != training.steps()) {
            save();
        }
    }

    /// PSNR of the last validation; NaN before the first.
    double psnrY() {
        return psnrY;
    }

    private void step() throws IOException {
        long begun = System.nanoTime();
        Batch batch = source.next(random, settings.data().batch());
        double rate = settings.schedule()
                .learningRate(
                        training.steps(), settings.steps(), settings.optimizer().learningRate());
        TorchTraining.Step step = training.step(batch, rate, moment());
        if (!step.isFinite()) {
            fallBack(batch, step);
            return;
        }
        pace.stepped((System.nanoTime() - begun) * 1e-9);
        long done = training.steps();
        TrainingListener.Progress progress = new TrainingListener.Progress(
                done,
                settings.steps(),
                step.loss(),
                step.gradientNorm(),
                rate,
                pace.remaining(settings.steps() - done));
        listener.stepped(progress);
        history.stepped(progress);
        if (isDue(settings.validation().every())) {
            validate();
        }
        if (isDue(settings.checkpoints().every())) {
            save();
        }
    }

    private Moment moment() {
        return Moment.of(training.steps(), settings.steps(), settings.seed());
    }

    private boolean isDue(long every) {
        return training.steps() % every == 0 || training.steps() == settings.steps();
    }

    private void validate() throws IOException {
        long begun = System.nanoTime();
        psnrY = validator.psnrY(training);
        pace.validated((System.nanoTime() - begun) * 1e-9, settings.validation().every());
        listener.validated(training.steps(), psnrY);
        history.validated(training.steps(), psnrY);
    }

    private void save() throws IOException {
        fallbacks = 0;
        TrainingState state = training.state();
        lastGood = new Checkpoint(state, random.state(), fallbacks, lastGood.engine(), experiment.toYaml());
        lastGood.write(folder.checkpoint());
        listener.saved(state.step(), folder.checkpoint());
    }

    /// Keeps the batch, says what is not finite, and goes back to the last checkpoint's state but on to other
    /// batches.
    private void fallBack(Batch batch, TorchTraining.Step step) throws IOException {
        long at = training.steps() + 1;
        Path kept = folder.badBatch(at);
        keep(batch, kept);
        String what = "step %d: %s is not finite (loss %s, gradient norm %s); the batch is kept in %s"
                .formatted(at, training.culprit(batch, moment()), step.loss(), step.gradientNorm(), kept);
        fallbacks++;
        if (fallbacks > settings.checkpoints().retries()) {
            throw new TrainingFailedException(
                    what + "; gave up after " + (fallbacks - 1) + " attempts: try a lower optimizer.learningRate, "
                            + "a smaller optimizer.clip or a longer schedule.warmup");
        }
        training.resume(lastGood.state());
        history.fellBack(training.steps(), what);
        listener.warned(what + "; back to step " + training.steps() + ", attempt " + fallbacks + " of "
                + settings.checkpoints().retries());
    }

    /// Samples as (N, H, W, C).
    private static void keep(Batch batch, Path file) throws IOException {
        int target = batch.side() * batch.scale();
        SequencedMap<String, Values> arrays = new LinkedHashMap<>();
        arrays.put(
                "input",
                new Values(Shape.of(batch.count(), batch.side(), batch.side(), batch.channels()), batch.input()));
        arrays.put("target", new Values(Shape.of(batch.count(), target, target, batch.channels()), batch.target()));
        new Safetensors(new LinkedHashMap<>(), arrays).write(file);
    }
}
