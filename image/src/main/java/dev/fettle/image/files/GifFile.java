package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/// A GIF (GIF87a, GIF89a): the first frame on its screen, transparent where the frame does not reach.
final class GifFile implements PictureFile {
    private static final long END = -1;

    private final Content content;
    private final ByteArrayOutputStream codes = new ByteArrayOutputStream();
    private int screenWidth;
    private int screenHeight;
    private int[] palette = {};
    private int transparentIndex = -1;
    private Frame frame = new Frame(0, 0, 0, 0, false);
    private int codeBits;
    private int otherFrames;
    private final GifMetadata metadata = new GifMetadata();
    private Source source = Source.NONE;

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
            throw content.damaged("it is neither GIF87a nor GIF89a");
        }
        var file = new GifFile(content);
        file.screenWidth = content.little16(6);
        file.screenHeight = content.little16(8);
        long at = 13L + file.palette(content.u8(10), 13);
        while (at != END) {
            at = file.block(at);
        }
        file.requireFrame();
        if (file.otherFrames > 0) {
            file.source = file.source.withRemark(Frames.remark(file.otherFrames));
        }
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

    /// Takes the block at this place; says where the next one is.
    private long block(long at) throws ImageFormatException {
        int kind = at < content.length() ? content.u8(at) : -1;
        return switch (kind) {
            case 0x21 -> extension(at);
            case 0x2C -> image(at);
            case 0x3B -> END;
            case 0 -> at + 1; // some writers end a block twice
            default -> {
                if (kind > 0 && !hasFrame()) {
                    throw content.damaged("the block at byte %d is of an unknown kind".formatted(at));
                }
                yield endMissing();
            }
        };
    }

    /// Nobody needs what follows a whole frame; that it is whole shows when it is decoded.
    private long endMissing() {
        source = source.withRemark(Remark.repaired("its end is missing or damaged; its first frame is whole"));
        return END;
    }

    private boolean hasFrame() {
        return frame.width() != 0;
    }

    private long extension(long at) throws ImageFormatException {
        if (at + 3 > content.length()) {
            return endMissing();
        }
        int label = content.u8(at + 1);
        int length = content.u8(at + 2);
        if (label == 0xF9 && length == 4 && !hasFrame() && at + 7 <= content.length()) {
            transparentIndex = (content.u8(at + 3) & 1) != 0 ? content.u8(at + 6) : -1;
        }
        var blocks = new ByteArrayOutputStream();
        long next = subBlocks(at + 2, label == 0xFE || label == 0xFF ? blocks : OutputStream.nullOutputStream());
        if (label == 0xFE) {
            source = metadata.comment(source, blocks.toByteArray());
        } else if (label == 0xFF && length == 11 && next != END) {
            source = metadata.application(source, blocks.toByteArray(), content.slice(at + 14, next - at - 14));
        }
        return next;
    }

    private long image(long at) throws ImageFormatException {
        if (hasFrame()) {
            otherFrames++;
        }
        if (hasFrame() && at + 11 > content.length()) {
            return endMissing();
        }
        int flags = content.u8(at + 9);
        long dataAt = at + 11 + ((flags & 0x80) == 0 ? 0 : 3 * (2 << (flags & 7)));
        if (hasFrame()) {
            return subBlocks(dataAt, OutputStream.nullOutputStream());
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

    /// Collects blocks of up to 255 bytes until an empty one, or what there is of them; says where that ends.
    private long subBlocks(long from, OutputStream target) throws ImageFormatException {
        long at = from;
        while (at < content.length()) {
            int length = content.u8(at);
            if (length == 0) {
                return at + 1;
            }
            int there = (int) Math.min(length, content.length() - at - 1);
            write(target, content.require(at + 1, there), there);
            at += 1 + length;
        }
        return endMissing();
    }

    private void write(OutputStream target, int from, int length) {
        try {
            target.write(content.bytes(), from, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory has no such problems
        }
    }

    private void requireFrame() throws ImageFormatException {
        if (!hasFrame() || palette.length == 0 || codeBits < 1 || codeBits > 8) {
            throw content.damaged(!hasFrame() ? "it holds no frame" : "its first frame has no usable palette or codes");
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
        int colours = Samples.isGray(palette, source) ? 1 : 3;
        return new ImageHeader(Format.GIF, width(), height(), colours + (hasAlpha() ? 1 : 0), 8);
    }

    @Override
    public Source source() {
        return source;
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
