package dev.fettle.runtime;

import dev.fettle.image.Check;
import dev.fettle.network.Graph;
import dev.fettle.network.Shape;
import dev.fettle.network.Shapes;
import dev.fettle.runtime.Holdings.Wanted;
import dev.fettle.runtime.Tiling.Tile;
import dev.fettle.runtime.engine.Crop;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.Latest;
import dev.fettle.runtime.engine.Plan;
import dev.fettle.runtime.engine.PreparedNetwork;
import dev.fettle.runtime.engine.Raster;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A network on whole pictures: cuts them into exact tiles that fit the memory budget. Runs are not
/// thread-safe; sizes may be asked for by any thread.
final class TiledNetwork implements PictureNetwork {
    /// Steps of a tile that progress is told in.
    private static final int PARTS = 100;

    /// Pixels of a picture that is too small for several threads to share it well: on two quiet cores 256×256
    /// took as long side by side as one by one.
    private static final int SMALL = 192 * 192;

    /// Pictures of one run of a batch: their turns are counted together.
    private static final int MOST_TOGETHER = 1024;

    /// What orders of work may take of the budget: few tiles of a picture of 48 megapixels are lower.
    private static final int ORDER_SHARE = 8;

    private static final long MOST_ORDER_BYTES = 16 << 20;

    /// Sizes whose tiles are remembered.
    private static final int MOST_GRIDS = 256;

    private final Engine engine;
    private final Holdings holdings;
    private final boolean isProportional;
    private final Latest<Size, Grid> grids = new Latest<>(this::cut, _ -> 1, MOST_GRIDS);

    /// Of a picture.
    ///
    /// @param limitBytes what its plan may hold, packed weights included
    private record Size(int width, int height, long limitBytes) {}

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
    private Grid cut(Size size, Check check) {
        Tiling rows = rows(size);
        int height = rows.window();
        if (engine.isComfortable(height, size.width, size.limitBytes, check)) {
            return new Grid(rows, Tiling.whole(size.width, engine.halo()));
        }
        Tiling columns = Tiling.within(
                size.limitBytes, size.width, engine.halo(), width -> engine.bufferBytes(height, width, check));
        if (columns.count() > 1) {
            requireProportional(engine.bufferBytes(height, size.width, check), size.limitBytes);
        }
        return new Grid(rows, columns);
    }

    private Tiling rows(Size size) {
        Tiling whole = Tiling.whole(size.height, engine.rowHalo());
        long least = engine.orderBytes(size.height, size.width);
        boolean canBeCut = isProportional && !engine.halo().global();
        if (!canBeCut) {
            Tiling.requireWithin(size.limitBytes, least);
            return whole;
        }
        long most = Math.min(size.limitBytes / ORDER_SHARE, MOST_ORDER_BYTES);
        return least <= most ? whole : whole.fewest(height -> engine.orderBytes(height, size.width) <= most);
    }

    private void requireProportional(long needed, long limitBytes) {
        if (!isProportional) {
            throw new MemoryBudgetException(
                    "this network's output is not in proportion to its input and cannot be tiled: it needs %s of buffers, the budget is %s (withMemoryBytes, --memory); raise the memory budget"
                            .formatted(Tiling.readable(needed), Tiling.readable(limitBytes)),
                    needed);
        }
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
        Grid grid = grids.get(new Size(width, height, limitBytes), check);
        Wanted wanted = wanted(grid, limitBytes);
        return new Runs(
                grid.count(),
                grid.columns().core(),
                grid.rows().core(),
                grid.overlap(),
                grid.rows().work() * grid.columns().work() * wanted.work(check),
                wanted.planBytes(check),
                engine.network().weightBytes(),
                grid.columns().count() > 1);
    }

    private Wanted wanted(Grid grid, long limitBytes) {
        return new Wanted(engine, grid.rows().window(), grid.columns().window(), limitBytes);
    }

    @Override
    public Planes run(Planes picture, Watch watch) {
        return run(picture, holdings.budgetBytes(), watch);
    }

    /// @param limitBytes what the plan may hold, packed weights included
    Planes run(Planes picture, long limitBytes, Watch watch) {
        watch.goOn();
        Shape shape = outputShape(engine.network().graph(), picture.height(), picture.width());
        Planes result = empty(shape, watch);
        Grid grid = grids.get(new Size(picture.width(), picture.height(), limitBytes), watch);
        Plan plan = holdings.plan(wanted(grid, limitBytes), watch);
        Pass pass = new Pass(picture, result);
        int count = grid.count();
        grid.forEach((number, window) -> run(plan, window, pass, new Parts(watch.part(number, count))));
        return result;
    }

    private static Planes empty(Shape shape, Watch watch) {
        return Planes.empty(shape.width(), shape.height(), shape.channels(), watch);
    }

    @Override
    public List<Planes> runAll(List<Planes> pictures, Watch watch) {
        int count = pictures.size();
        int width = pictures.getFirst().width();
        int height = pictures.getFirst().height();
        Wanted wanted = new Wanted(engine, height, width, holdings.budgetBytes());
        boolean areSmall = (long) width * height <= SMALL;
        int together = count > 1 && areSmall ? wanted.sideBySide(count, watch) : 0;
        List<Planes> results = new ArrayList<>(count);
        for (int i = 0; i < together; i += MOST_TOGETHER) {
            int some = Math.min(MOST_TOGETHER, together - i);
            results.addAll(batch(wanted, pictures.subList(i, i + some), watch.parts(i, some, count)));
        }
        for (int i = together; i < count; i++) {
            results.add(run(pictures.get(i), watch.part(i, count)));
        }
        return results;
    }

    private List<Planes> batch(Wanted wanted, List<Planes> pictures, Watch watch) {
        watch.goOn();
        Shape shape = outputShape(engine.network().graph(), wanted.height(), wanted.width());
        List<Planes> results = Stream.generate(() -> empty(shape, watch))
                .limit(pictures.size())
                .toList();
        holdings.batch(wanted, watch).run(rasters(pictures), rasters(results), new Parts(watch));
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
        private int told;

        Parts(Watch watch) {
            this.watch = watch;
        }

        @Override
        public void at(int done, int all) {
            watch.goOn();
            int part = Math.toIntExact((long) PARTS * done / all);
            if (part > told) {
                told = part;
                watch.done(part, PARTS);
            }
        }
    }

    private record Pass(Planes picture, Planes result) {
        int column(int position) {
            return scaled(position, picture.width(), result.width());
        }

        int row(int position) {
            return scaled(position, picture.height(), result.height());
        }

        /// Position in the result of a position in the picture, rounded up, so that a strided network keeps
        /// the last, partial pixel.
        private static int scaled(int position, int from, int to) {
            return Math.toIntExact(((long) position * to + from - 1) / from);
        }
    }

    private static void run(Plan plan, Grid.Window window, Pass pass, Parts progress) {
        Tile rows = window.rows();
        Tile columns = window.columns();
        Planes picture = pass.picture();
        Planes result = pass.result();
        int x = pass.column(columns.core());
        int y = pass.row(rows.core());
        Crop keep = new Crop(
                pass.column(columns.core() - columns.window()),
                pass.row(rows.core() - rows.window()),
                Math.min(pass.column(columns.coreSize()), result.width() - x),
                Math.min(pass.row(rows.coreSize()), result.height() - y));
        plan.run(
                Raster.at(picture.channels(), rows.window() * picture.width() + columns.window(), picture.width()),
                Raster.at(result.channels(), y * result.width() + x, result.width()),
                keep,
                progress);
    }
}
