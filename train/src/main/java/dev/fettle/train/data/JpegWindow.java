package dev.fettle.train.data;

import dev.fettle.image.Image;
import dev.fettle.image.degrade.JpegCompression;

/// The part of a picture that is compressed for one patch. It is larger than the patch: at least one block of 8 pixels
/// lies around it, so that the patch's edges are not the file's, and the patch begins anywhere within the units of 16
/// pixels in which 4:2:0 stores chroma, so that a network sees all places of the blocks' edges alike.
///
/// Windows may lie in one another, when a picture was compressed twice; then the outermost one says where
/// the patch is in the picture.
///
/// @param side height and width of the window
/// @param patch height and width of the patch in it
/// @param left columns of the window before the patch; as drawn, 8 to 23
/// @param top rows of the window above the patch; as drawn, 8 to 23
record JpegWindow(int side, int patch, int left, int top) {
    private static final int BLOCK = 8;
    private static final int UNIT = 16;

    /// A window whose place around the patch is drawn evenly.
    static JpegWindow draw(RandomState random, int patch) {
        return new JpegWindow(side(patch), patch, BLOCK + random.nextInt(UNIT), BLOCK + random.nextInt(UNIT));
    }

    /// Whole units that hold the patch and a block on every side, wherever it begins.
    private static int side(int patch) {
        return Math.ceilDiv(BLOCK + UNIT - 1 + patch + BLOCK, UNIT) * UNIT;
    }

    /// The window's samples as they come out of a JPEG file.
    ///
    /// @param samples (side, side, channels) in [0, 1]
    float[] coded(float[] samples, int channels, JpegCompression compression) {
        Image image = compression.apply(picture(samples, channels), 0);
        float[] coded = new float[samples.length];
        for (int i = 0; i < coded.length; i++) {
            coded[i] = image.plane(i % channels)[i / channels];
        }
        return coded;
    }

    /// The window's samples as a picture.
    ///
    /// @param samples (side, side, channels) in [0, 1]
    Image picture(float[] samples, int channels) {
        float[][] planes = new float[channels][side * side];
        for (int i = 0; i < samples.length; i++) {
            planes[i % channels][i / channels] = samples[i];
        }
        return Image.of(side, side, planes);
    }

    /// Copies the patch out of a window's samples.
    ///
    /// @param at where in `to` it begins
    void copyPatch(float[] samples, int channels, float[] to, int at) {
        for (int row = 0; row < patch; row++) {
            int from = ((top + row) * side + left) * channels;
            System.arraycopy(samples, from, to, at + row * patch * channels, patch * channels);
        }
    }
}
