package dev.fettle.train.data;

import dev.fettle.image.Image;
import dev.fettle.image.degrade.BicubicDown;
import dev.fettle.image.degrade.Degradation;
import dev.fettle.image.degrade.DegradationChain;
import dev.fettle.image.degrade.Downsizing;
import dev.fettle.image.degrade.GaussianNoise;
import dev.fettle.image.degrade.Gray;
import dev.fettle.image.degrade.JpegCompression;
import dev.fettle.image.degrade.PoissonNoise;
import java.util.ArrayList;
import java.util.List;

/// What is done to one patch, step by step. A JPEG compresses a {@link JpegWindow} around the patch, with
/// the grid of blocks anywhere; the steps before it are done to all of that window. So the grids of two
/// JPEGs lie independently of one another. Before a step that makes pictures smaller everything is larger
/// by its factor.
///
/// @param steps in order; none for a clean patch
record Recipe(List<Degradation> steps) {
    Recipe {
        steps = List.copyOf(steps);
    }

    /// A step with the place that the patch has in what it is done to.
    ///
    /// @param before the window that the step is done to; of a JPEG it holds what is left after
    private record Placed(Degradation step, JpegWindow before) {
        Image spoilt(Image window, RandomState random) {
            return inner(step.apply(window, random::fillGaussian));
        }

        Image original(Image window) {
            return inner(step.reference(window));
        }

        private Image inner(Image window) {
            return step instanceof JpegCompression
                    ? window.crop(before.left(), before.top(), before.patch(), before.patch())
                    : window;
        }
    }

    /// Writes the patch of a cut, with what the steps leave to chance: the places of grids from the last
    /// step to the first, then noise from the first to the last.
    void make(RandomState random, Cut cut) {
        List<Placed> placed = new ArrayList<>();
        JpegWindow whole = new JpegWindow(cut.place().side(), cut.place().side(), 0, 0);
        for (Degradation step : steps.reversed()) {
            JpegWindow before = before(step, whole.side(), random);
            placed.addFirst(new Placed(step, before));
            whole = around(step, before, whole);
        }
        Image original = whole.picture(cut.of(whole.patch()).around(whole), cut.channels());
        Image spoilt = original;
        for (Placed step : placed) {
            spoilt = step.spoilt(spoilt, random);
            original = step.original(original);
        }
        cut.put(spoilt, original);
    }

    /// @param side of the window after the step
    private static JpegWindow before(Degradation step, int side, RandomState random) {
        return switch (step) {
            case JpegCompression _ -> JpegWindow.draw(random, side);
            case Downsizing smaller -> {
                int larger = (int) Math.round(side * smaller.factor());
                yield new JpegWindow(larger, larger, 0, 0);
            }
            case Gray _, GaussianNoise _, PoissonNoise _ -> new JpegWindow(side, side, 0, 0);
            case BicubicDown _, DegradationChain _ ->
                throw new IllegalArgumentException("'" + step.label() + "' is no step of a patch");
        };
    }

    /// Where the patch lies in the window before a step.
    ///
    /// @param after where it lies in the window after it
    private static JpegWindow around(Degradation step, JpegWindow before, JpegWindow after) {
        if (step instanceof Downsizing) {
            double factor = (double) before.side() / after.side();
            return new JpegWindow(
                    before.side(),
                    scaled(after.patch(), factor),
                    scaled(after.left(), factor),
                    scaled(after.top(), factor));
        }
        return new JpegWindow(before.side(), after.patch(), before.left() + after.left(), before.top() + after.top());
    }

    private static int scaled(int pixels, double factor) {
        return (int) Math.round(pixels * factor);
    }
}
