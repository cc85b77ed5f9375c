package dev.fettle.train.data;

/// A degraded picture and the original it was made from, both in memory.
///
/// @param name file name, for messages
/// @param input what the network is given
/// @param target what it should give back, scale times as large in each direction
public record Pair(String name, Bitmap input, Bitmap target) {
    public Pair {
        boolean fits = target.width() % input.width() == 0
                && target.height() % input.height() == 0
                && target.width() / input.width() == target.height() / input.height()
                && target.channels() == input.channels();
        if (!fits) {
            throw new IllegalArgumentException(name + ": target of " + target + " is no multiple of input of " + input);
        }
    }

    /// Pixels of the target per pixel of the input, in each direction.
    public int scale() {
        return target.width() / input.width();
    }
}
