package dev.fettle.train.data;

import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// Draws random patches from pairs of pictures: a picture with a chance proportional to its area, a place in it,
/// one of the eight symmetries of the square, and what a {@link DegradationModel} leaves to chance. All randomness
/// comes from a {@link RandomState}, so that its state is the position in the data.
public final class PatchSampler implements BatchSource {
    /// Number of symmetries of the square: transposed or not, mirrored left-right or not, mirrored top-bottom or
    /// not.
    private static final int SYMMETRIES = 8;

    private final List<Pair> pairs;
    private final long[] pixelsUpTo;
    private final int side;
    private final int symmetries;
    private final Set<Integer> scales;
    private final int enlargement;
    private final int step;
    private final int channels;
    private final DegradationModel degradation;
    private final Drawing drawing;

    /// With patches from anywhere, in their own colours.
    public PatchSampler(List<Pair> pairs, int side, boolean mirrored, DegradationModel degradation) {
        this(pairs, side, mirrored, Drawing.DEFAULTS, degradation);
    }

    /// @param pairs as {@link Preparation#trained} makes them for the same degradation
    /// @param side height and width of a patch of the degraded picture
    /// @param mirrored whether to use the eight symmetries or the pictures as they are
    /// @param drawing how else they are chosen and varied
    /// @throws IllegalArgumentException if there is no pair or one is smaller than a patch
    public PatchSampler(List<Pair> pairs, int side, boolean mirrored, Drawing drawing, DegradationModel degradation) {
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("training data: no pictures");
        }
        this.degradation = degradation;
        this.drawing = drawing;
        this.pairs = List.copyOf(pairs);
        this.side = side;
        this.symmetries = mirrored ? SYMMETRIES : 1;
        this.scales = pairs.getFirst().targets().keySet();
        this.enlargement = pairs.getFirst().enlargement();
        this.step = scales.stream().allMatch(scale -> scale % enlargement == 0) ? 1 : enlargement;
        if (side % step != 0) {
            throw new IllegalArgumentException(
                    "training data: patches of %d are not whole in pictures %d times smaller".formatted(side, step));
        }
        this.channels = pairs.getFirst().input().channels();
        this.pixelsUpTo = new long[pairs.size()];
        long pixels = 0;
        for (int i = 0; i < pixelsUpTo.length; i++) {
            require(pairs.get(i));
            pixels += (long) pairs.get(i).input().width() * pairs.get(i).input().height();
            pixelsUpTo[i] = pixels;
        }
    }

    private void require(Pair pair) {
        Bitmap input = pair.input();
        if (input.width() < side || input.height() < side) {
            throw new IllegalArgumentException(
                    "%s: %dx%d is smaller than a patch of %d; leave the file out or set the patch lower (data.patch, data.late.patch)"
                            .formatted(pair.name(), input.width(), input.height(), side));
        }
        if (!pair.targets().keySet().equals(scales)
                || pair.enlargement() != enlargement
                || input.channels() != channels) {
            throw new IllegalArgumentException(pair.name() + ": all pairs must have the same scales and channels");
        }
    }

    @Override
    public Batch next(RandomState random, int count) {
        float[] input = new float[count * side * side * channels];
        NavigableMap<Integer, float[]> targets = new TreeMap<>();
        scales.forEach(scale -> targets.put(scale, new float[count * samples(scale)]));
        Batch batch = new Batch(count, count, side, enlargement, channels, input, targets);
        for (int i = 0; i < count; i++) {
            Pair pair = pick(random);
            Square place = drawing.place(random, pair.input(), side, step)
                    .seen(random.nextInt(symmetries), drawing.order(random, channels));
            degradation.make(random, new Cut(pair, place, batch, i));
        }
        return batch;
    }

    /// Of a patch of an original.
    private int samples(int scale) {
        int large = side * scale / enlargement;
        return large * large * channels;
    }

    private Pair pick(RandomState random) {
        long pixel = random.nextLong(pixelsUpTo[pixelsUpTo.length - 1]);
        int low = 0;
        int high = pixelsUpTo.length - 1;
        while (low < high) {
            int middle = (low + high) / 2;
            if (pixel < pixelsUpTo[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return pairs.get(low);
    }
}
