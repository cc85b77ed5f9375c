package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import javax.imageio.IIOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/// The pixels of a scanned JPEG by the JDK's decoder, which equals libjpeg's `djpeg -dct int` bit for bit. That
/// decoder fills in gray where data is missing and only warns, once; here such a warning is an error, and one about
/// surplus bytes has the codes walked through.
final class JpegPixels {
    private final JpegFile file;
    private @Nullable String warning;

    JpegPixels(JpegFile file) {
        this.file = file;
    }

    /// What a reader that has been given the file makes of it.
    private interface Decoder<T> {
        T decode(ImageReader reader, ImageReadParam parameters) throws IOException;
    }

    Image decode() throws IOException {
        Image image = decode(this::decode);
        return warned().map(padding -> image.withSource(Source.NONE.withRemark(padding)))
                .orElse(image);
    }

    /// The components as they are coded, in no colours yet, chroma as large as luma. Whether all of them are there is
    /// left to {@link JpegFile#proveWhole()}.
    Raster components() throws IOException {
        Raster components = decode((reader, parameters) -> reader.readRaster(0, parameters));
        requireHarmless();
        return components;
    }

    private <T> T decode(Decoder<T> decoder) throws IOException {
        ImageReader reader = JdkCodecs.reader("jpeg");
        try (ImageInputStream in = Deadline.stream(file.essence())) {
            reader.addIIOReadWarningListener((from, text) -> warning = isDamage(text) ? text : warning);
            reader.setInput(in, true, true);
            return decoder.decode(reader, reader.getDefaultReadParam());
        } catch (IIOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw file.content().damaged(Objects.requireNonNullElse(e.getMessage(), "its tables cannot be"), e);
        } finally {
            reader.dispose();
        }
    }

    private static boolean isDamage(String text) {
        return text.startsWith("Corrupt JPEG data");
    }

    private void requireHarmless() throws IOException {
        if (warning != null && !warning.contains("extraneous bytes")) {
            throw file.content().damaged(warning);
        }
    }

    /// What there is to say after a warning that does no harm.
    private Optional<Remark> warned() throws IOException {
        requireHarmless();
        return warning == null ? Optional.empty() : file.proveWhole();
    }

    private Image decode(ImageReader reader, ImageReadParam parameters) throws IOException {
        return switch (file.encoding()) {
            case GRAY, RGB, YCBCR ->
                BufferedImages.fromRaster(reader.read(0, parameters).getRaster(), false, false);
            case CMYK, YCCK -> fromInks(reader.readRaster(0, parameters));
        };
    }

    /// Adobe's programs store the complement of the inks, and whoever reads files without their marker takes it so.
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
                inks[y * row.length + i] = (byte) (255 - row[i]);
            }
        }
        Optional<byte[]> profile = file.source().iccProfile().filter(Icc::isCmyk);
        return Cmyk.toRgb(width, height, inks, profile);
    }
}
