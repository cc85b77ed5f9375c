package dev.fettle.train.data;

/// A square of a picture, seen in one of the eight symmetries. What lies beyond the picture's edge repeats its
/// outermost pixels, as libjpeg fills its last blocks.
///
/// @param left of the square in the picture, may be negative
/// @param top of the square in the picture, may be negative
/// @param side height and width
/// @param symmetry its bits: 1 transposed, 2 left-right, 4 top-bottom
/// @param order number of the order that its colours are seen in, 0 for their own
record Square(int left, int top, int side, int symmetry, int order) {
    private static final int[][] ORDERS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    /// Of three colours.
    static final int MOST_ORDERS = ORDERS.length;

    /// With the colours in their own order.
    Square(int left, int top, int side, int symmetry) {
        this(left, top, side, symmetry, 0);
    }

    private boolean isTransposed() {
        return (symmetry & 1) != 0;
    }

    private boolean isFlippedLeftRight() {
        return (symmetry & 2) != 0;
    }

    private boolean isFlippedUpDown() {
        return (symmetry & 4) != 0;
    }

    /// The same place seen otherwise.
    Square seen(int otherSymmetry, int otherOrder) {
        return new Square(left, top, side, otherSymmetry, otherOrder);
    }

    /// Another square, seen alike.
    Square with(int otherLeft, int otherTop, int otherSide) {
        return new Square(otherLeft, otherTop, otherSide, symmetry, order);
    }

    /// The same place in a picture of another scale.
    ///
    /// @param scale of that picture
    /// @param here scale of this one; divides place and side, or the other scale
    Square at(int scale, int here) {
        return with(left * scale / here, top * scale / here, side * scale / here);
    }

    /// The square around this one that shows it where the window has its patch.
    Square within(JpegWindow window) {
        int before = isTransposed() ? window.top() : window.left();
        int above = isTransposed() ? window.left() : window.top();
        int rest = window.side() - side;
        int x = left - (isFlippedLeftRight() ? rest - before : before);
        int y = top - (isFlippedUpDown() ? rest - above : above);
        return with(x, y, window.side());
    }

    /// Writes the samples in (H, W, C) order.
    ///
    /// @param at where in `to` they begin
    void copy(Bitmap from, float[] to, int at) {
        int stepX = isFlippedLeftRight() ? -1 : 1;
        int stepY = isFlippedUpDown() ? -1 : 1;
        int firstX = stepX > 0 ? left : left + side - 1;
        int firstY = stepY > 0 ? top : top + side - 1;
        int out = at;
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                int x = firstX + stepX * (isTransposed() ? row : column);
                int y = firstY + stepY * (isTransposed() ? column : row);
                int in = index(from, x, y);
                for (int channel = 0; channel < from.channels(); channel++) {
                    to[out++] = from.sample(in + (order == 0 ? channel : ORDERS[order][channel]));
                }
            }
        }
    }

    private static int index(Bitmap from, int x, int y) {
        int inX = Math.clamp(x, 0, from.width() - 1);
        int inY = Math.clamp(y, 0, from.height() - 1);
        return (inY * from.width() + inX) * from.channels();
    }
}
