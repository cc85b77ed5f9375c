package dev.fettle.image.noise;

import dev.fettle.image.Check;
import dev.fettle.image.Image;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// Noise of a picture, estimated on its flattest parts. All standard deviations are on the 0..255 scale.
///
/// In each {@link FlatBlocks flat block} the residual of a mask that sees neither slopes nor straight edges
/// is taken, and of its absolute values the median, so that few odd samples do not count (a median of |r|
/// is 0.6745 σ for Gaussian r). Of all flat blocks the median counts in turn. The same mask on means of 2×2
/// samples tells whether neighbours are correlated: white noise has half the deviation there.
///
/// @param channels of each colour plane: one or three
/// @param common of the part that all channels share, as the noise of gray pictures and of halved chroma is
/// @param apart of the part that differs from channel to channel; 0 for gray pictures
/// @param fine of the mean of the channels
/// @param coarse of means of 2×2 samples of that, doubled: as much as `fine` for white noise, more where
/// neighbours are alike, as after demosaicing, shrinking or compression
/// @param blocks the flat blocks that it was measured on
public record Noise(List<Double> channels, double common, double apart, double fine, double coarse, int blocks) {
    /// From here on neighbouring samples are correlated.
    private static final double SMOOTHED = 1.4;

    public Noise {
        channels = List.copyOf(channels);
    }

    /// The noise of a picture; empty where there is nothing to measure: pictures of less than 18×18 pixels,
    /// and those of which no block of 16×16 is visible.
    public static Optional<Noise> of(Image picture, Check check) {
        List<NoisyBlock> blocks = FlatBlocks.of(picture, check).stream()
                .map(place -> NoisyBlock.of(picture, place))
                .toList();
        return blocks.isEmpty() ? Optional.empty() : Optional.of(of(blocks));
    }

    private static Noise of(List<NoisyBlock> blocks) {
        int count = blocks.getFirst().channels().length;
        Double[] channels = new Double[count];
        Arrays.setAll(channels, channel -> median(blocks, block -> block.channels()[channel]));
        double all = Math.sqrt(
                Arrays.stream(channels).mapToDouble(s -> s * s).average().orElse(0));
        double apart = count == 1 ? 0 : Math.min(all, median(blocks, NoisyBlock::apart));
        double common = Math.sqrt(all * all - apart * apart);
        double fine = median(blocks, NoisyBlock::fine);
        return new Noise(List.of(channels), common, apart, fine, 2 * median(blocks, NoisyBlock::coarse), blocks.size());
    }

    private static double median(List<NoisyBlock> blocks, ToDoubleFunction<NoisyBlock> measured) {
        double[] sorted = blocks.stream().mapToDouble(measured).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /// Of a sample, over all channels.
    public double sigma255() {
        return Math.hypot(common, apart);
    }

    /// Whether it differs from channel to channel rather than being the same in all.
    public boolean isColour() {
        return apart >= common;
    }

    /// `coarse` by `fine`: 1 for white noise; 0 without noise.
    public double spread() {
        return fine == 0 ? 0 : coarse / fine;
    }

    /// Whether neighbouring samples are alike, so that it is no white noise.
    public boolean isSmoothed() {
        return spread() >= SMOOTHED;
    }
}
