package dev.fettle.image.files;

import java.util.Arrays;
import java.util.Optional;

/// How the samples of a TIFF's pixel make a colour (tag 262), of the kinds that are read.
enum Photometry {
    WHITE_IS_ZERO(0, 1, "gray (0 is white)"),
    BLACK_IS_ZERO(1, 1, "gray"),
    RGB(2, 3, "RGB"),
    PALETTE(3, 1, "a palette"),
    CMYK(5, 4, "CMYK"),
    YCBCR(6, 3, "YCbCr");

    private final int number;
    private final int colours;
    private final String description;

    Photometry(int number, int colours, String description) {
        this.number = number;
        this.colours = colours;
        this.description = description;
    }

    int number() {
        return number;
    }

    String described() {
        return description;
    }

    /// Samples of a pixel that make its colour; further ones are extra.
    int colours() {
        return colours;
    }

    static Optional<Photometry> of(long number) {
        return Arrays.stream(values()).filter(known -> known.number == number).findFirst();
    }

    /// What a number says that is not read.
    static String name(long number) {
        return switch (Math.clamp(number, -1, 1 << 16)) {
            case 4 -> "a transparency mask";
            case 8, 9, 10 -> "CIELab";
            case 32844, 32845 -> "LogLuv";
            default -> "photometry " + number;
        };
    }
}
