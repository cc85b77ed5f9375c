package dev.fettle.runtime.engine;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The transforms of F(m×n, r×s) on `jdk.incubator.vector`: channels side by side in vectors, one
/// direction after the other. Lavin and Gray, CVPR 2016, sec. 4.
///
/// Neighbouring tiles share s - 1 columns of input; as the vertical direction comes first, these are
/// transformed once.
///
/// @param down the vertical direction
/// @param across the horizontal direction
record VectorTile(LineTransform down, LineTransform across) implements TileTransform {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int COUNT = SPECIES.length();

    /// Tiles whose half-transformed samples stay in a first-level cache of 32 KB: at most 20 KB with 512-bit vectors.
    static final int TILES = 6;

    /// Vectors of filters that one loop transforms back: some 2 % faster than a loop for each, if anything.
    private static final int VECTORS = 4;

    /// Squares.
    static VectorTile of(LineTransform both) {
        return new VectorTile(both, both);
    }

    @Override
    public void filters(Taps taps) {
        float[] matrix = new float[3 * down.points()];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = (float) down.filterMatrix()[i / 3][i % 3];
        }
        for (int row = 0; row < down.points(); row++) {
            filterRow(taps, row, matrix);
        }
    }

    /// A row of G g, and from it the same row of points.
    private void filterRow(Taps taps, int row, float[] matrix) {
        Taps.Target points = taps.points();
        float[] x = taps.filters().array();
        float[] y = points.array();
        int tap = taps.tapStep();
        FloatVector top = FloatVector.broadcast(SPECIES, matrix[3 * row]);
        FloatVector middle = FloatVector.broadcast(SPECIES, matrix[3 * row + 1]);
        FloatVector bottom = FloatVector.broadcast(SPECIES, matrix[3 * row + 2]);
        int from = taps.from();
        int first = points.from() + row * down.points() * points.pointStep();
        for (int channel = 0; channel < taps.channels(); channel++) {
            FloatVector left = FloatVector.fromArray(SPECIES, x, from).mul(top);
            FloatVector centre = FloatVector.fromArray(SPECIES, x, from + tap).mul(top);
            FloatVector right =
                    FloatVector.fromArray(SPECIES, x, from + 2 * tap).mul(top);
            left = FloatVector.fromArray(SPECIES, x, from + 3 * tap).fma(middle, left);
            centre = FloatVector.fromArray(SPECIES, x, from + 4 * tap).fma(middle, centre);
            right = FloatVector.fromArray(SPECIES, x, from + 5 * tap).fma(middle, right);
            left = FloatVector.fromArray(SPECIES, x, from + 6 * tap).fma(bottom, left);
            centre = FloatVector.fromArray(SPECIES, x, from + 7 * tap).fma(bottom, centre);
            right = FloatVector.fromArray(SPECIES, x, from + 8 * tap).fma(bottom, right);
            int to = first;
            for (int point = 0; point < matrix.length; point += 3) {
                left.mul(matrix[point])
                        .add(centre.mul(matrix[point + 1]))
                        .add(right.mul(matrix[point + 2]))
                        .intoArray(y, to);
                to += points.pointStep();
            }
            from += taps.channelStep();
            first += points.channelStep();
        }
    }

    @Override
    public int scratchFloats() {
        return down.points() * (columns(TILES) + InputPart.MOST_RIGHT) * COUNT;
    }

    /// Of the input of neighbouring tiles.
    private int columns(int tiles) {
        return across.side() * tiles + across.taps() - 1;
    }

    @Override
    public void input(float[] x, int[] rows, int step, int tiles, Points v, Workspace workspace) {
        int before = Math.max(v.twinRight, 0);
        for (int first = 0; first < tiles; first += TILES) {
            int some = Math.min(TILES, tiles - first);
            int columns = columns(some) + Math.abs(v.twinRight);
            int column = across.side() * first;
            int to = v.from + first * v.tileStep;
            for (int channel = 0; channel < v.channels; channel += COUNT) {
                down(x, rows, (column - before) * step + channel, step, columns, workspace);
                if (v.endColumn < Integer.MAX_VALUE) {
                    clear(workspace.transform, columns, v.firstColumn - column, v.endColumn - column);
                }
                across(some, columns, before, v, to + channel, workspace);
                if (v.twin != 0) {
                    int moved = before - v.twinRight;
                    if (v.twinEndColumn < Integer.MAX_VALUE) {
                        int from = v.twinFirstColumn - column + moved;
                        clear(workspace.transform, columns, from, v.twinEndColumn - column + moved);
                    }
                    across(some, columns, moved, v, to + channel + v.twin, workspace);
                }
            }
        }
    }

    /// Zeros in the columns before the first and from the end on.
    private void clear(float[] half, int columns, int first, int end) {
        int from = Math.clamp(first, 0, columns) * COUNT;
        int to = Math.clamp(end, 0, columns) * COUNT;
        for (int row = 0; row < down.points(); row++) {
            int start = row * columns * COUNT;
            Arrays.fill(half, start, start + from, 0);
            Arrays.fill(half, start + to, start + columns * COUNT, 0);
        }
    }

    /// The vertical direction: every column of input is a line.
    private void down(float[] x, int[] rows, int offset, int step, int columns, Workspace workspace) {
        Lines lines = workspace.lines;
        lines.begin(x, rows, offset, step, columns, workspace.transform, 0, COUNT, columns * COUNT);
        down.toPoints(lines);
    }

    /// The horizontal direction, for one row of points after the other: every tile is a line.
    private void across(int tiles, int columns, int first, Points v, int to, Workspace workspace) {
        Lines lines = workspace.lines;
        int count = down.points() * tiles;
        int step = across.side() * COUNT;
        lines.begin(workspace.transform, first * COUNT, COUNT, step, count, v.array, to, v.tileStep, v.pointStep);
        lines.inGroups(tiles, columns * COUNT, across.points() * v.pointStep);
        across.toPoints(lines);
    }

    @Override
    public void output(Points m, int tile, int tiles, float[] y, int yFrom, Workspace workspace) {
        int columns = across.side() * tiles;
        for (int i = 0; i < tiles; i++) {
            int from = m.from + (tile + i) * m.tileStep;
            int to = yFrom + i * across.side() * m.channels;
            for (int filter = 0; filter < m.channels; filter += VECTORS * COUNT) {
                int vectors = Math.min(VECTORS, (m.channels - filter) / COUNT);
                up(m, from + filter, vectors, workspace);
                together(vectors, m.channels, columns, y, to + filter, workspace);
            }
        }
    }

    /// The vertical direction: every column of points is a line, of one vector after the other.
    private void up(Points m, int from, int vectors, Workspace workspace) {
        Lines lines = workspace.lines;
        int step = m.pointStep;
        int row = across.points();
        lines.begin(m.array, from, row * step, step, vectors * row, workspace.transform, 0, COUNT, row * COUNT);
        lines.inGroups(row, COUNT, down.side() * row * COUNT);
        down.toSamples(lines);
    }

    /// The horizontal direction: every row of the tile is a line, of one vector after the other.
    ///
    /// @param columns from a row of the result to the next
    private void together(int vectors, int pixelStep, int columns, float[] y, int yFrom, Workspace workspace) {
        Lines lines = workspace.lines;
        int row = across.points() * COUNT;
        int rows = down.side();
        lines.begin(workspace.transform, 0, COUNT, row, vectors * rows, y, yFrom, columns * pixelStep, pixelStep);
        lines.inGroups(rows, rows * row, COUNT);
        across.toSamples(lines);
    }
}
