package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import java.io.IOException;
import java.util.Arrays;

/// A VP8 key frame (RFC 6386), the lossy picture of a WebP, decoded to the last bit as libwebp does, smooth chroma
/// included.
final class Vp8Frame {
    private static final int HEADER = 10;
    private static final int[] SQUARE_TO_BLOCK = {0, 2, 3, 1}; // modes of squares as modes of 4×4 blocks

    private final Content content;
    private final byte[] bytes;
    private final int width;
    private final int height;
    private final int columns;
    private final int rows;
    private final Vp8Bits modes;
    private final Vp8Header header;
    private final Vp8Bits[] packets;
    private final Vp8Coefficients coefficients;
    private final Vp8Plane[] planes;
    private final Vp8Prediction prediction = new Vp8Prediction();
    private final Vp8Transform transform = new Vp8Transform();
    private final int[] modesAbove;
    private final int[] modesLeft = new int[4];
    private final int[] blockModes = new int[16];
    private final byte[] levels;
    private final boolean[] inner;

    /// @param from where the frame tag is
    /// @throws ImageFormatException if the partitions are longer than the frame
    Vp8Frame(Content content, int from, int length) throws ImageFormatException {
        this.content = content;
        this.bytes = content.bytes();
        this.width = content.little16(from + 6) & 0x3FFF;
        this.height = content.little16(from + 8) & 0x3FFF;
        this.columns = Math.ceilDiv(width, 16);
        this.rows = Math.ceilDiv(height, 16);
        int first = from + HEADER;
        int behind = first + (content.little24(from) >> 5);
        this.modes = new Vp8Bits(bytes, first, behind);
        this.header = new Vp8Header(modes);
        this.packets = packets(behind, from + length);
        this.coefficients = new Vp8Coefficients(header.coefficients(), columns);
        this.planes = new Vp8Plane[] {plane(16), plane(8), plane(8)};
        this.modesAbove = new int[4 * columns];
        this.levels = new byte[columns * rows];
        this.inner = new boolean[columns * rows];
    }

    private Vp8Plane plane(int size) {
        return new Vp8Plane(columns * size, rows * size);
    }

    /// Sec. 9.5: the lengths of all but the last in three bytes each, then the packets.
    private Vp8Bits[] packets(int from, int end) throws ImageFormatException {
        Vp8Bits[] packets = new Vp8Bits[header.partitions()];
        int at = from + 3 * (packets.length - 1);
        if (at > end) {
            throw tooShort();
        }
        for (int i = 0; i < packets.length; i++) {
            int next = i == packets.length - 1 ? end : Math.min(end, at + content.little24(from + 3L * i));
            packets[i] = new Vp8Bits(bytes, at, next);
            at = next;
        }
        return packets;
    }

    private ImageFormatException tooShort() {
        return content.damaged("its pixels end early");
    }

    /// Red, green and blue.
    float[][] decode() throws IOException {
        for (int row = 0; row < rows; row++) {
            Deadline.check();
            Vp8Bits packet = packets[row % packets.length];
            coefficients.startRow();
            Arrays.fill(modesLeft, 0);
            for (int column = 0; column < columns; column++) {
                macroblock(column, row, packet);
            }
            if (packet.isExhausted() || modes.isExhausted()) {
                throw tooShort();
            }
        }
        if (header.isFiltered()) {
            filter();
        }
        return new Vp8Colours(planes, width, height).decode();
    }

    private void macroblock(int column, int row, Vp8Bits packet) {
        int segment = header.segment(modes);
        boolean skipped = header.skipped(modes);
        boolean blocks = !modes.bit(145); // the probabilities of modes are those of sec. 11.2
        int lumaMode = blocks ? 0 : squareMode();
        modes(column, blocks, lumaMode);
        int chromaMode = !modes.bit(142) ? 0 : !modes.bit(114) ? 1 : modes.bit(183) ? 3 : 2;
        boolean coded = false;
        if (skipped) {
            coefficients.skip(column, !blocks);
        } else {
            coded = coefficients.read(packet, column, !blocks, header.steps(segment));
        }
        levels[row * columns + column] = (byte) header.level(segment, blocks);
        inner[row * columns + column] = blocks || coded;
        luma(column, row, blocks, lumaMode);
        chroma(column, row, chromaMode);
    }

    private int squareMode() {
        return modes.bit(156)
                ? modes.bit(128) ? Vp8Prediction.TRUE_MOTION : Vp8Prediction.HORIZONTAL
                : modes.bit(163) ? Vp8Prediction.VERTICAL : Vp8Prediction.DC;
    }

    /// Sec. 11.3: the modes of the blocks, of which each is likely to be what those above and at the left suggest.
    private void modes(int column, boolean blocks, int lumaMode) {
        for (int i = 0; i < 16; i++) {
            int above = 4 * column + i % 4;
            int mode = blocks ? blockMode((modesAbove[above] * 10 + modesLeft[i / 4]) * 9) : SQUARE_TO_BLOCK[lumaMode];
            blockModes[i] = mode;
            modesAbove[above] = mode;
            modesLeft[i / 4] = mode;
        }
    }

    private int blockMode(int at) {
        int[] likely = Vp8Tables.BLOCK_MODES;
        if (!modes.bit(likely[at])) {
            return Vp8Prediction.BLOCK_DC;
        }
        if (!modes.bit(likely[at + 1])) {
            return Vp8Prediction.BLOCK_TRUE_MOTION;
        }
        if (!modes.bit(likely[at + 2])) {
            return 2;
        }
        if (!modes.bit(likely[at + 3])) {
            return !modes.bit(likely[at + 4]) ? 3 : modes.bit(likely[at + 5]) ? 6 : 5;
        }
        if (!modes.bit(likely[at + 6])) {
            return 4;
        }
        return !modes.bit(likely[at + 7]) ? 7 : modes.bit(likely[at + 8]) ? 9 : 8;
    }

    private void luma(int column, int row, boolean blocks, int mode) {
        Vp8Plane plane = planes[0];
        int at = plane.at(16 * column, 16 * row);
        if (!blocks) {
            prediction.square(plane, at, 16, mode, row > 0, column > 0);
        }
        int[] right = new int[4];
        for (int block = 0; block < 16; block++) {
            int blockAt = at + block / 4 * 4 * plane.stride() + block % 4 * 4;
            if (blocks) {
                above(plane, column, row, block, right);
                prediction.block(plane, blockAt, blockModes[block], right);
            }
            residual(plane, blockAt, block);
        }
    }

    /// The samples above and right of a block. Those of the last column lie in the macroblock above and right for all
    /// four of its blocks, as what is beside them is not decoded yet; beyond the frame the last one is repeated.
    private void above(Vp8Plane plane, int column, int row, int block, int[] right) {
        boolean last = block % 4 == 3;
        int y = 16 * row + (last ? 0 : block / 4 * 4) - 1;
        int x = 16 * column + block % 4 * 4 + 4;
        for (int i = 0; i < 4; i++) {
            boolean outside = row > 0 && last && column == columns - 1;
            right[i] = y < 0 ? 127 : plane.get(plane.at(outside ? x - 1 : x + i, y));
        }
    }

    private void chroma(int column, int row, int mode) {
        for (int i = 1; i <= 2; i++) {
            Vp8Plane plane = planes[i];
            int at = plane.at(8 * column, 8 * row);
            prediction.square(plane, at, 8, mode, row > 0, column > 0);
            for (int block = 0; block < 4; block++) {
                residual(plane, at + block / 2 * 4 * plane.stride() + block % 2 * 4, 12 + 4 * i + block);
            }
        }
    }

    private void residual(Vp8Plane plane, int at, int block) {
        if (coefficients.isCoded(block)) {
            transform.add(coefficients.values(), 16 * block, plane, at);
        }
    }

    /// Predictions see the samples as they are before this.
    private void filter() throws IOException {
        var filter = new Vp8LoopFilter(header.isSimple(), header.sharpness());
        for (int i = 0; i < levels.length; i++) {
            if (i % columns == 0) {
                Deadline.check();
            }
            for (int plane = 0; levels[i] > 0 && plane < 3; plane++) {
                filter.filter(planes[plane], i % columns, i / columns, plane == 0 ? 16 : 8, levels[i], inner[i]);
            }
        }
    }
}
