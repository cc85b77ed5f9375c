package dev.fettle.runtime.engine;

/// What one direction of a {@link TileTransform} works on: lines of neighbouring samples, each of which
/// becomes a line of points, or the other way round. An object of its own, made once per thread, because a
/// record for each of its calls would be garbage.
///
/// Line i reads its j-th value at `x[from[j] + i · step]` and writes its j-th at
/// `y[to + i · toStep + j · valueStep]`; a value is a vector of neighbouring channels. Lines may come in
/// groups: see {@link #inGroups}.
final class Lines {
    private static final float[] NOTHING = {};

    /// Values of the longest line: the points of F(6×6, 3×3).
    private static final int MOST_VALUES = 8;

    float[] x = NOTHING;
    final int[] from = new int[MOST_VALUES];
    int step;
    int count;
    float[] y = NOTHING;
    int to;
    int toStep;
    int valueStep;

    /// Lines of a group.
    int group;

    /// Behind the last line of a group, added to where the next would be read and written.
    int groupStep;

    int groupToStep;

    /// Begins anew: sets every field, so that nothing is left of what the thread has done before.
    ///
    /// @param rows where the values of the first line lie, from the offset on
    void begin(float[] x, int[] rows, int offset, int step, int count, float[] y, int to, int toStep, int valueStep) {
        int values = Math.min(MOST_VALUES, rows.length);
        for (int j = 0; j < values; j++) {
            from[j] = rows[j] + offset;
        }
        set(x, step, count, y, to, toStep, valueStep);
    }

    /// The same for values of the first line that lie at the same distance from one to the next.
    void begin(float[] x, int first, int distance, int step, int count, float[] y, int to, int toStep, int valueStep) {
        for (int j = 0; j < MOST_VALUES; j++) {
            from[j] = first + j * distance;
        }
        set(x, step, count, y, to, toStep, valueStep);
    }

    private void set(float[] x, int step, int count, float[] y, int to, int toStep, int valueStep) {
        this.x = x;
        this.step = step;
        this.count = count;
        this.y = y;
        this.to = to;
        this.toStep = toStep;
        this.valueStep = valueStep;
        group = count;
        groupStep = 0;
        groupToStep = 0;
    }

    /// After {@link #begin}, which leaves one group: the lines stand in groups, so that one loop takes lines that
    /// lie in two directions.
    ///
    /// @param lines of a group, of which the count is a multiple
    /// @param apart floats from the values of a group's first line to those of the next group's
    /// @param toApart where they are written
    void inGroups(int lines, int apart, int toApart) {
        group = lines;
        groupStep = apart - lines * step;
        groupToStep = toApart - lines * toStep;
    }
}
