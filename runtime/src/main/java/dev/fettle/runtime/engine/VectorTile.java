package dev.fettle.runtime.engine;

import jdk.incubator.vector.FloatVector;

/// The transforms of F(m×m, 3×3) on `jdk.incubator.vector`: channels side by side in vectors, one
/// direction after the other. Lavin and Gray, CVPR 2016, sec. 4.
///
/// Neighbouring tiles share two columns of input; as the vertical direction comes first, these are
/// transformed once.
///
/// @param line one direction
record VectorTile(LineTransform line) implements TileTransform {
    private static final int COUNT = FloatVector.SPECIES_PREFERRED.length();

    /// Tiles whose half-transformed samples stay in a first-level cache of 48 KB: at most 38.
    private static final int TILES = 12;

    @Override
    public int side() {
        return line.side();
    }

    private int points() {
        return line.side() + 2;
    }

    @Override
    public double[][] filterMatrix() {
        return line.filterMatrix();
    }

    @Override
    public int scratchFloats() {
        return points() * (side() * TILES + 2) * COUNT;
    }

    @Override
    public void input(float[] x, int[] rows, int step, int tiles, Points v, Workspace workspace) {
        for (int first = 0; first < tiles; first += TILES) {
            int some = Math.min(TILES, tiles - first);
            for (int channel = 0; channel < v.channels; channel += COUNT) {
                down(x, rows, side() * first * step + channel, step, side() * some + 2, workspace);
                across(some, v, v.from + first * v.tileStep + channel, workspace);
            }
        }
    }

    /// The vertical direction: every column of input is a line.
    private void down(float[] x, int[] rows, int offset, int step, int columns, Workspace workspace) {
        Lines lines = workspace.lines;
        lines.x = x;
        for (int row = 0; row < points(); row++) {
            lines.from[row] = rows[row] + offset;
        }
        lines.step = step;
        lines.count = columns;
        lines.y = workspace.transform;
        lines.to = 0;
        lines.toStep = COUNT;
        lines.valueStep = columns * COUNT;
        line.toPoints(lines);
    }

    /// The horizontal direction, for one row of points after the other: every tile is a line.
    private void across(int tiles, Points v, int to, Workspace workspace) {
        Lines lines = workspace.lines;
        lines.x = workspace.transform;
        lines.step = side() * COUNT;
        lines.count = tiles;
        lines.y = v.array;
        lines.toStep = v.tileStep;
        lines.valueStep = v.pointStep;
        for (int row = 0; row < points(); row++) {
            lines.fromEvery(row * (side() * tiles + 2) * COUNT, COUNT, points());
            lines.to = to + row * points() * v.pointStep;
            line.toPoints(lines);
        }
    }

    @Override
    public void output(Points m, int tile, float[] y, int yFrom, Workspace workspace) {
        int from = m.from + tile * m.tileStep;
        for (int filter = 0; filter < m.pointStep; filter += COUNT) {
            up(m, from + filter, workspace);
            together(m.pointStep, y, yFrom + filter, workspace);
        }
    }

    /// The vertical direction: every column of points is a line.
    private void up(Points m, int from, Workspace workspace) {
        Lines lines = workspace.lines;
        lines.x = m.array;
        lines.fromEvery(from, points() * m.pointStep, points());
        lines.step = m.pointStep;
        lines.count = points();
        lines.y = workspace.transform;
        lines.to = 0;
        lines.toStep = COUNT;
        lines.valueStep = points() * COUNT;
        line.toSamples(lines);
    }

    /// The horizontal direction: every row of the tile is a line.
    private void together(int pixelStep, float[] y, int yFrom, Workspace workspace) {
        Lines lines = workspace.lines;
        lines.x = workspace.transform;
        lines.fromEvery(0, COUNT, points());
        lines.step = points() * COUNT;
        lines.count = side();
        lines.y = y;
        lines.to = yFrom;
        lines.toStep = side() * pixelStep;
        lines.valueStep = pixelStep;
        line.toSamples(lines);
    }
}
