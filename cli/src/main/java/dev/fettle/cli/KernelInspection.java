package dev.fettle.cli;

import dev.fettle.cli.report.KernelReport;
import dev.fettle.cli.report.KernelResults;
import dev.fettle.cli.report.KernelResults.Layer;
import dev.fettle.image.Image;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.KernelMap;
import dev.fettle.runtime.KernelMap.Grid;
import dev.fettle.train.experiment.Experiment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `fettle inspect MODEL --kernels PICTURE`: which kernels a model mixes where.
///
/// @param window side of the windows, if asked for
/// @param step from one to the next, if asked for
record KernelInspection(ModelFile model, Path picture, Optional<Integer> window, Optional<Integer> step, int threads) {
    private static final int AUTHORS_PATCH = 48; // ychfan/nsr

    /// The numbers and what the page shows.
    record Outcome(KernelResults results, KernelReport.Pictures pictures) {
        void write(Path file) throws IOException {
            String made = "fettle " + Version.release() + ", " + LocalDate.now(ZoneOffset.UTC);
            KernelReport.write(file, results, pictures, made);
        }
    }

    /// @throws IllegalArgumentException if the model does not choose, or has windows of its own and others are
    /// asked for
    /// @throws Failure with {@link ExitCode#NO_INPUT} if the picture is smaller than a window
    Outcome run(Console console) throws IOException {
        int own = KernelMap.ownWindow(model);
        if (own > 0 && (window.isPresent() || step.isPresent())) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--window and --step: model '%s' has windows of its own, of %d pixels"
                            .formatted(model.card().name(), own));
        }
        Image image = ImageFiles.read(picture);
        KernelMap map = own > 0 ? KernelMap.ofOwnWindows(model, image, threads) : windowByWindow(image, console);
        KernelResults results =
                KernelMeasurement.of(map).results(model.card().name(), picture.toString(), remarks(image));
        return new Outcome(results, KernelPictures.of(map, results));
    }

    private KernelMap windowByWindow(Image image, Console console) {
        Grid grid = grid();
        requireRoom(image, grid);
        try (Progress progress = Progress.of(console, 1)) {
            progress.start(picture.toString());
            return KernelMap.of(model, image, grid, threads, progress::part);
        }
    }

    private Grid grid() {
        int side = window.orElseGet(this::trainedWindow);
        int distance = step.orElse(side);
        if (side < 1 || distance < 1 || distance > side) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--window must be at least 1 and --step 1 to the window (%d), got %d and %d"
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

    private void requireRoom(Image image, Grid grid) {
        int scale = model.isFedEnlarged() ? model.scale() : 1;
        if (Math.min(image.width(), image.height()) * scale < grid.side()) {
            throw new Failure(
                    ExitCode.NO_INPUT,
                    "%s: the network sees %dx%d pixels of it, less than a window of %dx%d; name a larger picture or a smaller --window"
                            .formatted(
                                    picture, image.width() * scale, image.height() * scale, grid.side(), grid.side()));
        }
    }

    private List<String> remarks(Image image) {
        List<String> remarks = new ArrayList<>();
        Colour colour = model.card().usage().colour();
        boolean isGray = image.colour() == Image.Colour.GRAY;
        if (isGray && colour == Colour.RGB) {
            remarks.add("A gray picture for a model of colour: seen as three equal channels, as restore has it.");
        }
        if (!isGray && colour == Colour.Y) {
            remarks.add("A colour picture for a model of luma: its luma is seen, as restore has it.");
        }
        if (!isGray && colour == Colour.GRAY) {
            remarks.add(
                    "A colour picture for a model of gray: its gray is seen here; restore runs each channel on its own.");
        }
        return remarks;
    }

    /// The table of the layers.
    static void print(Console console, KernelResults results) {
        int widest = results.layers().stream()
                .mapToInt(layer -> layer.name().length())
                .max()
                .orElse(0);
        String row = "%-" + Math.max(widest, "layer".length()) + "s  %8s %8s %8s %9s %8s %8s  %s";
        console.result(row, "layer", "groups", "entropy", "largest", "variation", "eta^2", "R^2", "strongest");
        for (Layer layer : results.layers()) {
            console.result(
                    row,
                    layer.name(),
                    layer.groups() + "x" + layer.cardinals(),
                    KernelReport.number(layer.entropy()),
                    KernelReport.number(layer.largest()),
                    "%.3f".formatted(layer.variation()),
                    KernelReport.text(layer.chosenRatio()),
                    KernelReport.text(layer.weightsDetermination()),
                    KernelReport.strongest(layer));
        }
        console.result(
                "%d windows of %d pixels (%dx%d) on %dx%d, %d of them without overlap; by chance eta^2 and R^2 would be %.2f",
                results.energies().size(),
                results.window(),
                results.columns(),
                results.rows(),
                results.width(),
                results.height(),
                results.disjoint(),
                results.chance());
        KernelReport.summary(results).forEach(console::result);
        results.notes().forEach(console::result);
    }
}
