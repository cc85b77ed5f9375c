package dev.fettle.runtime.engine;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The transforms of F(4×4, 3×3) on `jdk.incubator.vector`, with the points 0, ±1, ±2 and ∞: channels
/// side by side in vectors, one direction after the other. Lavin and Gray, CVPR 2016, sec. 4.3.
///
/// Neighbouring tiles share two columns of input; as the vertical direction comes first, these are
/// transformed once. One loop per method, for C2 (see {@link VectorLanes}).
final class VectorTile4 implements TileTransform {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int COUNT = SPECIES.length();
    private static final int SIDE = 4;
    private static final int POINTS = 6;

    /// Tiles whose half-transformed samples stay in the first-level cache.
    private static final int TILES = 12;

    private static final double[][] FILTER = {
        {1 / 4.0, 0, 0},
        {-1 / 6.0, -1 / 6.0, -1 / 6.0},
        {-1 / 6.0, 1 / 6.0, -1 / 6.0},
        {1 / 24.0, 1 / 12.0, 1 / 6.0},
        {1 / 24.0, -1 / 12.0, 1 / 6.0},
        {0, 0, 1},
    };

    @Override
    public int side() {
        return SIDE;
    }

    @Override
    public double[][] filterMatrix() {
        return FILTER;
    }

    @Override
    public int scratchFloats() {
        return POINTS * (SIDE * TILES + 2) * COUNT;
    }

    @Override
    public void input(float[] x, int[] rows, int step, int tiles, Points v, float[] scratch) {
        for (int first = 0; first < tiles; first += TILES) {
            int some = Math.min(TILES, tiles - first);
            for (int channel = 0; channel < v.channels; channel += COUNT) {
                down(x, rows, SIDE * first * step + channel, step, SIDE * some + 2, scratch);
                int to = v.from + first * v.tileStep + channel;
                for (int row = 0; row < POINTS; row++) {
                    across(scratch, row * (SIDE * some + 2) * COUNT, some, v, to + row * POINTS * v.pointStep);
                }
            }
        }
    }

    /// The vertical direction, column by column.
    private static void down(float[] x, int[] rows, int offset, int step, int columns, float[] y) {
        int at0 = rows[0] + offset;
        int at1 = rows[1] + offset;
        int at2 = rows[2] + offset;
        int at3 = rows[3] + offset;
        int at4 = rows[4] + offset;
        int at5 = rows[5] + offset;
        int rowStep = columns * COUNT;
        for (int column = 0; column < columns; column++) {
            int from = column * step;
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, at0 + from);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, at1 + from);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, at2 + from);
            FloatVector x3 = FloatVector.fromArray(SPECIES, x, at3 + from);
            FloatVector x4 = FloatVector.fromArray(SPECIES, x, at4 + from);
            FloatVector x5 = FloatVector.fromArray(SPECIES, x, at5 + from);
            FloatVector even = x2.fma(FloatVector.broadcast(SPECIES, -4f), x4);
            FloatVector odd = x1.fma(FloatVector.broadcast(SPECIES, -4f), x3);
            FloatVector evenHalf = x4.sub(x2);
            FloatVector oddHalf = x3.sub(x1).mul(2f);
            int to = column * COUNT;
            x2.fma(FloatVector.broadcast(SPECIES, -5f), x0.fma(FloatVector.broadcast(SPECIES, 4f), x4))
                    .intoArray(y, to);
            even.add(odd).intoArray(y, to + rowStep);
            even.sub(odd).intoArray(y, to + 2 * rowStep);
            evenHalf.add(oddHalf).intoArray(y, to + 3 * rowStep);
            evenHalf.sub(oddHalf).intoArray(y, to + 4 * rowStep);
            x3.fma(FloatVector.broadcast(SPECIES, -5f), x1.fma(FloatVector.broadcast(SPECIES, 4f), x5))
                    .intoArray(y, to + 5 * rowStep);
        }
    }

    /// The horizontal direction of one row of points, tile by tile.
    private static void across(float[] x, int from, int tiles, Points v, int first) {
        float[] y = v.array;
        int tileStep = v.tileStep;
        int pointStep = v.pointStep;
        for (int tile = 0; tile < tiles; tile++) {
            int at = from + tile * SIDE * COUNT;
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, at);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + COUNT);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, at + 2 * COUNT);
            FloatVector x3 = FloatVector.fromArray(SPECIES, x, at + 3 * COUNT);
            FloatVector x4 = FloatVector.fromArray(SPECIES, x, at + 4 * COUNT);
            FloatVector x5 = FloatVector.fromArray(SPECIES, x, at + 5 * COUNT);
            FloatVector even = x2.fma(FloatVector.broadcast(SPECIES, -4f), x4);
            FloatVector odd = x1.fma(FloatVector.broadcast(SPECIES, -4f), x3);
            FloatVector evenHalf = x4.sub(x2);
            FloatVector oddHalf = x3.sub(x1).mul(2f);
            int to = first + tile * tileStep;
            x2.fma(FloatVector.broadcast(SPECIES, -5f), x0.fma(FloatVector.broadcast(SPECIES, 4f), x4))
                    .intoArray(y, to);
            even.add(odd).intoArray(y, to + pointStep);
            even.sub(odd).intoArray(y, to + 2 * pointStep);
            evenHalf.add(oddHalf).intoArray(y, to + 3 * pointStep);
            evenHalf.sub(oddHalf).intoArray(y, to + 4 * pointStep);
            x3.fma(FloatVector.broadcast(SPECIES, -5f), x1.fma(FloatVector.broadcast(SPECIES, 4f), x5))
                    .intoArray(y, to + 5 * pointStep);
        }
    }

    @Override
    public void output(Points m, int tile, float[] y, int yFrom, float[] scratch) {
        int from = m.from + tile * m.tileStep;
        for (int filter = 0; filter < m.pointStep; filter += COUNT) {
            up(m.array, from + filter, m.pointStep, scratch);
            together(scratch, y, yFrom + filter, m.pointStep);
        }
    }

    /// The vertical direction: 6 points to 4 samples in each of 6 columns.
    private static void up(float[] m, int from, int pointStep, float[] y) {
        int rowStep = POINTS * pointStep;
        for (int column = 0; column < POINTS; column++) {
            int at = from + column * pointStep;
            FloatVector m0 = FloatVector.fromArray(SPECIES, m, at);
            FloatVector m1 = FloatVector.fromArray(SPECIES, m, at + rowStep);
            FloatVector m2 = FloatVector.fromArray(SPECIES, m, at + 2 * rowStep);
            FloatVector m3 = FloatVector.fromArray(SPECIES, m, at + 3 * rowStep);
            FloatVector m4 = FloatVector.fromArray(SPECIES, m, at + 4 * rowStep);
            FloatVector m5 = FloatVector.fromArray(SPECIES, m, at + 5 * rowStep);
            FloatVector sum1 = m1.add(m2);
            FloatVector difference1 = m1.sub(m2);
            FloatVector sum2 = m3.add(m4);
            FloatVector difference2 = m3.sub(m4);
            int to = column * COUNT;
            m0.add(sum1).add(sum2).intoArray(y, to);
            difference2.fma(FloatVector.broadcast(SPECIES, 2f), difference1).intoArray(y, to + POINTS * COUNT);
            sum2.fma(FloatVector.broadcast(SPECIES, 4f), sum1).intoArray(y, to + 2 * POINTS * COUNT);
            difference2
                    .fma(FloatVector.broadcast(SPECIES, 8f), difference1)
                    .add(m5)
                    .intoArray(y, to + 3 * POINTS * COUNT);
        }
    }

    /// The horizontal direction: 6 points to 4 samples in each of 4 rows.
    private static void together(float[] x, float[] y, int yFrom, int pixelStep) {
        for (int row = 0; row < SIDE; row++) {
            int at = row * POINTS * COUNT;
            FloatVector m0 = FloatVector.fromArray(SPECIES, x, at);
            FloatVector m1 = FloatVector.fromArray(SPECIES, x, at + COUNT);
            FloatVector m2 = FloatVector.fromArray(SPECIES, x, at + 2 * COUNT);
            FloatVector m3 = FloatVector.fromArray(SPECIES, x, at + 3 * COUNT);
            FloatVector m4 = FloatVector.fromArray(SPECIES, x, at + 4 * COUNT);
            FloatVector m5 = FloatVector.fromArray(SPECIES, x, at + 5 * COUNT);
            FloatVector sum1 = m1.add(m2);
            FloatVector difference1 = m1.sub(m2);
            FloatVector sum2 = m3.add(m4);
            FloatVector difference2 = m3.sub(m4);
            int to = yFrom + row * SIDE * pixelStep;
            m0.add(sum1).add(sum2).intoArray(y, to);
            difference2.fma(FloatVector.broadcast(SPECIES, 2f), difference1).intoArray(y, to + pixelStep);
            sum2.fma(FloatVector.broadcast(SPECIES, 4f), sum1).intoArray(y, to + 2 * pixelStep);
            difference2
                    .fma(FloatVector.broadcast(SPECIES, 8f), difference1)
                    .add(m5)
                    .intoArray(y, to + 3 * pixelStep);
        }
    }
}
