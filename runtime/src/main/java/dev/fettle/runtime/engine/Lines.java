package dev.fettle.runtime.engine;

/// What one direction of a {@link TileTransform} works on: lines of neighbouring samples, each of which
/// becomes a line of points, or the other way round. An object of its own, made once per thread, because
/// a call with a dozen arguments is easily made wrong.
///
/// Line i reads its j-th value at `x[from[j] + i · step]` and writes its j-th at
/// `y[to + i · toStep + j · valueStep]`; a value is a vector of neighbouring channels.
final class Lines {
    private static final float[] NOTHING = {};

    float[] x = NOTHING;
    final int[] from = new int[16];
    int step;
    int count;
    float[] y = NOTHING;
    int to;
    int toStep;
    int valueStep;

    /// Places the values of the first line the same distance apart.
    void fromEvery(int first, int distance, int values) {
        for (int j = 0; j < values; j++) {
            from[j] = first + j * distance;
        }
    }
}
