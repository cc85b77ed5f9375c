package dev.fettle.image.metric;

import dev.fettle.image.Plane;

/// PSNR that also charges for visible 8×8 blocks: 10 log10(255² / (MSE + BEF)). Yim and Bovik, IEEE TIP 2011,
/// eq. 9 to 13.
///
/// The blocking effect factor BEF looks at the restored plane alone. With D_B the mean squared difference of
/// neighbours across block edges and D_C that of all other neighbours, BEF = η (D_B − D_C) if D_B > D_C,
/// otherwise 0, where η = log2(8) / log2(min(width, height)).
///
/// Published code (BasicSR, FBCNN) divides by ⌊side/8⌋ − 1 edges per line even where a side is no multiple of 8
/// and has one edge more; here D_B and D_C are the means of their definition. The two agree on sides that are
/// multiples of 8.
public final class PsnrB {
    private static final int BLOCK = 8;

    private PsnrB() {}

    /// PSNR-B of one plane; infinite for equal planes without block edges.
    ///
    /// @param gridOffset pixels that were cut off at the left and the top since the plane was coded
    /// @throws IllegalArgumentException if the sizes differ
    public static double of(Plane reference, Plane restored, int gridOffset) {
        double error = Psnr.meanSquaredError(reference, restored);
        return Psnr.decibels(error + blockingEffect(restored, gridOffset));
    }

    private static double blockingEffect(Plane plane, int gridOffset) {
        var edges = new Mean();
        var others = new Mean();
        double[] samples = plane.samples();
        int width = plane.width();
        for (int y = 0; y < plane.height(); y++) {
            for (int x = 0; x + 1 < width; x++) {
                int i = y * width + x;
                (endsBlock(x, gridOffset) ? edges : others).add(samples[i] - samples[i + 1]);
            }
        }
        for (int y = 0; y + 1 < plane.height(); y++) {
            Mean mean = endsBlock(y, gridOffset) ? edges : others;
            for (int i = y * width; i < (y + 1) * width; i++) {
                mean.add(samples[i] - samples[i + width]);
            }
        }
        double excess = edges.value() - others.value();
        return excess > 0 ? strength(plane) * excess : 0;
    }

    private static boolean endsBlock(int position, int gridOffset) {
        return (position + gridOffset + 1) % BLOCK == 0;
    }

    private static double strength(Plane plane) {
        int side = Math.min(plane.width(), plane.height());
        return side < 2 ? 0 : Math.log(BLOCK) / Math.log(side);
    }

    private static final class Mean {
        private double sum;
        private long count;

        void add(double difference) {
            sum += difference * difference;
            count++;
        }

        double value() {
            return count == 0 ? 0 : sum / count;
        }
    }
}
