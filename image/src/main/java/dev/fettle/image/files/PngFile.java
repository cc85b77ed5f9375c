package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// A PNG (W3C PNG specification, third edition): every chunk in place with its checksum up to IEND, no more pixels
/// promised than its data can hold. The colour of an animated PNG is that of its default image.
final class PngFile implements PictureFile {
    static final int GRAY = 0;
    static final int RGB = 2;
    static final int INDEXED = 3;
    static final int ALPHA = 4; // bit of the colour type

    private static final int DEFLATE_RATIO = 1032; // the most that one byte of a deflate stream can stand for
    private static final long END = -1;

    private final Content content;
    private final List<Span> data = new ArrayList<>();
    private int width;
    private int height;
    private int depth;
    private int colourType;
    private boolean interlaced;
    private byte @Nullable [] palette;
    private byte @Nullable [] transparency;
    private final PngMetadata metadata = new PngMetadata();
    private final List<Remark> remarks = new ArrayList<>();
    private Source source = Source.NONE;
    private boolean cut;
    private boolean animated;
    private int otherFrames;

    /// Part of the file.
    record Span(int offset, int length) {}

    private PngFile(Content content) {
        this.content = content;
    }

    static PngFile scan(Content content) throws ImageFormatException {
        var file = new PngFile(content);
        long at = 8;
        while (at != END) {
            at = file.chunk(at);
        }
        file.requireWhole();
        file.remark();
        file.source =
                file.metadata.source().withBitDepth(file.depth == 16 ? 16 : 8).withRemarks(file.remarks);
        return file;
    }

    /// Takes the chunk at this place.
    ///
    /// @return where the next one is, or {@link #END}
    private long chunk(long at) throws ImageFormatException {
        boolean started = at + 8 <= content.length();
        long length = started ? content.big32(at) : 0;
        if (!started || at + 12 + length > content.length()) {
            return cut(at);
        }
        String type = content.ascii(at + 4, 4);
        requireOrder(type, at);
        if (!isIntact(at, length)) {
            return damaged(type, at, at + 12 + length);
        }
        take(type, at + 8, (int) length);
        return type.equals("IEND") ? END : at + 12 + length;
    }

    /// Where the file ends before its end chunk, the pixels may be there nevertheless: that shows when they are
    /// decoded.
    private long cut(long at) throws ImageFormatException {
        boolean pixels = content.holds(at + 4, "IDAT");
        if (data.isEmpty() && !pixels) {
            content.require(at, content.length() - at + 1);
        }
        if (pixels) {
            data.add(new Span((int) at + 8, content.length() - (int) at - 8));
            cut = true;
        }
        return endMissing();
    }

    private long endMissing() {
        remarks.add(Remark.repaired("its end is missing or damaged; its pixels are all there"));
        return END;
    }

    private void requireOrder(String type, long at) throws ImageFormatException {
        if (at == 8 && type.equals("CgBI")) {
            throw content.unsupported("Apple's variant for apps, CgBI, is not read");
        }
        if ((at == 8) != type.equals("IHDR")) {
            throw content.damaged("its header chunk IHDR is not the first one, or not the only one");
        }
    }

    private boolean isIntact(long at, long length) throws ImageFormatException {
        int from = content.require(at + 4, length + 8);
        var crc = new CRC32();
        crc.update(content.bytes(), from, (int) length + 4);
        return crc.getValue() == content.big32(at + 8 + length);
    }

    /// A chunk whose checksum is wrong: the picture can do without an ancillary one, and behind the pixels without
    /// whatever this is.
    private long damaged(String type, long at, long next) throws ImageFormatException {
        if (isAncillary(type)) {
            remarks.add(Remark.repaired("the checksum of chunk %s is wrong; the chunk is left out".formatted(type)));
            return next;
        }
        boolean needed = type.equals("IHDR") || type.equals("PLTE") || type.equals("IDAT");
        if (needed || data.isEmpty()) {
            throw content.damaged("the checksum of chunk %s at byte %d is wrong".formatted(printable(type), at));
        }
        return endMissing();
    }

    private void take(String type, long at, int length) throws ImageFormatException {
        switch (type) {
            case "IHDR" -> header(at, length);
            case "PLTE" -> palette = content.slice(at, length);
            case "tRNS" -> transparency = content.slice(at, length);
            case "IDAT" -> data.add(new Span((int) at, length));
            case "acTL" -> animated |= data.isEmpty();
            case "fcTL" -> otherFrames += data.isEmpty() ? 0 : 1; // one before the default image is about that
            case "IEND" -> {}
            default -> {
                if (PngMetadata.isTaken(type)) {
                    metadata.take(type, content.slice(at, length), !data.isEmpty());
                } else if (!isAncillary(type)) {
                    throw content.damaged("it needs the unknown chunk " + printable(type));
                }
            }
        }
    }

    private static boolean isAncillary(String type) {
        return printable(type).equals(type) && Character.isLowerCase(type.charAt(0));
    }

    /// A chunk's type for messages: letters or nothing.
    private static String printable(String type) {
        return type.matches("[A-Za-z]{4}") ? type : "without a name";
    }

    private void header(long at, int length) throws ImageFormatException {
        if (length != 13) {
            throw content.damaged("its header has %d bytes, not 13".formatted(length));
        }
        long columns = content.big32(at);
        long rows = content.big32(at + 4);
        depth = content.u8(at + 8);
        colourType = content.u8(at + 9);
        int interlace = content.u8(at + 12);
        if (columns < 1 || rows < 1 || columns > Integer.MAX_VALUE || rows > Integer.MAX_VALUE) {
            throw content.damaged("its size is %dx%d".formatted(columns, rows));
        }
        if (!depthFits() || content.u8(at + 10) != 0 || content.u8(at + 11) != 0 || interlace > 1) {
            throw content.damaged(
                    "colour type %d with %d bits, or its packing, does not exist".formatted(colourType, depth));
        }
        width = (int) columns;
        height = (int) rows;
        interlaced = interlace == 1;
    }

    private boolean depthFits() {
        return switch (colourType) {
            case GRAY -> Integer.bitCount(depth) == 1 && depth <= 16;
            case INDEXED -> Integer.bitCount(depth) == 1 && depth <= 8;
            case RGB, GRAY | ALPHA, RGB | ALPHA -> depth == 8 || depth == 16;
            default -> false;
        };
    }

    private void requireWhole() throws ImageFormatException {
        if (colourType == INDEXED
                && (palette == null || palette.length == 0 || palette.length % 3 != 0 || palette.length > 768)) {
            throw content.damaged("it is indexed but has no usable palette");
        }
        long compressed = data.stream().mapToLong(Span::length).sum();
        long rowBytes = ((long) width * channels() * depth + 7) / 8;
        if (rowBytes > (compressed + 1) * DEFLATE_RATIO / height) {
            throw content.damaged("its header promises %dx%d pixels, more than %d bytes of data can hold"
                    .formatted(width, height, compressed));
        }
    }

    private void remark() {
        int colours = isIndexed() && palette != null ? palette.length / 3 : 256;
        if (isIndexed() && colours > 1 << depth) {
            remarks.add(Remark.repaired("its palette is longer than %d bits can tell".formatted(depth)));
        }
        if (isIndexed() && transparency != null && transparency.length > colours) {
            remarks.add(Remark.repaired("it says more about transparency than its palette has colours"));
        }
        if (animated && otherFrames > 0) {
            remarks.add(Frames.remark(otherFrames));
        }
    }

    /// Samples of one pixel as stored.
    int channels() {
        return switch (colourType) {
            case GRAY | ALPHA -> 2;
            case RGB -> 3;
            case RGB | ALPHA -> 4;
            default -> 1;
        };
    }

    Content content() {
        return content;
    }

    List<Span> data() {
        return data;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    int depth() {
        return depth;
    }

    boolean isIndexed() {
        return colourType == INDEXED;
    }

    /// Whether the file ends within its packed data or the checksum behind it.
    boolean isCut() {
        return cut;
    }

    boolean isInterlaced() {
        return interlaced;
    }

    /// The palette as ARGB, opaque where tRNS says nothing; entries beyond the file's own are opaque black.
    int[] paletteArgb() {
        int[] argb = new int[1 << depth];
        Arrays.fill(argb, 0xFF000000);
        byte[] colours = palette == null ? new byte[0] : palette;
        for (int i = 0; i < Math.min(argb.length, colours.length / 3); i++) {
            int alpha = transparency != null && i < transparency.length ? transparency[i] & 0xFF : 0xFF;
            argb[i] = alpha << 24
                    | (colours[3 * i] & 0xFF) << 16
                    | (colours[3 * i + 1] & 0xFF) << 8
                    | colours[3 * i + 2] & 0xFF;
        }
        return argb;
    }

    /// The one colour that is transparent, in file samples; empty if there is none.
    Optional<int[]> transparentColour() {
        if (transparency == null
                || colourType == INDEXED
                || (colourType & ALPHA) != 0
                || transparency.length < 2 * channels()) {
            return Optional.empty();
        }
        int[] colour = new int[channels()];
        for (int i = 0; i < colour.length; i++) {
            colour[i] = ((transparency[2 * i] & 0xFF) << 8 | transparency[2 * i + 1] & 0xFF) & ((1 << depth) - 1);
        }
        return Optional.of(colour);
    }

    private boolean hasAlpha() {
        return (colourType & ALPHA) != 0 || transparentColour().isPresent() || (isIndexed() && transparency != null);
    }

    @Override
    public ImageHeader header() {
        boolean gray = isIndexed() ? Samples.isGray(paletteArgb(), source) : (colourType & RGB) == 0;
        return new ImageHeader(Format.PNG, width, height, (gray ? 1 : 3) + (hasAlpha() ? 1 : 0), source.bitDepth());
    }

    @Override
    public Source source() {
        return source;
    }

    @Override
    public Image decode() throws IOException {
        return new PngPixels(this).decode();
    }
}
