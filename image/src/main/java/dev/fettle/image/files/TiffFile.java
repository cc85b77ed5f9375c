package dev.fettle.image.files;

import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Source;
import dev.fettle.image.files.TiffStream.Entry;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/// A TIFF (revision 6.0 and the usual supplements): its first picture. Every strip or tile must lie inside the
/// file. What the decoder gets to see is the file with a directory of the fields that storage needs and nothing else.
final class TiffFile implements PictureFile {
    static final int WIDTH = 256;
    static final int HEIGHT = 257;
    static final int BITS = 258;
    static final int COMPRESSION = 259;
    static final int PHOTOMETRIC = 262;
    static final int STRIP_OFFSETS = 273;
    static final int SAMPLES = 277;
    static final int ROWS_PER_STRIP = 278;
    static final int STRIP_BYTES = 279;
    static final int PREDICTOR = 317;
    static final int EXTRA_SAMPLES = 338;
    static final int XMP = 700;
    static final int ICC = 34675;

    static final int WHITE_IS_ZERO = 0;
    static final int RGB = 2;
    static final int PALETTE = 3;
    static final int CMYK = 5;
    static final int YCBCR = 6;

    private static final int COLOUR_MAP = 320;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_BYTES = 325;
    private static final int SAMPLE_FORMAT = 339;
    // size, depth, coding, photometry, fill order, strips, planes, options of fax coding, predictor, palette,
    // tiles, ink set, extra samples, sample format, JPEG tables and their predecessors, YCbCr coefficients,
    // sampling, positioning and range
    private static final Set<Integer> STORAGE = Set.of(
            256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 284, 292, 293, 317, 320, 322, 323, 324, 325, 332, 338,
            339, 347, 512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532);

    private final TiffStream stream;
    private final Content content;
    private final List<Entry> entries;
    private final int width;
    private final int height;
    private final int photometric;
    private final int samples;
    private final int bits;
    private final long extraSample;
    private Source source;
    private boolean gray;

    private TiffFile(TiffStream stream) throws ImageFormatException {
        this.stream = stream;
        this.content = stream.content();
        this.entries = stream.entries(stream.first());
        this.width = size(WIDTH);
        this.height = size(HEIGHT);
        this.photometric = (int) stream.number(entries, PHOTOMETRIC, -1);
        this.samples = (int) stream.number(entries, SAMPLES, 1);
        this.bits = (int) stream.number(entries, BITS, 1);
        this.extraSample = stream.number(entries, EXTRA_SAMPLES, 2);
        this.source = Source.NONE.withBitDepth(bits > 8 ? 16 : 8);
    }

    static TiffFile scan(Content content) throws ImageFormatException {
        var stream = new TiffStream(content);
        content.require(stream.linkAfter(stream.first()), 4);
        var file = new TiffFile(stream);
        file.requireKnown();
        file.requireData();
        file.describe();
        file.gray = file.isGray();
        return file;
    }

    private int size(int tag) throws ImageFormatException {
        long size = stream.number(entries, tag, 0);
        if (size < 1 || size > Integer.MAX_VALUE) {
            throw content.damaged("its width or height is " + size);
        }
        return (int) size;
    }

    private void requireKnown() throws ImageFormatException {
        boolean known = switch (photometric) {
            case 0, 1 -> samples == 1 || samples == 2;
            case RGB -> samples == 3 || samples == 4;
            case PALETTE -> samples == 1 && bits <= 8;
            case CMYK -> samples == 4 && bits == 8;
            case YCBCR -> samples == 3;
            default -> false;
        };
        if (!known || bits > 32 || stream.number(entries, SAMPLE_FORMAT, 1) == 2) {
            throw content.unsupported(
                    "photometry %d with %d samples of %d bits is not read".formatted(photometric, samples, bits));
        }
    }

    private void requireData() throws ImageFormatException {
        boolean tiled = TiffStream.find(entries, TILE_OFFSETS).isPresent();
        Entry offsets = field(tiled ? TILE_OFFSETS : STRIP_OFFSETS);
        Entry lengths = field(tiled ? TILE_BYTES : STRIP_BYTES);
        if (offsets.count() != lengths.count()) {
            throw content.damaged("it has %d strips but %d lengths".formatted(offsets.count(), lengths.count()));
        }
        long total = 0;
        for (int i = 0; i < offsets.count(); i++) {
            long length = stream.number(lengths, i);
            content.require(stream.number(offsets, i), length);
            total += length;
        }
        requireEnough(total);
    }

    private void requireEnough(long bytes) throws ImageFormatException {
        long rowBytes = ((long) width * (photometric == YCBCR ? 1 : samples) * bits + 7) / 8;
        boolean plain = stream.number(entries, COMPRESSION, 1) == 1;
        long most = plain ? bytes : bytes * 1L << 20; // packed data is the decoder's business, within reason
        if (rowBytes > most / height) {
            throw content.damaged("its header promises %dx%d pixels, more than %d bytes of data can hold"
                    .formatted(width, height, bytes));
        }
    }

    private Entry field(int tag) throws ImageFormatException {
        return TiffStream.find(entries, tag)
                .orElseThrow(() -> content.damaged("its field %d is missing".formatted(tag)));
    }

    private void describe() throws ImageFormatException {
        Optional<Entry> profile = TiffStream.find(entries, ICC);
        if (profile.isPresent()) {
            source = source.withIccProfile(stream.value(profile.get()));
        }
        Optional<Entry> packet = TiffStream.find(entries, XMP);
        if (packet.isPresent()) {
            source = source.withXmp(stream.value(packet.get()));
        }
        TiffDirectory description = Exif.description(stream);
        if (!description.isEmpty()) {
            source = source.withExif(description.toStream());
        }
    }

    /// The file with a directory of its own at its end, which is the only one that the header points at.
    private byte[] essence() throws ImageFormatException {
        var directory = new TiffDirectory(stream.order());
        for (Entry entry : entries) {
            if (STORAGE.contains(entry.tag())) {
                directory.put(entry.tag(), entry.type(), entry.count(), stream.value(entry));
            }
        }
        var out = new ByteArrayOutputStream(content.length() + 4096);
        out.writeBytes(content.bytes());
        int at = directory.appendTo(out);
        byte[] essence = out.toByteArray();
        System.arraycopy(TiffDirectory.header(stream.order(), at), 0, essence, 0, 8);
        return essence;
    }

    /// Gray and RGB may have one sample more; it is alpha unless the file calls it unspecified.
    private boolean hasAlpha() {
        return samples == (photometric == RGB ? 4 : 2) && extraSample != 0;
    }

    private boolean isGray() throws ImageFormatException {
        return photometric < RGB || (photometric == PALETTE && Samples.isGray(palette(), source));
    }

    /// The 16-bit palette (all reds, all greens, all blues) as 8-bit ARGB.
    private int[] palette() throws ImageFormatException {
        Entry colours = field(COLOUR_MAP);
        int[] argb = new int[1 << bits];
        for (int i = 0; i < argb.length; i++) {
            long red = stream.number(colours, i) >> 8;
            long green = stream.number(colours, argb.length + i) >> 8;
            long blue = stream.number(colours, 2 * argb.length + i) >> 8;
            argb[i] = (int) (0xFF000000 | red << 16 | green << 8 | blue);
        }
        return argb;
    }

    @Override
    public ImageHeader header() {
        return new ImageHeader(Format.TIFF, width, height, (gray ? 1 : 3) + (hasAlpha() ? 1 : 0), source.bitDepth());
    }

    @Override
    public Source source() {
        return source;
    }

    @Override
    public Image decode() throws IOException {
        ImageReader reader = new TIFFImageReaderSpi().createReaderInstance(null);
        try (ImageInputStream in = Deadline.stream(essence())) {
            reader.setInput(in, true, true);
            return image(reader.read(0));
        } finally {
            reader.dispose();
        }
    }

    private Image image(BufferedImage decoded) throws IOException {
        Raster raster = decoded.getRaster();
        if (raster.getWidth() != width || raster.getHeight() != height) {
            throw content.damaged("its pixels are %dx%d".formatted(raster.getWidth(), raster.getHeight()));
        }
        return switch (photometric) {
            case PALETTE ->
                Samples.indexed(
                        width,
                        height,
                        raster.getSamples(0, 0, width, height, 0, (int[]) null),
                        palette(),
                        gray ? 1 : 3);
            case CMYK ->
                Cmyk.toRgb(width, height, inks(raster), source.iccProfile().filter(Icc::isCmyk));
            default ->
                decoded.getColorModel() instanceof IndexColorModel
                        ? BufferedImages.fromBufferedImage(decoded)
                        : BufferedImages.fromRaster(used(raster), hasAlpha(), hasAlpha() && extraSample == 1);
        };
    }

    private static byte[] inks(Raster raster) {
        int[] samples = raster.getPixels(0, 0, raster.getWidth(), raster.getHeight(), (int[]) null);
        byte[] inks = new byte[samples.length];
        for (int i = 0; i < samples.length; i++) {
            inks[i] = (byte) samples[i];
        }
        return inks;
    }

    /// The bands that have a meaning.
    private Raster used(Raster raster) {
        int bands = header().bands();
        int[] first = IntStream.range(0, bands).toArray();
        return raster.getNumBands() == bands ? raster : raster.createChild(0, 0, width, height, 0, 0, first);
    }
}
