package dev.fettle.image.files;

import dev.fettle.image.Density;
import dev.fettle.image.Image;
import dev.fettle.image.Source;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.Deflater;

/// TIFF of 8 or 16 bits, gray or RGB, with alpha, density, profile, EXIF, XMP and IPTC: strips of deflated differences
/// (compression 8, predictor 2), in the byte order of the EXIF block.
final class TiffWriter {
    private static final int STRIP_BYTES = 1 << 18;
    private static final int DEFLATE = 8;
    private static final int DIFFERENCES = 2;
    private static final int STRAIGHT_ALPHA = 2;

    private final Image image;
    private final int bands;
    private final int sampleBytes;
    private final TiffDirectory directory;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private TiffWriter(Image image) {
        this.image = image;
        this.bands = image.channels() + (image.alpha().isPresent() ? 1 : 0);
        this.sampleBytes = image.source().bitDepth() / 8;
        Optional<byte[]> exif = Metadata.of(image).exif();
        this.directory = exif.flatMap(Exif::description).orElseGet(() -> new TiffDirectory(ByteOrder.LITTLE_ENDIAN));
    }

    static byte[] encode(Image image) {
        return new TiffWriter(image).encode();
    }

    private byte[] encode() {
        out.writeBytes(TiffDirectory.header(directory.order(), 0));
        describe();
        strips();
        int at = directory.appendTo(out);
        byte[] file = out.toByteArray();
        System.arraycopy(TiffDirectory.header(directory.order(), at), 0, file, 0, 8);
        return file;
    }

    private void describe() {
        int[] depths = new int[bands];
        Arrays.fill(depths, 8 * sampleBytes);
        directory.putLongs(TiffTags.WIDTH, image.width());
        directory.putLongs(TiffTags.HEIGHT, image.height());
        directory.putShorts(TiffTags.BITS, depths);
        directory.putShorts(TiffTags.COMPRESSION, DEFLATE);
        directory.putShorts(
                TiffTags.PHOTOMETRIC, (image.channels() == 1 ? Photometry.BLACK_IS_ZERO : Photometry.RGB).number());
        directory.putShorts(TiffTags.SAMPLES, bands);
        directory.putShorts(TiffTags.PREDICTOR, DIFFERENCES);
        if (image.alpha().isPresent()) {
            directory.putShorts(TiffTags.EXTRA_SAMPLES, STRAIGHT_ALPHA);
        }
        Source metadata = Metadata.of(image);
        metadata.iccProfile().ifPresent(icc -> directory.putBytes(TiffTags.ICC, icc));
        metadata.xmp().ifPresent(xmp -> directory.put(TiffTags.XMP, 1, xmp.length, xmp));
        metadata.iptc().ifPresent(iptc -> directory.putBytes(TiffTags.IPTC, iptc));
        metadata.density().ifPresent(this::describe);
    }

    private void describe(Density density) {
        int unit = switch (density.unit()) {
            case ASPECT -> 1;
            case INCH -> 2;
            case CENTIMETRE -> 3;
        };
        directory.putRational(TiffTags.X_RESOLUTION, density.horizontal());
        directory.putRational(TiffTags.Y_RESOLUTION, density.vertical());
        directory.putShorts(TiffTags.RESOLUTION_UNIT, unit);
    }

    private void strips() {
        int rowBytes = Math.multiplyExact(image.width(), bands * sampleBytes);
        int rows = Math.clamp(STRIP_BYTES / rowBytes, 1, image.height());
        int count = Math.ceilDiv(image.height(), rows);
        int[] offsets = new int[count];
        int[] lengths = new int[count];
        for (int strip = 0; strip < count; strip++) {
            int first = strip * rows;
            byte[] packed = deflate(differences(first, Math.min(rows, image.height() - first), rowBytes));
            offsets[strip] = out.size();
            lengths[strip] = packed.length;
            out.writeBytes(packed);
        }
        directory.putLongs(TiffTags.ROWS_PER_STRIP, rows);
        directory.putLongs(TiffTags.STRIP_OFFSETS, offsets);
        directory.putLongs(TiffTags.STRIP_BYTES, lengths);
    }

    /// TIFF 6.0, section 14: every sample minus the one of the pixel to its left.
    private byte[] differences(int first, int rows, int rowBytes) {
        ByteBuffer strip = ByteBuffer.allocate(rows * rowBytes).order(directory.order());
        int max = sampleBytes == 1 ? 255 : 65535;
        int[][] samples = new int[bands][image.width()];
        for (int y = first; y < first + rows; y++) {
            for (int band = 0; band < bands; band++) {
                Samples.quantise(Samples.band(image, band), y * image.width(), samples[band], max);
            }
            for (int x = 0; x < image.width(); x++) {
                for (int[] band : samples) {
                    int difference = band[x] - (x == 0 ? 0 : band[x - 1]);
                    put(strip, difference);
                }
            }
        }
        return strip.array();
    }

    private void put(ByteBuffer strip, int value) {
        if (sampleBytes == 1) {
            strip.put((byte) value);
        } else {
            strip.putShort((short) value);
        }
    }

    private static byte[] deflate(byte[] strip) {
        return Zlib.deflate(strip, Deflater.DEFAULT_COMPRESSION);
    }
}
