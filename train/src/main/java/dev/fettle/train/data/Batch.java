package dev.fettle.train.data;

/// Patches as a network takes them: samples in [0, 1], (N, H, W, C) in memory.
///
/// @param count N
/// @param side height and width of an input patch
/// @param scale a target patch is scale · side on each side
/// @param channels C
/// @param input N · side² · C samples, not copied
/// @param target N · (scale · side)² · C samples, not copied
public record Batch(int count, int side, int scale, int channels, float[] input, float[] target) {
    public Batch {
        int pixels = side * side;
        if (input.length != count * pixels * channels || target.length != input.length * scale * scale) {
            throw new IllegalArgumentException(
                    "batch: %d patches of %d² pixels at scale %d do not have %d and %d samples"
                            .formatted(count, side, scale, input.length, target.length));
        }
    }

    @Override
    public String toString() {
        return "Batch[%d×%d×%d×%d, scale %d]".formatted(count, channels, side, side, scale);
    }
}
