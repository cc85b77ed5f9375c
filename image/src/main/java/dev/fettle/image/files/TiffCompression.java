package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import java.util.Arrays;
import java.util.List;

/// How a TIFF's strips and tiles are packed (tag 259), of the kinds that are read.
enum TiffCompression {
    NONE(1, 1),
    FAX_RUNS(2, 1 << 20),
    FAX_3(3, 1 << 20),
    FAX_4(4, 1 << 20),
    LZW(5, 4096),
    OLD_JPEG(6, 1 << 20),
    JPEG(7, 1 << 20),
    DEFLATE(8, 1040),
    FAX_RUNS_IN_WORDS(32771, 1 << 20),
    PACK_BITS(32773, 64),
    OLD_DEFLATE(32946, 1040);

    private final int number;
    private final int expansion;

    /// @param expansion bytes that one packed byte may become, at most; within reason where the coding has no limit
    TiffCompression(int number, int expansion) {
        this.number = number;
        this.expansion = expansion;
    }

    int expansion() {
        return expansion;
    }

    boolean isFax() {
        return List.of(FAX_RUNS, FAX_3, FAX_4, FAX_RUNS_IN_WORDS).contains(this);
    }

    boolean isJpeg() {
        return this == JPEG || this == OLD_JPEG;
    }

    /// Those whose samples may be stored as differences (tag 317).
    boolean hasPredictor() {
        return List.of(LZW, DEFLATE, OLD_DEFLATE).contains(this);
    }

    static TiffCompression of(TiffPage page) throws ImageFormatException {
        int number = page.small(TiffTags.COMPRESSION, 1);
        return Arrays.stream(values())
                .filter(known -> known.number == number)
                .findFirst()
                .orElseThrow(() -> page.content().unsupported(name(number) + " is not read inside TIFF"));
    }

    private static String name(int number) {
        return switch (number) {
            case 9, 10, 34661 -> "JBIG";
            case 32766 -> "NeXT's coding";
            case 32809 -> "ThunderScan's coding";
            case 33003, 33004, 33005, 34712 -> "JPEG 2000";
            case 34676, 34677 -> "SGI's LogLuv coding";
            case 34887 -> "LERC";
            case 34925 -> "LZMA";
            case 50000 -> "Zstandard";
            case 50001 -> "WebP";
            case 50002, 52546 -> "JPEG XL";
            default -> "compression " + number;
        };
    }
}
