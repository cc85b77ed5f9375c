package dev.fettle.runtime.engine;

/// Transformed tiles on their way through a Winograd kernel: for each of (m + 2)² points the tiles, for each
/// tile so many neighbouring floats. Made once per thread.
final class Points {
    /// How points lie in an array.
    ///
    /// @param tile floats from a tile to the next
    /// @param point floats from a point to the next
    record Steps(int tile, int point) {}

    float[] array = {};

    /// Position of the first tile.
    int from;

    int tileStep;
    int pointStep;

    /// Floats of a point that matter: channels of an input, or filters, rounded up to whole vectors.
    int channels;

    /// Of an input: from its channels to as many others that are the same, moved to the side; 0 for none.
    int twin;

    /// Columns by which the twin is moved to the right.
    int twinRight;

    /// Columns of the strip of input that are read, from the first to the one before the last; for the others zeros
    /// are taken.
    int firstColumn;

    int endColumn;

    /// The same for the twin.
    int twinFirstColumn;

    int twinEndColumn;

    /// Sets every field.
    void begin(float[] array, int from, Steps steps, int channels) {
        this.array = array;
        this.from = from;
        this.tileStep = steps.tile;
        this.pointStep = steps.point;
        this.channels = channels;
        takeTwin(0, 0);
        firstColumn = 0;
        twinFirstColumn = 0;
        endColumn = Integer.MAX_VALUE;
        twinEndColumn = Integer.MAX_VALUE;
    }

    /// Channels of an input that are transformed with those of {@link #begin}.
    void takeTwin(int channelsApart, int right) {
        twin = channelsApart;
        twinRight = right;
    }

    /// Zeros beyond the edges of what is moved to the side.
    ///
    /// @param first the column of the map with which the strip begins
    void takeColumns(InputPart part, int first) {
        int end = part.layout().width() - first;
        if (part.isCutOff()) {
            firstColumn = -first;
            endColumn = end;
        }
        if (part.isTwinCutOff()) {
            twinFirstColumn = -first;
            twinEndColumn = end;
        }
    }
}
