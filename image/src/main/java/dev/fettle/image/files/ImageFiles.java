package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;

/// Picture files in and out. Thread-safe.
public final class ImageFiles {
    private ImageFiles() {}

    /// The picture in a file, within {@link ReadLimits#DEFAULTS}.
    ///
    /// @throws ImageFormatException if the file is not a readable image
    public static Image read(Path file) throws ImageFormatException {
        return read(file, ReadLimits.DEFAULTS);
    }

    /// The picture in a file.
    ///
    /// @throws ImageFormatException if the file is not a readable image or asks for more than the limits allow
    public static Image read(Path file, ReadLimits limits) throws ImageFormatException {
        return decode(content(file), file.toString(), limits);
    }

    /// The picture in these bytes.
    ///
    /// @param name what messages call them
    /// @throws ImageFormatException if the bytes are not a readable image or ask for more than the limits allow
    public static Image decode(byte[] content, String name, ReadLimits limits) throws ImageFormatException {
        try {
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(content));
            if (picture != null && (long) picture.getWidth() * picture.getHeight() <= limits.maxPixels()) {
                return BufferedImages.fromBufferedImage(picture);
            }
        } catch (IOException | RuntimeException e) {
            throw new ImageFormatException(name + ": not a readable image (" + e.getMessage() + ")", e);
        }
        throw new ImageFormatException(name + ": not a readable image");
    }

    /// Writes a picture: the whole file appears, or nothing.
    ///
    /// @throws IOException naming the file, if it cannot be written
    /// @throws IllegalArgumentException if the kind of file cannot hold the picture
    public static void write(Image image, Path file, WriteOptions options) throws IOException {
        AtomicFile.write(file, encode(image, options));
    }

    /// The bytes of a picture file.
    ///
    /// @throws IllegalArgumentException if the kind of file cannot hold the picture
    public static byte[] encode(Image image, WriteOptions options) {
        Format format = options.format().written();
        if (format == Format.JPEG) {
            return JpegEncoder.encode(image, options.jpegQuality(), options.subsampling());
        }
        var bytes = new ByteArrayOutputStream();
        try {
            String name = format.name().toLowerCase(Locale.ROOT);
            if (!ImageIO.write(BufferedImages.toBufferedImage(image), name, bytes)) {
                throw new IllegalArgumentException(format + " cannot hold " + image);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] content(Path file) throws ImageFormatException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ImageFormatException(file + ": cannot be read (" + FileProblem.describe(e) + ")", e);
        }
    }
}
