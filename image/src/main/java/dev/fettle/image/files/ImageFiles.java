package dev.fettle.image.files;

import dev.fettle.file.AtomicFile;
import dev.fettle.file.FileProblem;
import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Picture files in and out.
///
/// Reading: the kind is found by content; the whole structure is checked and the size compared with the limits
/// before any pixel is decoded; all of it runs under a deadline. Samples come through the raster, 16 bit stays 16
/// bit, gray stays gray (a palette of grays too), other palettes become RGB, alpha is straight. Colours are not
/// converted, with one exception: CMYK becomes RGB and loses its profile. Profile, EXIF and XMP are carried along
/// ({@link Source}); the orientation is applied to the pixels and set to 1 in what is carried.
///
/// Writing: samples are clipped to [0, 1] and rounded to the source's bit depth (8 for JPEG and BMP); the file
/// appears whole or not at all.
///
/// Thread-safe.
public final class ImageFiles {
    private ImageFiles() {}

    /// The picture in a file, within {@link ReadLimits#DEFAULTS}.
    ///
    /// @throws ImageFormatException if the file cannot be read or is not a readable image
    public static Image read(Path file) throws ImageFormatException {
        return read(file, ReadLimits.DEFAULTS);
    }

    /// The picture in a file.
    ///
    /// @throws ImageFormatException if the file cannot be read, is not a readable image or asks for more than the
    /// limits allow
    public static Image read(Path file, ReadLimits limits) throws ImageFormatException {
        return decode(content(file), file.toString(), limits);
    }

    /// What a file's header says, after the same checks as for reading but without decoding; sizes over the limits
    /// are no error here.
    ///
    /// @throws ImageFormatException if the file cannot be read or is not a readable image
    public static ImageHeader header(Path file) throws ImageFormatException {
        byte[] content = content(file);
        String name = file.toString();
        return Deadline.call(
                () -> {
                    PictureFile scanned = scan(content, name);
                    return orientation(scanned).apply(scanned.header());
                },
                ReadLimits.DEFAULTS.timeout(),
                name);
    }

    /// The picture in these bytes.
    ///
    /// @param name what messages call them
    /// @throws ImageFormatException if the bytes are not a readable image or ask for more than the limits allow
    public static Image decode(byte[] content, String name, ReadLimits limits) throws ImageFormatException {
        return Deadline.call(
                () -> {
                    PictureFile scanned = scan(content, name);
                    requireWithin(limits, scanned.header(), name);
                    return upright(scanned);
                },
                limits.timeout(),
                name);
    }

    /// Writes a picture: the whole file appears, or nothing does and an older file stays.
    ///
    /// @throws IOException naming the file, if it cannot be written
    /// @throws IllegalArgumentException if the kind of file cannot hold the picture, or if it holds NaN or infinity
    public static void write(Image image, Path file, WriteOptions options) throws IOException {
        try {
            byte[] content = encode(image, options);
            AtomicFile.write(file, out -> out.write(content));
        } catch (OutOfMemoryError e) {
            throw new IOException(file + ": too large for the memory of this program: give it more (java -Xmx)", e);
        }
    }

    /// Copies a file as it is: the whole copy appears, or nothing does and an older file stays.
    ///
    /// @throws IOException naming the file, if it cannot be read or written
    public static void copy(Path from, Path to) throws IOException {
        AtomicFile.write(to, out -> Files.copy(from, out));
    }

    /// The bytes of a picture file of the kind {@link Format#written()}.
    ///
    /// @throws IllegalArgumentException if the kind of file cannot hold the picture, or if it holds NaN or infinity
    public static byte[] encode(Image image, WriteOptions options) {
        Samples.requireFinite(image);
        return switch (options.format()) {
            case PNG, GIF, WEBP -> PngWriter.encode(image);
            case JPEG -> JpegWriter.encode(image, options.jpegQuality(), options.subsampling());
            case BMP -> BmpWriter.encode(image);
            case TIFF -> TiffWriter.encode(image);
        };
    }

    /// What is lost of a picture when it is written as a file of this kind, or of the kind {@link Format#written()}:
    /// transparency, depth, metadata. The losses of compression are not meant.
    public static List<Remark> losses(Image image, Format format) {
        return Losses.of(image, format);
    }

    private static byte[] content(Path file) throws ImageFormatException {
        try (InputStream in = Files.newInputStream(requireFile(file))) {
            byte[] start = in.readNBytes(OtherFormat.ENOUGH);
            requireKnown(start, file.toString());
            byte[] rest = in.readAllBytes();
            byte[] whole = Arrays.copyOf(start, start.length + rest.length);
            System.arraycopy(rest, 0, whole, start.length, rest.length);
            return whole;
        } catch (ImageFormatException e) {
            throw e;
        } catch (IOException e) {
            throw new ImageFormatException(
                    "%s: cannot be read (%s): check the name and the permissions"
                            .formatted(file, FileProblem.describe(e)),
                    e);
        } catch (OutOfMemoryError e) {
            throw new ImageFormatException(
                    file + ": too large for the memory of this program: give it more (java -Xmx)", e);
        }
    }

    private static Path requireFile(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new ImageFormatException(file + ": is a folder, not an image: name a file in it");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new ImageFormatException(file + ": is a device or a pipe, not an image: name a file");
        }
        if (Files.size(file) > Integer.MAX_VALUE - 8) {
            throw new ImageFormatException(file + ": files of more than 2 GB are not read: cut the picture into parts");
        }
        return file;
    }

    private static Format requireKnown(byte[] content, String name) throws ImageFormatException {
        if (content.length == 0) {
            throw new ImageFormatException(
                    name + ": not a readable image (the file is empty): get an undamaged copy of the file");
        }
        return Format.of(content).orElseThrow(() -> unknown(content, name));
    }

    private static ImageFormatException unknown(byte[] content, String name) {
        Optional<OtherFormat> other =
                OtherFormat.of(content).or(() -> OtherFormat.ofName(name).filter(format -> !format.isKnownByContent()));
        if (other.isPresent()) {
            return new ImageFormatException("%s: %s is not read: %s"
                    .formatted(name, other.get().title(), other.get().wayOut()));
        }
        String kinds = "PNG, JPEG, BMP, GIF, TIFF or WebP";
        return new ImageFormatException(
                "%s: not a readable image (it begins like no %s): convert it to one of these".formatted(name, kinds));
    }

    private static PictureFile scan(byte[] content, String name) throws IOException {
        Format format = requireKnown(content, name);
        return PictureFile.scan(format, new Content(content, name, format));
    }

    private static void requireWithin(ReadLimits limits, ImageHeader header, String name) throws ImageFormatException {
        if (header.pixels() > limits.maxPixels()) {
            throw new ImageFormatException("%s: %dx%d pixels are more than the limit of %d: cut the picture into parts"
                    .formatted(name, header.width(), header.height(), limits.maxPixels()));
        }
        long bytes = header.pixels() * header.bands() * Float.BYTES;
        if (header.pixels() > Integer.MAX_VALUE - 8
                || bytes > Runtime.getRuntime().maxMemory()) {
            throw new ImageFormatException(
                    "%s: %dx%d pixels take %d MB, more than this program has: give it more (java -Xmx)"
                            .formatted(name, header.width(), header.height(), bytes >> 20));
        }
    }

    private static Orientation orientation(PictureFile file) {
        return file.source().exif().map(Exif::orientation).orElse(Orientation.UPRIGHT);
    }

    private static Image upright(PictureFile file) throws IOException {
        Image stored = file.decode();
        Orientation orientation = orientation(file);
        Source source = carried(file.source()).withRemarks(stored.source().remarks());
        return orientation.apply(stored).withSource(orientation.apply(source));
    }

    /// What fits the picture when it is upright, in gray or RGB.
    private static Source carried(Source stored) {
        boolean inks = stored.iccProfile().map(Icc::isCmyk).orElse(false);
        Source light = inks ? stored.withoutIccProfile() : stored;
        return Xmp.upright(Exif.upright(light));
    }
}
