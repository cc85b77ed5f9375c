package dev.fettle.image.files;

import dev.fettle.image.EightBits;
import dev.fettle.image.Image;
import dev.fettle.image.Source;
import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Optional;

/// Four inks to RGB: the one place where colours are converted, because no restored picture has four inks.
final class Cmyk {
    private Cmyk() {}

    /// Luma, chroma and black to four inks in place: libjpeg's ycck_cmyk_convert.
    static void fromYcck(int[] row) {
        for (int i = 0; i < row.length; i += 4) {
            int luma = row[i];
            double blue = row[i + 1] - 128;
            double red = row[i + 2] - 128;
            row[i] = ink(luma + 1.402 * red);
            row[i + 1] = ink(luma - 0.344136 * blue - 0.714136 * red);
            row[i + 2] = ink(luma + 1.772 * blue);
        }
    }

    private static int ink(double light) {
        return 255 - (int) EightBits.round(light);
    }

    /// @param inks cyan, magenta, yellow, black of pixel after pixel, 255 for full ink
    /// @param profile of the inks; without one, or where it is unusable, (1 - ink) · (1 - black)
    static Image toRgb(int width, int height, byte[] inks, Optional<byte[]> profile) {
        return profile.flatMap(icc -> byProfile(width, height, inks, icc))
                .orElseGet(() -> plainly(width, height, inks));
    }

    /// @param inks planes of cyan, magenta, yellow and black in [0, 1], 1 for full ink
    /// @param depth in which they are converted: 8 or 16 bits
    static Image toRgb(int width, int height, float[][] inks, int depth, Optional<byte[]> profile) {
        return profile.flatMap(icc -> byProfile(interleaved(width, height, inks, depth), icc))
                .orElseGet(() -> plainly(width, height, inks, depth));
    }

    private static Raster interleaved(int width, int height, float[][] inks, int depth) {
        int type = depth == 8 ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT;
        WritableRaster raster = Raster.createInterleavedRaster(type, width, height, 4, null);
        int[] row = new int[width];
        for (int band = 0; band < 4; band++) {
            for (int y = 0; y < height; y++) {
                Samples.quantise(inks[band], y * width, row, (1 << depth) - 1);
                raster.setSamples(0, y, width, 1, band, row);
            }
        }
        return raster;
    }

    private static Image plainly(int width, int height, float[][] inks, int depth) {
        float[][] planes = new float[3][width * height];
        for (int band = 0; band < 3; band++) {
            for (int i = 0; i < planes[band].length; i++) {
                planes[band][i] = (1 - inks[band][i]) * (1 - inks[3][i]);
            }
        }
        return Image.of(width, height, planes).withSource(Source.NONE.withBitDepth(depth));
    }

    private static Optional<Image> byProfile(int width, int height, byte[] inks, byte[] icc) {
        Raster raster = Raster.createInterleavedRaster(
                new DataBufferByte(inks, inks.length), width, height, 4 * width, 4, new int[] {0, 1, 2, 3}, null);
        return byProfile(raster, icc);
    }

    private static Optional<Image> byProfile(Raster raster, byte[] icc) {
        try {
            var from = new ICC_ColorSpace(ICC_Profile.getInstance(icc));
            WritableRaster target = Raster.createInterleavedRaster(
                    raster.getTransferType(), raster.getWidth(), raster.getHeight(), 3, null);
            new ColorConvertOp(from, ColorSpace.getInstance(ColorSpace.CS_sRGB), null).filter(raster, target);
            return Optional.of(BufferedImages.fromRaster(target, false, false));
        } catch (CMMException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Image plainly(int width, int height, byte[] inks) {
        float[][] planes = new float[3][width * height];
        for (int i = 0; i < planes[0].length; i++) {
            int light = 255 - (inks[4 * i + 3] & 0xFF);
            for (int band = 0; band < 3; band++) {
                int product = (255 - (inks[4 * i + band] & 0xFF)) * light;
                planes[band][i] = Samples.fraction((product + 127) / 255);
            }
        }
        return Image.of(width, height, planes);
    }
}
