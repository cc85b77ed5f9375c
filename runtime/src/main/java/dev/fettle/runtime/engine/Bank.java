package dev.fettle.runtime.engine;

import dev.fettle.network.Operation.MixedConvolve;
import java.util.Arrays;

/// The kernels that a convolution's own is mixed from, dense (k·c, Cin / groups, K, K).
///
/// @param biases of all filters; empty for none
/// @param factor of the convolution's epilogue
record Bank(MixedConvolve mixed, float[] filters, float[] biases, double factor) {
    private float coefficient(float[] coefficients, int from, int group, int filter, int count) {
        int cardinal = filter / (count / mixed.cardinals());
        return coefficients[from + group * mixed.cardinals() + cardinal];
    }

    /// Σ over i of coefficient[i, j] · bank[i, j], j being the cardinal group of the filter.
    ///
    /// @param count filters of one kernel
    void mixFilters(float[] coefficients, int from, int count, float[] to) {
        int length = filters.length / (mixed.groups() * count);
        Arrays.fill(to, 0, count * length, 0);
        for (int group = 0; group < mixed.groups(); group++) {
            for (int filter = 0; filter < count; filter++) {
                float factor = coefficient(coefficients, from, group, filter, count);
                add(factor, (group * count + filter) * length, to, filter * length, length);
            }
        }
    }

    private void add(float by, int from, float[] to, int at, int length) {
        for (int i = 0; i < length; i++) {
            to[at + i] += by * filters[from + i];
        }
    }

    float mixedBias(float[] coefficients, int from, int count, int filter) {
        double sum = 0;
        for (int group = 0; group < mixed.groups() && biases.length > 0; group++) {
            sum += (double) coefficient(coefficients, from, group, filter, count) * biases[group * count + filter];
        }
        return (float) (factor * sum);
    }
}
