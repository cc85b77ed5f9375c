package dev.fettle.runtime.engine;

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
    public void accumulate(
            float[] x,
            int from,
            int step,
            int length,
            float[] w,
            int wFrom,
            int vectors,
            float[] y,
            int yFrom,
            int yStep) {
        int second = from + step;
        int third = second + step;
        int y1 = yFrom + yStep;
        int y2 = y1 + yStep;
        float a0 = y[yFrom];
        float a1 = y[yFrom + 1];
        float a2 = y[yFrom + 2];
        float a3 = y[yFrom + 3];
        float b0 = y[y1];
        float b1 = y[y1 + 1];
        float b2 = y[y1 + 2];
        float b3 = y[y1 + 3];
        float c0 = y[y2];
        float c1 = y[y2 + 1];
        float c2 = y[y2 + 2];
        float c3 = y[y2 + 3];
        for (int i = 0; i < length; i++) {
            int k = wFrom + i * FILTERS;
            float w0 = w[k];
            float w1 = w[k + 1];
            float w2 = w[k + 2];
            float w3 = w[k + 3];
            float v = x[from + i];
            a0 += v * w0;
            a1 += v * w1;
            a2 += v * w2;
            a3 += v * w3;
            v = x[second + i];
            b0 += v * w0;
            b1 += v * w1;
            b2 += v * w2;
            b3 += v * w3;
            v = x[third + i];
            c0 += v * w0;
            c1 += v * w1;
            c2 += v * w2;
            c3 += v * w3;
        }
        put(y, yFrom, a0, a1, a2, a3);
        put(y, y1, b0, b1, b2, b3);
        put(y, y2, c0, c1, c2, c3);
    }

    private static void put(float[] y, int at, float s0, float s1, float s2, float s3) {
        y[at] = s0;
        y[at + 1] = s1;
        y[at + 2] = s2;
        y[at + 3] = s3;
    }

    @Override
    public void multiplyAdd(float[] x, int xFrom, float[] w, int wFrom, float[] y, int yFrom, int length) {
        for (int i = 0; i < length; i++) {
            y[yFrom + i] += x[xFrom + i] * w[wFrom + i];
        }
    }
}
