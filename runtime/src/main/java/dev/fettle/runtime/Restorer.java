package dev.fettle.runtime;

import dev.fettle.image.Image;
import dev.fettle.image.LumaChroma;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.network.Border;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Ending;
import dev.fettle.network.Halo;
import dev.fettle.network.Windows;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Restores pictures with one model.
///
/// ```java
/// try (Restorer restorer = Restorer.open("sr-x2", RestoreOptions.DEFAULTS)) {
///     Image large = restorer.restore(ImageFiles.read(Path.of("photo.jpg")));
/// }
/// ```
///
/// Very wide pictures are run in tiles that overlap, so that the result is that of the whole picture. Models
/// that choose their kernels by means over training patches meet large pictures in windows
/// ({@link WindowScheme}). Where a network takes only sides that are multiples of a number, the last column and
/// row are repeated and the result is cut.
/// Values are not clipped; a file writer does that. Bit depth, colour profile and metadata are carried
/// over. How a picture meets the model:
///
/// | model  | colour picture                                    | gray picture                              |
/// |--------|---------------------------------------------------|-------------------------------------------|
/// | rgb    | as it is                                          | three equal channels; luma of the result  |
/// | y      | luma (BT.601); chroma enlarged by MATLAB bicubic  | as luma                                   |
/// | gray   | each channel on its own                           | as it is                                  |
///
/// Models that remove JPEG artifacts keep only a part of their change in JPEGs of good quality, and none in the best
/// ({@link dev.fettle.network.model.Blend}). What there is to know about a result stands in its source's remarks.
///
/// Alpha is enlarged by bicubic interpolation, or kept where the size stays. Safe for use by several
/// threads, which then wait for one another: the buffers are shared. For parallel pictures open one
/// restorer per thread, with one engine thread each.
public final class Restorer implements AutoCloseable {
    private final ModelFile model;
    private final RestoreOptions options;
    private final PictureNetwork network;

    private Restorer(ModelFile model, RestoreOptions options) {
        this.model = model;
        this.options = options;
        this.network = network(model, options);
    }

    /// Windows as they are asked for where the model has a pool size.
    private static PictureNetwork network(ModelFile model, RestoreOptions options) {
        DeployedNetwork whole = picture(model);
        int multiple = Halo.alignment(whole.graph());
        Border border = model.card().usage().border();
        Function<DeployedNetwork, PictureNetwork> tiled = network -> new PaddedNetwork(
                new TiledNetwork(network, border, options.threads(), options.memoryBytes()), multiple);
        int side = model.poolSize();
        if (side == 0) {
            return tiled.apply(whole);
        }
        LongFunction<PictureNetwork> authors = budget -> new PaddedNetwork(
                new OverlappingWindows(whole, border, side, options.withMemoryBytes(budget)), multiple);
        UnaryOperator<PictureNetwork> advised = network -> new AdvisedNetwork(network, () -> authors.apply(1));
        Supplier<PictureNetwork> large = switch (options.windows()) {
            case WHOLE -> () -> advised.apply(tiled.apply(whole));
            case CHEAP -> () -> advised.apply(tiled.apply(Windows.of(whole, side)));
            case AUTHORS -> () -> authors.apply(options.memoryBytes());
        };
        return new BySize(Windows.leastPicture(side), () -> tiled.apply(whole), large);
    }

    /// The network for its first result, which must be a picture: a vector has no scale and no tiles.
    private static DeployedNetwork picture(ModelFile model) {
        DeployedNetwork first = model.network().deployed().forFirstResult();
        try {
            Ending.requirePicture(first.graph());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "model '%s': %s".formatted(model.card().name(), e.getMessage()), e);
        }
        return first;
    }

    /// A restorer for a model in hand.
    ///
    /// @throws IllegalArgumentException if its network ends in a vector
    public static Restorer of(ModelFile model, RestoreOptions options) {
        return new Restorer(model, options);
    }

    /// A restorer for a bundled model, such as `sr-x2`.
    ///
    /// @throws IllegalArgumentException for an unknown name; the message lists the known ones
    public static Restorer open(String bundledModel, RestoreOptions options) {
        return new Restorer(BundledModels.open(bundledModel), options);
    }

    /// A restorer for a model file.
    ///
    /// @throws dev.fettle.network.ModelFormatException if the file is no valid model
    public static Restorer open(Path modelFile, RestoreOptions options) throws IOException {
        return new Restorer(ModelFile.read(modelFile), options);
    }

    public ModelFile model() {
        return model;
    }

    /// For people: what is amiss in this Java virtual machine, a line each with the way out. The engine may run slower
    /// than it could, or the JDK may have a flaw that services should know of (CVE-2026-114938).
    public Optional<String> hint() {
        return Stream.of(Engine.hint(), Base64Flaw.hint())
                .flatMap(Optional::stream)
                .reduce((one, other) -> one + "\n" + other);
    }

    /// For people: how kernels are chosen that training chose by means over patches; empty for models without
    /// such.
    public Optional<String> windows() {
        int side = model.poolSize();
        if (side == 0) {
            return Optional.empty();
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
    /// @throws IllegalArgumentException if the memory budget is too small
    public Footprint footprint(int width, int height) {
        requireSize(width, height);
        int before = model.isFedEnlarged() ? model.scale() : 1;
        PictureNetwork.Runs runs = network.runs(width * before, height * before);
        return new Footprint(
                runs.count(),
                runs.width(),
                runs.height(),
                model.halo().pixels(),
                runs.overlap(),
                runs.work(),
                runs.bufferBytes(),
                pictureBytes((long) width * height),
                runs.growWithMemory());
    }

    private long pictureBytes(long pixels) {
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
        return restore(picture, RestoreProgress.SILENT);
    }

    /// The restored picture.
    ///
    /// @throws IllegalArgumentException if the memory budget is too small, or the result would have more
    /// than 2³¹ samples per channel
    /// @throws RestorationException if the model yields NaN or infinite values
    /// @throws java.util.concurrent.CancellationException if the thread is interrupted, after a moment
    /// @throws IllegalStateException after {@link #close}
    public synchronized Image restore(Image picture, RestoreProgress progress) {
        requireSize(picture.width(), picture.height());
        JpegBlend blend = options.fullStrength() ? JpegBlend.WHOLE : JpegBlend.of(model.card(), picture);
        Source source = remarked(picture, blend);
        if (blend.isNothing()) {
            return picture.withSource(source);
        }
        Image opaque = opaque(picture);
        Image fed = fed(model, opaque);
        Planes in = new Planes(fed.width(), fed.height(), planes(fed));
        float[][] restored = switch (model.card().usage().colour()) {
            case RGB -> throughColour(in, progress);
            case Y -> throughLuma(in, opaque, progress);
            case GRAY -> throughEachChannel(in, progress);
        };
        int width = picture.width() * model.scale();
        int height = picture.height() * model.scale();
        blend.into(restored, picture);
        Image result = Image.of(width, height, restored).withSource(source);
        return picture.alpha().isEmpty() ? result : result.withAlpha(enlargedAlpha(picture));
    }

    private Source remarked(Image picture, JpegBlend blend) {
        List<Remark> remarks = Stream.of(Suitability.remark(model.card(), picture), blend.remark())
                .flatMap(Optional::stream)
                .toList();
        return picture.source().withRemarks(remarks);
    }

    private void requireSize(int width, int height) {
        long area = (long) width * height;
        if (area > (Integer.MAX_VALUE - 8L) / model.scale() / model.scale()) {
            throw new IllegalArgumentException(
                    "%dx%d enlarged by %d has more pixels than an array holds; cut the picture first"
                            .formatted(width, height, model.scale()));
        }
    }

    /// The picture without alpha, with colour where there was nothing to see.
    static Image opaque(Image picture) {
        return picture.alpha().map(alpha -> filled(picture, alpha)).orElse(picture);
    }

    /// What the model's network is given of an opaque picture, before colour is seen to.
    static Image fed(ModelFile model, Image opaque) {
        return model.isFedEnlarged() ? Bicubic.enlarge(opaque, model.scale(), Flavour.MIRROR_UNROUNDED) : opaque;
    }

    static float[][] planes(Image image) {
        float[][] planes = new float[image.channels()][];
        Arrays.setAll(planes, image::plane);
        return planes;
    }

    private static Image filled(Image picture, float[] alpha) {
        float[][] filled = Transparency.filled(planes(picture), alpha, picture.width(), picture.height());
        return Image.of(picture.width(), picture.height(), filled);
    }

    private float[] enlargedAlpha(Image picture) {
        float[] alpha = picture.alpha().orElseThrow();
        if (model.scale() == 1) {
            return alpha;
        }
        Image gray = Image.of(picture.width(), picture.height(), alpha);
        float[] enlarged =
                Bicubic.enlarge(gray, model.scale(), Flavour.CLAMP_UNROUNDED).plane(0);
        for (int i = 0; i < enlarged.length; i++) {
            enlarged[i] = Math.clamp(enlarged[i], 0f, 1f); // bicubic overshoots at edges
        }
        return enlarged;
    }

    private float[][] throughColour(Planes in, RestoreProgress progress) {
        if (in.channels().length == 3) {
            return run(in, progress).channels();
        }
        float[] gray = in.channels()[0];
        Planes result = run(new Planes(in.width(), in.height(), new float[][] {gray, gray, gray}), progress);
        return new float[][] {LumaChroma.gray(result.channels())};
    }

    private float[][] throughLuma(Planes in, Image picture, RestoreProgress progress) {
        if (in.channels().length == 1) {
            return run(in, progress).channels();
        }
        float[][] split = LumaChroma.of(in.channels());
        Planes luma = run(new Planes(in.width(), in.height(), new float[][] {split[0]}), progress);
        if (model.isFedEnlarged() || model.scale() == 1) {
            return LumaChroma.toRgb(luma.channels()[0], split[1], split[2]);
        }
        float[][] chroma = LumaChroma.of(planes(Bicubic.enlarge(picture, model.scale(), Flavour.MIRROR_UNROUNDED)));
        return LumaChroma.toRgb(luma.channels()[0], chroma[1], chroma[2]);
    }

    private float[][] throughEachChannel(Planes in, RestoreProgress progress) {
        int channels = in.channels().length;
        float[][] restored = new float[channels][];
        for (int c = 0; c < channels; c++) {
            int done = c;
            RestoreProgress part = (tiles, total) -> progress.done(done * total + tiles, channels * total);
            restored[c] = run(new Planes(in.width(), in.height(), new float[][] {in.channels()[c]}), part)
                    .channels()[0];
        }
        return restored;
    }

    private Planes run(Planes in, RestoreProgress progress) {
        float white = (float) model.card().usage().valueRange();
        Planes ranged = in.scaled(white);
        Planes out =
                options.selfEnsemble() ? SelfEnsemble.run(network, ranged, progress) : network.run(ranged, progress);
        if (!out.isFinite()) {
            throw new RestorationException(
                    "model '" + model.card().name() + "' produced NaN or infinite values; its weights may be damaged");
        }
        return out.scaled(1 / white);
    }

    /// Ends the engine's threads and lets its buffers go.
    @Override
    public synchronized void close() {
        network.close();
    }
}
