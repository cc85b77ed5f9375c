package dev.fettle.image.files;

import dev.fettle.image.Density;
import dev.fettle.image.Image;
import dev.fettle.image.Source;

/// How a stored picture has to be turned to stand upright: the eight values of EXIF's and TIFF's orientation tag
/// (274). Each is an optional transposition of the stored picture followed by mirroring of the upright one.
enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(false, true, false),
    HALF_TURN(false, true, true),
    FLIPPED(false, false, true),
    TRANSPOSED(true, false, false),
    QUARTER_TURN_RIGHT(true, true, false),
    TRANSVERSED(true, true, true),
    QUARTER_TURN_LEFT(true, false, true);

    private final boolean transposed;
    private final boolean mirrored;
    private final boolean flipped;

    Orientation(boolean transposed, boolean mirrored, boolean flipped) {
        this.transposed = transposed;
        this.mirrored = mirrored;
        this.flipped = flipped;
    }

    /// The orientation of a tag value; anything but 1 to 8 is upright.
    static Orientation of(long tag) {
        return tag >= 1 && tag <= 8 ? values()[(int) tag - 1] : UPRIGHT;
    }

    /// Whether width and height change places.
    boolean isTransposed() {
        return transposed;
    }

    @SuppressWarnings("ArgumentSelectionDefectChecker") // turned by 90°: width and height change places
    ImageHeader apply(ImageHeader header) {
        return transposed
                ? new ImageHeader(header.format(), header.height(), header.width(), header.bands(), header.depth())
                : header;
    }

    /// What the file says about the picture's printed size, for the upright one.
    Source apply(Source source) {
        return transposed
                ? source.density()
                        .map(Density::transposed)
                        .map(source::withDensity)
                        .orElse(source)
                : source;
    }

    /// The picture upright; without its source.
    Image apply(Image stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        int width = transposed ? stored.height() : stored.width();
        int height = transposed ? stored.width() : stored.height();
        float[][] planes = new float[stored.channels()][];
        for (int channel = 0; channel < planes.length; channel++) {
            planes[channel] = apply(stored.plane(channel), width, height);
        }
        Image upright = Image.of(width, height, planes);
        return stored.alpha()
                .map(alpha -> upright.withAlpha(apply(alpha, width, height)))
                .orElse(upright);
    }

    private float[] apply(float[] stored, int width, int height) {
        float[] upright = new float[stored.length];
        for (int y = 0; y < height; y++) {
            int row = flipped ? height - 1 - y : y;
            for (int x = 0; x < width; x++) {
                int column = mirrored ? width - 1 - x : x;
                upright[y * width + x] = stored[transposed ? column * height + row : row * width + column];
            }
        }
        return upright;
    }
}
