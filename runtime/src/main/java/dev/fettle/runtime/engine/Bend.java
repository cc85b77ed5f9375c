package dev.fettle.runtime.engine;

/// What {@link Lanes#finish} does where activations are no lines: once with the bias, and once more, in place, with the
/// residual if there is one.
///
/// ```
/// y[yFrom + p · yStep + c] = activation(x[xFrom + p · xStep + c] + addend[addendFrom + p · addendStep + c])
/// ```
final class Bend {
    private static final float[] NOTHING = {};

    float[] x = NOTHING;
    int xFrom;
    int xStep;
    float[] addend = NOTHING;
    int addendFrom;
    int addendStep;
    Activation activation = Activation.Line.IDENTITY;

    /// That of channel c is slopes[slopesFrom + c]. Read only by {@link Activation.Slopes}.
    float[] slopes = NOTHING;

    int slopesFrom;
    float[] y = NOTHING;
    int yFrom;
    int yStep;
    int pixels;
    int channels;

    /// Sums, bias and the first activation: sets every field.
    void takeSums(Finish finish) {
        x = finish.x;
        xFrom = finish.xFrom;
        xStep = finish.xStep;
        addend = finish.bias;
        addendFrom = finish.biasFrom;
        addendStep = 0;
        activation = finish.first;
        slopes = finish.firstSlopes;
        slopesFrom = finish.biasFrom;
        y = finish.y;
        yFrom = finish.yFrom;
        yStep = finish.yStep;
        pixels = finish.pixels;
        channels = finish.channels;
    }

    /// What came of it, the residual and the second activation.
    void takeResidual(Finish finish) {
        x = finish.y;
        xFrom = finish.yFrom;
        xStep = finish.yStep;
        addend = finish.residual;
        addendFrom = finish.residualFrom;
        addendStep = finish.residualStep;
        activation = finish.then;
        slopes = finish.thenSlopes;
    }

    /// From a channel on, one sample after the other.
    void run(int firstChannel) {
        for (int pixel = 0; pixel < pixels; pixel++) {
            int from = xFrom + pixel * xStep;
            int other = addendFrom + pixel * addendStep;
            int to = yFrom + pixel * yStep;
            for (int c = firstChannel; c < channels; c++) {
                y[to + c] = activated(x[from + c] + addend[other + c], c);
            }
        }
    }

    private float activated(float sum, int channel) {
        return switch (activation) {
            case Activation.Line line -> line.of(sum);
            case Activation.Slopes _ -> Activation.bent(sum, slopes[slopesFrom + channel]);
            case Activation.Silu _ -> Exponential.silu(sum);
        };
    }
}
