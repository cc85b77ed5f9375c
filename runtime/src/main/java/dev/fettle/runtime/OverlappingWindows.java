package dev.fettle.runtime;

import dev.fettle.network.Border;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Trunk;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

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
    private static final int PARTS = 100;

    private final Border border;
    private final int side;
    private final RestoreOptions options;
    private final Engine trunk;
    private final Optional<DeployedNetwork> rest;
    private final int ratio;
    private final int channels;

    OverlappingWindows(DeployedNetwork network, Border border, int side, RestoreOptions options) {
        if (side < LEAST_SIDE) {
            throw new IllegalArgumentException(
                    "windows that overlap as the authors' are of %d pixels or more, this model's are of %d"
                            .formatted(LEAST_SIDE, side));
        }
        Trunk cut = Trunk.of(network);
        this.border = border;
        this.side = side;
        this.options = options;
        trunk = Engine.of(cut.network(), border, options.threads());
        rest = cut.rest();
        var result = TiledNetwork.outputShape(cut.network().graph(), side, side);
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
    public Runs runs(int width, int height) {
        int count = starts(height, side).size() * starts(width, side).size();
        double work = (double) count * side * side / ((double) width * height);
        long own = ownBytes(width, height);
        long behind = withRest(
                        width, height, network -> network.runs(width, height).bufferBytes())
                .orElse(0L);
        return new Runs(count, side - 2 * PAD, side - 2 * PAD, PAD, work, own + behind, false);
    }

    /// The trunk's buffers, and the sums and weights of the blended result.
    private long ownBytes(int width, int height) {
        long blend = 4L * (channels + 1) * width * ratio * height * ratio;
        return trunk.bufferBytes(side, side) + blend;
    }

    /// Something with the rest of the network, which has the part of the budget that trunk and blend leave.
    private <T> Optional<T> withRest(int width, int height, Function<TiledNetwork, T> use) {
        long left = options.memoryBytes() - ownBytes(width, height);
        Tiling.requireWithin(options.memoryBytes(), options.memoryBytes() - Math.min(left, 0));
        return rest.map(network -> {
            try (TiledNetwork tiled = new TiledNetwork(network, border, options.threads(), left)) {
                return use.apply(tiled);
            }
        });
    }

    @Override
    public Planes run(Planes picture, RestoreProgress progress) {
        runs(picture.width(), picture.height()); // refused before work
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
        return withRest(picture.width(), picture.height(), network -> network.run(picture.joined(blended), behind))
                .orElse(blended);
    }

    /// The sum of the windows so far.
    private final class Blend {
        private final Planes picture;
        private final int width;
        private final int height;
        private final float[][] sums;
        private final float[] weights;
        private final Plan plan = trunk.plan(side, side);
        private final float[] window;
        private final float[] made;

        Blend(Planes picture) {
            this.picture = picture;
            width = Math.multiplyExact(picture.width(), ratio);
            height = Math.multiplyExact(picture.height(), ratio);
            sums = new float[channels][Math.multiplyExact(width, height)];
            weights = new float[width * height];
            window = new float[picture.channels().length * side * side];
            made = new float[channels * side * ratio * side * ratio];
        }

        void add(Start down, Start right) {
            fill(down.at(), right.at());
            plan.run(window, made);
            int wide = side * ratio;
            int kept = (side - 2 * PAD) * ratio;
            float weight = Math.min(down.weight(), right.weight());
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
            for (float[] channel : sums) {
                for (int i = 0; i < channel.length; i++) {
                    channel[i] /= weights[i];
                }
            }
            return new Planes(width, height, sums);
        }
    }

    @Override
    public void close() {
        trunk.close();
    }
}
