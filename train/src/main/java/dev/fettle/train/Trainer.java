package dev.fettle.train;

import dev.fettle.file.AtomicFile;
import dev.fettle.image.degrade.Task;
import dev.fettle.network.Border;
import dev.fettle.network.LearntGroups;
import dev.fettle.network.LearntShifts;
import dev.fettle.network.Weights;
import dev.fettle.network.Windows;
import dev.fettle.network.model.Classes;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import dev.fettle.train.TrainingData.Stages;
import dev.fettle.train.checkpoint.Checkpoint;
import dev.fettle.train.checkpoint.Checkpoint.Engine;
import dev.fettle.train.checkpoint.Checkpoint.Origin;
import dev.fettle.train.checkpoint.Checkpoint.Position;
import dev.fettle.train.checkpoint.Point;
import dev.fettle.train.checkpoint.Point.Validation;
import dev.fettle.train.checkpoint.TrainingState;
import dev.fettle.train.data.Ahead;
import dev.fettle.train.data.BatchSource;
import dev.fettle.train.data.Late;
import dev.fettle.train.data.RandomStreams;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.experiment.Purpose;
import dev.fettle.train.measure.Measured;
import dev.fettle.train.start.Start.Beginning;
import dev.fettle.train.torch.Arithmetic;
import dev.fettle.train.torch.Device;
import dev.fettle.train.torch.Libtorch;
import dev.fettle.train.torch.Moment;
import dev.fettle.train.torch.objective.Subject;
import dev.fettle.train.torch.objective.Surroundings;
import dev.fettle.train.torch.regimen.Draw;
import dev.fettle.train.torch.regimen.Materials;
import dev.fettle.train.torch.regimen.Training;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Trains the network of an {@link Experiment} in a folder of its own, from the beginning or on from the
/// folder's checkpoint. With the same settings, pictures, threads and libtorch the result is the same to
/// the last bit, interrupted or not.
public final class Trainer {
    private final Experiment experiment;
    private final Experiment.Settings settings;
    private final Subject subject;
    private final RunFolder folder;
    private final TrainingListener listener;

    private Trainer(Experiment experiment, RunFolder folder, TrainingListener listener) {
        this.experiment = experiment;
        this.settings = experiment.settings();
        this.subject = experiment.subject();
        this.folder = folder;
        this.listener = listener;
    }

    /// What a training came to.
    ///
    /// @param step updates made
    /// @param isComplete whether these are all; otherwise the listener cancelled and the folder's
    /// checkpoint waits
    /// @param validation the last one; empty if there was none
    /// @param baseline of the same pictures enlarged by bicubic, or of the degraded ones where the size
    /// stays, or of always naming the largest class; of a complete training
    /// @param model the file with what comes out, usually the averaged weights; written when complete
    public record Result(
            long step, boolean isComplete, Optional<Measured> validation, Optional<Measured> baseline, Path model) {}

    /// Trains to the end.
    ///
    /// @param folder of the run; made if need be
    /// @param resume whether to go on from the folder's checkpoint
    /// @throws IllegalArgumentException if settings, pictures or this machine do not do, or another training is
    /// at work in the folder; nothing has been trained then
    /// @throws IOException if a file of the run cannot be read or written
    /// @throws TrainingFailedException if numbers stay infinite after falling back repeatedly
    public static Result run(Experiment experiment, Path folder, boolean resume, TrainingListener listener)
            throws IOException {
        Trainer trainer = new Trainer(experiment, new RunFolder(folder), listener);
        Optional<Beginning> fresh = trainer.ready(resume, TrainingData.classes(trainer.settings));
        TrainingData data = TrainingData.of(experiment, trainer.subject);
        return trainer.run(fresh, data);
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
        return trainer.run(
                trainer.ready(resume, List.of()), new TrainingData(List.of(Stages.of(source)), validator, ""));
    }

    /// Whether a folder holds a training that can be resumed.
    public static boolean isBegun(Path folder) {
        return new RunFolder(folder).isBegun();
    }

    /// Removes everything that was trained in a folder.
    ///
    /// @throws IllegalArgumentException if a training is at work in it; all of it stays then
    public static void clear(Path folder) throws IOException {
        new RunFolder(folder).clear();
    }

    /// Finds what does not do before pictures are read and anything is written.
    ///
    /// @param classes of the pictures; empty if they are restored
    /// @return what a new run begins with; empty to resume one
    private Optional<Beginning> ready(boolean resume, List<String> classes) throws IOException {
        if (!resume) {
            folder.requireFree();
        } else if (!folder.isBegun()) {
            throw new IOException(folder.checkpoint() + ": no checkpoint to go on from");
        }
        settings.device().prepare();
        warnOfArithmetic();
        settings.loss().requireTask(settings.task());
        subject.scales().forEach(settings.loss()::requireFiles);
        if (resume) {
            return Optional.empty();
        }
        Beginning beginning = settings.start().begin(subject.architecture(), subject.graph(), settings.seed(), classes);
        settings.loss().requireFitting(beginning.companions(), subject);
        return Optional.of(beginning);
    }

    private void warnOfArithmetic() {
        Arithmetic arithmetic = settings.arithmetic();
        if (arithmetic == Arithmetic.FLOAT32) {
            return;
        }
        if (!arithmetic.concerns(subject.graph())) {
            listener.warned("arithmetic: no layer of this network is computed with '%s'".formatted(arithmetic.label()));
        } else if (settings.device() == Device.CPU && !arithmetic.isQuickHere()) {
            listener.warned("arithmetic: this processor has no instructions for '%s'; '%s' trains faster here"
                    .formatted(arithmetic.label(), Arithmetic.FLOAT32.label()));
        }
    }

    @SuppressWarnings("try") // the lock acts by being held
    private Result run(Optional<Beginning> fresh, TrainingData data) throws IOException {
        try (FolderLock lock = folder.take();
                Ahead ahead = new Ahead()) {
            if (fresh.isPresent()) {
                folder.requireFree(); // nobody else can begin one from here on
            }
            Engine engine = new Engine(
                    settings.threads(), Libtorch.version(), settings.device().label());
            Libtorch.prepareToTrain(settings.threads());
            Begun begun = fresh.isPresent() ? begun(fresh.get(), engine, data, ahead) : resumed(engine, data, ahead);
            byte[] settled = experiment.toYaml().getBytes(StandardCharsets.UTF_8);
            AtomicFile.write(folder.experiment(), out -> out.write(settled));
            Point at = begun.start.now();
            try (Training training = begun.training;
                    History history = History.open(folder, at.state().step(), at.sums())) {
                Run run = new Run(experiment, folder, data.validator(), listener);
                TrainingLoop loop = new TrainingLoop(run, training, history, begun.start);
                loop.run();
                return finished(loop, training, data, begun.start.origin());
            }
        }
    }

    /// @param start where the training stands
    private record Begun(Training training, Checkpoint start) {}

    private Begun begun(Beginning beginning, Engine engine, TrainingData data, Ahead ahead) {
        beginning.told().forEach(listener::told);
        Training training = open(beginning.weights(), beginning.companions(), data, ahead);
        Position position = new Position(new RandomStreams(settings.seed()).states(), 0);
        Origin origin = new Origin(engine, experiment.toYaml(), beginning.parents());
        return new Begun(training, new Checkpoint(Point.of(training.state()), Optional.empty(), position, origin));
    }

    /// @param companions what these begin with, by name
    private Training open(Weights initial, Map<String, Weights> companions, TrainingData data, Ahead ahead) {
        Materials.Recipe recipe =
                new Materials.Recipe(settings.loss(), settings.optimizer(), this::learningRate, settings.arithmetic());
        List<Draw> draws =
                data.sources().stream().map(stages -> batches(stages, ahead)).toList();
        Materials.Supply supply =
                new Materials.Supply(draws.getFirst(), draws.stream().skip(1).findFirst());
        Surroundings surroundings = new Surroundings(settings.device(), settings.seed(), companions);
        Subject seen = subject.seeing(settings.loss().layers());
        return settings.regimen().open(new Materials(seen, recipe, supply, surroundings), initial);
    }

    private Draw batches(Stages stages, Ahead ahead) {
        Experiment.Data drawn = settings.data();
        Late late = drawn.late();
        return (moment, random) -> moment.progress() < late.from()
                ? ahead.next(stages.usual(), random, drawn.batch())
                : ahead.next(stages.late(), random, late.batch());
    }

    private double learningRate(Moment moment, double highest) {
        return settings.schedule().learningRate(moment.step(), moment.steps(), highest);
    }

    private Begun resumed(Engine engine, TrainingData data, Ahead ahead) throws IOException {
        Path file = folder.checkpointToRead();
        Checkpoint checkpoint = Checkpoint.read(file, subject.graph().parameters());
        Origin origin = checkpoint.origin();
        if (!origin.engine().equals(engine)) {
            listener.warned("%s was computed with %s; with %s the result will differ in the last bits"
                    .formatted(file, origin.engine(), engine));
        }
        requireSameArchitecture(file, Experiment.parse(origin.experiment()));
        TrainingState state = checkpoint.now().state();
        if (state.step() > settings.steps()) {
            throw new IllegalArgumentException("steps is %d, but the run in %s has made %d; set steps higher"
                    .formatted(settings.steps(), folder.path(), state.step()));
        }
        Training training = open(state.part(TrainingState.WEIGHTS), Map.of(), data, ahead);
        try {
            training.resume(state);
        } catch (IllegalArgumentException e) {
            training.close();
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
        Origin now = new Origin(engine, experiment.toYaml(), origin.parents());
        return new Begun(training, new Checkpoint(checkpoint.now(), checkpoint.fallBack(), checkpoint.position(), now));
    }

    /// @param begun settings that are newer than the checkpoint have their defaults
    private void requireSameArchitecture(Path file, Experiment begun) {
        if (begun.equals(experiment)) {
            return;
        }
        if (!begun.architecture().equals(experiment.architecture())) {
            throw new IllegalArgumentException(file + ": belongs to another architecture: " + folder.experiment()
                    + " has the one it was begun with");
        }
        listener.warned(file + ": was begun with other settings; the result will not be that of either alone");
    }

    private Result finished(TrainingLoop loop, Training training, TrainingData data, Origin origin) throws IOException {
        Path model = folder.model(settings.name());
        boolean isComplete = training.steps() >= settings.steps();
        if (isComplete) {
            Training.Outcome outcome = training.outcome();
            ModelCard card = card(origin, data, shifts(outcome, training));
            card.training().shifts().forEach(shifted -> listener.told("ghosts: " + shifted.line()));
            LearntGroups.of(outcome.architecture().graph(), outcome.weights())
                    .forEach(groups -> listener.told("groups: " + groups.line()));
            new ModelFile(outcome.architecture(), outcome.weights(), card).write(model);
        }
        Optional<Measured> baseline = isComplete ? Optional.of(data.validator().baseline()) : Optional.empty();
        return new Result(training.steps(), isComplete, loop.validation().map(Validation::measured), baseline, model);
    }

    private ModelCard card(Origin origin, TrainingData data, List<ModelCard.Shifted> shifts) {
        ModelCard.Provenance provenance = new ModelCard.Provenance(
                sha256(experiment.toYaml()), settings.seed(), data.fingerprint(), origin.parents());
        ModelCard.Training made = new ModelCard.Training(
                        experiment.toYaml(), settings.data().sources(), provenance)
                .withShifts(shifts)
                .withMixture(settings.data().mixture().parts());
        return new ModelCard(settings.name(), usage(data.classes()), made, List.of());
    }

    /// What sorts pictures sees their edges in use as it did in training; what restores them need not.
    private ModelCard.Usage usage(List<String> classes) {
        double valueRange = experiment.architecture().valueRange();
        return switch (settings.purpose()) {
            case Purpose.Restoration(Task task) -> {
                ModelCard.Colour colour = ModelCard.Colour.of(subject.graph().inputChannels(), task.oneChannel());
                yield new ModelCard.Usage(task.label(), valueRange, colour, poolSize()).withBorder(Border.REPEAT);
            }
            case Purpose.Classification _ ->
                new ModelCard.Usage(
                        valueRange, new Classes(classes, settings.data().patch()));
        };
    }

    /// Of the weights that are shipped; none of a network that is not the one that was trained.
    private List<ModelCard.Shifted> shifts(Training.Outcome outcome, Training training) {
        if (!outcome.architecture().equals(subject.architecture())) {
            return List.of();
        }
        TrainingState state = training.state();
        return LearntShifts.of(subject.graph(), outcome.weights()).stream()
                .map(learnt -> ModelCard.Shifted.of(learnt, since(learnt, state)))
                .toList();
    }

    private static List<Long> since(LearntShifts learnt, TrainingState state) {
        float[] steps = state.part(TrainingState.SHIFTS).get(learnt.proxies()).array();
        return IntStream.range(0, steps.length).mapToObj(i -> (long) steps[i]).toList();
    }

    /// What a mean over the whole picture was, all through the training.
    private int poolSize() {
        return Windows.areLackingIn(subject.graph()) ? settings.data().patch() : 0;
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
