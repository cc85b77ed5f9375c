package dev.fettle.image.metric;

import dev.fettle.image.EightBits;
import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.Plane;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.image.resample.Border;
import java.util.List;
import java.util.function.ToDoubleBiFunction;

/// Measuring restored pictures against their originals, one way for a whole table. Both pictures are clipped
/// and rounded to 8 bits first, as their files would be. Thread-safe.
///
/// @param border pixels ignored on every side: the scale for super-resolution, 0 for denoising and JPEG
public record Evaluation(Protocol protocol, int border) {
    public Evaluation {
        if (border < 0) {
            throw new IllegalArgumentException("evaluation: border must not be negative, got " + border);
        }
    }

    /// Scores of a restored picture. Under {@link Protocol#Y_DOUBLE} that is a restored {@link Luma#picture},
    /// gray.
    ///
    /// @param restored of the reference's size and colour
    /// @throws IllegalArgumentException if size or colour do not fit, or a side inside the border is below 11
    public Scores measure(Image reference, Image restored) {
        requireColour(restored, protocol == Protocol.Y_DOUBLE ? Colour.GRAY : reference.colour());
        return measure(protocol.planes(reference), protocol.planes(restored));
    }

    private void requireColour(Image restored, Colour colour) {
        if (restored.colour() != colour) {
            throw new IllegalArgumentException("evaluation: protocol '%s' wants a restored picture in %s, got %s"
                    .formatted(protocol.label(), colour, restored.colour()));
        }
    }

    private Scores measure(List<Plane> reference, List<Plane> restored) {
        List<Plane> originals = inner(reference);
        List<Plane> results = inner(restored);
        // the error is averaged before the logarithm, the others after it, as BasicSR does
        double psnr = Psnr.decibels(mean(originals, results, Psnr::meanSquaredError));
        double ssim = mean(originals, results, Ssim::of);
        double psnrB = mean(originals, results, (a, b) -> PsnrB.of(a, b, border));
        return new Scores(score(Metric.PSNR, psnr), score(Metric.SSIM, ssim), score(Metric.PSNR_B, psnrB));
    }

    private List<Plane> inner(List<Plane> planes) {
        return planes.stream().map(plane -> plane.withoutBorder(border)).toList();
    }

    private static double mean(List<Plane> originals, List<Plane> results, ToDoubleBiFunction<Plane, Plane> measure) {
        double sum = 0;
        for (int i = 0; i < originals.size(); i++) {
            sum += measure.applyAsDouble(originals.get(i), results.get(i));
        }
        return sum / originals.size();
    }

    private Score score(Metric metric, double value) {
        return new Score(value, new Stamp(metric, protocol, border));
    }

    /// Scores of the bicubic baseline, the picture shrunk and enlarged again. Under {@link Protocol#Y_DOUBLE}
    /// luma goes both ways in floating point and is rounded once, and of the flavour only the border counts;
    /// otherwise each channel goes both ways by the flavour.
    ///
    /// @throws IllegalArgumentException if the size is no multiple of the scale; crop it first
    public Scores bicubic(Image reference, int scale, Flavour flavour) {
        return switch (protocol) {
            case Y, Y_ROUNDED, RGB, GRAY ->
                measure(reference, Bicubic.enlarge(Bicubic.shrink(reference, scale, flavour), scale, flavour));
            case Y_DOUBLE -> bicubicLuma(reference, scale, flavour.border());
        };
    }

    private Scores bicubicLuma(Image reference, int scale, Border outside) {
        Plane luma = Luma.rounded(reference);
        requireMultiple(luma, scale);
        Plane shrunken = Bicubic.resize(luma, luma.width() / scale, luma.height() / scale, outside);
        Plane enlarged = Bicubic.resize(shrunken, luma.width(), luma.height(), outside);
        Plane restored = Plane.of(luma.width(), luma.height(), EightBits.round(enlarged.samples()));
        return measure(List.of(luma), List.of(restored));
    }

    private static void requireMultiple(Plane plane, int scale) {
        if (plane.width() % scale != 0 || plane.height() % scale != 0) {
            throw new IllegalArgumentException("evaluation: %dx%d is no multiple of %d; crop it first"
                    .formatted(plane.width(), plane.height(), scale));
        }
    }
}
