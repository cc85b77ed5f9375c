package dev.fettle.runtime;

import dev.fettle.image.Image;
import dev.fettle.network.MixedKernels;
import dev.fettle.network.MixedKernels.Choice;
import dev.fettle.network.Shape;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.engine.Crop;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.Plan;
import dev.fettle.runtime.engine.Raster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Which kernels a model mixes where in a picture: the coefficients of every layer, window by window. Fan et al.,
/// NeurIPS 2020 (NSR), show them as colours over the picture.
///
/// @param seen what the network saw of the picture: enlarged if the model wants it so, luma or gray if it has one
/// channel
/// @param columns windows side by side
/// @param rows windows one below the other
/// @param windows row after row
/// @param choices the layers that choose by these windows, in the order of the network
/// @param coefficients of each choice, for each window, at {@link Choice#channel}
public record KernelMap(
        Image seen, int columns, int rows, List<Window> windows, List<Choice> choices, float[][][] coefficients) {
    public KernelMap {
        windows = List.copyOf(windows);
        choices = List.copyOf(choices);
    }

    /// A part of the picture that has its own kernels, in pixels of what the network saw.
    public record Window(int left, int top, int width, int height) {}

    /// How the picture is cut for a network that mixes one kernel for all that it sees.
    ///
    /// @param side of the windows: what training showed it
    /// @param step largest distance from one window to the next; windows lie evenly, from edge to edge
    public record Grid(int side, int step) {
        public Grid {
            if (side < 1 || step < 1 || step > side) {
                throw new IllegalArgumentException(
                        "windows need a side of at least 1 and a step of 1 to the side, got %d and %d"
                                .formatted(side, step));
            }
        }

        /// Where the windows begin along one side of the picture.
        private List<Integer> starts(int length) {
            int gaps = Math.ceilDiv(length - side, step);
            List<Integer> starts = new ArrayList<>();
            for (int i = 0; i <= gaps; i++) {
                starts.add(gaps == 0 ? 0 : (int) Math.round((double) i * (length - side) / gaps));
            }
            return starts;
        }
    }

    /// Of a network that mixes one kernel for all that it sees: each window as if it were the whole picture.
    ///
    /// @throws IllegalArgumentException if no layer chooses between kernels, or the picture is smaller than a
    /// window
    /// @throws CancellationException if the thread is interrupted
    public static KernelMap of(ModelFile model, Image picture, Grid grid, int threads, RestoreProgress progress) {
        MixedKernels kernels = kernels(model);
        List<Integer> own = ownWindows(kernels);
        if (!own.isEmpty()) {
            throw new IllegalArgumentException("model '%s' has windows of its own, of %s pixels"
                    .formatted(
                            model.card().name(),
                            own.stream().map(String::valueOf).collect(Collectors.joining(" and "))));
        }
        Sight sight = Sight.of(model, picture);
        Image seen = sight.seen();
        if (seen.width() < grid.side() || seen.height() < grid.side()) {
            throw new IllegalArgumentException("the network is given %dx%d pixels, less than a window of %dx%d"
                    .formatted(seen.width(), seen.height(), grid.side(), grid.side()));
        }
        List<Integer> columns = grid.starts(seen.width());
        List<Integer> rows = grid.starts(seen.height());
        List<Window> windows = new ArrayList<>();
        rows.forEach(top -> columns.forEach(left -> windows.add(new Window(left, top, grid.side(), grid.side()))));
        try (Engine engine = engine(kernels, model, threads)) {
            float[][][] coefficients = perWindow(engine, sight.input(), windows, progress);
            return new KernelMap(seen, columns.size(), rows.size(), windows, kernels.choices(), coefficients);
        }
    }

    private static Engine engine(MixedKernels kernels, ModelFile model, int threads) {
        return Engine.ofAllResults(kernels.network(), model.card().usage().border(), threads);
    }

    private static float[][][] perWindow(Engine engine, Planes in, List<Window> windows, RestoreProgress progress) {
        Window first = windows.getFirst();
        Plan plan = engine.plan(first.height(), first.width());
        List<Shape> shapes = List.copyOf(plan.outputShapes().values());
        float[][][] coefficients = new float[shapes.size()][windows.size()][];
        for (int i = 0; i < windows.size(); i++) {
            requireGoingOn();
            Window window = windows.get(i);
            List<Plan.Target> targets = new ArrayList<>();
            for (int choice = 0; choice < coefficients.length; choice++) {
                float[] values = new float[shapes.get(choice).channels()];
                coefficients[choice][i] = values;
                targets.add(new Plan.Target(Raster.dense(values, values.length, 1, 1), new Crop(0, 0, 1, 1)));
            }
            plan.run(
                    Raster.at(in.channels(), window.top() * in.width() + window.left(), in.width()),
                    targets,
                    (done, total) -> {});
            progress.done(i + 1, windows.size());
        }
        return coefficients;
    }

    /// Of a network whose layers have windows of their own: the picture is seen whole. A map for each size of
    /// windows, by their side, the smallest first; 0 and a single window for layers that choose once for all.
    ///
    /// @throws IllegalArgumentException if no layer chooses between kernels, or none by windows of its own
    public static SequencedMap<Integer, KernelMap> ofOwnWindows(ModelFile model, Image picture, int threads) {
        MixedKernels kernels = kernels(model);
        if (ownWindows(kernels).isEmpty()) {
            throw new IllegalArgumentException("model '%s' mixes one kernel for all that it sees; name a window"
                    .formatted(model.card().name()));
        }
        Sight sight = Sight.of(model, picture);
        Planes in = sight.input();
        try (Engine engine = engine(kernels, model, threads)) {
            Plan plan = engine.plan(in.height(), in.width());
            List<float[][]> planes = new ArrayList<>();
            List<Plan.Target> targets = new ArrayList<>();
            for (Shape shape : plan.outputShapes().values()) {
                planes.add(new float[shape.channels()][shape.height() * shape.width()]);
                targets.add(new Plan.Target(
                        Raster.at(planes.getLast(), 0, shape.width()), new Crop(0, 0, shape.width(), shape.height())));
            }
            plan.run(Raster.at(in.channels(), 0, in.width()), targets, (done, total) -> requireGoingOn());
            return bySide(sight.seen(), kernels.choices(), planes);
        }
    }

    private static SequencedMap<Integer, KernelMap> bySide(Image seen, List<Choice> choices, List<float[][]> planes) {
        SequencedMap<Integer, KernelMap> maps = new LinkedHashMap<>();
        for (int side : choices.stream().map(Choice::window).sorted().distinct().toList()) {
            int[] chosen = IntStream.range(0, choices.size())
                    .filter(i -> choices.get(i).window() == side)
                    .toArray();
            int width = side == 0 ? seen.width() : side;
            int height = side == 0 ? seen.height() : side;
            List<Window> windows = windows(seen, width, height);
            maps.put(
                    side,
                    new KernelMap(
                            seen,
                            Math.ceilDiv(seen.width(), width),
                            Math.ceilDiv(seen.height(), height),
                            windows,
                            Arrays.stream(chosen).mapToObj(choices::get).toList(),
                            Arrays.stream(chosen)
                                    .mapToObj(i -> turned(planes.get(i), windows.size()))
                                    .toArray(float[][][]::new)));
        }
        return maps;
    }

    private static List<Window> windows(Image seen, int width, int height) {
        List<Window> windows = new ArrayList<>();
        for (int top = 0; top < seen.height(); top += height) {
            for (int left = 0; left < seen.width(); left += width) {
                windows.add(new Window(
                        left, top, Math.min(width, seen.width() - left), Math.min(height, seen.height() - top)));
            }
        }
        return windows;
    }

    /// Sides of the windows that the model's layers have themselves, the smallest first; empty if all mix one kernel
    /// for all that they see.
    ///
    /// @throws IllegalArgumentException if no layer chooses between kernels
    public static List<Integer> ownWindows(ModelFile model) {
        return ownWindows(kernels(model));
    }

    private static List<Integer> ownWindows(MixedKernels kernels) {
        return kernels.choices().stream()
                .map(Choice::window)
                .filter(side -> side > 0)
                .sorted()
                .distinct()
                .toList();
    }

    private static MixedKernels kernels(ModelFile model) {
        try {
            return MixedKernels.of(model.network().deployed());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "model '%s': %s".formatted(model.card().name(), e.getMessage()), e);
        }
    }

    private static float[][] turned(float[][] planes, int windows) {
        float[][] turned = new float[windows][planes.length];
        for (int channel = 0; channel < planes.length; channel++) {
            for (int i = 0; i < windows; i++) {
                turned[i][channel] = planes[channel][i];
            }
        }
        return turned;
    }

    private static void requireGoingOn() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted");
        }
    }

    /// Coefficient [group, cardinal] of a choice in a window.
    public float coefficient(int window, Choice choice, int group, int cardinal) {
        return coefficients[choices.indexOf(choice)][window][choice.channel(group, cardinal)];
    }

    /// How many windows of the size of the first find room side by side: all that can be independent of one
    /// another.
    public int disjoint() {
        Window first = windows.getFirst();
        return Math.min(windows.size(), (seen.width() / first.width()) * (seen.height() / first.height()));
    }

    @Override
    public String toString() {
        return "KernelMap[" + columns + "x" + rows + " windows, " + choices.size() + " choices]";
    }
}
