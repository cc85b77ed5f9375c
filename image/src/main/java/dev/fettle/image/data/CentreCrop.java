package dev.fettle.image.data;

import dev.fettle.image.Image;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;

/// What a network that sorts pictures is given of one when it is measured: a square from the middle, in
/// colour and 8 bits. A picture whose shorter side is larger is first resized by MATLAB's bicubic, so that
/// this side is 256 pixels for a square of 224, as ImageNet is measured (Krizhevsky et al., NeurIPS 2012,
/// sec. 2, reduce to 256; the ratio of 256 to 224 is kept for other squares).
///
/// @param side height and width of the square
public record CentreCrop(int side) {
    private static final double RATIO = 256.0 / 224;

    public CentreCrop {
        if (side < 1) {
            throw new IllegalArgumentException("centre crop: side must be at least 1, got " + side);
        }
    }

    /// The shorter side that larger pictures are brought to: 256 for 224, 37 for 32.
    public int shorter() {
        return (int) Math.round(side * RATIO);
    }

    /// Whether a picture of this size is resized before it is cut.
    public boolean isResized(int width, int height) {
        return Math.min(width, height) > side;
    }

    /// @throws IllegalArgumentException if a picture of this size is smaller than the square
    public void requireFits(int width, int height) {
        if (Math.min(width, height) < side) {
            throw new IllegalArgumentException(
                    "%dx%d is smaller than the %dx%d that the network is given".formatted(width, height, side, side));
        }
    }

    /// The square, of three channels.
    ///
    /// @throws IllegalArgumentException if the picture is smaller
    public Image of(Image picture) {
        requireFits(picture.width(), picture.height());
        Image resized = resized(picture.coloured());
        int left = (resized.width() - side) / 2;
        int top = (resized.height() - side) / 2;
        return resized.crop(left, top, side, side).quantised();
    }

    private Image resized(Image picture) {
        if (!isResized(picture.width(), picture.height())) {
            return picture;
        }
        double factor = (double) shorter() / Math.min(picture.width(), picture.height());
        int width = Math.max(side, (int) Math.round(picture.width() * factor));
        int height = Math.max(side, (int) Math.round(picture.height() * factor));
        return Bicubic.resize(picture, width, height, Flavour.MIRROR_8BIT);
    }

    /// For stamps: `centre-crop 32`, or `centre-crop 224 of 256` where pictures were resized.
    public String label(boolean isResized) {
        return "centre-crop " + side + (isResized ? " of " + shorter() : "");
    }
}
