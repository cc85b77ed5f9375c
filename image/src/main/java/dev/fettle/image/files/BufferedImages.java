package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.Source;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.awt.image.WritableRaster;

/// Pictures as AWT knows them. Samples go through the raster in both directions and are never bent:
/// `BufferedImage.getRGB` takes gray for linear light and would change it by 1.5 dB.
public final class BufferedImages {
    private BufferedImages() {}

    /// The samples of a picture of any type: indexed pictures are looked up in their palette, premultiplied colours
    /// are divided by alpha, five-bit bands become fractions of 31 and 16-bit bands stay 16 bit. Colour spaces
    /// other than gray and RGB are converted to sRGB.
    public static Image fromBufferedImage(BufferedImage picture) {
        ColorModel model = picture.getColorModel();
        if (model instanceof IndexColorModel palette) {
            return fromPalette(picture.getRaster(), palette);
        }
        int type = model.getColorSpace().getType();
        if (type != ColorSpace.TYPE_GRAY && type != ColorSpace.TYPE_RGB) {
            return fromBufferedImage(toRgb(picture));
        }
        return fromRaster(picture.getRaster(), model.hasAlpha(), model.isAlphaPremultiplied());
    }

    /// A picture of 8 or 16 bits per sample (as {@link Source#bitDepth} says), clipped and rounded: `TYPE_BYTE_GRAY`,
    /// `TYPE_3BYTE_BGR` or `TYPE_4BYTE_ABGR` for 8 bits, and component types beyond those. The profile is not
    /// attached.
    public static BufferedImage toBufferedImage(Image image) {
        return image.source().bitDepth() == 16 ? toSixteenBits(image) : toEightBits(image);
    }

    static BufferedImage toEightBits(Image image) {
        boolean gray = image.colour() == Colour.GRAY;
        boolean alpha = image.alpha().isPresent();
        if (gray && alpha) {
            return fill(components(image, DataBuffer.TYPE_BYTE), image, 255);
        }
        int type = gray
                ? BufferedImage.TYPE_BYTE_GRAY
                : alpha ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR;
        return fill(new BufferedImage(image.width(), image.height(), type), image, 255);
    }

    private static BufferedImage toSixteenBits(Image image) {
        if (image.colour() == Colour.GRAY && image.alpha().isEmpty()) {
            return fill(new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_USHORT_GRAY), image, 65535);
        }
        return fill(components(image, DataBuffer.TYPE_USHORT), image, 65535);
    }

    private static BufferedImage components(Image image, int dataType) {
        int space = image.colour() == Colour.GRAY ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB;
        boolean alpha = image.alpha().isPresent();
        int transparency = alpha ? ColorModel.TRANSLUCENT : ColorModel.OPAQUE;
        var model = new ComponentColorModel(ColorSpace.getInstance(space), alpha, false, transparency, dataType);
        WritableRaster raster = model.createCompatibleWritableRaster(image.width(), image.height());
        return new BufferedImage(model, raster, false, null);
    }

    private static BufferedImage fill(BufferedImage target, Image image, int max) {
        int[] row = new int[image.width()];
        WritableRaster raster = target.getRaster();
        for (int band = 0; band < raster.getNumBands(); band++) {
            float[] plane = Samples.band(image, band);
            for (int y = 0; y < image.height(); y++) {
                Samples.quantise(plane, y * row.length, row, max);
                raster.setSamples(0, y, row.length, 1, band, row);
            }
        }
        return target;
    }

    private static BufferedImage toRgb(BufferedImage picture) {
        int type = picture.getColorModel().hasAlpha() ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR;
        return new ColorConvertOp(null)
                .filter(picture, new BufferedImage(picture.getWidth(), picture.getHeight(), type));
    }

    /// Bands as colour planes, the last one as alpha if there is one.
    static Image fromRaster(Raster raster, boolean hasAlpha, boolean premultiplied) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        float[][] bands = new float[raster.getNumBands()][];
        for (int band = 0; band < bands.length; band++) {
            bands[band] = plane(raster, band);
        }
        int depth = raster.getSampleModel().getSampleSize(0) > 8 ? 16 : 8;
        return Samples.image(width, height, bands, hasAlpha, premultiplied, depth);
    }

    private static float[] plane(Raster raster, int band) {
        int width = raster.getWidth();
        float[] plane = new float[Math.multiplyExact(width, raster.getHeight())];
        float[] row = new float[width];
        float max = (float) maximum(raster.getSampleModel(), band);
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, band, row);
            for (int x = 0; x < width; x++) {
                plane[y * width + x] = row[x] / max;
            }
        }
        return plane;
    }

    private static double maximum(SampleModel model, int band) {
        int type = model.getDataType();
        if (type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE) {
            return 1;
        }
        int bits = type == DataBuffer.TYPE_SHORT ? 15 : model.getSampleSize(band);
        return (double) ((1L << bits) - 1);
    }

    private static Image fromPalette(Raster raster, IndexColorModel palette) {
        int size = palette.getMapSize();
        int[] argb = new int[size];
        palette.getRGBs(argb);
        int width = raster.getWidth();
        int[] indexes = new int[Math.multiplyExact(width, raster.getHeight())];
        raster.getSamples(raster.getMinX(), raster.getMinY(), width, raster.getHeight(), 0, indexes);
        int colours = Samples.isGray(argb, Source.NONE) ? 1 : 3;
        return Samples.indexed(width, raster.getHeight(), indexes, argb, colours + (palette.hasAlpha() ? 1 : 0));
    }
}
