package dev.fettle.runtime.engine;

import java.util.Optional;

/// Plain loops for JVMs without `jdk.incubator.vector`: four filters and three pixels in registers.
final class PlainLanes implements Lanes {
    private static final int FILTERS = 4;
    private static final int PIXELS = 3;

    @Override
    public String label() {
        return "plain loops";
    }

    @Override
    public int count() {
        return FILTERS;
    }

    @Override
    public int pixels(int vectors) {
        return PIXELS;
    }

    @Override
    public int vectors() {
        return 1;
    }

    @Override
    public void accumulate(Block block) {
        float[] x = block.x;
        float[] w = block.w;
        int second = block.xStep;
        int third = second + block.xStep;
        float a0 = 0;
        float a1 = 0;
        float a2 = 0;
        float a3 = 0;
        float b0 = 0;
        float b1 = 0;
        float b2 = 0;
        float b3 = 0;
        float c0 = 0;
        float c1 = 0;
        float c2 = 0;
        float c3 = 0;
        int[] runs = block.runFrom;
        int length = block.length;
        int all = block.runs * length;
        int wFrom = block.wFrom;
        int run = 0;
        int first = block.xFrom;
        int at = first + runs[0];
        int end = at + length;
        for (int i = 0; i < all; i++) {
            int k = wFrom + i * FILTERS;
            float w0 = w[k];
            float w1 = w[k + 1];
            float w2 = w[k + 2];
            float w3 = w[k + 3];
            float v = x[at];
            a0 += v * w0;
            a1 += v * w1;
            a2 += v * w2;
            a3 += v * w3;
            v = x[at + second];
            b0 += v * w0;
            b1 += v * w1;
            b2 += v * w2;
            b3 += v * w3;
            v = x[at + third];
            c0 += v * w0;
            c1 += v * w1;
            c2 += v * w2;
            c3 += v * w3;
            at++;
            if (at == end) {
                run++;
                at = first + runs[run];
                end = at + length;
            }
        }
        put(block.y, block.yFrom, a0, a1, a2, a3);
        put(block.y, block.yFrom + block.yStep, b0, b1, b2, b3);
        put(block.y, block.yFrom + 2 * block.yStep, c0, c1, c2, c3);
    }

    @Override
    public int dotFilters() {
        return 0;
    }

    @Override
    public int dotPixels(int filters) {
        throw new UnsupportedOperationException("no lanes, no sums of lanes");
    }

    @Override
    public void dot(Block block) {
        throw new UnsupportedOperationException("no lanes, no sums of lanes");
    }

    @Override
    public void addLanes(float[] array, int from, int vectors) {
        throw new UnsupportedOperationException("no lanes, no sums of lanes");
    }

    private static void put(float[] y, int at, float s0, float s1, float s2, float s3) {
        y[at] = s0;
        y[at + 1] = s1;
        y[at + 2] = s2;
        y[at + 3] = s3;
    }

    @Override
    public void accumulateDepthwise(Block block) {
        for (int pixel = 0; pixel < block.pixels; pixel++) {
            int from = block.xFrom + pixel * block.xStep;
            int to = block.yFrom + pixel * block.yStep;
            for (int c = 0; c < block.length; c++) {
                float sum = 0;
                for (int run = 0; run < block.runs; run++) {
                    sum += block.x[from + block.runFrom[run] + c] * block.w[block.wFrom + run * block.length + c];
                }
                block.y[to + c] = sum;
            }
        }
    }

    @Override
    public void addPixels(float[] x, int xFrom, int xStep, int pixels, float[] y, int yFrom, int channels) {
        for (int c = 0; c < channels; c++) {
            float sum = 0;
            for (int pixel = 0; pixel < pixels; pixel++) {
                sum += x[xFrom + pixel * xStep + c];
            }
            y[yFrom + c] = sum;
        }
    }

    @Override
    public void mix(float[] x, int rows, float[] w, int wFrom, int groups, int width, float[] y) {
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < width; i++) {
                float sum = 0;
                for (int group = 0; group < groups; group++) {
                    sum += w[wFrom + group * width + i] * x[(group * rows + row) * width + i];
                }
                y[row * width + i] = sum;
            }
        }
    }

    @Override
    public void sum(Finish finish) {
        for (int pixel = 0; pixel < finish.pixels; pixel++) {
            int from = finish.xFrom + pixel * finish.xStep;
            int other = finish.residualFrom + pixel * finish.residualStep;
            int to = finish.yFrom + pixel * finish.yStep;
            for (int c = 0; c < finish.channels; c++) {
                finish.y[to + c] = finish.x[from + c] + finish.residual[other + c];
            }
        }
    }

    @Override
    public void weighedSum(Finish finish) {
        finish.weighedSum(0);
    }

    @Override
    public void finish(Finish finish) {
        if (finish.isBent()) {
            finish.bend(bend -> bend.run(0));
            return;
        }
        Activation.Line first = finish.firstLine();
        Activation.Line then = finish.thenLine();
        for (int pixel = 0; pixel < finish.pixels; pixel++) {
            int from = finish.xFrom + pixel * finish.xStep;
            int residual = finish.residualFrom + pixel * finish.residualStep;
            int to = finish.yFrom + pixel * finish.yStep;
            for (int c = 0; c < finish.channels; c++) {
                float sum = first.of(finish.x[from + c] + finish.bias[finish.biasFrom + c]);
                finish.y[to + c] = finish.hasResidual ? then.of(sum + finish.residual[residual + c]) : sum;
            }
        }
    }

    @Override
    public void silu(float[] array, int from, int to) {
        Exponential.silu(array, from, to);
    }

    /// Not worth it without vectors.
    @Override
    public Optional<TileTransform> tileTransform(int side) {
        return Optional.empty();
    }

    /// Likewise.
    @Override
    public Optional<TileTransform> foldedTransform(Fold fold) {
        return Optional.empty();
    }
}
