package dev.fettle.train;

import dev.fettle.image.degrade.Task;
import dev.fettle.network.Border;
import dev.fettle.network.Graph;
import dev.fettle.network.Weights;
import dev.fettle.network.Windows;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import dev.fettle.train.checkpoint.Checkpoint;
import dev.fettle.train.checkpoint.Checkpoint.Engine;
import dev.fettle.train.checkpoint.TrainingState;
import dev.fettle.train.data.BatchSource;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.experiment.Loss;
import dev.fettle.train.torch.TorchTraining;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// Trains the network of an {@link Experiment} in a folder of its own, from the beginning or on from the
/// folder's checkpoint. With the same settings, pictures, threads and libtorch the result is the same to
/// the last bit, interrupted or not.
public final class Trainer {
    private final Experiment experiment;
    private final Experiment.Settings settings;
    private final RunFolder folder;
    private final TrainingListener listener;

    private Trainer(Experiment experiment, RunFolder folder, TrainingListener listener) {
        this.experiment = experiment;
        this.settings = experiment.settings();
        this.folder = folder;
        this.listener = listener;
    }

    /// What a training came to.
    ///
    /// @param step updates made
    /// @param isComplete whether these are all; otherwise the listener cancelled and the folder's checkpoint
    /// waits
    /// @param psnrY last validation of this run; NaN if there was none
    /// @param baselinePsnrY of the same pictures enlarged by bicubic, or of the degraded ones where the size
    /// stays
    /// @param model the file with the averaged weights; written when complete
    public record Result(long step, boolean isComplete, double psnrY, double baselinePsnrY, Path model) {}

    /// Trains to the end.
    ///
    /// @param folder of the run; made if need be
    /// @param resume whether to go on from the folder's checkpoint
    /// @throws IllegalArgumentException if settings or pictures do not do; nothing has been trained then
    /// @throws IOException if a file of the run cannot be read or written
    /// @throws TrainingFailedException if numbers stay infinite after falling back repeatedly
    public static Result run(Experiment experiment, Path folder, boolean resume, TrainingListener listener)
            throws IOException {
        Trainer trainer = new Trainer(experiment, new RunFolder(folder), listener);
        trainer.requireFree(resume);
        TrainingData data = TrainingData.of(experiment);
        return trainer.run(resume, data.sampler(), data.validator(), data.fingerprint());
    }

    /// The same with batches from anywhere.
    static Result run(
            Experiment experiment,
            Path folder,
            boolean resume,
            TrainingListener listener,
            BatchSource source,
            Validator validator)
            throws IOException {
        Trainer trainer = new Trainer(experiment, new RunFolder(folder), listener);
        trainer.requireFree(resume);
        return trainer.run(resume, source, validator, "");
    }

    private void requireFree(boolean resume) {
        if (!resume) {
            folder.requireFree();
        }
    }

    private Result run(boolean resume, BatchSource source, Validator validator, String fingerprint) throws IOException {
        folder.prepare();
        Graph graph = experiment.architecture().graph();
        Engine engine = new Engine(settings.threads(), TorchTraining.version());
        Checkpoint start = resume ? resumed(graph, engine) : fresh(graph, engine);
        Files.writeString(folder.experiment(), experiment.toYaml());
        TorchTraining.useThreads(settings.threads());
        try (History history = History.open(folder, start.state().step());
                TorchTraining training = new TorchTraining(
                        graph, start.state().weights(), Loss.parse(settings.loss()), settings.optimizer())) {
            training.resume(start.state());
            TrainingLoop loop =
                    new TrainingLoop(experiment, folder, training, source, validator, history, listener, start);
            loop.run();
            return finished(training.state(), loop.psnrY(), validator.baselinePsnrY(), fingerprint);
        }
    }

    private Checkpoint fresh(Graph graph, Engine engine) {
        Weights weights = Weights.initial(graph, settings.seed());
        Weights zeros = TrainingState.zeros(graph.parameters());
        TrainingState state = new TrainingState(0, weights, weights, zeros, zeros);
        return new Checkpoint(state, settings.seed(), 0, engine, experiment.toYaml());
    }

    private Checkpoint resumed(Graph graph, Engine engine) throws IOException {
        Checkpoint checkpoint = Checkpoint.read(folder.checkpoint(), graph.parameters());
        if (!checkpoint.engine().equals(engine)) {
            listener.warned("%s was computed with %s; with %s the result will differ in the last bits"
                    .formatted(folder.checkpoint(), checkpoint.engine(), engine));
        }
        Experiment begun = Experiment.parse(checkpoint.experiment()); // settings that are newer take their defaults
        if (!begun.equals(experiment)) {
            if (!begun.architecture().equals(experiment.architecture())) {
                throw new IllegalArgumentException(folder.checkpoint() + ": belongs to another architecture: "
                        + folder.experiment() + " has the one it was begun with");
            }
            listener.warned(folder.checkpoint()
                    + ": was begun with other settings; the result will not be that of either alone");
        }
        return new Checkpoint(
                checkpoint.state(), checkpoint.random(), checkpoint.fallbacks(), engine, experiment.toYaml());
    }

    private Result finished(TrainingState state, double psnrY, double baselinePsnrY, String fingerprint)
            throws IOException {
        Path model = folder.model(settings.name());
        boolean isComplete = state.step() >= settings.steps();
        if (isComplete) {
            new ModelFile(experiment.architecture(), state.average(), card(fingerprint)).write(model);
        }
        return new Result(state.step(), isComplete, psnrY, baselinePsnrY, model);
    }

    private ModelCard card(String fingerprint) {
        Graph graph = experiment.architecture().graph();
        int channels = graph.inputChannels();
        ModelCard.Colour colour =
                ModelCard.Colour.of(channels, Task.parse(settings.task()).oneChannel());
        ModelCard.Provenance provenance =
                new ModelCard.Provenance(sha256(experiment.toYaml()), settings.seed(), fingerprint, List.of());
        return new ModelCard(
                settings.name(),
                new ModelCard.Usage(settings.task(), 1, colour, poolSize(graph)).withBorder(Border.REPEAT),
                new ModelCard.Training(experiment.toYaml(), settings.data().sources(), provenance),
                List.of());
    }

    /// What a mean over the whole picture was, all through the training.
    private int poolSize(Graph graph) {
        return Windows.areLackingIn(graph) ? settings.data().patch() : 0;
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
