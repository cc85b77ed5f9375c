package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import dev.fettle.image.JpegCoding;
import dev.fettle.image.files.TiffGrid.Part;
import dev.fettle.image.files.TiffStream.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// The JPEG of TIFF 6.0, section 22, which technical note 2 replaced: either a whole JPEG stands somewhere in the file
/// (JPEGInterchangeFormat), or its tables do, and the strips hold nothing but codes. Tiles of that kind are not read.
final class OldJpeg implements TiffData {
    private static final int BLOCK = 8;
    private static final int MOST_SIDE = 65500;
    private static final int RESTARTS = 8; // markers, which follow each other in a circle

    private final TiffPage page;
    private final TiffLayout layout;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private OldJpeg(TiffPage page, TiffLayout layout) {
        this.page = page;
        this.layout = layout;
    }

    /// @throws ImageFormatException if the file does not hold a whole JPEG, or all that makes one
    static OldJpeg of(TiffPage page, TiffLayout layout) throws ImageFormatException {
        var jpeg = new OldJpeg(page, layout);
        if (page.has(TiffTags.OLD_JPEG_STREAM)) {
            long from = page.small(TiffTags.OLD_JPEG_STREAM, 0);
            jpeg.out.writeBytes(page.content().slice(from, page.content().length() - from)); // to its end marker
        } else if (page.has(TiffTags.OLD_JPEG_QUANTISERS) && !page.has(TiffTags.TILE_WIDTH)) {
            jpeg.assemble();
        } else {
            throw page.content().unsupported("old-style JPEG without a whole JPEG or its tables is not read");
        }
        jpeg.jpeg();
        return jpeg;
    }

    @Override
    public Optional<JpegCoding> jpeg() throws ImageFormatException {
        return JpegFile.scan(page.content().of(out.toByteArray())).source().jpeg();
    }

    @Override
    public TiffRows open(Part part) throws IOException {
        return JpegRows.of(page, layout, part, out.toByteArray());
    }

    private void assemble() throws ImageFormatException {
        int components = layout.samples().bits().size();
        if (Math.max(layout.grid().width(), layout.grid().height()) > MOST_SIDE || components > 4) {
            throw page.content().damaged("its size is beyond JPEG's");
        }
        marker(0xD8);
        quantisers(components);
        codes(TiffTags.OLD_JPEG_DC_TABLES, 0, components);
        codes(TiffTags.OLD_JPEG_AC_TABLES, 0x10, components);
        frame(layout.grid(), components);
        strips(layout.grid());
        marker(0xD9);
    }

    private void marker(int marker) {
        out.write(0xFF);
        out.write(marker);
    }

    private void segment(int marker, byte... content) {
        marker(marker);
        out.write((content.length + 2) >> 8);
        out.write(content.length + 2);
        out.writeBytes(content);
    }

    /// 64 bytes for every component.
    private void quantisers(int components) throws ImageFormatException {
        Entry tables = page.require(TiffTags.OLD_JPEG_QUANTISERS);
        for (int i = 0; i < components; i++) {
            byte[] table = page.content().slice(page.stream().number(tables, i), 64);
            segment(0xDB, ByteBuffer.allocate(65).put((byte) i).put(table).array());
        }
    }

    /// 16 counts, and as many values as they say, for every component.
    private void codes(int tag, int kind, int components) throws ImageFormatException {
        Entry tables = page.require(tag);
        for (int i = 0; i < components; i++) {
            long at = page.stream().number(tables, i);
            int values = 0;
            for (byte count : page.content().slice(at, 16)) {
                values += count & 0xFF;
            }
            byte[] table = page.content().slice(at, 16L + values);
            segment(
                    0xC4,
                    ByteBuffer.allocate(1 + table.length)
                            .put((byte) (kind | i))
                            .put(table)
                            .array());
        }
    }

    private void frame(TiffGrid grid, int components) throws ImageFormatException {
        ByteBuffer frame = ByteBuffer.allocate(6 + 3 * components).put((byte) 8);
        frame.putShort((short) grid.height()).putShort((short) grid.width()).put((byte) components);
        ByteBuffer scan = ByteBuffer.allocate(4 + 2 * components).put((byte) components);
        for (int i = 0; i < components; i++) {
            int factors = i == 0 ? unit(components, 0) << 4 | unit(components, 1) : 0x11;
            frame.put((byte) (i + 1)).put((byte) factors).put((byte) i);
            scan.put((byte) (i + 1)).put((byte) (i << 4 | i));
        }
        segment(0xC0, frame.array());
        int interval = restartInterval(grid, components);
        segment(0xDD, (byte) (interval >> 8), (byte) interval);
        segment(0xDA, scan.put((byte) 0).put((byte) 63).put((byte) 0).array());
    }

    /// Blocks of luma in a unit, from left to right (0) or from top to bottom (1).
    private int unit(int components, int direction) throws ImageFormatException {
        if (components == 1) {
            return 1;
        }
        boolean stated = page.has(TiffTags.YCBCR_SUBSAMPLING);
        return stated
                ? Math.clamp(page.stream().number(page.require(TiffTags.YCBCR_SUBSAMPLING), direction), 1, BLOCK)
                : 2;
    }

    /// Where there are several strips, each is coded as if it were the first: one interval.
    private int restartInterval(TiffGrid grid, int components) throws ImageFormatException {
        if (page.require(TiffTags.STRIP_OFFSETS).count() == 1) {
            return page.small(TiffTags.OLD_JPEG_RESTART, 0);
        }
        int rows = page.small(TiffTags.ROWS_PER_STRIP, grid.height());
        int unitRows = BLOCK * unit(components, 1);
        if (rows < 1 || rows % unitRows != 0) {
            throw page.content().damaged("its strips of %d rows cut through JPEG's blocks".formatted(rows));
        }
        return rows / unitRows * Math.ceilDiv(grid.width(), BLOCK * unit(components, 0));
    }

    private void strips(TiffGrid grid) throws ImageFormatException {
        Entry offsets = page.require(TiffTags.STRIP_OFFSETS);
        Entry lengths = page.require(TiffTags.STRIP_BYTES);
        int rows = Math.clamp(page.small(TiffTags.ROWS_PER_STRIP, grid.height()), 1, grid.height());
        int strips = Math.ceilDiv(grid.height(), rows);
        for (int i = 0; i < strips; i++) {
            if (i > 0) {
                marker(0xD0 + (i - 1) % RESTARTS);
            }
            out.writeBytes(page.content()
                    .slice(page.stream().number(offsets, i), page.stream().number(lengths, i)));
        }
    }
}
