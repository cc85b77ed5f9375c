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
    private static final boolean IN_HALVES = WIDE && Processor.here().halvesVectors();

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
        return switch (vectors) {
            case 1 -> 12;
            case 2 -> WIDE ? 12 : 6;
            case 3 -> 8;
            default -> 6;
        };
    }

    @Override
    public int vectors() {
        return WIDE ? 4 : 2;
    }

    @Override
    public void accumulate(Block block) {
        if (IN_HALVES && (block.vectors == 1 || block.filters <= block.vectors * COUNT - COUNT / 2)) {
            VectorHalfProducts.accumulate(block);
        } else {
            accumulateWhole(block);
        }
    }

    private static void accumulateWhole(Block block) {
        switch (block.vectors) {
            case 1 -> VectorProducts.twelveBy1(block);
            case 2 -> {
                if (WIDE) {
                    VectorWideProducts.twelveBy2(block);
                } else {
                    VectorProducts.sixBy2(block);
                }
            }
            case 3 -> VectorWideProducts.eightBy3(block);
            default -> VectorWideProducts.sixBy4(block);
        }
    }

    @Override
    public boolean hasGroupLoop(int channels) {
        return COUNT == 16 && (channels == 16 || channels == 8 || channels == 4 || channels == 2);
    }

    @Override
    public void accumulateGroups(Block block) {
        VectorGroupProducts.accumulate(block);
    }

    @Override
    public int dotFilters() {
        return 3;
    }

    @Override
    public int dotPixels(int filters) {
        return filters == 1 || WIDE ? 8 : 4;
    }

    @Override
    public void dot(Block block) {
        if (block.vectors == 1) {
            VectorDots.eightBy1(block);
        } else if (WIDE) {
            VectorDots.eightBy3(block);
        } else {
            VectorDots.fourBy3(block);
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
    public void accumulateDepthwise(Block block) {
        VectorDepthwise.accumulate(block);
    }

    @Override
    public void addPixels(float[] x, int xFrom, int xStep, int pixels, float[] y, int yFrom, int channels) {
        int whole = SPECIES.loopBound(channels);
        int c = 0;
        for (; c + 4 * COUNT <= whole; c += 4 * COUNT) {
            addPixelsOf4(x, xFrom + c, xStep, pixels, y, yFrom + c);
        }
        for (; c + 2 * COUNT <= whole; c += 2 * COUNT) {
            addPixelsOf2(x, xFrom + c, xStep, pixels, y, yFrom + c);
        }
        for (; c < whole; c += COUNT) {
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int at = xFrom + c, pixel = 0; pixel < pixels; pixel++, at += xStep) {
                sum = sum.add(FloatVector.fromArray(SPECIES, x, at));
            }
            sum.intoArray(y, yFrom + c);
        }
        for (; c < channels; c++) {
            float sum = 0;
            for (int pixel = 0; pixel < pixels; pixel++) {
                sum += x[xFrom + pixel * xStep + c];
            }
            y[yFrom + c] = sum;
        }
    }

    /// Four vectors: memory is read from front to back, and no sum waits for the one before it.
    private static void addPixelsOf4(float[] x, int xFrom, int xStep, int pixels, float[] y, int yFrom) {
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector sum1 = FloatVector.zero(SPECIES);
        FloatVector sum2 = FloatVector.zero(SPECIES);
        FloatVector sum3 = FloatVector.zero(SPECIES);
        int at = xFrom;
        for (int pixel = 0; pixel < pixels; pixel++) {
            sum0 = sum0.add(FloatVector.fromArray(SPECIES, x, at));
            sum1 = sum1.add(FloatVector.fromArray(SPECIES, x, at + COUNT));
            sum2 = sum2.add(FloatVector.fromArray(SPECIES, x, at + 2 * COUNT));
            sum3 = sum3.add(FloatVector.fromArray(SPECIES, x, at + 3 * COUNT));
            at += xStep;
        }
        sum0.intoArray(y, yFrom);
        sum1.intoArray(y, yFrom + COUNT);
        sum2.intoArray(y, yFrom + 2 * COUNT);
        sum3.intoArray(y, yFrom + 3 * COUNT);
    }

    /// Two vectors: a part of the whole picture's mean has them.
    private static void addPixelsOf2(float[] x, int xFrom, int xStep, int pixels, float[] y, int yFrom) {
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector sum1 = FloatVector.zero(SPECIES);
        int at = xFrom;
        for (int pixel = 0; pixel < pixels; pixel++) {
            sum0 = sum0.add(FloatVector.fromArray(SPECIES, x, at));
            sum1 = sum1.add(FloatVector.fromArray(SPECIES, x, at + COUNT));
            at += xStep;
        }
        sum0.intoArray(y, yFrom);
        sum1.intoArray(y, yFrom + COUNT);
    }

    @Override
    public void mix(float[] x, int rows, float[] w, int wFrom, int groups, int width, float[] y) {
        int length = rows * width;
        for (int row = 0; row < length; row += width) {
            for (int i = 0; i < width; i += COUNT) {
                FloatVector sum =
                        FloatVector.fromArray(SPECIES, x, row + i).mul(FloatVector.fromArray(SPECIES, w, wFrom + i));
                for (int group = 1; group < groups; group++) {
                    FloatVector factor = FloatVector.fromArray(SPECIES, w, wFrom + group * width + i);
                    sum = FloatVector.fromArray(SPECIES, x, group * length + row + i)
                            .fma(factor, sum);
                }
                sum.intoArray(y, row + i);
            }
        }
    }

    @Override
    public void finish(Finish finish) {
        if (finish.isBent()) {
            finish.bend(VectorBends::run);
            return;
        }
        if (finish.channels < COUNT && !finish.hasResidual && !isTight(finish)) {
            finishFew(finish);
            return;
        }
        int inVectors = pixelsInVectors(finish);
        if (finish.hasResidual) {
            vectorsWithResidual(finish, inVectors);
        } else {
            vectorsAlone(finish, inVectors);
        }
        int first = finish.xFrom;
        for (int pixel = inVectors; pixel < finish.pixels; pixel++) {
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

    /// Pixels whose channels may be taken in whole vectors: all, or all but the last few where what reaches beyond a
    /// pixel is written again by those that follow.
    private static int pixelsInVectors(Finish finish) {
        if (finish.channels % COUNT == 0) {
            return finish.pixels;
        }
        int beyond = wholeVectors(finish.channels) - finish.channels;
        return isTight(finish) ? Math.max(finish.pixels - Math.ceilDiv(beyond, finish.channels), 0) : 0;
    }

    /// Whether pixels lie side by side, and have channels enough for a vector each to pay.
    private static boolean isTight(Finish finish) {
        return finish.yStep == finish.channels && 4 * finish.channels >= COUNT;
    }

    private static int wholeVectors(int channels) {
        return Math.ceilDiv(channels, COUNT) * COUNT;
    }

    /// Whole vectors of some pixels, in one loop: a call for each pixel costs as much as two vectors.
    private static void vectorsAlone(Finish finish, int pixels) {
        float[] x = finish.x;
        float[] bias = finish.bias;
        float[] y = finish.y;
        FloatVector slope = FloatVector.broadcast(SPECIES, finish.firstLine().slope());
        boolean isRelu = finish.firstLine().isRelu();
        int channels = wholeVectors(finish.channels);
        int gap = finish.xStep - channels;
        int gapTo = finish.yStep - channels;
        int biasFrom = finish.biasFrom;
        int from = finish.xFrom;
        int to = finish.yFrom;
        int c = 0;
        for (int i = pixels * (channels / COUNT); i > 0; i--) {
            FloatVector sum =
                    FloatVector.fromArray(SPECIES, x, from).add(FloatVector.fromArray(SPECIES, bias, biasFrom + c));
            activated(sum, slope, isRelu).intoArray(y, to);
            from += COUNT;
            to += COUNT;
            c += COUNT;
            if (c == channels) {
                c = 0;
                from += gap;
                to += gapTo;
            }
        }
    }

    private static void vectorsWithResidual(Finish finish, int pixels) {
        float[] x = finish.x;
        float[] bias = finish.bias;
        float[] residual = finish.residual;
        float[] y = finish.y;
        FloatVector first = FloatVector.broadcast(SPECIES, finish.firstLine().slope());
        boolean isFirstRelu = finish.firstLine().isRelu();
        FloatVector then = FloatVector.broadcast(SPECIES, finish.thenLine().slope());
        boolean isThenRelu = finish.thenLine().isRelu();
        int channels = wholeVectors(finish.channels);
        int gap = finish.xStep - channels;
        int residualGap = finish.residualStep - channels;
        int gapTo = finish.yStep - channels;
        int biasFrom = finish.biasFrom;
        int from = finish.xFrom;
        int other = finish.residualFrom;
        int to = finish.yFrom;
        int c = 0;
        for (int i = pixels * (channels / COUNT); i > 0; i--) {
            FloatVector sum =
                    FloatVector.fromArray(SPECIES, x, from).add(FloatVector.fromArray(SPECIES, bias, biasFrom + c));
            FloatVector joined =
                    activated(sum, first, isFirstRelu).add(FloatVector.fromArray(SPECIES, residual, other));
            activated(joined, then, isThenRelu).intoArray(y, to);
            from += COUNT;
            other += COUNT;
            to += COUNT;
            c += COUNT;
            if (c == channels) {
                c = 0;
                from += gap;
                other += residualGap;
                to += gapTo;
            }
        }
    }

    @Override
    public void sum(Finish finish) {
        float[] x = finish.x;
        float[] residual = finish.residual;
        float[] y = finish.y;
        int vectors = finish.channels / COUNT;
        int gap = finish.xStep - finish.channels;
        int residualGap = finish.residualStep - finish.channels;
        int gapTo = finish.yStep - finish.channels;
        int from = finish.xFrom;
        int other = finish.residualFrom;
        int to = finish.yFrom;
        int left = vectors;
        for (int i = finish.pixels * vectors; i > 0; i--) {
            FloatVector.fromArray(SPECIES, x, from)
                    .add(FloatVector.fromArray(SPECIES, residual, other))
                    .intoArray(y, to);
            from += COUNT;
            other += COUNT;
            to += COUNT;
            left--;
            if (left == 0) {
                left = vectors;
                from += gap;
                other += residualGap;
                to += gapTo;
            }
        }
    }

    @Override
    public void weighedSum(Finish finish) {
        int whole = SPECIES.loopBound(finish.channels);
        if (whole > 0) {
            weighedVectors(finish, whole);
        }
        if (whole < finish.channels) {
            finish.weighedSum(whole);
        }
    }

    private static void weighedVectors(Finish finish, int whole) {
        float[] x = finish.x;
        float[] weights = finish.bias;
        float[] residual = finish.residual;
        float[] y = finish.y;
        int gap = finish.xStep - whole;
        int residualGap = finish.residualStep - whole;
        int gapTo = finish.yStep - whole;
        int from = finish.xFrom;
        int other = finish.residualFrom;
        int to = finish.yFrom;
        int channel = 0;
        for (int i = finish.pixels * (whole / COUNT); i > 0; i--) {
            FloatVector.fromArray(SPECIES, x, from)
                    .mul(FloatVector.fromArray(SPECIES, weights, finish.biasFrom + channel))
                    .add(FloatVector.fromArray(SPECIES, residual, other))
                    .intoArray(y, to);
            from += COUNT;
            other += COUNT;
            to += COUNT;
            channel += COUNT;
            if (channel == whole) {
                channel = 0;
                from += gap;
                other += residualGap;
                to += gapTo;
            }
        }
    }

    /// Without a call for each pixel, which would take longer than the work.
    private static void finishFew(Finish finish) {
        float[] x = finish.x;
        float[] bias = finish.bias;
        float[] y = finish.y;
        float slope = finish.firstLine().slope();
        boolean isRelu = finish.firstLine().isRelu();
        int channels = finish.channels;
        int gap = finish.xStep - channels;
        int from = finish.xFrom;
        for (int pixel = 0; pixel < finish.pixels; pixel++) {
            int to = finish.yFrom + pixel * finish.yStep;
            for (int c = 0; c < channels; c++) {
                float sum = x[from] + bias[finish.biasFrom + c];
                float activated = Math.max(sum, 0f);
                y[to + c] = isRelu ? activated : Math.fma(Math.min(sum, 0f), slope, activated);
                from++;
            }
            from += gap;
        }
    }

    private static void finishAlone(Finish finish, int from, int to) {
        float[] x = finish.x;
        float[] bias = finish.bias;
        float[] y = finish.y;
        FloatVector slope = FloatVector.broadcast(SPECIES, finish.firstLine().slope());
        boolean isRelu = finish.firstLine().isRelu();
        int whole = SPECIES.loopBound(finish.channels);
        for (int c = 0; c < whole; c += COUNT) {
            FloatVector sum = FloatVector.fromArray(SPECIES, x, from + c)
                    .add(FloatVector.fromArray(SPECIES, bias, finish.biasFrom + c));
            activated(sum, slope, isRelu).intoArray(y, to + c);
        }
        Activation.Line firstLine = finish.firstLine();
        for (int c = whole; c < finish.channels; c++) {
            y[to + c] = firstLine.of(x[from + c] + bias[finish.biasFrom + c]);
        }
    }

    private static void finishWithResidual(Finish finish, int from, int residualFrom, int to) {
        float[] x = finish.x;
        float[] bias = finish.bias;
        float[] residual = finish.residual;
        float[] y = finish.y;
        FloatVector first = FloatVector.broadcast(SPECIES, finish.firstLine().slope());
        boolean isFirstRelu = finish.firstLine().isRelu();
        FloatVector then = FloatVector.broadcast(SPECIES, finish.thenLine().slope());
        boolean isThenRelu = finish.thenLine().isRelu();
        int whole = SPECIES.loopBound(finish.channels);
        for (int c = 0; c < whole; c += COUNT) {
            FloatVector sum = FloatVector.fromArray(SPECIES, x, from + c)
                    .add(FloatVector.fromArray(SPECIES, bias, finish.biasFrom + c));
            FloatVector joined =
                    activated(sum, first, isFirstRelu).add(FloatVector.fromArray(SPECIES, residual, residualFrom + c));
            activated(joined, then, isThenRelu).intoArray(y, to + c);
        }
        Activation.Line firstLine = finish.firstLine();
        Activation.Line thenLine = finish.thenLine();
        for (int c = whole; c < finish.channels; c++) {
            float sum = firstLine.of(x[from + c] + bias[finish.biasFrom + c]);
            y[to + c] = thenLine.of(sum + residual[residualFrom + c]);
        }
    }

    @Override
    public void silu(float[] array, int from, int to) {
        VectorBends.silu(array, from, to);
    }

    /// max(x, 0) + slope · min(x, 0), so that slope 1 leaves x as it is; of ReLU the first part alone, since 0 · ∞
    /// is no number. NaN stays NaN. A mask would serve all slopes, but until these loops are compiled each
    /// operation on vectors takes microseconds: the first picture took 7 % longer with two more.
    static FloatVector activated(FloatVector x, FloatVector slope, boolean isRelu) {
        FloatVector positive = x.max(0f);
        return isRelu ? positive : x.min(0f).fma(slope, positive);
    }

    @Override
    public Optional<TileTransform> foldedTransform(Fold fold) {
        return Optional.of(new VectorTile(line(fold.down()), line(fold.right())));
    }

    private static LineTransform line(int shift) {
        return shift == 0 ? new VectorLine6() : new VectorLine5();
    }

    @Override
    public Optional<TileTransform> tileTransform(int side) {
        return switch (side) {
            case 2 -> Optional.of(VectorTile.of(new VectorLine2()));
            case 4 -> Optional.of(VectorTile.of(new VectorLine4()));
            case 6 -> Optional.of(VectorTile.of(new VectorLine6()));
            default -> Optional.empty();
        };
    }
}
