package dev.fettle.lab.companion;

import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.train.torch.Linearisation;

/// How a network that makes small pictures of large ones answers to an impulse: what each sample of the small
/// picture is made of, on average over places and pictures, each linearised around the picture itself. Network and
/// picture decide the answer at a place; how much it differs from place to place tells how far the network is from
/// one filter.
///
/// Samples of the small picture that lie {@link #APART} from each other in both directions see nothing in common, so
/// that one gradient of their sum has the answers at all of them, side by side.
///
/// @param ratio large pixels for a small one in each direction
/// @param colours C
/// @param places that are averaged over
/// @param mean (C, C', side, side): of colour C of the small picture the part that colour C' has in it
/// @param deviation from place to place, the same
record ImpulseResponse(int ratio, int colours, long places, double[] mean, double[] deviation) {
    /// In small pixels; a chain of strided 3×3 convolutions and one more sees less.
    static final int APART = 5;

    /// Small pixels that a window begins before the one that it belongs to.
    private static final int BEFORE = 2;

    /// Large pixels that a window has on each side.
    int side() {
        return APART * ratio;
    }

    /// Where a window begins, in large pixels from the first one of the small pixel that it belongs to.
    int first() {
        return -BEFORE * ratio;
    }

    /// Part of all taps, without signs, that leads from a colour to another.
    double mixed() {
        double all = 0;
        double others = 0;
        for (int i = 0; i < mean.length; i++) {
            int pair = i / (side() * side());
            all += Math.abs(mean[i]);
            others += pair / colours == pair % colours ? 0 : Math.abs(mean[i]);
        }
        return others / all;
    }

    /// The answer of gray to a gray impulse: the mean over the small picture's colours of the sum over the large one's.
    double[][] gray() {
        double[][] gray = new double[side()][side()];
        for (int i = 0; i < mean.length; i++) {
            gray[i / side() % side()][i % side()] += mean[i] / colours;
        }
        return gray;
    }

    /// Gathers answers from pictures.
    static final class Gatherer {
        private final Linearisation network;
        private final int ratio;
        private final int colours;
        private final double[] sum;
        private final double[] squares;
        private long places;

        Gatherer(Linearisation network, int ratio, int colours) {
            this.network = network;
            this.ratio = ratio;
            this.colours = colours;
            this.sum = new double[colours * colours * APART * ratio * APART * ratio];
            this.squares = new double[sum.length];
        }

        /// @param large (1, C, H, W), sides multiples of the ratio
        void add(Values large) {
            int width = large.shape().width() / ratio;
            int height = large.shape().height() / ratio;
            for (int at = 0; at < APART * APART; at++) {
                for (int colour = 0; colour < colours; colour++) {
                    Values weights = Values.zeros(Shape.of(1, colours, height, width));
                    for (int y = first(at / APART); y + APART - BEFORE <= height; y += APART) {
                        for (int x = first(at % APART); x + APART - BEFORE <= width; x += APART) {
                            weights.array()[(colour * height + y) * width + x] = 1;
                        }
                    }
                    gather(network.gradient(large, weights), weights, colour);
                }
            }
        }

        /// The first place with a whole window.
        private static int first(int phase) {
            return BEFORE + phase;
        }

        private void gather(Values gradient, Values weights, int colour) {
            int width = weights.shape().width();
            int pixels = width * weights.shape().height();
            for (int i = 0; i < pixels; i++) {
                if (weights.array()[colour * pixels + i] == 1) {
                    gather(gradient, colour, i % width, i / width);
                    places += colour == 0 ? 1 : 0;
                }
            }
        }

        private void gather(Values gradient, int colour, int x, int y) {
            int side = APART * ratio;
            int width = gradient.shape().width();
            int height = gradient.shape().height();
            int to = colour * colours * side * side;
            for (int from = 0; from < colours; from++) {
                for (int row = 0; row < side; row++) {
                    int at = (from * height + (y - BEFORE) * ratio + row) * width + (x - BEFORE) * ratio;
                    for (int column = 0; column < side; column++) {
                        double value = gradient.array()[at + column];
                        sum[to] += value;
                        squares[to++] += value * value;
                    }
                }
            }
        }

        ImpulseResponse response() {
            double[] mean = new double[sum.length];
            double[] deviation = new double[sum.length];
            for (int i = 0; i < sum.length; i++) {
                mean[i] = sum[i] / places;
                deviation[i] = Math.sqrt(Math.max(0, squares[i] / places - mean[i] * mean[i]));
            }
            return new ImpulseResponse(ratio, colours, places, mean, deviation);
        }
    }
}
