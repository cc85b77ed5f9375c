package dev.fettle.image.files;

import dev.fettle.image.Image;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/// The pixels of a scanned JPEG by the JDK's decoder, which equals libjpeg's `djpeg -dct int` bit for bit. That decoder fills in gray where
/// data is missing and only warns; here such a warning is an error.
final class JpegPixels {
    private final JpegFile file;
    private @Nullable String warning;

    JpegPixels(JpegFile file) {
        this.file = file;
    }

    Image decode() throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
        try (ImageInputStream in = Deadline.stream(file.essence())) {
            reader.addIIOReadWarningListener((IIOReadWarningListener) (from, text) -> warning = worse(text));
            reader.setInput(in, true, true);
            Image image = decode(reader, reader.getDefaultReadParam());
            if (warning != null) {
                throw file.content().damaged(warning);
            }
            return image;
        } finally {
            reader.dispose();
        }
    }

    /// Bytes too many between two segments change no pixel.
    private @Nullable String worse(String text) {
        return text.contains("extraneous bytes") ? warning : text;
    }

    private Image decode(ImageReader reader, ImageReadParam parameters) throws IOException {
        return switch (file.encoding()) {
            case GRAY, RGB, YCBCR -> BufferedImages.fromRaster(reader.read(0, parameters).getRaster(), false, false);
            case CMYK, YCCK -> fromInks(reader.readRaster(0, parameters));
        };
    }

    private Image fromInks(Raster raster) throws IOException {
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] inks = new byte[Math.multiplyExact(4, Math.multiplyExact(width, height))];
        int[] row = new int[4 * width];
        for (int y = 0; y < height; y++) {
            Deadline.check();
            raster.getPixels(0, y, width, 1, row);
            if (file.encoding() == JpegFile.Encoding.YCCK) {
                Cmyk.fromYcck(row);
            }
            for (int i = 0; i < row.length; i++) {
                inks[y * row.length + i] = (byte) (file.isInverted() ? 255 - row[i] : row[i]);
            }
        }
        Optional<byte[]> profile = file.source().iccProfile().filter(Icc::isCmyk);
        return Cmyk.toRgb(width, height, inks, profile);
    }
}
