package dev.fettle.train.data;

import java.util.List;

/// Draws random patches from pairs of pictures: a picture with a chance proportional to its area, a place in it, and
/// one of the eight symmetries of the square. All randomness comes from a {@link RandomState}, so that its state is
/// the position in the data.
public final class PatchSampler implements BatchSource {
    /// Number of symmetries of the square: transposed or not, mirrored left-right or not, mirrored top-bottom or
    /// not.
    private static final int SYMMETRIES = 8;

    private final List<Pair> pairs;
    private final long[] pixelsUpTo;
    private final int side;
    private final int symmetries;
    private final int scale;
    private final int channels;
    private final double noise;

    /// @param side height and width of a patch of the degraded picture
    /// @param mirrored whether to use the eight symmetries or the pictures as they are
    /// @param noise standard deviation of the Gaussian noise added to each input sample
    /// @throws IllegalArgumentException if there is no pair or one is smaller than a patch
    public PatchSampler(List<Pair> pairs, int side, boolean mirrored, double noise) {
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("training data: no pictures");
        }
        this.noise = noise;
        this.pairs = List.copyOf(pairs);
        this.side = side;
        this.symmetries = mirrored ? SYMMETRIES : 1;
        this.scale = pairs.getFirst().scale();
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
                    "%s: %dx%d is smaller than a patch of %d; leave the file out or set data.patch lower"
                            .formatted(pair.name(), input.width(), input.height(), side));
        }
        if (pair.scale() != scale || input.channels() != channels) {
            throw new IllegalArgumentException(pair.name() + ": all pairs must have the same scale and channels");
        }
    }

    @Override
    public Batch next(RandomState random, int count) {
        float[] input = new float[count * side * side * channels];
        float[] target = new float[input.length * scale * scale];
        for (int i = 0; i < count; i++) {
            Pair pair = pick(random);
            int x = random.nextInt(pair.input().width() - side + 1);
            int y = random.nextInt(pair.input().height() - side + 1);
            int symmetry = random.nextInt(symmetries);
            cut(pair.input(), x, y, side, symmetry, input, i);
            cut(pair.target(), x * scale, y * scale, side * scale, symmetry, target, i);
        }
        if (noise > 0) {
            for (int i = 0; i < input.length; i++) {
                input[i] += (float) (noise * random.nextGaussian());
            }
        }
        return new Batch(count, side, scale, channels, input, target);
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

    /// Writes the square at (left, top) as patch number `index`; bits of the symmetry: 1 transposed, 2
    /// left-right, 4 top-bottom.
    private void cut(Bitmap from, int left, int top, int size, int symmetry, float[] to, int index) {
        int stepX = (symmetry & 2) == 0 ? 1 : -1;
        int stepY = (symmetry & 4) == 0 ? 1 : -1;
        int firstX = stepX > 0 ? left : left + size - 1;
        int firstY = stepY > 0 ? top : top + size - 1;
        boolean transposed = (symmetry & 1) != 0;
        int out = index * size * size * channels;
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                int x = firstX + stepX * (transposed ? row : column);
                int y = firstY + stepY * (transposed ? column : row);
                int in = (y * from.width() + x) * channels;
                for (int channel = 0; channel < channels; channel++) {
                    to[out++] = from.sample(in + channel);
                }
            }
        }
    }
}
