package dev.fettle.runtime;

import dev.fettle.image.Check;
import dev.fettle.image.Image;
import dev.fettle.image.Remark;
import dev.fettle.image.degrade.Task;
import dev.fettle.network.Cost;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.Restorer.Footprint;
import dev.fettle.runtime.engine.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Restores pictures with several models, one after the other, and in between neither rounds nor clips.
///
/// ```java
/// try (Chain chain = Chain.open(TaskSequence.parse("deblock,sr"), 2, RestoreOptions.DEFAULTS)) {
///     Image large = chain.restore(ImageFiles.read(Path.of("photo.jpg")));
/// }
/// ```
///
/// The models share one memory budget and one set of threads. A strength below 1 counts for those that keep
/// the size. A chain that chooses ({@link TaskSequence#isChosen}) looks at each picture first, and removes
/// noise and JPEG artifacts where that was measured to help ({@link Remedies}). What it found and did is a
/// remark of the result.
///
/// Safe for use by several threads, which wait for one another.
public final class Chain implements AutoCloseable {
    /// Parts that progress is told in.
    private static final int PARTS = 1000;

    private final TaskSequence sequence;
    private final Remedies remedies;
    private final RestoreOptions options;
    private final Holdings holdings;
    private final List<Restorer> restorers;
    private final Entrance entrance;

    private Chain(TaskSequence sequence, Remedies remedies, List<PreparedModel> models, RestoreOptions options) {
        this.sequence = sequence;
        this.remedies = remedies;
        this.options = options;
        Restorer.Remarks remarks = sequence.isChosen() ? (_, _, _) -> List.of() : Restorer.Remarks.ALL;
        holdings = new Holdings(new Workers(options.threads()), options.memoryBytes());
        restorers = models.stream()
                .map(model -> new Restorer(model, fitting(model.file(), options), holdings, remarks))
                .toList();
        entrance = new Entrance("chain '%s'".formatted(sequence.label()), 1, this::free);
    }

    /// Of bundled models, those that are fast.
    ///
    /// @param scale of super-resolution, where that is among the tasks
    /// @throws IllegalArgumentException if a model is missing, or a strength is asked for of which
    /// nothing would come
    public static Chain open(TaskSequence sequence, int scale, RestoreOptions options) {
        return open(sequence, scale, Effort.FAST, options);
    }

    /// Of bundled models; a task without one of the effort gets its fast one
    /// ({@link BundledModels#defaultFor(Task, int, Effort)}). What a chosen sequence does to a picture
    /// is decided by what was measured with the fast ones, whatever the effort.
    ///
    /// @param scale of super-resolution, where that is among the tasks
    /// @throws IllegalArgumentException if a model is missing, or a strength is asked for of which
    /// nothing would come
    public static Chain open(TaskSequence sequence, int scale, Effort effort, RestoreOptions options) {
        List<PreparedModel> models = BundledModels.CATALOGUE.modelsFor(sequence, scale, effort);
        requireStrength(sequence, options);
        return new Chain(sequence, Remedies.bundled(), models, options);
    }

    /// Of models in hand, in their order.
    ///
    /// @throws IllegalArgumentException if their tasks are no {@link TaskSequence}
    public static Chain of(List<PreparedModel> models, RestoreOptions options) {
        List<Task> tasks = models.stream().map(model -> task(model.file())).toList();
        TaskSequence sequence = new TaskSequence(false, tasks);
        requireStrength(sequence, options);
        return new Chain(sequence, new Remedies.Leaf(List.of()), models, options);
    }

    /// One that chooses for each picture.
    ///
    /// @param remedies measured with these models
    /// @param models for noise and for JPEG artifacts, and for super-resolution if the pictures are to be
    /// enlarged
    /// @throws IllegalArgumentException if these are others
    public static Chain choosing(Remedies remedies, List<PreparedModel> models, RestoreOptions options) {
        List<Task> tasks = models.stream().map(model -> task(model.file())).toList();
        boolean enlarges = tasks.contains(Task.SR);
        TaskSequence sequence = new TaskSequence(true, enlarges ? List.of(Task.SR) : List.of());
        if (!sequence.needed().equals(tasks)) {
            throw new IllegalArgumentException("a chain that chooses needs models for %s in this order, got %s"
                    .formatted(sequence.needed(), tasks));
        }
        return new Chain(sequence, remedies, models, options);
    }

    private static Task task(ModelFile model) {
        return Task.parse(model.card().usage().task());
    }

    private static void requireStrength(TaskSequence sequence, RestoreOptions options) {
        if (options.strength() < 1 && !sequence.repairs()) {
            throw new IllegalArgumentException(
                    "strength %s (withStrength, --strength) is for denoise and deblock, the task is %s; leave it out"
                            .formatted(options.strength(), sequence.label()));
        }
    }

    private static RestoreOptions fitting(ModelFile model, RestoreOptions options) {
        return task(model) == Task.SR ? options.withStrength(1) : options;
    }

    public TaskSequence sequence() {
        return sequence;
    }

    /// Enlargement by all models together.
    public int scale() {
        return restorers.stream().mapToInt(restorer -> restorer.model().scale()).reduce(1, (one, other) -> one * other);
    }

    /// All models in the order in which they may run.
    public List<ModelFile> models() {
        return restorers.stream().map(Restorer::model).toList();
    }

    /// Those that do what was chosen, in their order.
    public List<ModelFile> models(Choice choice) {
        return choice.tasks().stream().map(task -> restorer(task).model()).toList();
    }

    /// As {@link Restorer#hint}.
    public Optional<String> hint() {
        return restorers.getFirst().hint();
    }

    /// What would be done with a picture. Looking at one of any size takes some tens of milliseconds.
    public Choice choice(Image picture) {
        return choice(picture, Check.NONE);
    }

    private Choice choice(Image picture, Check check) {
        if (!sequence.isChosen()) {
            return Choice.all(sequence.tasks());
        }
        Diagnosis diagnosis = Diagnosis.of(picture, check);
        List<Task> tasks = Stream.concat(
                        remedies.of(diagnosis).stream().filter(task -> !isIdle(task, picture)),
                        sequence.tasks().stream())
                .toList();
        return Choice.of(tasks, diagnosis);
    }

    /// Whether a model would keep nothing of its change.
    private boolean isIdle(Task task, Image picture) {
        Restorer restorer = restorer(task);
        return restorer.blend(picture).isNothing();
    }

    private Restorer restorer(Task task) {
        return restorers.stream()
                .filter(restorer -> task(restorer.model()) == task)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "chain '%s' has no model for %s".formatted(sequence.label(), task.label())));
    }

    /// Runs of the networks one after the other: what they take of the engine and of the heap together.
    /// Tiles, overlap and work are those of the network with the most work for each pixel that is kept; its
    /// runs, and those of the others, are counted.
    ///
    /// @return empty where nothing is to be done
    /// @throws RuntimeException as {@link Restorer#footprint}
    public Optional<Footprint> footprint(Choice choice, int width, int height) {
        entrance.requireOpen();
        long original = (long) width * height * 4 * Float.BYTES; // stays with the caller while others are made of it
        int scale = 1;
        Optional<Footprint> all = Optional.empty();
        for (Task task : choice.tasks()) {
            Footprint next = restorer(task).footprint(width * scale, height * scale);
            all = Optional.of(
                    all.map(before -> together(before, next, original)).orElse(next));
            scale *= restorer(task).model().scale();
        }
        return all;
    }

    private Footprint together(Footprint before, Footprint next, long original) {
        Footprint worse = next.work() > before.work() ? next : before;
        return new Footprint(
                before.tiles() + next.tiles(),
                worse.tileWidth(),
                worse.tileHeight(),
                worse.halo(),
                worse.overlap(),
                worse.work(),
                Math.min(before.bufferBytes() + next.bufferBytes(), options.memoryBytes()),
                Math.max(before.pictureBytes(), next.pictureBytes() + original),
                before.growWithMemory() || next.growWithMemory());
    }

    /// The restored picture.
    public Image restore(Image picture) {
        return restore(picture, RestoreControl.NONE);
    }

    /// The restored picture.
    ///
    /// @throws RuntimeException as {@link Restorer#restore(Image, RestoreControl)}
    public Image restore(Image picture, RestoreControl control) {
        return restore(picture, choice(picture, Watch.of(control, entrance::requireOpen)), control);
    }

    /// The picture after what was chosen for it.
    ///
    /// @param choice of {@link #choice} for this picture
    /// @throws RuntimeException as {@link Restorer#restore(Image, RestoreControl)}
    public Image restore(Image picture, Choice choice, RestoreControl control) {
        requireRoom(picture, choice);
        Watch watch = Watch.of(control, entrance::requireGoingOn);
        entrance.enter(watch);
        try {
            Image restored = restored(picture, steps(picture, choice), control);
            List<Remark> reasons = choice.reason().map(Remark::noted).stream().toList();
            return restored.withSource(restored.source().withRemarks(reasons));
        } finally {
            entrance.leave();
        }
    }

    private void requireRoom(Image picture, Choice choice) {
        long needed = footprint(choice, picture.width(), picture.height())
                .map(Footprint::pictureBytes)
                .orElse(0L);
        if (needed > options.pictureBytes()) {
            throw new MemoryBudgetException(
                    "pictures of %dx%d need %s for their arrays, the bound is %s; raise it (withPictureBytes) or cut them first"
                            .formatted(
                                    picture.width(),
                                    picture.height(),
                                    Tiling.readable(needed),
                                    Tiling.readable(options.pictureBytes())),
                    needed);
        }
    }

    /// One model's part.
    ///
    /// @param macs multiply-adds, for progress
    private record Step(Restorer restorer, double macs) {}

    private List<Step> steps(Image picture, Choice choice) {
        List<Step> steps = new ArrayList<>();
        double pixels = (double) picture.width() * picture.height();
        for (Task task : choice.tasks()) {
            Restorer restorer = restorer(task);
            pixels *= restorer.model().scale() * restorer.model().scale();
            steps.add(new Step(
                    restorer,
                    pixels * Cost.macsPerOutputPixel(restorer.model().network().graph())));
        }
        return steps;
    }

    private Image restored(Image picture, List<Step> steps, RestoreControl control) {
        double all = steps.stream().mapToDouble(Step::macs).sum();
        double before = 0;
        Image result = picture;
        for (Step step : steps) {
            RestoreControl part =
                    steps.size() == 1 ? control : control.withProgress(share(control, before / all, step.macs() / all));
            result = step.restorer()
                    .restoreAll(List.of(result), part, entrance::requireGoingOn)
                    .getFirst();
            before += step.macs();
            part.progress().done(1, 1);
        }
        return result;
    }

    /// Tells a step's progress as that of the whole.
    private static RestoreProgress share(RestoreControl control, double before, double share) {
        return (done, total) -> control.progress()
                .done((int) Math.min(PARTS, Math.round(PARTS * (before + share * done / total))), PARTS);
    }

    /// What is kept of the budget at the moment, for tests; only while nothing is restored.
    long heldBytes() {
        return holdings.heldBytes();
    }

    private void free() {
        restorers.forEach(Restorer::close);
        holdings.close();
    }

    /// As {@link Restorer#close}.
    @Override
    public void close() {
        entrance.close();
    }
}
