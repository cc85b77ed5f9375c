package dev.fettle.lab.kernel;

import dev.fettle.image.Image;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.lab.ColourRemark;
import dev.fettle.lab.NothingToMeasureException;
import dev.fettle.lab.Release;
import dev.fettle.lab.UnfitRequestException;
import dev.fettle.lab.Watcher;
import dev.fettle.lab.report.KernelReport;
import dev.fettle.lab.report.KernelResults;
import dev.fettle.network.Weights;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.KernelMap;
import dev.fettle.runtime.KernelMap.Grid;
import dev.fettle.train.experiment.Experiment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// `fettle inspect MODEL --kernels PICTURE`: which kernels a model mixes where.
///
/// @param window side of the windows, if asked for
/// @param step from one to the next, if asked for
public record KernelInspection(
        ModelFile model, Path picture, Optional<Integer> window, Optional<Integer> step, int threads) {
    private static final long CONTROL_SEED = 1;
    private static final int AUTHORS_PATCH = 48; // ychfan/nsr

    /// The numbers and what the page shows.
    public record Outcome(KernelResults results, KernelReport.Pictures pictures) {
        /// Writes the page.
        public void write(Path file) throws IOException {
            String made = "fettle " + Release.name() + ", " + LocalDate.now(ZoneOffset.UTC);
            KernelReport.write(file, results, pictures, made);
        }
    }

    /// @throws IllegalArgumentException if the model does not choose
    /// @throws UnfitRequestException if it has windows of its own and others are asked for, it has some of
    /// several sizes and none is named, or windows make no sense
    /// @throws NothingToMeasureException if the picture is smaller than a window
    public Outcome run(Watcher watcher) throws IOException {
        Optional<Integer> own = ownWindow(KernelMap.ownWindows(model));
        Image image = ImageFiles.read(picture);
        try (Watcher.Course progress = watcher.course(2)) {
            KernelMap map = map(model, image, own, progress, picture.toString());
            KernelMap control = map(untrained(), image, own, progress, "the same network untrained");
            KernelResults results = KernelMeasurement.of(map)
                    .results(
                            model.card().name(),
                            picture.toString(),
                            KernelMeasurement.of(control),
                            ColourRemark.of(model, image));
            return new Outcome(results, KernelPictures.of(map, results));
        }
    }

    /// The windows that are shown, of those that the model's layers have themselves; empty if there are none.
    private Optional<Integer> ownWindow(List<Integer> own) {
        if (own.isEmpty()) {
            return Optional.empty();
        }
        String sides = own.stream().map(String::valueOf).collect(Collectors.joining(" and "));
        String name = model.card().name();
        if (step.isPresent() || (own.size() == 1 && window.isPresent())) {
            throw new UnfitRequestException(
                    "--window and --step: model '%s' has windows of its own, of %s pixels".formatted(name, sides));
        }
        if (own.size() > 1 && !own.contains(window.orElse(0))) {
            throw new UnfitRequestException(
                    "--window: model '%s' has windows of its own, of %s pixels; name one".formatted(name, sides));
        }
        return window.or(() -> Optional.of(own.getFirst()));
    }

    /// With the weights that a training from this seed begins with.
    private ModelFile untrained() {
        Weights fresh = Weights.initial(model.network().graph(), CONTROL_SEED);
        return new ModelFile(model.architecture(), fresh, model.card());
    }

    private KernelMap map(ModelFile of, Image image, Optional<Integer> ownWindow, Watcher.Course progress, String name)
            throws NothingToMeasureException {
        progress.start(name);
        KernelMap map;
        if (ownWindow.isPresent()) {
            map = Objects.requireNonNull(
                    KernelMap.ofOwnWindows(of, image, threads).get(ownWindow.get()));
        } else {
            Grid grid = grid();
            requireRoom(image, grid);
            map = KernelMap.of(of, image, grid, threads, progress::part);
        }
        progress.finished();
        return map;
    }

    private Grid grid() {
        int side = window.orElseGet(this::trainedWindow);
        int distance = step.orElse(side);
        if (side < 1 || distance < 1 || distance > side) {
            throw new UnfitRequestException("--window must be at least 1 and --step 1 to the window (%d), got %d and %d"
                    .formatted(side, side, distance));
        }
        return new Grid(side, distance);
    }

    /// What the router saw in training.
    private int trainedWindow() {
        int pool = model.card().usage().poolSize();
        if (pool > 0) {
            return pool;
        }
        try {
            return Experiment.parse(model.card().training().recipe())
                    .settings()
                    .data()
                    .patch();
        } catch (IllegalArgumentException imported) {
            return AUTHORS_PATCH; // no recipe of ours
        }
    }

    private void requireRoom(Image image, Grid grid) throws NothingToMeasureException {
        int scale = model.isFedEnlarged() ? model.scale() : 1;
        if (Math.min(image.width(), image.height()) * scale < grid.side()) {
            throw new NothingToMeasureException(
                    "%s: the network sees %dx%d pixels of it, less than a window of %dx%d; name a larger picture or a smaller --window"
                            .formatted(
                                    picture, image.width() * scale, image.height() * scale, grid.side(), grid.side()));
        }
    }
}
