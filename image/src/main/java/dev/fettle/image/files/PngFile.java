package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

    private static final int METADATA_LIMIT = 32 << 20;
    private static final int DEFLATE_RATIO = 1032; // the most that one byte of a deflate stream can stand for
    private static final String XMP = "XML:com.adobe.xmp\0";

    private final Content content;
    private final List<Span> data = new ArrayList<>();
    private int width;
    private int height;
    private int depth;
    private int colourType;
    private boolean interlaced;
    private byte @Nullable [] palette;
    private byte @Nullable [] transparency;
    private Source source = Source.NONE;
    private int profiles;
    private int packets;

    /// Part of the file.
    record Span(int offset, int length) {}

    private PngFile(Content content) {
        this.content = content;
    }

    static PngFile scan(Content content) throws ImageFormatException {
        var file = new PngFile(content);
        long at = 8;
        String type = "";
        while (!type.equals("IEND")) {
            long length = content.big32(at);
            type = content.ascii(at + 4, 4);
            file.requireOrder(type, at);
            file.requireChecksum(type, at, length);
            file.take(type, at + 8, (int) length);
            at += 12 + length;
        }
        file.requireWhole();
        return file;
    }

    private void requireOrder(String type, long at) throws ImageFormatException {
        if ((at == 8) != type.equals("IHDR")) {
            throw content.damaged("its header chunk IHDR is not the first one, or not the only one");
        }
    }

    private void requireChecksum(String type, long at, long length) throws ImageFormatException {
        int from = content.require(at + 4, length + 8);
        var crc = new CRC32();
        crc.update(content.bytes(), from, (int) length + 4);
        if (crc.getValue() != content.big32(at + 8 + length)) {
            throw content.damaged("the checksum of chunk %s at byte %d is wrong".formatted(type, at));
        }
    }

    private void take(String type, long at, int length) throws ImageFormatException {
        switch (type) {
            case "IHDR" -> header(at, length);
            case "PLTE" -> palette = content.slice(at, length);
            case "tRNS" -> transparency = content.slice(at, length);
            case "IDAT" -> data.add(new Span((int) at, length));
            case "iCCP" -> {
                if (profiles++ == 0) { // the only one that may be there, and unpacking many costs time
                    profile(content.slice(at, length));
                }
            }
            case "eXIf" -> source = source.withExif(content.slice(at, length));
            case "iTXt" -> text(content.slice(at, length));
            case "IEND" -> {}
            default -> requireAncillary(type);
        }
    }

    private void requireAncillary(String type) throws ImageFormatException {
        if (!Character.isLowerCase(type.charAt(0))) {
            throw content.damaged("it needs the unknown chunk " + type);
        }
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
        source = source.withBitDepth(depth == 16 ? 16 : 8);
    }

    private boolean depthFits() {
        return switch (colourType) {
            case GRAY -> Integer.bitCount(depth) == 1 && depth <= 16;
            case INDEXED -> Integer.bitCount(depth) == 1 && depth <= 8;
            case RGB, GRAY | ALPHA, RGB | ALPHA -> depth == 8 || depth == 16;
            default -> false;
        };
    }

    /// iCCP: name, zero, method zero, zlib stream.
    private void profile(byte[] chunk) {
        int name = indexOfZero(chunk, 0);
        if (name >= 0 && name + 2 < chunk.length) {
            Zlib.inflate(chunk, name + 2, METADATA_LIMIT).ifPresent(icc -> source = source.withIccProfile(icc));
        }
    }

    /// iTXt: keyword, zero, compressed?, method, language, zero, translated keyword, zero, text. Only the XMP
    /// packet is kept.
    private void text(byte[] chunk) {
        int length = Math.min(chunk.length, XMP.length());
        if (!new String(chunk, 0, length, StandardCharsets.ISO_8859_1).equals(XMP) || packets++ > 0) {
            return;
        }
        int language = indexOfZero(chunk, XMP.length() + 2);
        int translated = language < 0 ? -1 : indexOfZero(chunk, language + 1);
        if (translated < 0) {
            return;
        }
        boolean compressed = chunk[XMP.length()] == 1;
        Optional<byte[]> packet = compressed
                ? Zlib.inflate(chunk, translated + 1, METADATA_LIMIT)
                : Optional.of(Arrays.copyOfRange(chunk, translated + 1, chunk.length));
        packet.ifPresent(xmp -> source = source.withXmp(xmp));
    }

    private static int indexOfZero(byte[] chunk, int from) {
        for (int i = from; i < chunk.length; i++) {
            if (chunk[i] == 0) {
                return i;
            }
        }
        return -1;
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
