package dev.fettle.train.data;

/// How patches are chosen and varied, beside the eight symmetries of the square.
///
/// @param candidates random places of which the one with the most detail is taken, by the sum of the absolute
/// differences of neighbouring pixels; 1 for any place
/// @param shuffledColours whether the three colours of a patch are put in a random order. Chao et al., CVPR
/// 2023 (ETDS), the authors' recipe
public record Drawing(int candidates, boolean shuffledColours) {
    public static final Drawing DEFAULTS = new Drawing(1, false);

    private static final int MOST_CANDIDATES = 64;
    private static final int COLOURS = 3;

    public Drawing {
        if (candidates < 1 || candidates > MOST_CANDIDATES) {
            throw new IllegalArgumentException(
                    "data.drawing.candidates must be 1 to %d, got %d".formatted(MOST_CANDIDATES, candidates));
        }
    }

    /// A place in a picture, unless one with more detail is drawn.
    ///
    /// @param side height and width of the patch
    /// @param step places are multiples of it
    Square place(RandomState random, Bitmap picture, int side, int step) {
        Square best = anywhere(random, picture, side, step);
        double most = candidates == 1 ? 0 : detail(picture, best);
        for (int i = 1; i < candidates; i++) {
            Square other = anywhere(random, picture, side, step);
            double detail = detail(picture, other);
            if (detail > most) {
                best = other;
                most = detail;
            }
        }
        return best;
    }

    private static Square anywhere(RandomState random, Bitmap picture, int side, int step) {
        int x = step * random.nextInt((picture.width() - side) / step + 1);
        int y = step * random.nextInt((picture.height() - side) / step + 1);
        return new Square(x, y, side, 0);
    }

    /// Over all neighbours and channels of a square, |difference| to the right and down, summed up.
    static double detail(Bitmap picture, Square square) {
        int channels = picture.channels();
        int row = picture.width() * channels;
        double sum = 0;
        for (int y = square.top(); y < square.top() + square.side() - 1; y++) {
            int first = y * row + square.left() * channels;
            for (int i = first; i < first + (square.side() - 1) * channels; i++) {
                float here = picture.sample(i);
                sum += Math.abs(picture.sample(i + channels) - here) + Math.abs(picture.sample(i + row) - here);
            }
        }
        return sum;
    }

    /// The order that the colours of a patch are seen in, as {@link Square} numbers them.
    int order(RandomState random, int channels) {
        return shuffledColours && channels == COLOURS ? random.nextInt(Square.MOST_ORDERS) : 0;
    }
}
