package dev.fettle.lab.report;

import java.util.List;

/// What dual models have learnt of how pictures are made small; `fettle inspect --dual --json` prints it.
///
/// @param kind `dual`
/// @param file the checkpoint that holds them
/// @param step updates that were made
/// @param pictures folder or file that they are linearised around
/// @param duals in the order of the terms
public record CompanionResults(String kind, String file, long step, String pictures, List<Dual> duals) {
    public CompanionResults {
        duals = List.copyOf(duals);
    }

    /// One dual model.
    ///
    /// @param name of its term in the loss
    /// @param from scale of the pictures that it makes smaller, in pixels for one of the network's input
    /// @param to scale of what it makes
    /// @param places that are averaged over, in small pixels
    /// @param count of pictures
    /// @param first offset of the first tap, in large pixels from the first of the small pixel's
    /// @param taps its answer to an impulse and MATLAB's bicubic one
    /// @param measured how near the two are
    public record Dual(String name, int from, int to, long places, int count, int first, Taps taps, Measured measured) {
        /// How many large pixels there are for a small one, in each direction.
        public int ratio() {
            return from / to;
        }
    }

    /// Answers of gray to a gray impulse.
    ///
    /// @param kernel row by row: what each large pixel has in the small one
    /// @param across its sums over the columns
    /// @param down its sums over the rows
    /// @param bicubic MATLAB's, in one direction: the same in both
    public record Taps(List<List<Double>> kernel, List<Double> across, List<Double> down, List<Double> bicubic) {
        public Taps {
            kernel = kernel.stream().map(List::copyOf).toList();
            across = List.copyOf(across);
            down = List.copyOf(down);
            bicubic = List.copyOf(bicubic);
        }

        /// MATLAB's in both directions.
        public double bicubic(int row, int column) {
            return bicubic.get(row) * bicubic.get(column);
        }
    }

    /// @param sum of all taps, 1 for bicubic
    /// @param centre of the taps across and down, in large pixels from the first of the small pixel's
    /// @param expected centre of bicubic's
    /// @param difference Euclidean norm of the difference from bicubic's taps, by that of bicubic's
    /// @param spread of taps from place to place, as a Euclidean norm by that of their means: 0 for a filter
    /// @param mixed part of the sum of taps, without signs, that other colours have in a colour
    /// @param psnr of what it makes of the pictures, against bicubic's, dB
    public record Measured(
            double sum, Centre centre, double expected, double difference, double spread, double mixed, double psnr) {}

    /// A point, in large pixels.
    public record Centre(double across, double down) {}
}
