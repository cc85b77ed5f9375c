package dev.fettle.runtime;

import dev.fettle.network.Graph;
import dev.fettle.network.Halo;
import dev.fettle.network.Network;
import dev.fettle.network.Shape;
import dev.fettle.network.Shapes;
import dev.fettle.runtime.Tiling.Tile;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.Plan;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// A network on whole pictures: cuts them into exact tiles that fit the memory budget and keeps one plan, for
/// the window size it met last. Not thread-safe.
final class TiledNetwork implements AutoCloseable {
    private final Network network;
    private final Engine engine;
    private final Halo halo;
    private final boolean isProportional;
    private final long budgetBytes;
    private @Nullable Window window;

    /// The plan for one window size and the arrays that go in and come out.
    private record Window(int height, int width, Plan plan, float[] input, float[] output) {}

    TiledNetwork(Network network, int threads, long budgetBytes) {
        this.network = network;
        this.halo = Halo.of(network.graph());
        this.isProportional = isProportional(network.graph(), halo.alignment());
        this.engine = Engine.of(network, threads); // last: it starts threads
        this.budgetBytes = budgetBytes;
    }

    /// Whether twice the picture gives twice the result, so that a tile's place in the result follows from its place
    /// in the picture. Not so for convolutions without padding.
    private static boolean isProportional(Graph graph, int alignment) {
        int side = 16 * alignment;
        Shape small = Shapes.of(graph, 1, side, side).of(graph.output());
        Shape large = Shapes.of(graph, 1, 2 * side, 2 * side).of(graph.output());
        return large.height() == 2 * small.height() && large.width() == 2 * small.width();
    }

    /// @throws IllegalArgumentException if the budget is too small, or tiles are needed and this network allows none
    Tiling tiling(int width, int height) {
        Tiling tiling = Tiling.within(budgetBytes, width, height, halo, this::windowBytes);
        if (!isProportional && (tiling.coreWidth() < width || tiling.coreHeight() < height)) {
            throw new IllegalArgumentException(
                    "this network's output is not in proportion to its input and cannot be tiled; raise the memory budget");
        }
        return tiling;
    }

    long windowBytes(int windowHeight, int windowWidth) {
        Shape output = outputShape(windowHeight, windowWidth);
        long inputValues = (long) network.graph().inputChannels() * windowHeight * windowWidth;
        return engine.bufferBytes(windowHeight, windowWidth) + 4 * (inputValues + output.size());
    }

    Shape outputShape(int height, int width) {
        return Shapes.of(network.graph(), 1, height, width).of(network.graph().output());
    }

    /// The network's output for a picture.
    ///
    /// @param progress told after every tile
    /// @throws CancellationException if the thread is interrupted; its flag stays set
    Planes run(Planes picture, RestoreProgress progress) {
        Shape shape = outputShape(picture.height(), picture.width());
        Planes result = Planes.empty(shape.width(), shape.height(), shape.channels());
        List<Tile> tiles = tiling(picture.width(), picture.height()).tiles();
        for (int i = 0; i < tiles.size(); i++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException(
                        "restoration interrupted after " + i + " of " + tiles.size() + " tiles");
            }
            run(tiles.get(i), picture, result);
            progress.done(i + 1, tiles.size());
        }
        return result;
    }

    private void run(Tile tile, Planes picture, Planes result) {
        Window current = windowOf(tile.windowHeight(), tile.windowWidth());
        for (int c = 0; c < picture.channels().length; c++) {
            for (int y = 0; y < tile.windowHeight(); y++) {
                int from = (tile.windowY() + y) * picture.width() + tile.windowX();
                int to = (c * tile.windowHeight() + y) * tile.windowWidth();
                System.arraycopy(picture.channels()[c], from, current.input, to, tile.windowWidth());
            }
        }
        current.plan.run(current.input, current.output);
        keepCore(tile, current, picture, result);
    }

    /// Copies the core of a window's output; coordinates are scaled by (output size / input size), which is
    /// exact for aligned tiles.
    private static void keepCore(Tile tile, Window window, Planes picture, Planes result) {
        Shape shape = window.plan.outputShape();
        int left = scaled(tile.coreX() - tile.windowX(), result.width(), picture.width());
        int top = scaled(tile.coreY() - tile.windowY(), result.height(), picture.height());
        int x = scaled(tile.coreX(), result.width(), picture.width());
        int y = scaled(tile.coreY(), result.height(), picture.height());
        int width = Math.min(scaled(tile.coreWidth(), result.width(), picture.width()), result.width() - x);
        int height = Math.min(scaled(tile.coreHeight(), result.height(), picture.height()), result.height() - y);
        for (int c = 0; c < result.channels().length; c++) {
            for (int row = 0; row < height; row++) {
                int from = (c * shape.height() + top + row) * shape.width() + left;
                System.arraycopy(window.output, from, result.channels()[c], (y + row) * result.width() + x, width);
            }
        }
    }

    /// Position in the result of a position in the picture, rounded up, so that a strided network keeps the
    /// last, partial pixel.
    private static int scaled(int position, int resultSize, int pictureSize) {
        return Math.toIntExact(((long) position * resultSize + pictureSize - 1) / pictureSize);
    }

    private Window windowOf(int height, int width) {
        Window current = window;
        if (current == null || current.height != height || current.width != width) {
            window = null; // let the old buffers go before the new ones are made
            Plan plan = engine.plan(height, width);
            float[] input = new float[network.graph().inputChannels() * height * width];
            current = new Window(
                    height,
                    width,
                    plan,
                    input,
                    new float[Math.toIntExact(plan.outputShape().size())]);
            window = current;
        }
        return current;
    }

    /// A line for people when the engine runs slower than it could.
    Optional<String> hint() {
        return Engine.hint();
    }

    @Override
    public void close() {
        window = null;
        engine.close();
    }
}
