package dev.fettle.runtime;

import dev.fettle.network.Border;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Graph;
import dev.fettle.network.Shape;
import dev.fettle.network.Shapes;
import dev.fettle.runtime.Tiling.Tile;
import dev.fettle.runtime.engine.Crop;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.Plan;
import dev.fettle.runtime.engine.Raster;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// A network on whole pictures: cuts them into exact tiles that fit the memory budget and keeps one plan,
/// for the window size it met last. Not thread-safe.
final class TiledNetwork implements PictureNetwork {
    /// Steps of a tile that progress is told in.
    private static final int PARTS = 100;

    private final DeployedNetwork network;
    private final Engine engine;
    private final boolean isProportional;
    private final long budgetBytes;
    private @Nullable Window window;

    /// The plan for one window size.
    private record Window(int height, int width, Plan plan) {}

    TiledNetwork(DeployedNetwork network, Border border, int threads, long budgetBytes) {
        this.network = network;
        this.engine = Engine.of(network, border, threads);
        this.isProportional = isProportional(network.graph(), engine.halo().alignment());
        this.budgetBytes = budgetBytes;
    }

    /// Whether twice the picture gives twice the result, so that a tile's place in the result follows
    /// from its place in the picture. Not so for convolutions without padding.
    private static boolean isProportional(Graph graph, int alignment) {
        int side = 16 * alignment;
        Shape small = Shapes.of(graph, 1, side, side).of(graph.output());
        Shape large = Shapes.of(graph, 1, 2 * side, 2 * side).of(graph.output());
        return large.height() == 2 * small.height() && large.width() == 2 * small.width();
    }

    /// @throws IllegalArgumentException if the budget is too small, or tiles are needed and this network
    /// allows none
    Tiling tiling(int width, int height) {
        Tiling tiling = Tiling.within(budgetBytes, width, engine.halo(), columns -> windowBytes(height, columns));
        if (!isProportional && tiling.coreWidth() < width) {
            throw new IllegalArgumentException(
                    "this network's output is not in proportion to its input and cannot be tiled; raise the memory budget");
        }
        return tiling;
    }

    long windowBytes(int windowHeight, int windowWidth) {
        return engine.bufferBytes(windowHeight, windowWidth);
    }

    static Shape outputShape(Graph graph, int height, int width) {
        return Shapes.of(graph, 1, height, width).of(graph.output());
    }

    @Override
    public Runs runs(int width, int height) {
        Tiling tiling = tiling(width, height);
        List<Tile> tiles = tiling.tiles();
        double seen = tiles.stream()
                .mapToDouble(tile -> tile.windowWidth() * engine.work(height, tile.windowWidth()))
                .sum();
        return new Runs(
                tiles.size(),
                tiling.coreWidth(),
                height,
                tiling.halo().pixels(),
                seen / tiling.width(),
                windowBytes(height, tiling.largestWindow()),
                tiles.size() > 1);
    }

    /// @param progress told after every hundredth of a tile
    @Override
    public Planes run(Planes picture, RestoreProgress progress) {
        Shape shape = outputShape(network.graph(), picture.height(), picture.width());
        Planes result = Planes.empty(shape.width(), shape.height(), shape.channels());
        List<Tile> tiles = tiling(picture.width(), picture.height()).tiles();
        for (int i = 0; i < tiles.size(); i++) {
            run(tiles.get(i), picture, result, new Watch(progress, i * PARTS, tiles.size() * PARTS));
        }
        return result;
    }

    /// Passes progress on and stops a run whose thread is interrupted.
    private static final class Watch implements Plan.Progress {
        private final RestoreProgress progress;
        private final int before;
        private final int total;
        private int told;

        Watch(RestoreProgress progress, int before, int total) {
            this.progress = progress;
            this.before = before;
            this.total = total;
        }

        @Override
        public void at(int done, int all) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("restoration interrupted");
            }
            int part = Math.toIntExact((long) PARTS * done / all);
            if (part > told) {
                told = part;
                progress.done(before + part, total);
            }
        }
    }

    private void run(Tile tile, Planes picture, Planes result, Watch watch) {
        Plan plan = planOf(picture.height(), tile.windowWidth());
        int left = scaled(tile.coreX() - tile.windowX(), result.width(), picture.width());
        int x = scaled(tile.coreX(), result.width(), picture.width());
        int width = Math.min(scaled(tile.coreWidth(), result.width(), picture.width()), result.width() - x);
        plan.run(
                Raster.at(picture.channels(), tile.windowX(), picture.width()),
                Raster.at(result.channels(), x, result.width()),
                new Crop(left, 0, width, result.height()),
                watch);
    }

    /// Position in the result of a position in the picture, rounded up, so that a strided network keeps
    /// the last, partial pixel.
    private static int scaled(int position, int resultSize, int pictureSize) {
        return Math.toIntExact(((long) position * resultSize + pictureSize - 1) / pictureSize);
    }

    private Plan planOf(int height, int width) {
        Window current = window;
        if (current == null || current.height != height || current.width != width) {
            window = null; // let the old buffers go before the new ones are made
            current = new Window(height, width, engine.plan(height, width));
            window = current;
        }
        return current.plan;
    }

    @Override
    public void close() {
        window = null;
        engine.close();
    }
}
