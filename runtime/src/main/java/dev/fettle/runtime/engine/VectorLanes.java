package dev.fettle.runtime.engine;

import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The inner loops on `jdk.incubator.vector`. Loaded only where that module is: nobody else may name this
/// class before {@link Engine} has asked for the module.
///
/// Whether C2 keeps vectors in registers depends on small things (docs/design/0005-engine.md): the
/// accumulators are named locals, there is one loop per method, nothing is captured by a lambda.
final class VectorLanes implements Lanes {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int COUNT = SPECIES.length();
    private static final boolean WIDE = COUNT >= 16;

    @Override
    public String label() {
        return SPECIES.vectorBitSize() + "-bit vectors";
    }

    @Override
    public int count() {
        return COUNT;
    }

    @Override
    public int pixels(int vectors) {
        return vectors == 2 && !WIDE ? 6 : 12;
    }

    @Override
    public int vectors() {
        return 2;
    }

    @Override
    public void accumulate(Block block) {
        if (block.vectors == 1) {
            VectorProducts.twelveBy1(block);
        } else if (WIDE && block.pixels > 6) {
            VectorProducts.twelveBy2(block);
        } else {
            VectorProducts.sixBy2(block);
        }
    }

    @Override
    public int dotFilters() {
        return 3;
    }

    @Override
    public int dotPixels(int filters) {
        return filters == 1 ? 8 : 4;
    }

    @Override
    public void dot(Block block) {
        if (block.vectors == 1) {
            VectorDots.dotEightBy1(block);
        } else {
            VectorDots.dotFourBy3(block);
        }
    }

    /// Halves are added to halves, because the order of {@link FloatVector#reduceLanes} is not specified.
    @Override
    public void addLanes(float[] array, int from, int vectors) {
        for (int vector = 0; vector < vectors; vector++) {
            int at = from + vector * COUNT;
            if (COUNT == 16) {
                FloatVector low = FloatVector.fromArray(FloatVector.SPECIES_256, array, at);
                low.add(FloatVector.fromArray(FloatVector.SPECIES_256, array, at + 8))
                        .intoArray(array, at);
            }
            if (COUNT >= 8) {
                FloatVector low = FloatVector.fromArray(FloatVector.SPECIES_128, array, at);
                low.add(FloatVector.fromArray(FloatVector.SPECIES_128, array, at + 4))
                        .intoArray(array, at);
            }
            array[at] = array[at] + array[at + 2] + (array[at + 1] + array[at + 3]);
        }
    }

    @Override
    public void multiplyAdd(float[] x, int xFrom, float[] w, int wFrom, float[] y, int yFrom, int length) {
        int whole = SPECIES.loopBound(length);
        for (int i = 0; i < whole; i += COUNT) {
            FloatVector sum = FloatVector.fromArray(SPECIES, y, yFrom + i);
            FloatVector factor = FloatVector.fromArray(SPECIES, w, wFrom + i);
            FloatVector.fromArray(SPECIES, x, xFrom + i).fma(factor, sum).intoArray(y, yFrom + i);
        }
        for (int i = whole; i < length; i++) {
            y[yFrom + i] = Math.fma(x[xFrom + i], w[wFrom + i], y[yFrom + i]);
        }
    }

    @Override
    public void finish(Finish finish) {
        int first = finish.xFrom;
        for (int pixel = 0; pixel < finish.pixels; pixel++) {
            int residual = finish.residualFrom + pixel * finish.residualStep;
            int to = finish.yFrom + pixel * finish.yStep;
            int from = first + pixel * finish.xStep;
            if (finish.hasResidual) {
                finishWithResidual(finish, from, residual, to);
            } else {
                finishAlone(finish, from, to);
            }
        }
    }

    private static void finishAlone(Finish finish, int from, int to) {
        float[] x = finish.x;
        float[] bias = finish.bias;
        float[] y = finish.y;
        FloatVector slope = FloatVector.broadcast(SPECIES, finish.first.slope());
        int whole = SPECIES.loopBound(finish.channels);
        for (int c = 0; c < whole; c += COUNT) {
            FloatVector sum = FloatVector.fromArray(SPECIES, x, from + c)
                    .add(FloatVector.fromArray(SPECIES, bias, finish.biasFrom + c));
            activated(sum, slope).intoArray(y, to + c);
        }
        for (int c = whole; c < finish.channels; c++) {
            y[to + c] = finish.first.of(x[from + c] + bias[finish.biasFrom + c]);
        }
    }

    private static void finishWithResidual(Finish finish, int from, int residualFrom, int to) {
        float[] x = finish.x;
        float[] bias = finish.bias;
        float[] residual = finish.residual;
        float[] y = finish.y;
        FloatVector first = FloatVector.broadcast(SPECIES, finish.first.slope());
        FloatVector then = FloatVector.broadcast(SPECIES, finish.then.slope());
        int whole = SPECIES.loopBound(finish.channels);
        for (int c = 0; c < whole; c += COUNT) {
            FloatVector sum = FloatVector.fromArray(SPECIES, x, from + c)
                    .add(FloatVector.fromArray(SPECIES, bias, finish.biasFrom + c));
            FloatVector joined = activated(sum, first).add(FloatVector.fromArray(SPECIES, residual, residualFrom + c));
            activated(joined, then).intoArray(y, to + c);
        }
        for (int c = whole; c < finish.channels; c++) {
            float sum = finish.first.of(x[from + c] + bias[finish.biasFrom + c]);
            y[to + c] = finish.then.of(sum + residual[residualFrom + c]);
        }
    }

    /// max(x, 0) + slope · min(x, 0), so that slope 1 leaves x as it is.
    private static FloatVector activated(FloatVector x, FloatVector slope) {
        return x.min(0f).fma(slope, x.max(0f));
    }

    @Override
    public Optional<TileTransform> tileTransform(int side) {
        return switch (side) {
            case 2 -> Optional.of(new VectorTile(new VectorLine2()));
            case 4 -> Optional.of(new VectorTile(new VectorLine4()));
            case 6 -> Optional.of(new VectorTile(new VectorLine6()));
            default -> Optional.empty();
        };
    }
}
