package dev.fettle.image.files;

import dev.fettle.image.Density;
import dev.fettle.image.Density.Unit;
import dev.fettle.image.ImageFormatException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// What a JFIF segment says about the printed size (ITU-T T.871, 10.1): a unit and two numbers of 16 bits.
final class JfifDensity {
    private static final int UNIT = 7; // in the segment's content: "JFIF", 0, two bytes of version
    private static final int LARGEST = 0xFFFF;

    private JfifDensity() {}

    /// From the content of the segment, which begins at this place; empty if it says nothing, as 1:1 without a unit
    /// does.
    static Optional<Density> read(Content content, long at) throws ImageFormatException {
        int horizontal = content.big16(at + UNIT + 1);
        int vertical = content.big16(at + UNIT + 3);
        if (horizontal == 0 || vertical == 0) {
            return Optional.empty();
        }
        return switch (content.u8(at + UNIT)) {
            case 0 ->
                horizontal == 1 && vertical == 1
                        ? Optional.empty()
                        : Optional.of(new Density(horizontal, vertical, Unit.ASPECT));
            case 1 -> Optional.of(new Density(horizontal, vertical, Unit.INCH));
            case 2 -> Optional.of(new Density(horizontal, vertical, Unit.CENTIMETRE));
            default -> Optional.empty();
        };
    }

    /// Into a file that begins with SOI and JFIF; numbers that do not fit are left out.
    static void put(Density density, byte[] file) {
        Density fitting = density.unit() == Unit.ASPECT ? wholeRatio(density) : inWholeNumbers(density);
        long horizontal = Math.round(fitting.horizontal());
        long vertical = Math.round(fitting.vertical());
        if (Math.min(horizontal, vertical) < 1 || Math.max(horizontal, vertical) > LARGEST) {
            return;
        }
        byte unit = switch (fitting.unit()) {
            case ASPECT -> 0;
            case INCH -> 1;
            case CENTIMETRE -> 2;
        };
        ByteBuffer.wrap(file, 6 + UNIT, 5)
                .put(unit)
                .putShort((short) horizontal)
                .putShort((short) vertical);
    }

    /// In the unit that needs no rounding, or per inch, where rounding bends the numbers less.
    private static Density inWholeNumbers(Density density) {
        Density metric = density.in(Unit.CENTIMETRE);
        if (isWhole(density)) {
            return density;
        }
        return isWhole(metric) ? metric : density.in(Unit.INCH);
    }

    private static boolean isWhole(Density density) {
        return isWhole(density.horizontal()) && isWhole(density.vertical());
    }

    private static boolean isWhole(double number) {
        return Math.abs(number - Math.rint(number)) < 1e-6;
    }

    /// Numbers as they are if they are whole and fit, otherwise as large as fits.
    private static Density wholeRatio(Density density) {
        double larger = Math.max(density.horizontal(), density.vertical());
        boolean whole = isWhole(density) && larger <= LARGEST;
        double factor = whole ? 1 : LARGEST / larger;
        return new Density(density.horizontal() * factor, density.vertical() * factor, Unit.ASPECT);
    }
}
