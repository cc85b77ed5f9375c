package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import java.util.List;

/// A walk through the codes of all scans of a JPEG without making pixels of them, which proves that every unit is
/// there. The decoder cannot tell: it fills in what is missing and reports its first trouble only.
///
/// It reads {@link JpegFile#essence()}: tables, one frame, scans, and the end marker.
final class JpegWalk {
    private final Content essence;
    private final byte[] bytes;
    private final JpegHuffman[] dc = new JpegHuffman[4];
    private final JpegHuffman[] ac = new JpegHuffman[4];
    private JpegFrame frame = new JpegFrame(false, 1, 1, List.of());
    private long[][] nonzero = new long[0][]; // of a progressive picture's blocks so far, one bit per coefficient
    private int interval;
    private int at;
    private int buffer;
    private int bits;
    private int endOfBand; // blocks without further coefficients in this scan
    private long surplus;
    private boolean uniform = true;

    /// What follows the codes of scans before the next marker.
    ///
    /// @param bytes how many there are in all scans
    /// @param isPadding whether all of them are alike
    record Surplus(long bytes, boolean isPadding) {}

    JpegWalk(Content essence) {
        this.essence = essence;
        this.bytes = essence.bytes();
    }

    /// @throws ImageFormatException if any unit is missing, or was decoded from padding that stands where data was lost
    Surplus walk() throws ImageFormatException {
        at = 2;
        while (essence.u8(at + 1L) != 0xD9) {
            int length = essence.big16(at + 2L);
            switch (essence.u8(at + 1L)) {
                case 0xC0, 0xC1, 0xC2 -> frame(length);
                case 0xC4 -> tables(at + 4, at + 2 + length);
                case 0xDD -> interval = essence.big16(at + 4L);
                default -> {}
            }
            int segment = at;
            at += 2 + length;
            if (essence.u8(segment + 1L) == 0xDA) {
                scan(JpegScan.read(essence, segment, length, frame));
            }
        }
        return new Surplus(surplus, uniform);
    }

    private void frame(int length) throws ImageFormatException {
        frame = JpegFrame.read(essence, at, length);
        nonzero = new long[frame.components().size()][];
        for (int i = 0; frame.progressive() && i < nonzero.length; i++) {
            nonzero[i] = new long
                    [Math.multiplyExact(stride(i), unitRows() * component(i).rows())];
        }
    }

    private void tables(int from, int end) throws ImageFormatException {
        int place = from;
        while (place < end) {
            int kind = essence.u8(place);
            if ((kind & 0xEC) != 0) {
                throw essence.damaged("its Huffman tables cannot be");
            }
            var table = new JpegHuffman(essence, place);
            (kind >> 4 == 0 ? dc : ac)[kind & 15] = table;
            place += table.length();
        }
    }

    private JpegFrame.Component component(int index) {
        return frame.components().get(index);
    }

    private int unitColumns() {
        return Math.ceilDiv(frame.width(), 8 * frame.mostColumns());
    }

    private int unitRows() {
        return Math.ceilDiv(frame.height(), 8 * frame.mostRows());
    }

    /// Blocks of a component from left to right in whole units.
    private int stride(int component) {
        return unitColumns() * component(component).columns();
    }

    private void scan(JpegScan scan) throws ImageFormatException {
        int end = endOfScan();
        int padding = paddingFrom(end);
        restart();
        if (scan.parts().size() == 1) {
            singly(scan, scan.parts().getFirst());
        } else {
            together(scan);
        }
        // codes end in bits of 1 (F.1.2.3), but any padding can be decoded as some pixels
        if (at > padding && at < end) {
            throw essence.damaged("padding stands where the data of its last pixels should be");
        }
        skipSurplus();
        while (isRestart(at)) { // one more than there are units
            at += 2;
            skipSurplus();
        }
    }

    /// Blocks of one component row by row, without those that only fill units.
    private void singly(JpegScan scan, JpegScan.Part part) throws ImageFormatException {
        JpegFrame.Component component = component(part.component());
        int columns = Math.ceilDiv(frame.width() * component.columns(), 8 * frame.mostColumns());
        int rows = Math.ceilDiv(frame.height() * component.rows(), 8 * frame.mostRows());
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                beginUnit((long) y * columns + x);
                block(scan, part, y * stride(part.component()) + x);
            }
        }
    }

    /// Units of some blocks of each component.
    private void together(JpegScan scan) throws ImageFormatException {
        for (int y = 0; y < unitRows(); y++) {
            for (int x = 0; x < unitColumns(); x++) {
                beginUnit((long) y * unitColumns() + x);
                for (JpegScan.Part part : scan.parts()) {
                    unit(scan, part, x, y);
                }
            }
        }
    }

    private void unit(JpegScan scan, JpegScan.Part part, int x, int y) throws ImageFormatException {
        JpegFrame.Component component = component(part.component());
        for (int row = 0; row < component.rows(); row++) {
            for (int column = 0; column < component.columns(); column++) {
                int line = y * component.rows() + row;
                block(scan, part, line * stride(part.component()) + x * component.columns() + column);
            }
        }
    }

    private void beginUnit(long unit) throws ImageFormatException {
        if ((unit & 1023) == 0 && Thread.currentThread().isInterrupted()) {
            throw essence.damaged("reading it was stopped");
        }
        if (interval == 0 || unit == 0 || unit % interval != 0) {
            return;
        }
        skipSurplus();
        if (essence.u8(at + 1L) != 0xD0 + (unit / interval - 1) % 8) {
            throw starved();
        }
        at += 2;
        restart();
    }

    private void restart() {
        bits = 0;
        endOfBand = 0;
    }

    /// To the next marker.
    private void skipSurplus() throws ImageFormatException {
        int from = at;
        at = nextMarker(from);
        surplus += at - from;
        for (int i = from + 1; i < at; i++) {
            uniform &= bytes[i] == bytes[from] || bytes[i] == (byte) 0xFF; // fill bytes may precede a marker
        }
    }

    private boolean isRestart(int marker) {
        return bytes[marker + 1] >= (byte) 0xD0 && bytes[marker + 1] <= (byte) 0xD7;
    }

    /// The essence has one at its end, behind which only a wrong length leads.
    private int nextMarker(int from) throws ImageFormatException {
        for (int place = from; place + 1 < bytes.length; place++) {
            if (bytes[place] == (byte) 0xFF && bytes[place + 1] != 0 && bytes[place + 1] != (byte) 0xFF) {
                return place;
            }
        }
        throw starved();
    }

    /// Where the data of the scan at this place ends, without fill bytes before the marker.
    private int endOfScan() throws ImageFormatException {
        int end = nextMarker(at);
        while (isRestart(end)) {
            end = nextMarker(end + 2);
        }
        while (end > at && bytes[end - 1] == (byte) 0xFF) {
            end--;
        }
        return end;
    }

    /// Where the equal bytes begin in which a scan's data ends.
    private int paddingFrom(int end) {
        int from = end;
        while (from > at && bytes[from - 1] == bytes[end - 1]) {
            from--;
        }
        return from;
    }

    private void block(JpegScan scan, JpegScan.Part part, int block) throws ImageFormatException {
        if (!frame.progressive()) {
            bits(code(dc, part.dcTable()));
            coefficients(part, 1, 63, new long[1], 0);
        } else if (scan.first() == 0) {
            bits(scan.refined() ? 1 : code(dc, part.dcTable()));
        } else if (scan.refined()) {
            refine(scan, part, nonzero[part.component()], block);
        } else if (endOfBand > 0) {
            endOfBand--;
        } else {
            coefficients(part, scan.first(), scan.last(), nonzero[part.component()], block);
        }
    }

    /// ITU-T T.81, F.2.2.2 and, with runs of blocks that end, G.1.2.2.
    private void coefficients(JpegScan.Part part, int first, int last, long[] known, int block)
            throws ImageFormatException {
        for (int k = first; k <= last; k++) {
            int code = code(ac, part.acTable());
            int run = code >> 4;
            if ((code & 15) == 0 && run < 15) {
                endOfBand = frame.progressive() ? (1 << run) + bits(run) - 1 : 0;
                return;
            }
            k += run;
            if ((code & 15) != 0) {
                bits(code & 15);
                mark(known, block, k);
            }
        }
    }

    /// ITU-T T.81, G.1.2.3: one bit for each coefficient that is known, and codes for new ones.
    private void refine(JpegScan scan, JpegScan.Part part, long[] known, int block) throws ImageFormatException {
        int k = scan.first();
        while (endOfBand == 0 && k <= scan.last()) {
            int code = code(ac, part.acTable());
            int run = code >> 4;
            if ((code & 15) == 0 && run < 15) {
                endOfBand = (1 << run) + bits(run);
                break;
            }
            bits(code & 15); // the sign
            k = skipKnown(known[block], k, scan.last(), run);
            if ((code & 15) != 0) {
                mark(known, block, k);
            }
            k++;
        }
        if (endOfBand > 0) {
            skipKnown(known[block], k, scan.last(), 64);
            endOfBand--;
        }
    }

    /// The place of the coefficient that comes after this many unknown ones.
    private int skipKnown(long known, int from, int last, int unknown) throws ImageFormatException {
        int left = unknown;
        int k = from;
        while (k <= last) {
            if ((known >> k & 1) == 1) {
                bits(1);
            } else if (left-- == 0) {
                return k;
            }
            k++;
        }
        return k;
    }

    private void mark(long[] known, int block, int coefficient) throws ImageFormatException {
        if (coefficient > 63) {
            throw essence.damaged("the codes of its pixels are wrong");
        }
        known[block] |= 1L << coefficient;
    }

    private int code(JpegHuffman[] tables, int number) throws ImageFormatException {
        JpegHuffman table = tables[number];
        if (table == null) {
            throw essence.damaged("a scan needs a Huffman table that the file does not have");
        }
        int code = 0;
        for (int length = 1; length <= JpegHuffman.MAX_LENGTH; length++) {
            code = code << 1 | bit();
            int value = table.value(code, length);
            if (value >= 0) {
                return value;
            }
        }
        throw essence.damaged("the codes of its pixels are wrong");
    }

    private int bits(int count) throws ImageFormatException {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 1 | bit();
        }
        return value;
    }

    private int bit() throws ImageFormatException {
        if (bits == 0) {
            while (bytes[at] == (byte) 0xFF && bytes[at + 1] == (byte) 0xFF) {
                at++;
            }
            buffer = bytes[at] & 0xFF;
            if (buffer == 0xFF && bytes[at + 1] != 0) {
                throw starved();
            }
            at += buffer == 0xFF ? 2 : 1;
            bits = 8;
        }
        return buffer >> --bits & 1;
    }

    private ImageFormatException starved() {
        return essence.damaged("premature end of its pixels");
    }
}
