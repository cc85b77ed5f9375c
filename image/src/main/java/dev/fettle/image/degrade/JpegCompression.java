package dev.fettle.image.degrade;

import dev.fettle.image.Image;
import dev.fettle.image.Source;
import dev.fettle.image.files.JpegEncoder;
import dev.fettle.image.files.Subsampling;
import java.util.Optional;

/// A picture coded and decoded as baseline JPEG with libjpeg's tables. Gray pictures are coded as gray, as the
/// published inputs of Classic5 and LIVE1 were. The samples are rounded to 8 bits first; alpha stays as it is.
///
/// @param quality libjpeg's, 1 to 100, customarily 10, 20, 30 or 40
/// @param subsampling of chroma; gray pictures have none
/// @param shift where the grid of blocks lies
public record JpegCompression(int quality, Subsampling subsampling, Shift shift) implements Degradation {
    public JpegCompression {
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("jpeg: quality must be 1 to 100, got " + quality);
        }
    }

    /// With the grid of blocks at the picture's corner, as any file has it.
    public JpegCompression(int quality, Subsampling subsampling) {
        this(quality, subsampling, Shift.NONE);
    }

    /// How far the grid's first lines lie from the left and the upper edge, as in a picture that was cut
    /// out of a JPEG: left of them and above are parts of units. A unit has 16 pixels, two blocks, in which
    /// 4:2:0 stores chroma.
    ///
    /// @param right columns, 0 to 15
    /// @param down rows, 0 to 15
    public record Shift(int right, int down) {
        public static final Shift NONE = new Shift(0, 0);

        private static final int UNIT = 16;

        public Shift {
            if (right < 0 || right >= UNIT || down < 0 || down >= UNIT) {
                throw new IllegalArgumentException("jpeg: shift must be from 0,0 to 15,15, got " + right + "," + down);
            }
        }

        private boolean isNone() {
            return right == 0 && down == 0;
        }

        /// The picture with its first column and row repeated until the grid's lines fall into place.
        private Image widened(Image image) {
            int left = before(right);
            int top = before(down);
            int width = image.width() + left;
            float[][] planes = new float[image.channels()][width * (image.height() + top)];
            for (int channel = 0; channel < planes.length; channel++) {
                float[] from = image.plane(channel);
                for (int i = 0; i < planes[channel].length; i++) {
                    int x = Math.max(0, i % width - left);
                    int y = Math.max(0, i / width - top);
                    planes[channel][i] = from[y * image.width() + x];
                }
            }
            return Image.of(width, image.height() + top, planes).withSource(image.source());
        }

        private Image cut(Image widened, Image like) {
            return widened.crop(before(right), before(down), like.width(), like.height());
        }

        private static int before(int shift) {
            return (UNIT - shift) % UNIT;
        }
    }

    @Override
    public Image apply(Image original, NormalValues chance) {
        Image decoded = shift.isNone() ? recoded(original) : shift.cut(recoded(shift.widened(original)), original);
        Source spoilt = original.source().withBitDepth(8);
        Image coded =
                decoded.withSource(decoded.source().jpeg().map(spoilt::withJpeg).orElse(spoilt));
        return original.alpha().map(coded::withAlpha).orElse(coded);
    }

    private Image recoded(Image image) {
        return JpegEncoder.recoded(image, quality, subsampling);
    }

    @Override
    public Optional<Task> task() {
        return Optional.of(Task.DEBLOCK);
    }

    /// Whether a file of this quality and subsampling holds what {@link #apply} gives.
    public boolean isFile() {
        return shift.isNone();
    }

    @Override
    public String label() {
        return "jpeg quality=" + quality
                + switch (subsampling) {
                    case FULL -> " 4:4:4";
                    case HALF -> " 4:2:0";
                }
                + (shift.isNone() ? "" : " shift=" + shift.right + "," + shift.down);
    }
}
