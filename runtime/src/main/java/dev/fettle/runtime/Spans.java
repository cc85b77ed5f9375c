package dev.fettle.runtime;

/// Windows of one size along one direction of a picture, of which neighbours fade into each other.
///
/// @param size of the picture
/// @param window size of each
/// @param count of windows; with several, neighbours overlap by about {@link #FADE} at least
/// @param alignment what their beginnings are multiples of
record Spans(int size, int window, int count, int alignment) {
    /// Pixels over which a window fades in and out. What lies behind its edge is seen by the pixels along it.
    static final int FADE = 32;

    /// The fewest windows.
    ///
    /// @param side of a window, more than the fade, unless the picture is smaller
    static Spans of(int size, int side, int alignment) {
        int window = Math.min(size, side);
        int count = window == size ? 1 : Math.ceilDiv(size - FADE, window - FADE);
        return new Spans(size, window, count, alignment);
    }

    /// Pixels of a window that it does not share with neighbours, those in the middle between both being its own.
    int kept() {
        return count == 1 ? window : window - FADE;
    }

    /// Where a window begins; they lie evenly, as far as the alignment lets them.
    int start(int number) {
        long even = count == 1 ? 0 : (long) number * (size - window) / (count - 1);
        return Math.toIntExact(even / alignment * alignment);
    }

    /// How much of the result each of a window's samples is; those of all windows add up to 1.
    ///
    /// @param ratio samples of the result for each pixel
    float[] weights(int number, int ratio) {
        float[] weights = new float[window * ratio];
        for (int i = 0; i < weights.length; i++) {
            double place = start(number) + (i + 0.5) / ratio;
            double sum = 0;
            for (int other = 0; other < count; other++) {
                sum += height(other, place);
            }
            weights[i] = (float) (height(number, place) / sum);
        }
        return weights;
    }

    /// Of a window's own rise and fall, which the edges of the picture have not; at most 1.
    private double height(int number, double place) {
        double inside = place - start(number);
        double rise = number == 0 ? FADE : inside;
        double fall = number == count - 1 ? FADE : window - inside;
        boolean isInside = inside > 0 && inside < window;
        return isInside ? Math.min(Math.min(rise, fall) / FADE, 1) : 0;
    }
}
