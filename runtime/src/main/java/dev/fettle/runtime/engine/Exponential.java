package dev.fettle.runtime.engine;

/// x / (1 + exp(-x)) in single precision, with an exponential of its own: exp(t) = 2ⁿ · exp(r), n the whole number next
/// to t / ln 2, so that |r| ≤ ln 2 / 2, and exp(r) the polynomial of degree 6 that agrees with it at Chebyshev's nodes
/// (2e-8 at most, relative). ln 2 is taken away in two parts, the first of which has few bits (Cody and Waite 1980).
///
/// {@link VectorBends} has the same operations in the same order on vectors, so that bits are the same. From the exact
/// value SiLU differs by at most 2.5e-7, relative, where x ≥ {@link #LEAST}; below it is -0, where the exact value
/// is above -6e-37.
final class Exponential {
    /// 1 / ln 2
    static final float TURNS = 1.442695f;

    /// Added and taken away again, it leaves the next whole number, which then stands in the last bits of the sum.
    static final float ROUNDING = 0x1.8p23f;

    /// The first part of ln 2: nine bits, so that whole numbers up to 127 times it are exact.
    static final float LN2_HIGH = 0x1.63p-1f;

    /// The rest of it.
    static final float LN2_LOW = -2.12194440e-4f;

    static final float C6 = 0.001394116086885333f;
    static final float C5 = 0.008375167846679688f;
    static final float C4 = 0.04166635125875473f;
    static final float C3 = 0.16666415333747864f;
    static final float C2 = 0.5f;

    /// SiLU of what is less is -0.
    static final float LEAST = -88f;

    /// 1 + exp(-x) is 1 beyond.
    static final float MOST = 87f;

    static final int FRACTION_BITS = 23;
    static final int EXPONENT_OF_ONE = 127 << FRACTION_BITS;

    private Exponential() {}

    static float silu(float x) {
        float rounded = Math.fma(x, -TURNS, ROUNDING);
        float turns = rounded - ROUNDING;
        float rest = Math.fma(turns, -LN2_LOW, Math.fma(turns, -LN2_HIGH, -x));
        float power = Float.intBitsToFloat((Float.floatToRawIntBits(rounded) << FRACTION_BITS) + EXPONENT_OF_ONE);
        float sum = Math.fma(C6, rest, C5);
        sum = Math.fma(sum, rest, C4);
        sum = Math.fma(sum, rest, C3);
        sum = Math.fma(sum, rest, C2);
        sum = Math.fma(sum, rest, 1f);
        sum = Math.fma(sum, rest, 1f);
        float exponential = sum * power;
        if (x > MOST) {
            exponential = 0f;
        }
        if (x < LEAST) {
            exponential = Float.POSITIVE_INFINITY;
        }
        return x / (exponential + 1f);
    }

    /// In place, from the first index to the one before the last.
    static void silu(float[] array, int from, int to) {
        for (int i = from; i < to; i++) {
            array[i] = silu(array[i]);
        }
    }
}
