package dev.fettle.runtime;

import dev.fettle.image.Check;
import dev.fettle.network.Graph;
import dev.fettle.network.Shape;
import dev.fettle.network.Shapes;
import dev.fettle.runtime.Holdings.Wanted;
import dev.fettle.runtime.Tiling.Tile;
import dev.fettle.runtime.engine.Crop;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.Plan;
import dev.fettle.runtime.engine.PreparedNetwork;
import dev.fettle.runtime.engine.Raster;
import java.util.List;

/// A network on whole pictures: cuts them into exact tiles that fit the memory budget. Runs are not
/// thread-safe.
final class TiledNetwork implements PictureNetwork {
    /// Steps of a tile that progress is told in.
    private static final int PARTS = 100;

    /// Pixels of a picture that is too small for several threads to share it well.
    private static final int SMALL = 256 * 256;

    private final Engine engine;
    private final Holdings holdings;
    private final boolean isProportional;

    TiledNetwork(PreparedNetwork network, Holdings holdings) {
        this.engine = network.engine(holdings.workers());
        this.holdings = holdings;
        this.isProportional = isProportional(network.graph(), engine.halo().alignment());
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
    private Tiling tiling(int width, int height, long limitBytes, Check check) {
        if (engine.isComfortable(height, width, limitBytes, check)) {
            return Tiling.whole(width, engine.halo());
        }
        Tiling tiling = Tiling.within(
                limitBytes, width, engine.halo(), columns -> engine.bufferBytes(height, columns, check));
        if (!isProportional && tiling.count() > 1) {
            long needed = engine.bufferBytes(height, width, check);
            throw new MemoryBudgetException(
                    "this network's output is not in proportion to its input and cannot be tiled: it needs %s of buffers, the budget is %s (withMemoryBytes, --memory); raise the memory budget"
                            .formatted(Tiling.readable(needed), Tiling.readable(limitBytes)),
                    needed);
        }
        return tiling;
    }

    static Shape outputShape(Graph graph, int height, int width) {
        return Shapes.of(graph, 1, height, width).of(graph.output());
    }

    @Override
    public Runs runs(int width, int height, Check check) {
        return runs(width, height, holdings.budgetBytes(), check);
    }

    /// @param limitBytes what the plan may hold, packed weights included
    Runs runs(int width, int height, long limitBytes, Check check) {
        Tiling tiling = tiling(width, height, limitBytes, check);
        int window = tiling.windowWidth();
        Wanted wanted = new Wanted(engine, height, window, limitBytes);
        return new Runs(
                tiling.count(),
                tiling.coreWidth(),
                height,
                tiling.halo().pixels(),
                (double) tiling.count() * window * wanted.work(check) / width,
                wanted.planBytes(check),
                engine.network().weightBytes(),
                tiling.count() > 1);
    }

    @Override
    public Planes run(Planes picture, Watch watch) {
        return run(picture, holdings.budgetBytes(), watch);
    }

    /// @param limitBytes what the plan may hold, packed weights included
    Planes run(Planes picture, long limitBytes, Watch watch) {
        watch.goOn();
        Planes result = empty(picture);
        Tiling tiling = tiling(picture.width(), picture.height(), limitBytes, watch);
        Plan plan = holdings.plan(new Wanted(engine, picture.height(), tiling.windowWidth(), limitBytes), watch);
        List<Tile> tiles = tiling.tiles();
        for (int i = 0; i < tiles.size(); i++) {
            run(plan, tiles.get(i), new Pass(picture, result), new Parts(watch, i * PARTS, tiles.size() * PARTS));
        }
        return result;
    }

    private Planes empty(Planes picture) {
        Shape shape = outputShape(engine.network().graph(), picture.height(), picture.width());
        return Planes.empty(shape.width(), shape.height(), shape.channels());
    }

    @Override
    public List<Planes> runAll(List<Planes> pictures, Watch watch) {
        int width = pictures.getFirst().width();
        int height = pictures.getFirst().height();
        long limit = holdings.budgetBytes();
        Wanted wanted = new Wanted(engine, height, width, limit);
        boolean areSmall = (long) width * height <= SMALL;
        if (pictures.size() == 1 || !areSmall || wanted.batchBytes(watch) > limit) {
            return PictureNetwork.super.runAll(pictures, watch);
        }
        watch.goOn();
        List<Planes> results = pictures.stream().map(this::empty).toList();
        holdings.batch(wanted, watch)
                .run(rasters(pictures), rasters(results), new Parts(watch, 0, PARTS));
        return results;
    }

    private static List<Raster> rasters(List<Planes> pictures) {
        return pictures.stream()
                .map(planes -> Raster.at(planes.channels(), 0, planes.width()))
                .toList();
    }

    /// Passes progress on, in hundredths of a run, and ends it where the watch says so.
    static final class Parts implements Plan.Progress {
        private final Watch watch;
        private final int before;
        private final int total;
        private int told;

        Parts(Watch watch, int before, int total) {
            this.watch = watch;
            this.before = before;
            this.total = total;
        }

        @Override
        public void at(int done, int all) {
            watch.goOn();
            int part = Math.toIntExact((long) PARTS * done / all);
            if (part > told) {
                told = part;
                watch.done(before + part, total);
            }
        }
    }

    private record Pass(Planes picture, Planes result) {
        /// Position in the result of a position in the picture, rounded up, so that a strided network keeps
        /// the last, partial pixel.
        int scaled(int position) {
            return Math.toIntExact(((long) position * result.width() + picture.width() - 1) / picture.width());
        }
    }

    private static void run(Plan plan, Tile tile, Pass pass, Parts progress) {
        Planes picture = pass.picture();
        Planes result = pass.result();
        int left = pass.scaled(tile.coreX() - tile.windowX());
        int x = pass.scaled(tile.coreX());
        int width = Math.min(pass.scaled(tile.coreWidth()), result.width() - x);
        plan.run(
                Raster.at(picture.channels(), tile.windowX(), picture.width()),
                Raster.at(result.channels(), x, result.width()),
                new Crop(left, 0, width, result.height()),
                progress);
    }
}
