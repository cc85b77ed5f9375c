package dev.fettle.image;

import java.util.Locale;

/// How large a picture is meant to be printed: pixels per unit of length in either direction, or only the shape of a
/// pixel.
///
/// @param horizontal pixels per unit from left to right, positive
/// @param vertical pixels per unit from top to bottom, positive
public record Density(double horizontal, double vertical, Unit unit) {
    private static final double CENTIMETRES_PER_INCH = 2.54;

    /// What the numbers count.
    public enum Unit {
        /// pixels per inch
        INCH,
        /// pixels per centimetre
        CENTIMETRE,
        /// no length: only the ratio of the two numbers means something
        ASPECT
    }

    public Density {
        if (!(horizontal > 0) || !(vertical > 0) || Double.isInfinite(horizontal) || Double.isInfinite(vertical)) {
            throw new IllegalArgumentException(
                    "density: wanted two positive numbers, got %s x %s".formatted(horizontal, vertical));
        }
    }

    /// The same density counted in another unit; one of {@link Unit#ASPECT} stays what it is, and so does one that is
    /// asked for as such.
    public Density in(Unit wanted) {
        if (unit == wanted || unit == Unit.ASPECT || wanted == Unit.ASPECT) {
            return this;
        }
        double factor = wanted == Unit.INCH ? CENTIMETRES_PER_INCH : 1 / CENTIMETRES_PER_INCH;
        return new Density(horizontal * factor, vertical * factor, wanted);
    }

    /// That of the picture turned by 90°.
    @SuppressWarnings("ArgumentSelectionDefectChecker") // the directions change places
    public Density transposed() {
        return new Density(vertical, horizontal, unit);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f x %.2f per %s", horizontal, vertical, unit);
    }
}
