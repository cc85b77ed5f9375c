package dev.fettle.runtime;

import dev.fettle.image.Check;
import dev.fettle.image.Remark;
import dev.fettle.network.Graph;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.WindowMean;
import dev.fettle.network.Shape;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.Once;
import dev.fettle.runtime.engine.PreparedNetwork;
import java.util.List;
import java.util.Optional;

/// A network that pools over the whole picture, as channel attention does, and so has no exact tiles. A picture that
/// fits the memory budget is run whole. A larger one is cut into square windows of one size, each of which pools over
/// itself, as networks do over the patches that they are trained on; neighbours fade into each other.
///
/// Windows are the largest that the budget allows. What fits is decided for more threads than machines have, so that
/// the result follows from the budget and does not depend on the machine.
final class BlendedWindows implements PictureNetwork {
    private static final int STEP = 16; // of the windows' sides
    private static final int LEAST_STEPS = 3;

    /// Up to so many pixels it takes no time to find out whether a picture fits.
    private static final int SMALL = 256 * 256;

    /// Of the area of the largest window: what has more pixels does not fit, since bytes per pixel hardly depend on
    /// the size.
    private static final int SURELY_TOO_LARGE = 4;

    private final Engine engine;
    private final TiledNetwork network;
    private final Holdings holdings;
    private final int alignment;
    private final int step;
    private final int inputs;
    private final int channels;
    private final int ratio;
    private final Once<Integer> side = new Once<>(this::largestSide);

    /// @param network for which this {@linkplain #does does}
    /// @param alignment what the sides of its pictures are multiples of
    BlendedWindows(PreparedNetwork network, Holdings holdings, int alignment) {
        this.engine = network.engine(holdings.workers());
        this.network = new TiledNetwork(network, holdings);
        this.holdings = holdings;
        this.alignment = alignment;
        step = STEP % alignment == 0 ? STEP : STEP * alignment;
        Shape result = TiledNetwork.outputShape(network.graph(), step, step);
        inputs = network.graph().inputChannels();
        channels = result.channels();
        ratio = result.height() / step;
    }

    /// Whether a network pools over the whole picture, and not over windows of its own, and its result is a whole
    /// number of times as large as the picture.
    ///
    /// @param alignment what the sides of its pictures are multiples of
    static boolean does(Graph graph, int alignment) {
        boolean hasOwn = graph.nodes().stream().anyMatch(node -> node.operation() instanceof WindowMean);
        boolean pools = graph.nodes().stream().anyMatch(node -> node.operation() instanceof GlobalMean);
        return pools && !hasOwn && isEnlarging(graph, STEP * alignment);
    }

    private static boolean isEnlarging(Graph graph, int side) {
        int small = TiledNetwork.outputShape(graph, side, side).height();
        int large = TiledNetwork.outputShape(graph, 2 * side, 2 * side).height();
        return small % side == 0 && large == 2 * small;
    }

    private boolean isWhole(int width, int height, Check check) {
        long area = (long) width * height;
        if (area > SMALL) {
            long window = side(check);
            if (area > SURELY_TOO_LARGE * window * window) {
                return false;
            }
        }
        return engine.bufferBytesAnywhere(height, width, check) <= holdings.budgetBytes();
    }

    /// @throws MemoryBudgetException if not even the smallest window fits
    private int side(Check check) {
        return side.get(check);
    }

    private int largestSide(Check check) {
        Tiling.requireWithin(holdings.budgetBytes(), windowBytes(LEAST_STEPS, check));
        int fits = LEAST_STEPS;
        int tooLarge = 2 * fits;
        while (fits(tooLarge, check)) {
            fits = tooLarge;
            tooLarge = 2 * fits;
        }
        while (tooLarge - fits > 1) {
            int middle = (fits + tooLarge) >>> 1;
            if (fits(middle, check)) {
                fits = middle;
            } else {
                tooLarge = middle;
            }
        }
        return fits * step;
    }

    private boolean fits(int steps, Check check) {
        return windowBytes(steps, check) <= holdings.budgetBytes();
    }

    /// The plan of a window, what goes into it, and what comes out.
    private long windowBytes(int steps, Check check) {
        int pixels = steps * step;
        return engine.bufferBytesAnywhere(pixels, pixels, check) + arrays(pixels, pixels);
    }

    private long arrays(int width, int height) {
        return (long) Float.BYTES * (inputs + (long) channels * ratio * ratio) * width * height;
    }

    /// The windows of a picture.
    private record Cut(Spans rows, Spans columns) {
        int count() {
            return Math.multiplyExact(rows.count(), columns.count());
        }

        int width() {
            return columns.window();
        }

        int height() {
            return rows.window();
        }
    }

    private Cut cut(int width, int height, Check check) {
        int most = side(check);
        return new Cut(Spans.of(height, most, alignment), Spans.of(width, most, alignment));
    }

    @Override
    public Runs runs(int width, int height, Check check) {
        if (isWhole(width, height, check)) {
            return network.runs(width, height, check);
        }
        Cut cut = cut(width, height, check);
        Runs one = network.runs(cut.width(), cut.height(), limitBytes(cut), check);
        double pixels = (double) cut.count() * cut.width() * cut.height();
        return new Runs(
                cut.count(),
                cut.columns().kept(),
                cut.rows().kept(),
                Spans.FADE / 2,
                one.work() * pixels / ((double) width * height),
                one.bufferBytes() + arrays(cut.width(), cut.height()),
                one.weightBytes(),
                true);
    }

    /// What the plan of a window may hold.
    private long limitBytes(Cut cut) {
        return holdings.budgetBytes() - arrays(cut.width(), cut.height());
    }

    @Override
    public Optional<Remark> remark(int width, int height, Check check) {
        if (isWhole(width, height, check)) {
            return Optional.empty();
        }
        Cut cut = cut(width, height, check);
        return Optional.of(Remark.noted(
                "the network pools over the whole picture, for which %s do not do: %d windows of %dx%d fade into one another; more memory (--memory) makes larger ones"
                        .formatted(Tiling.readable(holdings.budgetBytes()), cut.count(), cut.width(), cut.height())));
    }

    @Override
    public Planes run(Planes picture, Watch watch) {
        if (isWhole(picture.width(), picture.height(), watch)) {
            return network.run(picture, watch);
        }
        Cut cut = cut(picture.width(), picture.height(), watch);
        Runnable giveBack = holdings.reserve(arrays(cut.width(), cut.height()));
        try {
            return new Blend(picture, cut, watch).run();
        } finally {
            giveBack.run();
        }
    }

    @Override
    public List<Planes> runAll(List<Planes> pictures, Watch watch) {
        Planes first = pictures.getFirst();
        return isWhole(first.width(), first.height(), watch)
                ? network.runAll(pictures, watch)
                : PictureNetwork.super.runAll(pictures, watch);
    }

    /// The sum of a picture's windows.
    private final class Blend {
        private final Planes picture;
        private final Cut cut;
        private final Watch watch;
        private final Planes sum;

        Blend(Planes picture, Cut cut, Watch watch) {
            this.picture = picture;
            this.cut = cut;
            this.watch = watch;
            int width = Math.multiplyExact(picture.width(), ratio);
            int height = Math.multiplyExact(picture.height(), ratio);
            sum = Planes.empty(width, height, channels, watch);
        }

        Planes run() {
            int number = 0;
            for (int row = 0; row < cut.rows().count(); row++) {
                for (int column = 0; column < cut.columns().count(); column++) {
                    Watch part = watch.part(number++, cut.count());
                    add(network.run(window(row, column), limitBytes(cut), part), row, column);
                }
            }
            return sum;
        }

        private Planes window(int row, int column) {
            Planes window = Planes.empty(cut.width(), cut.height(), picture.channels().length, watch);
            int corner = cut.rows().start(row) * picture.width() + cut.columns().start(column);
            for (int c = 0; c < window.channels().length; c++) {
                for (int y = 0; y < window.height(); y++) {
                    int from = corner + y * picture.width();
                    System.arraycopy(
                            picture.channels()[c], from, window.channels()[c], y * window.width(), window.width());
                }
            }
            return window;
        }

        private void add(Planes result, int row, int column) {
            float[] down = cut.rows().weights(row, ratio);
            float[] right = cut.columns().weights(column, ratio);
            int corner =
                    ratio * (cut.rows().start(row) * sum.width() + cut.columns().start(column));
            for (int c = 0; c < channels; c++) {
                for (int y = 0; y < result.height(); y++) {
                    watch.goOn();
                    int to = corner + y * sum.width();
                    for (int x = 0; x < result.width(); x++) {
                        sum.channels()[c][to + x] += down[y] * right[x] * result.channels()[c][y * result.width() + x];
                    }
                }
            }
        }
    }
}
