package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import dev.fettle.image.JpegCoding;
import dev.fettle.image.files.TiffGrid.Part;
import dev.fettle.image.files.TiffStream.Entry;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/// How the rows of a TIFF's strips and tiles are unpacked, in every coding but the old kind of JPEG.
final class TiffCoding implements TiffData {
    private static final int LOWEST_BIT_FIRST = 2;
    private static final int TWO_DIMENSIONS = 1;

    private final TiffPage page;
    private final TiffLayout layout;
    private final TiffParts parts;
    private final boolean isReversed;

    TiffCoding(TiffPage page, TiffLayout layout, TiffParts parts) throws ImageFormatException {
        this.page = page;
        this.layout = layout;
        this.parts = parts;
        boolean reversed = page.small(TiffTags.FILL_ORDER, 1) == LOWEST_BIT_FIRST;
        this.isReversed = reversed && !layout.compression().isJpeg();
    }

    @Override
    public TiffRows open(Part part) throws IOException {
        PackedBytes packed = packed(part);
        Content content = page.content();
        return switch (layout.compression()) {
            case NONE -> new PlainRows(packed);
            case PACK_BITS -> new PackBitsRows(content, packed);
            case LZW -> new LzwRows(content, packed);
            case DEFLATE, OLD_DEFLATE -> new DeflateRows(content, packed);
            case FAX_RUNS -> fax(packed, FaxRows.Coding.RUNS);
            case FAX_RUNS_IN_WORDS -> fax(packed, FaxRows.Coding.RUNS_IN_WORDS);
            case FAX_3 -> {
                boolean plane = (page.small(TiffTags.T4_OPTIONS, 0) & TWO_DIMENSIONS) != 0;
                yield fax(packed, plane ? FaxRows.Coding.T4_TWO_DIMENSIONS : FaxRows.Coding.T4);
            }
            case FAX_4 -> fax(packed, FaxRows.Coding.T6);
            case JPEG -> JpegRows.of(page, layout, part, jpegStream(packed));
            case OLD_JPEG -> throw new IllegalStateException("old-style JPEG has no strips of its own");
        };
    }

    private PackedBytes packed(Part part) throws ImageFormatException {
        PackedBytes packed = parts.packed(part);
        if (!isReversed) {
            return packed;
        }
        byte[] turned = Arrays.copyOfRange(packed.bytes(), packed.from(), packed.end());
        for (int i = 0; i < turned.length; i++) {
            turned[i] = (byte) (Integer.reverse(turned[i]) >>> 24);
        }
        return new PackedBytes(turned, 0, turned.length, packed.isExact());
    }

    private TiffRows fax(PackedBytes packed, FaxRows.Coding coding) {
        return new FaxRows(page.content(), packed, coding, layout.grid().partWidth());
    }

    /// As its first strip or tile tells.
    @Override
    public Optional<JpegCoding> jpeg() throws ImageFormatException {
        if (layout.compression() != TiffCompression.JPEG) {
            return Optional.empty();
        }
        byte[] stream = jpegStream(parts.packed(layout.grid().part(layout.planes()[0], 0)));
        return JpegFile.scan(page.content().of(stream)).source().jpeg();
    }

    private byte[] jpegStream(PackedBytes packed) throws ImageFormatException {
        byte[] stream = Arrays.copyOfRange(packed.bytes(), packed.from(), packed.end());
        Optional<Entry> tables = page.find(TiffTags.JPEG_TABLES);
        return tables.isPresent()
                ? JpegRows.joined(page.content(), page.stream().value(tables.get()), stream)
                : stream;
    }
}
