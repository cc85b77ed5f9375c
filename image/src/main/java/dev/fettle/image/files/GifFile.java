package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/// A GIF (GIF87a, GIF89a): the first frame on its screen, transparent where the frame does not reach. All blocks up
/// to the trailer must be there.
final class GifFile implements PictureFile {
    private final Content content;
    private final ByteArrayOutputStream codes = new ByteArrayOutputStream();
    private int screenWidth;
    private int screenHeight;
    private int[] palette = {};
    private int transparentIndex = -1;
    private Frame frame = new Frame(0, 0, 0, 0, false);
    private int codeBits;

    /// Where a frame lies on the screen.
    record Frame(int left, int top, int width, int height, boolean interlaced) {
        private static final int[][] PASSES = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};

        /// The frame's rows in the order in which they are stored.
        int[] rows() {
            int[] rows = new int[height];
            int next = 0;
            for (int[] pass : interlaced ? PASSES : new int[][] {{0, 1}}) {
                for (int y = pass[0]; y < height; y += pass[1]) {
                    rows[next++] = y;
                }
            }
            return rows;
        }
    }

    private GifFile(Content content) {
        this.content = content;
    }

    static GifFile scan(Content content) throws ImageFormatException {
        if (!content.holds(0, "GIF87a") && !content.holds(0, "GIF89a")) {
            throw content.damaged("version " + content.ascii(3, 3) + " does not exist");
        }
        var file = new GifFile(content);
        file.screenWidth = content.little16(6);
        file.screenHeight = content.little16(8);
        long at = 13L + file.palette(content.u8(10), 13);
        while (content.u8(at) != 0x3B) {
            at = file.block(at);
        }
        file.requireFrame();
        return file;
    }

    /// Reads the palette that these flags announce; says how many bytes it takes.
    private int palette(int flags, long at) throws ImageFormatException {
        if ((flags & 0x80) == 0) {
            return 0;
        }
        palette = new int[2 << (flags & 7)];
        for (int i = 0; i < palette.length; i++) {
            palette[i] = 0xFF000000 | content.u8(at + 3L * i) << 16 | content.big16(at + 3L * i + 1);
        }
        return 3 * palette.length;
    }

    private long block(long at) throws ImageFormatException {
        return switch (content.u8(at)) {
            case 0x21 -> extension(at);
            case 0x2C -> image(at);
            default -> throw content.damaged("the block at byte %d is of an unknown kind".formatted(at));
        };
    }

    private long extension(long at) throws ImageFormatException {
        boolean graphicControl = content.u8(at + 1) == 0xF9 && content.u8(at + 2) == 4;
        if (graphicControl && frame.width() == 0) {
            transparentIndex = (content.u8(at + 3) & 1) != 0 ? content.u8(at + 6) : -1;
        }
        return subBlocks(at + 2, new ByteArrayOutputStream());
    }

    private long image(long at) throws ImageFormatException {
        int flags = content.u8(at + 9);
        long dataAt = at + 11 + ((flags & 0x80) == 0 ? 0 : 3 * (2 << (flags & 7)));
        if (frame.width() != 0) {
            return subBlocks(dataAt, new ByteArrayOutputStream());
        }
        frame = new Frame(
                content.little16(at + 1),
                content.little16(at + 3),
                content.little16(at + 5),
                content.little16(at + 7),
                (flags & 0x40) != 0);
        if (frame.width() == 0 || frame.height() == 0) {
            throw content.damaged("its first frame is %dx%d".formatted(frame.width(), frame.height()));
        }
        palette(flags, at + 10);
        codeBits = content.u8(dataAt - 1);
        return subBlocks(dataAt, codes);
    }

    /// Collects blocks of up to 255 bytes until an empty one; says where that ends.
    private long subBlocks(long from, ByteArrayOutputStream target) throws ImageFormatException {
        long at = from;
        int length = content.u8(at);
        while (length > 0) {
            target.write(content.bytes(), content.require(at + 1, length), length);
            at += 1 + length;
            length = content.u8(at);
        }
        return at + 1;
    }

    private void requireFrame() throws ImageFormatException {
        if (frame.width() == 0 || palette.length == 0 || codeBits < 1 || codeBits > 8) {
            throw content.damaged(
                    frame.width() == 0 ? "it holds no frame" : "its first frame has no usable palette or codes");
        }
        long mostPixels = codes.size() * 8L / (codeBits + 1) * GifCodes.TABLE;
        if ((long) frame.width() * frame.height() > mostPixels) {
            throw content.damaged("its header promises %dx%d pixels, more than %d bytes of codes can hold"
                    .formatted(frame.width(), frame.height(), codes.size()));
        }
    }

    private int width() {
        return Math.max(screenWidth, frame.left() + frame.width());
    }

    private int height() {
        return Math.max(screenHeight, frame.top() + frame.height());
    }

    private boolean hasAlpha() {
        return transparentIndex >= 0 || frame.width() < width() || frame.height() < height();
    }

    @Override
    public ImageHeader header() {
        int colours = Samples.isGray(palette, Source.NONE) ? 1 : 3;
        return new ImageHeader(Format.GIF, width(), height(), colours + (hasAlpha() ? 1 : 0), 8);
    }

    @Override
    public Source source() {
        return Source.NONE;
    }

    @Override
    public Image decode() throws IOException {
        ImageHeader header = header();
        float[][] bands = new float[header.bands()][Math.multiplyExact(header.width(), header.height())];
        byte[] indexes = new GifCodes(content, codes.toByteArray(), codeBits).decode(frame.width() * frame.height());
        int from = 0;
        for (int row : frame.rows()) {
            int to = (frame.top() + row) * header.width() + frame.left();
            for (int x = 0; x < frame.width(); x++) {
                Samples.store(colour(indexes[from++] & 0xFF), bands, header.hasAlpha(), to + x);
            }
        }
        return Samples.image(header.width(), header.height(), bands, header.hasAlpha(), false, 8);
    }

    private int colour(int index) {
        int entry = index < palette.length ? palette[index] : 0xFF000000;
        return index == transparentIndex ? entry & 0xFFFFFF : entry;
    }
}
