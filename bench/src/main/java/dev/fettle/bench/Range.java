package dev.fettle.bench;

/// The least and the greatest value of a feature map, widened to hold zero, which padding needs to be exact.
record Range(float least, float greatest) {
    private static final int LEVELS = 255;

    Range {
        least = Math.min(least, 0);
        greatest = Math.max(greatest, 0);
    }

    /// The step between neighbouring values of 8 bits.
    float step() {
        return greatest > least ? (greatest - least) / LEVELS : 1;
    }

    /// The 8-bit value that stands for zero.
    byte zero() {
        return (byte) Math.round(-least / step());
    }
}
