package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.JpegCoding;
import dev.fettle.image.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A JPEG (ITU-T T.81; JFIF, Adobe and EXIF markers): every segment walked up to the end marker EOI. What the
/// decoder gets to see is a copy with nothing but tables, frame and scans, so that no metadata can mislead it or
/// keep it busy.
final class JpegFile implements PictureFile {
    private static final String EXIF = "Exif\0\0";
    private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";
    private static final String ICC = "ICC_PROFILE\0";
    private static final int MAX_SCANS = 500; // far beyond any encoder's; each one costs a pass over the whole picture

    private final Content content;
    private final ByteArrayOutputStream essence = new ByteArrayOutputStream();
    private final Map<Integer, byte[]> profile = new TreeMap<>();
    private int profileParts;
    private final JpegTables tables = new JpegTables();
    private @Nullable JpegFrame frame;
    private int width;
    private int height;
    private int components;
    private String componentNames = "";
    private int scans;
    private long scanBytes;
    private boolean jfif;
    private int adobeTransform = -1;
    private Source source = Source.NONE;

    /// How the components make a colour.
    enum Encoding {
        GRAY,
        RGB,
        YCBCR,
        CMYK,
        YCCK
    }

    private JpegFile(Content content) {
        this.content = content;
    }

    static JpegFile scan(Content content) throws ImageFormatException {
        var file = new JpegFile(content);
        long at = 2;
        while (true) {
            at = file.nextMarker(at);
            int marker = content.u8(at + 1);
            if (marker == 0xD9) {
                break;
            }
            at = isStandalone(marker) ? at + 2 : file.segment(marker, at);
        }
        file.requireWhole();
        return file;
    }

    private static boolean isStandalone(int marker) {
        return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
    }

    /// The place of the next marker; what lies before it is skipped, as libjpeg does.
    private long nextMarker(long from) throws ImageFormatException {
        byte[] bytes = content.bytes();
        for (int i = (int) from; i + 1 < bytes.length; i++) {
            if ((bytes[i] & 0xFF) == 0xFF && bytes[i + 1] != 0 && (bytes[i + 1] & 0xFF) != 0xFF) {
                return i;
            }
        }
        throw content.damaged("it ends after %d bytes without its end marker".formatted(bytes.length));
    }

    /// Takes in the segment at this place and, after a scan's header, its data; says where the next one may begin.
    private long segment(int marker, long at) throws ImageFormatException {
        int length = content.big16(at + 2);
        int from = content.require(at, 2L + length);
        long end = at + 2 + length;
        switch (marker) {
            case 0xC0, 0xC1, 0xC2 -> frame(at, length);
            case 0xDB -> {
                tables.define(content, at + 4, length - 2);
                essence.write(content.bytes(), from, length + 2);
            }
            case 0xC4, 0xDD -> essence.write(content.bytes(), from, length + 2);
            case 0xDA -> end = scan(from, end);
            case 0xE0 -> jfif |= content.holds(at + 4, "JFIF\0");
            case 0xE1 -> metadata(at + 4, length - 2);
            case 0xE2 -> profilePart(at + 4, length - 2);
            case 0xEE -> adobe(at + 4, length - 2);
            case 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF, 0xDC ->
                throw content.unsupported("lossless, hierarchical or arithmetic coding is not read");
            default -> {}
        }
        return end;
    }

    private void frame(long at, int length) throws ImageFormatException {
        if (frame != null) {
            throw content.damaged("it has two frame headers");
        }
        frame = JpegFrame.read(content, at, length);
        essence.write(content.bytes(), (int) at, length + 2);
    }

    private long scan(int from, long dataFrom) throws ImageFormatException {
        if (++scans > MAX_SCANS) {
            throw content.damaged("it has more than %d scans".formatted(MAX_SCANS));
        }
        if (scans == 1) { // later tables are for later scans
            coding();
        }
        long end = nextMarker(dataFrom);
        while (isRestart(content.u8(end + 1))) {
            end = nextMarker(end + 2);
        }
        essence.write(content.bytes(), from, (int) end - from);
        scanBytes += end - dataFrom;
        return end;
    }

    private void coding() throws ImageFormatException {
        JpegFrame known = frame();
        tables.quality(known.components().getFirst().table())
                .map(quality -> new JpegCoding(quality, known.chromaColumns(), known.chromaRows()))
                .ifPresent(coding -> source = source.withJpeg(coding));
    }

    private JpegFrame frame() throws ImageFormatException {
        if (frame == null) {
            throw content.damaged("a scan comes before the frame");
        }
        return frame;
    }

    private static boolean isRestart(int marker) {
        return marker >= 0xD0 && marker <= 0xD7;
    }

    private void metadata(long at, int length) throws ImageFormatException {
        if (content.holds(at, EXIF) && length > EXIF.length() && source.exif().isEmpty()) {
            source = source.withExif(content.slice(at + EXIF.length(), length - EXIF.length()));
        }
        if (content.holds(at, XMP) && length > XMP.length() && source.xmp().isEmpty()) {
            source = source.withXmp(content.slice(at + XMP.length(), length - XMP.length()));
        }
    }

    private void profilePart(long at, int length) throws ImageFormatException {
        int header = ICC.length() + 2; // part number and number of parts follow the name
        if (content.holds(at, ICC) && length > header) {
            profileParts = content.u8(at + ICC.length() + 1);
            profile.putIfAbsent(content.u8(at + ICC.length()), content.slice(at + header, length - header));
        }
    }

    private void adobe(long at, int length) throws ImageFormatException {
        if (content.holds(at, "Adobe") && length >= 12) {
            adobeTransform = content.u8(at + 11);
        }
    }

    private void requireWhole() throws ImageFormatException {
        if (scans == 0) {
            throw content.damaged("it has no scan");
        }
        width = frame().width();
        height = frame().height();
        components = frame().components().size();
        componentNames = frame().names();
        long blocks = Math.ceilDiv(width, 8) * (long) Math.ceilDiv(height, 8);
        if (blocks / 8 > scanBytes) { // the shortest code of a block is one bit
            throw content.damaged("its header promises %dx%d pixels, more than %d bytes of scans can hold"
                    .formatted(width, height, scanBytes));
        }
        if (profileParts > 0 && profile.size() == profileParts) {
            var whole = new ByteArrayOutputStream();
            profile.values().forEach(whole::writeBytes);
            source = source.withIccProfile(whole.toByteArray());
        }
    }

    /// libjpeg's rules (jdapimin.c, default_decompress_parms): JFIF first, then Adobe's marker, then the
    /// components' names.
    Encoding encoding() {
        return switch (components) {
            case 1 -> Encoding.GRAY;
            case 3 -> isRgb() ? Encoding.RGB : Encoding.YCBCR;
            default -> adobeTransform == 2 ? Encoding.YCCK : Encoding.CMYK;
        };
    }

    private boolean isRgb() {
        return !jfif && (adobeTransform == 0 || (adobeTransform < 0 && componentNames.equals("RGB")));
    }

    /// Adobe's programs store the complement of the inks.
    boolean isInverted() {
        return adobeTransform >= 0;
    }

    /// The file without metadata and without anything behind its end; Adobe's marker says how to take the components.
    byte[] essence() {
        var out = new ByteArrayOutputStream(essence.size() + 32);
        out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD8});
        if (components > 1) {
            byte transform = (byte) (encoding() == Encoding.YCBCR ? 1 : 0);
            out.writeBytes(
                    new byte[] {(byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform
                    });
        }
        out.writeBytes(essence.toByteArray());
        out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD9});
        return out.toByteArray();
    }

    /// Bytes of pixel data in all scans.
    long scanBytes() {
        return scanBytes;
    }

    Content content() {
        return content;
    }

    @Override
    public ImageHeader header() {
        return new ImageHeader(Format.JPEG, width, height, components == 1 ? 1 : 3, 8);
    }

    @Override
    public Source source() {
        return source;
    }

    @Override
    public Image decode() throws IOException {
        return new JpegPixels(this).decode();
    }
}
