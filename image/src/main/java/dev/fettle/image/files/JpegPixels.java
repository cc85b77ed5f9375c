package dev.fettle.image.files;

import dev.fettle.image.Image;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/// The pixels of a scanned JPEG by the JDK's decoder, which equals libjpeg's `djpeg -dct int` bit for bit. That
/// decoder fills in gray where data is missing and only warns; here such a warning is an error, and so is one about
/// much data that no pixel needed.
final class JpegPixels {
    private static final Pattern EXTRANEOUS = Pattern.compile("(\\d{1,18}) extraneous bytes");

    private final JpegFile file;
    private @Nullable String warning;

    JpegPixels(JpegFile file) {
        this.file = file;
    }

    Image decode() throws IOException {
        ImageReader reader = JdkCodecs.reader("jpeg");
        try (ImageInputStream in = Deadline.stream(file.essence())) {
            reader.addIIOReadWarningListener((from, text) -> warning = isDamage(text) ? text : warning);
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

    /// Cameras leave a few bytes behind a scan, which is harmless; more than a sixteenth of the scans means a
    /// header that is too small.
    private boolean isDamage(String text) {
        Matcher extraneous = EXTRANEOUS.matcher(text);
        if (extraneous.find()) {
            return Long.parseLong(extraneous.group(1)) > Math.max(16, file.scanBytes() / 16);
        }
        return text.startsWith("Corrupt JPEG data");
    }

    private Image decode(ImageReader reader, ImageReadParam parameters) throws IOException {
        return switch (file.encoding()) {
            case GRAY, RGB, YCBCR ->
                BufferedImages.fromRaster(reader.read(0, parameters).getRaster(), false, false);
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
