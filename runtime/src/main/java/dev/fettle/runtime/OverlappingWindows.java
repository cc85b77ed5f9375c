package dev.fettle.runtime;

import dev.fettle.network.Network;
import dev.fettle.network.Trunk;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/// The scheme of the authors of NSR for large pictures (ychfan/pt_ir): the trunk of the network runs on overlapping
/// windows of the training size, each of which chooses kernels of its own; the results, cropped by 4, are blended,
/// and the rest of the network runs on the whole picture.
///
/// The picture is padded by 4 in reflection. A regular grid of windows, 16 less than a window apart, is centred; what
/// it leaves over at the borders is covered by further windows along each of them. Windows of the grid weigh 1,
/// those along the borders 0.3; sums are divided by the weights.
final class OverlappingWindows implements PictureNetwork {
    private static final int PAD = 4;
    private static final int OVERLAP = 8; // of neighbours, once they are cropped
    private static final double BORDER_WEIGHT = 0.3;
    private static final int PARTS = 100;

    private final int side;
    private final Engine trunk;
    private final Optional<TiledNetwork> rest;
    private final int ratio;
    private final int channels;
    private final long budgetBytes;

    OverlappingWindows(Network network, int side, int threads, long budgetBytes) {
        if (side <= 2 * PAD + OVERLAP) {
            throw new IllegalArgumentException(
                    "windows that overlap as the authors' must be larger than %d pixels, these are %d"
                            .formatted(2 * PAD + OVERLAP, side));
        }
        Trunk cut = Trunk.of(network);
        this.side = side;
        this.budgetBytes = budgetBytes;
        trunk = Engine.of(cut.network(), threads);
        rest = cut.rest().map(behind -> new TiledNetwork(behind, threads, budgetBytes));
        var result = TiledNetwork.outputShape(cut.network().graph(), side, side);
        ratio = result.height() / side;
        channels = result.channels();
    }

    /// Where a window begins along one direction of the padded picture.
    ///
    /// @param at the first pixel; in the picture itself, the first that is kept
    /// @param weight of the results
    record Start(int at, double weight) {}

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
    public Runs runs(int width, int height) {
        int count = starts(height, side).size() * starts(width, side).size();
        double work = (double) count * side * side / ((double) width * height);
        long restBytes =
                rest.map(network -> network.runs(width, height).bufferBytes()).orElse(0L);
        return new Runs(count, side - 2 * PAD, side - 2 * PAD, PAD, work, trunkBytes() + restBytes);
    }

    private long trunkBytes() {
        long bytes = trunk.bufferBytes(side, side);
        Tiling.requireWithin(budgetBytes, bytes);
        return bytes;
    }

    @Override
    public Planes run(Planes picture, RestoreProgress progress) {
        trunkBytes();
        List<Start> down = starts(picture.height(), side);
        List<Start> right = starts(picture.width(), side);
        int windows = down.size() * right.size();
        int total = PARTS * (windows + rest.map(_ -> 1).orElse(0));
        Blend blend = new Blend(picture);
        for (int i = 0; i < windows; i++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("restoration interrupted");
            }
            blend.add(down.get(i / right.size()), right.get(i % right.size()));
            progress.done(PARTS * (i + 1), total);
        }
        Planes blended = blend.result();
        RestoreProgress behind = (tiles, all) -> progress.done(PARTS * windows + PARTS * tiles / all, total);
        return rest.map(network -> network.run(picture.joined(blended), behind)).orElse(blended);
    }

    /// The sum of the windows so far.
    private final class Blend {
        private final Planes picture;
        private final int width;
        private final int height;
        private final double[][] sums;
        private final double[] weights;
        private final Plan plan = trunk.plan(side, side);
        private final float[] window;
        private final float[] made;

        Blend(Planes picture) {
            this.picture = picture;
            width = Math.multiplyExact(picture.width(), ratio);
            height = Math.multiplyExact(picture.height(), ratio);
            sums = new double[channels][Math.multiplyExact(width, height)];
            weights = new double[sums[0].length];
            window = new float[picture.channels().length * side * side];
            made = new float[channels * side * ratio * side * ratio];
        }

        void add(Start down, Start right) {
            fill(down.at(), right.at());
            plan.run(window, made);
            int wide = side * ratio;
            int kept = (side - 2 * PAD) * ratio;
            double weight = Math.min(down.weight(), right.weight());
            for (int y = 0; y < kept; y++) {
                for (int x = 0; x < kept; x++) {
                    int to = (down.at() * ratio + y) * width + right.at() * ratio + x;
                    weights[to] += weight;
                    for (int c = 0; c < channels; c++) {
                        sums[c][to] += weight * made[(c * wide + PAD * ratio + y) * wide + PAD * ratio + x];
                    }
                }
            }
        }

        private void fill(int top, int left) {
            for (int y = 0; y < side; y++) {
                int row = reflected(top + y - PAD, picture.height());
                for (int x = 0; x < side; x++) {
                    int from = row * picture.width() + reflected(left + x - PAD, picture.width());
                    for (int c = 0; c < picture.channels().length; c++) {
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
            Planes result = Planes.empty(width, height, channels);
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < weights.length; i++) {
                    result.channels()[c][i] = (float) (sums[c][i] / weights[i]);
                }
            }
            return result;
        }
    }

    @Override
    public void close() {
        trunk.close();
        rest.ifPresent(TiledNetwork::close);
    }
}
