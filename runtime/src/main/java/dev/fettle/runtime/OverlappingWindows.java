package dev.fettle.runtime;

import dev.fettle.image.Check;
import dev.fettle.network.Border;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Shape;
import dev.fettle.network.Shapes;
import dev.fettle.network.Trunk;
import dev.fettle.runtime.engine.Batch;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.PreparedNetwork;
import dev.fettle.runtime.engine.Raster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The scheme of the authors of NSR for large pictures (ychfan/pt_ir): the trunk of the network runs on overlapping
/// windows of the training size, each of which chooses kernels of its own; the results, cropped by 4, are blended,
/// and the rest of the network runs on the whole picture.
///
/// The picture is padded by 4 in reflection. A regular grid of windows, 16 less than a window apart, is centred; what
/// it leaves over at the borders is covered by further windows along each of them. Windows of the grid weigh 1,
/// those along the borders 0.3; sums are divided by the weights. What a window sees around itself is the model's
/// border: zeros, as the authors have it, or its own edge.
final class OverlappingWindows implements PictureNetwork {
    private static final int PAD = 4;
    private static final int OVERLAP = 8; // of neighbours, once they are cropped
    private static final float BORDER_WEIGHT = 0.3f;
    private static final int LEAST_SIDE = 2 * PAD + 2 * OVERLAP; // smaller ones overlap by more than a half

    private final int side;
    private final Holdings holdings;
    private final Engine trunk;
    private final Optional<TiledNetwork> rest;
    private final int inputs;
    private final int ratio;
    private final int channels;

    /// The two parts of a network.
    ///
    /// @param rest what follows the trunk, if anything does
    record Parts(PreparedNetwork trunk, Optional<PreparedNetwork> rest) {
        static Parts of(DeployedNetwork network, Border border, Check check) {
            Trunk cut = Trunk.of(network);
            return new Parts(
                    PreparedNetwork.of(cut.network(), border, check),
                    cut.rest().map(behind -> PreparedNetwork.of(behind, border, check)));
        }
    }

    OverlappingWindows(Supplier<Parts> network, int side, Holdings holdings) {
        if (side < LEAST_SIDE) {
            throw new IllegalArgumentException(
                    "windows that overlap as the authors' are of %d pixels or more, this model's are of %d"
                            .formatted(LEAST_SIDE, side));
        }
        Parts parts = network.get();
        this.side = side;
        this.holdings = holdings;
        trunk = parts.trunk().engine(holdings.workers());
        rest = parts.rest().map(behind -> new TiledNetwork(behind, holdings));
        Shape result = TiledNetwork.outputShape(parts.trunk().graph(), side, side);
        inputs = Shapes.of(parts.trunk().graph(), 1, side, side)
                .of(parts.trunk().graph().input())
                .channels();
        ratio = result.height() / side;
        channels = result.channels();
    }

    /// Where a window begins along one direction of the padded picture.
    ///
    /// @param at the first pixel; in the picture itself, the first that is kept
    /// @param weight of the results
    record Start(int at, float weight) {}

    /// All windows along one direction.
    ///
    /// @param size of the picture, at least that of a window without padding
    static List<Start> starts(int size, int side) {
        int stride = side - 2 * PAD - OVERLAP;
        int last = size + 2 * PAD - side;
        int first = last % stride / 2;
        List<Start> starts = new ArrayList<>();
        for (int at = first; at <= last; at += stride) {
            starts.add(new Start(at, 1));
        }
        int end = starts.getLast().at();
        if (first > 0) {
            starts.addFirst(new Start(0, BORDER_WEIGHT));
        }
        if (end < last) {
            starts.add(new Start(last, BORDER_WEIGHT));
        }
        return starts;
    }

    @Override
    public Runs runs(int width, int height, Check check) {
        int count = starts(height, side).size() * starts(width, side).size();
        double work = (double) count * side * side / ((double) width * height);
        Shares shares = shares(width, height, check);
        Optional<Runs> behind = rest.map(network -> network.runs(width, height, shares.rest(), check));
        long bytes =
                shares.arrays() + shares.trunk() + behind.map(Runs::bufferBytes).orElse(0L);
        long weights =
                trunk.network().weightBytes() + behind.map(Runs::weightBytes).orElse(0L);
        return new Runs(count, side - 2 * PAD, side - 2 * PAD, PAD, work, bytes, weights, false);
    }

    /// Who has what of the budget, in bytes.
    ///
    /// @param arrays sums and weights of the blended result, and the windows of a run
    /// @param trunk its buffers
    /// @param rest what is left for the rest of the network
    private record Shares(long arrays, long trunk, long rest) {}

    /// @throws MemoryBudgetException if nothing is left
    private Shares shares(int width, int height, Check check) {
        long blend = 4L * (channels + 1) * width * ratio * height * ratio;
        long arrays = blend + together() * 4L * (inputs + channels * ratio * ratio) * side * side;
        long budget = holdings.budgetBytes();
        Tiling.requireWithin(budget, arrays + trunk.batchBytes(side, side, 0, check));
        long own = window(budget - arrays).batchBytes(check);
        return new Shares(arrays, own, budget - arrays - own);
    }

    private Holdings.Wanted window(long limitBytes) {
        return new Holdings.Wanted(trunk, side, side, limitBytes);
    }

    /// Windows of one run: some for each thread.
    private int together() {
        return 2 * holdings.workers().threads();
    }

    @Override
    public Planes run(Planes picture, Watch watch) {
        runs(picture.width(), picture.height(), watch); // refused before work
        Shares shares = shares(picture.width(), picture.height(), watch);
        Runnable giveBack = holdings.reserve(shares.arrays());
        try {
            int parts = 1 + rest.map(_ -> 1).orElse(0);
            Planes blended = blended(picture, holdings.budgetBytes() - shares.arrays(), watch.part(0, parts));
            return rest.map(network -> network.run(picture.joined(blended), shares.rest(), watch.part(1, parts)))
                    .orElse(blended);
        } finally {
            giveBack.run();
        }
    }

    private Planes blended(Planes picture, long limitBytes, Watch watch) {
        watch.goOn();
        Batch batch = holdings.batch(window(limitBytes), watch);
        List<Start> down = starts(picture.height(), side);
        List<Start> right = starts(picture.width(), side);
        List<Corner> corners = new ArrayList<>();
        down.forEach(top -> right.forEach(left -> corners.add(new Corner(top, left))));
        Blend blend = new Blend(picture, Math.min(together(), corners.size()), watch);
        for (int from = 0; from < corners.size(); from += together()) {
            List<Corner> group = corners.subList(from, Math.min(from + together(), corners.size()));
            blend.run(batch, group);
            watch.done(from + group.size(), corners.size());
        }
        return blend.result();
    }

    private record Corner(Start down, Start right) {
        float weight() {
            return Math.min(down.weight(), right.weight());
        }
    }

    /// The sum of the windows so far.
    private final class Blend {
        private final Planes picture;
        private final Watch watch;
        private final int width;
        private final int height;
        private final float[][] sums;
        private final float[] weights;
        private final float[][] windows;
        private final float[][] made;

        /// @param most windows of one run
        Blend(Planes picture, int most, Watch watch) {
            this.picture = picture;
            this.watch = watch;
            width = Math.multiplyExact(picture.width(), ratio);
            height = Math.multiplyExact(picture.height(), ratio);
            sums = watch.planes(channels, Math.multiplyExact(width, height));
            weights = new float[width * height];
            windows = new float[most][inputs * side * side];
            made = new float[most][channels * side * ratio * side * ratio];
        }

        void run(Batch batch, List<Corner> corners) {
            List<Raster> from = new ArrayList<>();
            List<Raster> to = new ArrayList<>();
            for (int i = 0; i < corners.size(); i++) {
                fill(windows[i], corners.get(i));
                from.add(Raster.dense(windows[i], inputs, side, side));
                to.add(Raster.dense(made[i], channels, side * ratio, side * ratio));
            }
            batch.run(from, to, (done, total) -> watch.goOn());
            for (int i = 0; i < corners.size(); i++) {
                watch.goOn();
                add(made[i], corners.get(i));
            }
        }

        private void add(float[] window, Corner corner) {
            int wide = side * ratio;
            int kept = (side - 2 * PAD) * ratio;
            float weight = corner.weight();
            for (int y = 0; y < kept; y++) {
                for (int x = 0; x < kept; x++) {
                    int to = (corner.down().at() * ratio + y) * width
                            + corner.right().at() * ratio
                            + x;
                    weights[to] += weight;
                    for (int c = 0; c < channels; c++) {
                        sums[c][to] += weight * window[(c * wide + PAD * ratio + y) * wide + PAD * ratio + x];
                    }
                }
            }
        }

        private void fill(float[] window, Corner corner) {
            for (int y = 0; y < side; y++) {
                int row = reflected(corner.down().at() + y - PAD, picture.height());
                for (int x = 0; x < side; x++) {
                    int column = reflected(corner.right().at() + x - PAD, picture.width());
                    int from = row * picture.width() + column;
                    for (int c = 0; c < inputs; c++) {
                        window[(c * side + y) * side + x] = picture.channels()[c][from];
                    }
                }
            }
        }

        private static int reflected(int position, int size) {
            int inside = Math.abs(position);
            return inside < size ? inside : 2 * (size - 1) - inside;
        }

        Planes result() {
            for (float[] channel : sums) {
                watch.along(channel.length, (from, to) -> {
                    for (int i = from; i < to; i++) {
                        channel[i] /= weights[i];
                    }
                });
            }
            return new Planes(width, height, sums);
        }
    }
}
