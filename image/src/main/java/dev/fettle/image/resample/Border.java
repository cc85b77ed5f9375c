package dev.fettle.image.resample;

/// What stands outside the picture while resampling.
public enum Border {
    /// Reflected with the edge sample repeated, … 2 1 | 1 2 …, as often as needed: newer MATLAB.
    MIRROR {
        @Override
        int inside(int index, int length) {
            int period = Math.floorMod(index, 2 * length);
            return period < length ? period : 2 * length - 1 - period;
        }
    },
    /// The edge sample for ever, … 1 1 | 1 2 …: older MATLAB.
    CLAMP {
        @Override
        int inside(int index, int length) {
            return Math.clamp(index, 0, length - 1);
        }
    };

    /// The index inside [0, length) whose sample stands at the given index, which may lie outside.
    abstract int inside(int index, int length);
}
