package dev.fettle.runtime.engine;

import java.util.function.Consumer;

/// What {@link Lanes#finish} does with some pixels of a convolution's result on their way to their place:
///
/// ```
/// y[yFrom + p · yStep + c] = then(first(x[xFrom + p · xStep + c] + bias[biasFrom + c])
///                                 + residual[residualFrom + p · residualStep + c])
/// ```
final class Finish {
    private static final float[] NOTHING = {};

    float[] x = NOTHING;
    float[] bias = NOTHING;
    Activation first = Activation.Line.IDENTITY;

    /// At the places of the bias, where the first activation has a slope for each channel.
    float[] firstSlopes = NOTHING;

    /// Read only if {@link #hasResidual}.
    float[] residual = NOTHING;

    boolean hasResidual;
    int residualStep;
    Activation then = Activation.Line.IDENTITY;
    float[] thenSlopes = NOTHING;
    private final Bend bend = new Bend();
    float[] y = NOTHING;
    int yStep;

    int xStep;
    int pixels;
    int residualFrom;

    int channels;
    int xFrom;
    int biasFrom;
    int yFrom;

    /// Begins anew: sets every field, so that nothing is left of what the thread has done before. The sums lie in
    /// {@link Workspace#first}. Then {@link #takeRow} and {@link #takeChannels} go from place to place.
    void begin(ConvolutionStep step, Workspace workspace, float[] itsBias) {
        Layout result = step.resultMap().layout();
        x = workspace.first;
        bias = itsBias;
        first = step.epilogue().first();
        firstSlopes = step.convolution().slopes().first();
        hasResidual = step.residual().isPresent();
        residual = hasResidual ? step.residual().get().map(workspace) : NOTHING;
        residualStep = hasResidual ? step.residual().get().layout().pixelStep() : 0;
        then = step.epilogue().then();
        thenSlopes = step.convolution().slopes().then();
        y = step.resultMap().map(workspace);
        yStep = step.epilogue().shuffle() * result.pixelStep();
        takeRow(0, 0, 0);
        takeChannels(0, 0, 0, 0);
    }

    /// Begins anew, for {@link Lanes#sum}: sets every field but those of the result.
    void beginSum(float[] samples, float[] other, int otherStep) {
        x = samples;
        bias = NOTHING;
        first = Activation.Line.IDENTITY;
        hasResidual = true;
        residual = other;
        residualStep = otherStep;
        then = Activation.Line.IDENTITY;
        takeRow(0, 0, 0);
        takeChannels(0, 0, 0, 0);
    }

    /// In the place of the bias the weights of {@link Lanes#weighedSum}.
    void takeWeights(float[] weights) {
        bias = weights;
    }

    /// Whether one of the activations is no line, so that {@link #bend} does the work.
    boolean isBent() {
        return !(first instanceof Activation.Line && then instanceof Activation.Line);
    }

    /// The first activation where nothing {@link #isBent}.
    Activation.Line firstLine() {
        return (Activation.Line) first;
    }

    Activation.Line thenLine() {
        return (Activation.Line) then;
    }

    /// All of it, where something {@link #isBent}.
    ///
    /// @param loop does what it is told once
    void bend(Consumer<Bend> loop) {
        bend.takeSums(this);
        loop.accept(bend);
        if (hasResidual) {
            bend.takeResidual(this);
            loop.accept(bend);
        }
    }

    /// The same for zeros in the place of what is in front of the residual.
    void finishZeros() {
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int channel = 0; channel < channels; channel++) {
                float sum = 0f + residual[residualFrom + pixel * residualStep + channel]; // no -0, as in a sum
                y[yFrom + pixel * yStep + channel] = activatedZero(sum);
            }
        }
    }

    /// Slopes of channels are never behind ghosts: {@link Epilogue#activated}.
    private float activatedZero(float sum) {
        return then instanceof Activation.Silu
                ? Exponential.silu(sum)
                : thenLine().of(sum);
    }

    /// What {@link Lanes#weighedSum} does, from a channel on, one sample after the other.
    void weighedSum(int firstChannel) {
        for (int pixel = 0; pixel < pixels; pixel++) {
            int from = xFrom + pixel * xStep;
            int other = residualFrom + pixel * residualStep;
            int to = yFrom + pixel * yStep;
            for (int c = firstChannel; c < channels; c++) {
                y[to + c] = x[from + c] * bias[biasFrom + c] + residual[other + c];
            }
        }
    }

    /// Where samples go.
    void takeResult(float[] map, int step) {
        y = map;
        yStep = step;
    }

    /// Neighbouring pixels of a row.
    ///
    /// @param sumStep floats from the sums of a pixel to those of the next
    /// @param residualPosition of the first sample that is added
    void takeRow(int sumStep, int count, int residualPosition) {
        xStep = sumStep;
        pixels = count;
        residualFrom = residualPosition;
    }

    /// Neighbouring channels of these pixels.
    ///
    /// @param sums position of the first
    /// @param place of the first filter
    /// @param to position of the first sample
    void takeChannels(int count, int sums, int place, int to) {
        channels = count;
        xFrom = sums;
        biasFrom = place;
        yFrom = to;
    }
}
