package dev.fettle.runtime;

import dev.fettle.image.Check;
import dev.fettle.image.Image;
import dev.fettle.image.Remark;
import dev.fettle.image.degrade.Task;
import dev.fettle.network.Graph;
import dev.fettle.network.Halo;
import dev.fettle.network.Windows;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.PreparedNetwork;
import dev.fettle.runtime.engine.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Restores pictures with one model.
///
/// ```java
/// try (Restorer restorer = Restorer.open("sr-x2", RestoreOptions.DEFAULTS)) {
///     Image large = restorer.restore(ImageFiles.read(Path.of("photo.jpg")));
/// }
/// ```
///
/// Very wide pictures are run in tiles that overlap, so that the result is that of the whole picture.
/// Models that choose their kernels by means over training patches meet large pictures in windows ({@link
/// WindowScheme}); so do models that pool over the whole picture, such as those with channel attention,
/// where it does not fit the memory budget. Where a network takes only sides that are multiples of a
/// number, the last column and row are repeated and the result is cut. Values are not clipped; a file
/// writer does that. Bit depth, colour profile and metadata are carried over. How a picture meets the
/// model:
///
/// | model  | colour picture                                    | gray picture                              |
/// |--------|---------------------------------------------------|-------------------------------------------|
/// | rgb    | as it is                                          | three equal channels; luma of the result  |
/// | y      | luma (BT.601); chroma enlarged by MATLAB bicubic  | as luma                                   |
/// | gray   | each channel on its own                           | as it is                                  |
///
/// Models that remove JPEG artifacts keep only a part of their change in JPEGs of good quality, and none in
/// the best ({@link dev.fettle.network.model.Blend}), and models that keep the size as much as is asked for
/// ({@link RestoreOptions#strength}). What there is to know about a result stands in its source's remarks.
///
/// Alpha is enlarged by bicubic interpolation, or kept where the size stays. Safe for use by several
/// threads, which then wait for one another in the order in which they came: the buffers are
/// shared. For pictures in parallel make several of one {@link PreparedModel}, or a {@link
/// RestorerPool}.
public final class Restorer implements AutoCloseable {
    private final PreparedModel prepared;
    private final RestoreOptions options;
    private final Holdings holdings;
    private final Entrance entrance;
    private final PictureNetwork network;
    private final Remarks remarks;

    /// What people are told of how a model met a picture.
    @FunctionalInterface
    interface Remarks {
        /// Where the model was not made for it, and where not all of its change is kept.
        Remarks ALL = (card, picture, blend) -> Stream.of(Suitability.remark(card, picture), blend.remark())
                .flatMap(Optional::stream)
                .toList();

        List<Remark> of(ModelCard card, Image picture, JpegBlend blend);
    }

    Restorer(PreparedModel prepared, RestoreOptions options, Workers workers) {
        this(prepared, options, new Holdings(workers, options.memoryBytes()), Remarks.ALL, Holdings::close);
    }

    /// One of several that share what they hold, and are used one at a time.
    ///
    /// @param holdings closed by who made them
    Restorer(PreparedModel prepared, RestoreOptions options, Holdings holdings, Remarks remarks) {
        this(prepared, options, holdings, remarks, _ -> {});
    }

    private Restorer(
            PreparedModel prepared,
            RestoreOptions options,
            Holdings holdings,
            Remarks remarks,
            Consumer<Holdings> closing) {
        this.prepared = prepared;
        this.options = options;
        this.holdings = holdings;
        this.remarks = remarks;
        requireStrength();
        entrance = new Entrance(
                "restorer of model '%s'".formatted(model().card().name()), 1, () -> closing.accept(holdings));
        network = network(prepared, options, holdings);
    }

    /// A result of another size, or with detail that the input cannot have, is no blend with the input.
    private void requireStrength() {
        String task = model().card().usage().task();
        if (options.strength() < 1 && (model().scale() > 1 || task.equals(Task.SR.label()))) {
            throw new IllegalArgumentException(
                    "strength %s (withStrength, --strength) is for denoise and deblock, model '%s' is for %s; leave it out"
                            .formatted(options.strength(), model().card().name(), task));
        }
    }

    /// Windows as they are asked for where the model has a pool size.
    private static PictureNetwork network(PreparedModel model, RestoreOptions options, Holdings holdings) {
        int multiple = Halo.alignment(model.network().graph());
        Function<PreparedNetwork, PictureNetwork> tiled =
                network -> new PaddedNetwork(new TiledNetwork(network, holdings), multiple);
        int side = model.file().poolSize();
        if (side == 0) {
            return options.windows() != WindowScheme.WHOLE && poolsOverAll(model)
                    ? new PaddedNetwork(new BlendedWindows(model.whole(Check.NONE), holdings, multiple), multiple)
                    : tiled.apply(model.whole(Check.NONE));
        }
        BiFunction<Holdings, Check, PictureNetwork> authors = (held, check) ->
                new PaddedNetwork(new OverlappingWindows(() -> model.overlapping(check), side, held), multiple);
        Holdings none = new Holdings(holdings.workers(), 1); // tells what would be needed
        UnaryOperator<PictureNetwork> advised =
                network -> new AdvisedNetwork(network, check -> authors.apply(none, check));
        Function<Check, PictureNetwork> large = switch (options.windows()) {
            case WHOLE -> check -> advised.apply(tiled.apply(model.whole(check)));
            case CHEAP -> check -> advised.apply(tiled.apply(model.windowed(check)));
            case AUTHORS -> check -> authors.apply(holdings, check);
        };
        return new BySize(Windows.leastPicture(side), check -> tiled.apply(model.whole(check)), large);
    }

    private static boolean poolsOverAll(PreparedModel model) {
        Graph graph = model.network().graph();
        return BlendedWindows.does(graph, Halo.alignment(graph));
    }

    /// A restorer for a model in hand, which it prepares for itself alone.
    ///
    /// @throws IllegalArgumentException if its network ends in a vector
    public static Restorer of(ModelFile model, RestoreOptions options) {
        return PreparedModel.of(model).restorer(options);
    }

    /// A restorer for a bundled model, such as `sr-x2`.
    ///
    /// @throws IllegalArgumentException for an unknown name; the message lists the known ones
    public static Restorer open(String bundledModel, RestoreOptions options) {
        return PreparedModel.open(bundledModel).restorer(options);
    }

    /// A restorer for a model file.
    ///
    /// @throws dev.fettle.network.ModelFormatException if the file is no valid model
    public static Restorer open(Path modelFile, RestoreOptions options) throws IOException {
        return PreparedModel.open(modelFile).restorer(options);
    }

    public ModelFile model() {
        return prepared.file();
    }

    public RestoreOptions options() {
        return options;
    }

    /// For people: what is amiss in this Java virtual machine, a line each with the way out. The engine may run slower
    /// than it could, or the JDK may have a flaw that services should know of (CVE-2026-114938).
    public Optional<String> hint() {
        return Stream.of(Engine.hint(), Base64Flaw.hint())
                .flatMap(Optional::stream)
                .reduce((one, other) -> one + "\n" + other);
    }

    /// For people: how kernels are chosen that training chose by means over patches, and what becomes of pictures that
    /// are too large for a network which pools over all of them; empty for models without such.
    public Optional<String> windows() {
        int side = model().poolSize();
        if (side == 0) {
            return poolsOverAll(prepared) && options.windows() != WindowScheme.WHOLE
                    ? Optional.of("pools over the whole picture: exact while it fits %s, in windows beyond"
                            .formatted(Tiling.readable(options.memoryBytes())))
                    : Optional.empty();
        }
        int least = Windows.leastPicture(side);
        return Optional.of(
                options.windows() == WindowScheme.WHOLE
                        ? "kernels chosen once for each picture, in training for patches of %d".formatted(side)
                        : "kernels chosen for windows of %d in pictures of at least %dx%d: %s"
                                .formatted(side, least, least, options.windows()));
    }

    /// What restoring a picture of a size takes.
    ///
    /// @param tiles runs of the network
    /// @param tileWidth of the picture that the network sees in one run, the overlap not counted
    /// @param tileHeight of that picture
    /// @param halo of the network, as its model file has it: see {@link Halo#pixels}
    /// @param overlap pixels that each tile sees beyond its edges. It is the halo, rounded up so that the
    /// tiles' results are those of the whole picture to the last bit; 4 for the windows of NSR's authors, which
    /// are blended
    /// @param work pixels that the network computes for each one that is kept: 1 for a single tile, more for
    /// each overlap that several tiles see, and for what is computed beyond an edge that is repeated
    /// @param bufferBytes the engine's buffers, bounded by {@link RestoreOptions#memoryBytes}
    /// @param pictureBytes float arrays of the picture that goes in, of the result and of what stands between
    /// them
    /// @param growWithMemory whether more memory makes larger tiles, and less work
    public record Footprint(
            int tiles,
            int tileWidth,
            int tileHeight,
            int halo,
            int overlap,
            double work,
            long bufferBytes,
            long pictureBytes,
            boolean growWithMemory) {}

    /// The tiles and the memory for a picture of the given size.
    ///
    /// @throws MemoryBudgetException if the memory budget is too small
    /// @throws IllegalArgumentException if there is no such size, or the result would have more
    /// than 2³¹ samples per channel
    /// @throws RestorerClosedException after {@link #close}
    public Footprint footprint(int width, int height) {
        entrance.requireOpen();
        requireSize(width, height);
        PictureNetwork.Runs runs = runs(width, height);
        return new Footprint(
                runs.count(),
                runs.width(),
                runs.height(),
                model().halo().pixels(),
                runs.overlap(),
                runs.work(),
                runs.bufferBytes(),
                pictureBytes((long) width * height),
                runs.growWithMemory());
    }

    private PictureNetwork.Runs runs(int width, int height) {
        int before = model().isFedEnlarged() ? model().scale() : 1;
        return options.selfEnsemble()
                ? SelfEnsemble.runs(network, width * before, height * before, options.memoryBytes())
                : network.runs(width * before, height * before, Check.NONE);
    }

    private long pictureBytes(long pixels) {
        ModelFile model = model();
        ModelCard.Usage usage = model.card().usage();
        long given = 3 * pixels;
        long result = given * model.scale() * model.scale();
        long fed = model.isFedEnlarged() ? result : given;
        long floats = 2 * given + result + (given + result) / 3; // transparency filled in; alpha
        floats += model.isFedEnlarged() ? result : 0;
        floats += usage.valueRange() == 1 ? 0 : fed + result;
        floats += usage.colour() == ModelCard.Colour.Y ? 3 * result : 0; // split, chroma enlarged, joined
        floats += options.selfEnsemble() ? fed + 2 * result : 0; // turned, turned back, sum
        return Float.BYTES * floats;
    }

    /// The restored picture.
    public Image restore(Image picture) {
        return restore(picture, RestoreControl.NONE);
    }

    /// The restored picture, told how far it is.
    public Image restore(Image picture, RestoreProgress progress) {
        return restore(picture, RestoreControl.NONE.withProgress(progress));
    }

    /// The restored picture.
    ///
    /// @throws MemoryBudgetException if a bound of the options is too small
    /// @throws IllegalArgumentException if the result would have more than 2³¹ samples per channel
    /// @throws RestorationException if the model yields NaN or infinite values
    /// @throws RestorationCancelledException if it is cancelled or the thread is interrupted, whose
    /// flag stays set
    /// @throws DeadlineExceededException if it is not done by the deadline, its turn not come
    /// included
    /// @throws RestorerClosedException after {@link #close}
    public Image restore(Image picture, RestoreControl control) {
        return restoreAll(List.of(picture), control).getFirst();
    }

    /// Several pictures in one call. Small ones of one size run side by side, a thread each, which
    /// takes less time than one after the other. If one cannot be restored, there are no results.
    ///
    /// @param control for all of them together
    /// @return in the order of the pictures
    /// @throws RuntimeException as {@link #restore(Image, RestoreControl)}
    public List<Image> restoreAll(List<Image> pictures, RestoreControl control) {
        return restoreAll(pictures, control, Check.NONE);
    }

    /// @param owner what else may end the work
    List<Image> restoreAll(List<Image> pictures, RestoreControl control, Check owner) {
        entrance.requireOpen();
        List<Image> given = List.copyOf(pictures); // the caller's list may change while this call waits
        requireRoom(given);
        Watch watch = Watch.of(control, () -> {
            owner.goOn();
            entrance.requireGoingOn();
        });
        entrance.enter(watch);
        try {
            return restored(given, watch);
        } finally {
            entrance.leave();
        }
    }

    private void requireRoom(List<Image> pictures) {
        long pixels = 0;
        for (Image picture : pictures) {
            requireSize(picture.width(), picture.height());
            pixels += (long) picture.width() * picture.height();
        }
        long needed = pictureBytes(pixels);
        if (needed > options.pictureBytes()) {
            throw new MemoryBudgetException(
                    "%s need %s for their arrays, the bound is %s; raise it (withPictureBytes) or cut them first"
                            .formatted(
                                    named(pictures), Tiling.readable(needed), Tiling.readable(options.pictureBytes())),
                    needed);
        }
    }

    private static String named(List<Image> pictures) {
        return pictures.size() == 1
                ? "pictures of %dx%d"
                        .formatted(
                                pictures.getFirst().width(), pictures.getFirst().height())
                : pictures.size() + " pictures";
    }

    private List<Image> restored(List<Image> pictures, Watch watch) {
        Image[] results = new Image[pictures.size()];
        Passes passes = new Passes();
        List<Passage> passages = new ArrayList<>();
        int[] passageOf = new int[results.length];
        for (int i = 0; i < results.length; i++) {
            watch.goOn();
            Image picture = pictures.get(i);
            JpegBlend blend = blend(picture);
            passageOf[i] = blend.isNothing() ? -1 : passages.size();
            if (blend.isNothing()) {
                results[i] = remarked(picture, picture, blend, Optional.empty());
            } else {
                passages.add(new Passage(model(), picture, blend, watch));
                passes.add(passages.getLast().inputs());
            }
        }
        List<List<Planes>> outputs = passes.run(this::run, watch);
        for (int i = 0; i < results.length; i++) {
            if (passageOf[i] >= 0) {
                Passage passage = passages.get(passageOf[i]);
                Image result = passage.result(outputs.get(passageOf[i]));
                results[i] = remarked(result, pictures.get(i), passage.blend(), windowed(pictures.get(i), watch));
            }
        }
        return List.of(results);
    }

    /// How much of the change is kept in a picture.
    JpegBlend blend(Image picture) {
        JpegBlend byQuality = options.fullStrength() ? JpegBlend.WHOLE : JpegBlend.of(model().card(), picture);
        return byQuality.times(options.strength());
    }

    private Image remarked(Image result, Image picture, JpegBlend blend, Optional<Remark> windowed) {
        List<Remark> all = Stream.concat(remarks.of(model().card(), picture, blend).stream(), windowed.stream())
                .toList();
        return result.withSource(picture.source().withRemarks(all));
    }

    private Optional<Remark> windowed(Image picture, Check check) {
        int before = model().isFedEnlarged() ? model().scale() : 1;
        return network.remark(picture.width() * before, picture.height() * before, check);
    }

    private void requireSize(int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a picture has at least 1x1 pixels, got %dx%d".formatted(width, height));
        }
        long area = (long) width * height;
        if (area > (Integer.MAX_VALUE - 8L) / model().scale() / model().scale()) {
            throw new IllegalArgumentException(
                    "%dx%d enlarged by %d has more pixels than an array holds; cut the picture first"
                            .formatted(width, height, model().scale()));
        }
    }

    /// Of pictures of one size.
    private List<Planes> run(List<Planes> inputs, Watch watch) {
        float white = (float) model().card().usage().valueRange();
        List<Planes> ranged =
                inputs.stream().map(input -> input.scaled(white, watch)).toList();
        return network(ranged, watch).stream()
                .map(output -> finite(output, watch).scaled(1 / white, watch))
                .toList();
    }

    private List<Planes> network(List<Planes> inputs, Watch watch) {
        if (!options.selfEnsemble()) {
            return network.runAll(inputs, watch);
        }
        return IntStream.range(0, inputs.size())
                .mapToObj(i -> SelfEnsemble.run(network, inputs.get(i), watch.part(i, inputs.size())))
                .toList();
    }

    private Planes finite(Planes output, Watch watch) {
        if (!output.isFinite(watch)) {
            throw new RestorationException("model '" + model().card().name()
                    + "' produced NaN or infinite values; its weights may be damaged");
        }
        return output;
    }

    /// What is kept of the budget at the moment, for tests; only while nothing is restored.
    long heldBytes() {
        return holdings.heldBytes();
    }

    /// Ends the threads and lets the buffers go, when the picture is done that is being restored;
    /// callers that wait for their turn are refused. If this thread is interrupted, or is the one
    /// that restores, that picture is given up.
    @Override
    public void close() {
        entrance.close();
    }
}
