package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import dev.fettle.image.files.TiffGrid.Part;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/// Rows of a JPEG inside TIFF (TIFF technical note 2): the components of pixel after pixel as they are coded. What
/// they mean is said by the TIFF; component names and markers inside the JPEG have no say.
final class JpegRows implements TiffRows {
    // pixels: a strip may be coded as high as all others, a tile as large as any
    private static final long MOST_SURPLUS = 1L << 26;
    private static final int START = 0xD8;
    private static final int END = 0xD9;
    private static final int PADDING = 16; // bytes behind the tables' end

    private final Raster components;
    private int y;

    private JpegRows(Raster components) {
        this.components = components;
    }

    /// @param part that is coded
    /// @param bytes a whole JPEG
    static JpegRows of(TiffPage page, TiffLayout layout, Part part, byte[] bytes) throws IOException {
        JpegFile file = JpegFile.scan(page.content().of(bytes));
        ImageHeader header = file.header();
        int width = layout.grid().partWidth();
        long surplus = (long) header.width() * header.height() - (long) width * part.rows();
        if (header.width() < width || header.height() < part.rows() || surplus > MOST_SURPLUS) {
            throw page.content()
                    .damaged("a JPEG of %dx%d pixels stands in it for %dx%d"
                            .formatted(header.width(), header.height(), width, part.rows()));
        }
        Raster components = new JpegPixels(file).components();
        Optional<Remark> padding = file.proveWhole(); // the decoder alone takes zeros for codes without a word
        if (components.getNumBands() != layout.samplesOfPixel()) {
            throw page.content()
                    .damaged("a JPEG of %d components stands in it for %d samples"
                            .formatted(components.getNumBands(), layout.samplesOfPixel()));
        }
        requirePossible(page, layout, file);
        boolean repaired = file.source().remarks().stream().anyMatch(remark -> remark.kind() == Remark.Kind.REPAIRED);
        if (repaired || padding.isPresent()) {
            page.repaired("JPEG data in it breaks a rule of JPEG and is whole");
        }
        return new JpegRows(components);
    }

    /// No writer leaves out samples of green and blue.
    private static void requirePossible(TiffPage page, TiffLayout layout, JpegFile file) throws ImageFormatException {
        boolean full = file.source()
                .jpeg()
                .map(coding -> coding.chromaColumns() * coding.chromaRows() == 1)
                .orElse(true);
        if (!full && layout.samples().photometry() == Photometry.RGB) {
            throw page.content().damaged("it calls its JPEG data RGB, but that has luma and subsampled chroma");
        }
    }

    /// The stream of a strip or tile behind the tables that all of them share (tag 347): a short JPEG without a scan.
    ///
    /// @throws ImageFormatException if the tables do not begin like a JPEG
    static byte[] joined(Content file, byte[] tables, byte[] stream) throws ImageFormatException {
        if (!isMarker(tables, 0, START) || !isMarker(stream, 0, START)) {
            throw file.damaged("the JPEG in its strips does not begin like one");
        }
        int end = tables.length;
        for (int at = tables.length - 2; at > tables.length - PADDING && at > 0; at--) {
            end = isMarker(tables, at, END) ? at : end;
        }
        var out = new ByteArrayOutputStream(end + stream.length);
        out.write(tables, 0, end);
        out.write(stream, 2, stream.length - 2);
        return out.toByteArray();
    }

    private static boolean isMarker(byte[] bytes, int at, int marker) {
        return at + 1 < bytes.length && (bytes[at] & 0xFF) == 0xFF && (bytes[at + 1] & 0xFF) == marker;
    }

    @Override
    public boolean next(byte[] row) {
        if (y == components.getHeight()) {
            return false;
        }
        int samples = components.getNumBands();
        components.getDataElements(0, y++, row.length / samples, 1, row);
        return true;
    }
}
