package dev.fettle.runtime;

import dev.fettle.image.Check;
import dev.fettle.runtime.PictureNetwork.Runs;

/// The mean over the eight flips and transposes of a picture, each run through the network and turned back.
/// Timofte et al., CVPR 2016, sec. 4.
final class SelfEnsemble {
    private static final int VIEWS = 8;

    private SelfEnsemble() {}

    static Planes run(PictureNetwork network, Planes picture, Watch watch) {
        Planes sum = view(network, picture, 0, watch);
        for (int view = 1; view < VIEWS; view++) {
            sum.add(view(network, picture, view, watch), watch);
        }
        return sum.scaled(1f / VIEWS, watch);
    }

    private static Planes view(PictureNetwork network, Planes picture, int view, Watch watch) {
        Planes turned = turned(picture, view, watch);
        return turnedBack(network.run(turned, watch.part(view, VIEWS)), view, watch);
    }

    private static Planes turned(Planes picture, int view, Watch watch) {
        Planes turned = (view & 1) == 0 ? picture : picture.flippedLeftRight(watch);
        turned = (view & 2) == 0 ? turned : turned.flippedUpDown(watch);
        return (view & 4) == 0 ? turned : turned.transposed(watch);
    }

    private static Planes turnedBack(Planes picture, int view, Watch watch) {
        Planes turned = (view & 4) == 0 ? picture : picture.transposed(watch);
        turned = (view & 2) == 0 ? turned : turned.flippedUpDown(watch);
        return (view & 1) == 0 ? turned : turned.flippedLeftRight(watch);
    }

    /// Upright and lying views are two sizes, and four runs of each: both plans are kept if they
    /// fit the budget together, otherwise the second takes the place of the first.
    static Runs runs(PictureNetwork network, int width, int height, long budgetBytes) {
        Runs upright = network.runs(width, height, Check.NONE);
        if (width == height) {
            return upright;
        }
        Runs lying = network.runs(height, width, Check.NONE);
        long together = upright.bufferBytes() + lying.bufferBytes() - upright.weightBytes();
        return new Runs(
                upright.count(),
                upright.width(),
                upright.height(),
                upright.overlap(),
                (upright.work() + lying.work()) / 2,
                together <= budgetBytes ? together : Math.max(upright.bufferBytes(), lying.bufferBytes()),
                upright.weightBytes(),
                upright.growWithMemory() || lying.growWithMemory());
    }
}
