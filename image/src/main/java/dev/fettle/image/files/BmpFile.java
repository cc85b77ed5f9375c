package dev.fettle.image.files;

import dev.fettle.image.Density;
import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import java.io.IOException;

/// A Windows or OS/2 bitmap: 1 to 32 bits per pixel, indexed, direct, with bit masks or run-length coded. Pictures
/// whose palette is gray are gray; alpha is read where a mask says so and any pixel is visible.
final class BmpFile implements PictureFile {
    static final int RLE8 = 1;
    static final int RLE4 = 2;
    private static final int BITFIELDS = 3;
    private static final int ALPHA_BITFIELDS = 6;
    private static final int FILE_HEADER = 14;
    private static final int CORE = 12; // OS/2 1.x: two-byte sizes, three-byte palette entries
    private static final int V3 = 40;
    private static final int OS2_V2 = 64; // whose compressions 3 and 4 are others than those of Windows
    private static final int V5 = 124;
    private static final long EMBEDDED_PROFILE = 0x4D424544; // 'MBED'

    private final Content content;
    private int width;
    private int height;
    private boolean topDown;
    private int bits;
    private int compression;
    private long pixelsAt;
    private int[] palette = {};
    private final long[] masks = new long[4];
    private Source source = Source.NONE;

    private BmpFile(Content content) {
        this.content = content;
    }

    static BmpFile scan(Content content) throws ImageFormatException {
        var file = new BmpFile(content);
        file.pixelsAt = content.little32(10);
        long headerSize = content.little32(14);
        if (headerSize == CORE) {
            file.core();
        } else if (headerSize >= 16 && headerSize <= V5) {
            file.info(headerSize);
        } else {
            throw content.damaged("a header of %d bytes does not exist".formatted(headerSize));
        }
        file.requireKnown(headerSize);
        file.requireData();
        file.forgetEmptyAlpha();
        return file;
    }

    private void core() throws ImageFormatException {
        width = content.little16(18);
        height = content.little16(20);
        bits = content.little16(24);
        paletteFrom(FILE_HEADER + CORE, 0, 3);
    }

    private void info(long headerSize) throws ImageFormatException {
        long rows = (int) content.little32(22); // signed
        width = (int) content.little32(18); // signed as well
        height = (int) Math.min(Integer.MAX_VALUE, Math.abs(rows));
        topDown = rows < 0;
        bits = content.little16(28);
        compression = headerSize >= 20 ? (int) Math.min(Integer.MAX_VALUE, content.little32(30)) : 0;
        boolean masked = compression == BITFIELDS || compression == ALPHA_BITFIELDS;
        long behindHeader =
                FILE_HEADER + headerSize + (masked && headerSize == V3 ? compression == BITFIELDS ? 12 : 16 : 0);
        masks(headerSize, masked);
        paletteFrom(behindHeader, headerSize >= 36 ? content.little32(46) : 0, 4);
        if (headerSize >= V3) {
            density(content.little32(38), content.little32(42));
        }
        if (headerSize == V5 && content.little32(70) == EMBEDDED_PROFILE) {
            profile(FILE_HEADER + content.little32(126), content.little32(130));
        }
    }

    /// Pixels per metre.
    private void density(long horizontal, long vertical) {
        if (horizontal > 0 && vertical > 0 && horizontal <= Integer.MAX_VALUE && vertical <= Integer.MAX_VALUE) {
            source = source.withDensity(new Density(horizontal / 100.0, vertical / 100.0, Density.Unit.CENTIMETRE));
        }
    }

    private void profile(long at, long length) throws ImageFormatException {
        source = at + length <= content.length()
                ? source.withIccProfile(content.slice(at, length))
                : source.withRemark(Remark.dropped("its colour profile lies outside the file and is left out"));
    }

    private void masks(long headerSize, boolean masked) throws ImageFormatException {
        if (!masked) {
            long[] usual = bits == 16 ? new long[] {0x7C00, 0x3E0, 0x1F, 0} : new long[] {0xFF0000, 0xFF00, 0xFF, 0};
            System.arraycopy(usual, 0, masks, 0, 4);
            return;
        }
        boolean alpha = headerSize >= 56 || compression == ALPHA_BITFIELDS;
        for (int i = 0; i < (alpha ? 4 : 3); i++) {
            masks[i] = content.little32(54 + 4L * i);
        }
    }

    /// Reads the palette, which goes no further than to the pixels, and finds these where the header does not.
    ///
    /// @param stated entries, 0 for all that there can be
    private void paletteFrom(long at, long stated, int entryBytes) throws ImageFormatException {
        long most = bits <= 8 ? 1L << bits : 0;
        long wanted = stated == 0 || most == 0 ? most : stated;
        if (at + wanted * entryBytes > content.length()) {
            throw content.damaged("its palette has %d entries for %d bits".formatted(wanted, bits));
        }
        if (pixelsAt < at || pixelsAt >= content.length()) {
            pixelsAt = at + wanted * entryBytes;
            repaired("it does not say where its pixels are; they are taken to follow its header");
        }
        long entries = Math.min(Math.min(wanted, most), (pixelsAt - at) / entryBytes);
        if (wanted > most) {
            repaired("its palette has %d entries, more than %d bits can tell".formatted(wanted, bits));
        } else if (entries < wanted) {
            repaired("its palette has %d of %d entries".formatted(entries, wanted));
        }
        if (most > 0 && entries < 1) {
            throw content.damaged("it is indexed but has no palette");
        }
        palette = new int[(int) entries];
        for (int i = 0; i < palette.length; i++) {
            palette[i] = 0xFF000000 | content.little24(at + (long) i * entryBytes);
        }
    }

    private void repaired(String what) {
        source = source.withRemark(Remark.repaired(what));
    }

    private void requireKnown(long headerSize) throws ImageFormatException {
        if (width < 1 || height < 1) {
            throw content.damaged("its size is %dx%d".formatted(width, height));
        }
        boolean known = switch (compression) {
            case 0 -> bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32;
            case RLE8 -> bits == 8 && !topDown;
            case RLE4 -> bits == 4 && !topDown;
            case BITFIELDS, ALPHA_BITFIELDS -> headerSize != OS2_V2 && (bits == 16 || bits == 32);
            default -> false;
        };
        if (!known) {
            throw content.unsupported("compression %d with %d bits is not read".formatted(compression, bits));
        }
    }

    private void requireData() throws ImageFormatException {
        if (pixelsAt >= content.length()) {
            throw content.damaged("it ends after %d bytes, before its pixels".formatted(content.length()));
        }
        long have = content.length() - pixelsAt;
        if (isRunLength() || height <= have / rowBytes()) {
            return;
        }
        long lastRow = ((long) width * bits + 7) / 8;
        if (height - 1 > have / rowBytes() || have < (height - 1) * rowBytes() + lastRow) {
            throw content.damaged("its header promises %dx%d pixels of %d bits, more than its %d bytes hold"
                    .formatted(width, height, bits, content.length()));
        }
        repaired("its last row is short; its pixels are all there");
    }

    /// Many writers leave the fourth byte zero and still name a mask for it: a picture of which nothing is visible
    /// is taken as opaque.
    private void forgetEmptyAlpha() throws ImageFormatException {
        if (!hasAlpha()) {
            return;
        }
        int bytes = bits / 8;
        for (int row = 0; row < height; row++) {
            for (int x = 0; x < width; x++) {
                long at = pixelsAt + row * rowBytes() + (long) x * bytes;
                if (((bytes == 2 ? content.little16(at) : content.little32(at)) & masks[3]) != 0) {
                    return;
                }
            }
        }
        masks[3] = 0;
    }

    boolean isRunLength() {
        return compression == RLE8 || compression == RLE4;
    }

    private boolean hasAlpha() {
        return bits > 8 && masks[3] != 0;
    }

    /// Bytes of a row, which are a multiple of four.
    long rowBytes() {
        return ((long) width * bits + 31) / 32 * 4;
    }

    Content content() {
        return content;
    }

    int bits() {
        return bits;
    }

    long pixelsAt() {
        return pixelsAt;
    }

    /// Where a stored row belongs in the picture.
    int rowOf(int stored) {
        return topDown ? stored : height - 1 - stored;
    }

    /// As opaque ARGB; empty for direct colour.
    int[] palette() {
        return palette;
    }

    /// Of red, green, blue and alpha.
    long[] masks() {
        return masks;
    }

    @Override
    public ImageHeader header() {
        boolean gray = bits <= 8 && Samples.isGray(palette, source);
        return new ImageHeader(Format.BMP, width, height, gray ? 1 : hasAlpha() ? 4 : 3, 8);
    }

    @Override
    public Source source() {
        return source;
    }

    @Override
    public Image decode() throws IOException {
        return new BmpPixels(this).decode();
    }
}
