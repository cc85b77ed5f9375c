package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.JpegCoding;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A JPEG (ITU-T T.81; JFIF, Adobe and EXIF markers): every segment walked up to the end marker EOI. What the
/// decoder gets to see is a copy with nothing but tables, frame and scans, so that no metadata can mislead it or
/// keep it busy.
///
/// Files that break the rules are read where every unit of every scan is proven to be there ({@link JpegWalk}): those
/// without EOI, without Huffman tables (Motion JPEG), with padding behind a scan. The height may stand behind the first
/// scan (DNL).
final class JpegFile implements PictureFile {
    private static final int MAX_SCANS = 500; // far beyond any encoder's; each one costs a pass over the whole picture
    private static final long MAX_PIXELS_TO_WALK = 1L << 28; // while scanning, before anybody's limit is asked

    private final Content content;
    private final ByteArrayOutputStream essence = new ByteArrayOutputStream();
    private final JpegTables tables = new JpegTables();
    private final JpegMetadata metadata;
    private @Nullable JpegFrame frame;
    private JpegProgress progress = new JpegProgress(0);
    private int frameAt; // in the essence
    private int huffmanTables; // those that are defined, one bit each
    private boolean standardTables;
    private int scans;
    private long scanBytes;
    private boolean ended;
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
        this.metadata = new JpegMetadata(content);
    }

    static JpegFile scan(Content content) throws ImageFormatException {
        var file = new JpegFile(content);
        long end = file.segments();
        file.requireWhole();
        file.describe(end);
        return file;
    }

    /// Takes in one segment after the other; says where the picture ends.
    private long segments() throws ImageFormatException {
        long at = 2;
        while (true) {
            at = nextMarker(at);
            if (!isSegmentNext(at)) {
                return at;
            }
            int marker = content.u8(at + 1);
            if (marker == 0xD9) {
                ended = true;
                return at + 2;
            }
            at = isStandalone(marker) ? at + 2 : segment(marker, at);
        }
    }

    /// Whether the picture goes on here. Behind a scan it need not: the file may be cut between marker and end, or
    /// another picture may begin.
    private boolean isSegmentNext(long at) throws ImageFormatException {
        if (scans == 0) {
            content.require(at, 2);
            return true;
        }
        if (at + 2 > content.length() || content.u8(at + 1) == 0xD8) {
            return false;
        }
        int marker = content.u8(at + 1);
        return isStandalone(marker)
                || marker == 0xD9
                || (at + 4 <= content.length() && at + 2 + content.big16(at + 2) <= content.length());
    }

    private static boolean isStandalone(int marker) {
        return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
    }

    /// The place of the next marker; what lies before it is skipped, as libjpeg does. The end of the file if there is
    /// none.
    private long nextMarker(long from) throws ImageFormatException {
        byte[] bytes = content.bytes();
        for (int i = (int) from; i + 1 < bytes.length; i++) {
            if ((bytes[i] & 0xFF) == 0xFF && bytes[i + 1] != 0 && (bytes[i + 1] & 0xFF) != 0xFF) {
                return i;
            }
        }
        if (scans == 0) {
            throw endless();
        }
        return bytes.length;
    }

    private ImageFormatException endless() {
        return content.damaged("it ends after %d bytes without its end marker".formatted(content.length()));
    }

    /// Takes in the segment at this place and, after a scan's header, its data; says where the next one may begin.
    private long segment(int marker, long at) throws ImageFormatException {
        int length = content.big16(at + 2);
        content.require(at, 2L + length);
        JpegKinds.requireRead(content, marker);
        switch (marker) {
            case 0xC0, 0xC1, 0xC2 -> frame(at, length);
            case 0xC4 -> huffmanTables(at, length);
            case 0xDB -> quantisationTables(at, length);
            case 0xDD -> keep(at, length);
            case 0xDA -> {
                return scan(at, length);
            }
            case 0xDC -> height(at, length);
            default -> {
                if (length > 2) {
                    metadata.take(marker, at + 4, length - 2);
                }
            }
        }
        return at + 2 + length;
    }

    private void keep(long at, int length) {
        essence.write(content.bytes(), (int) at, length + 2);
    }

    private void frame(long at, int length) throws ImageFormatException {
        if (frame != null) {
            throw content.damaged("it has two frame headers");
        }
        frame = JpegFrame.read(content, at, length);
        progress = new JpegProgress(frame.components().size());
        frameAt = essence.size();
        keep(at, length);
    }

    private void huffmanTables(long at, int length) throws ImageFormatException {
        long place = at + 4;
        while (place < at + 2 + length) {
            int kind = content.u8(place);
            huffmanTables |= 1 << (kind >> 4 << 2 | kind & 3);
            place += new JpegHuffman(content, place).length();
        }
        keep(at, length);
    }

    private void quantisationTables(long at, int length) throws ImageFormatException {
        tables.define(content, at + 4, length - 2);
        keep(at, length);
    }

    /// DNL (ITU-T T.81, B.2.5) says or corrects the height behind the first scan.
    private void height(long at, int length) throws ImageFormatException {
        int rows = length == 4 ? content.big16(at + 4) : 0;
        if (scans != 1 || rows == 0 || rows == frame().height()) {
            return;
        }
        frame = frame().withHeight(rows);
        source = source.withRemark(Remark.repaired("its height stands behind the first scan"));
    }

    private long scan(long at, int length) throws ImageFormatException {
        if (++scans > MAX_SCANS) {
            throw content.damaged("it has more than %d scans".formatted(MAX_SCANS));
        }
        JpegScan scan = JpegScan.read(content, at, length, frame());
        if (scans == 1) { // later tables are for later scans
            coding();
        }
        progress.add(scan);
        standardTables |= needsStandardTables(scan);
        long from = at + 2 + length;
        long end = nextMarker(from);
        while (end + 1 < content.length() && isRestart(content.u8(end + 1))) {
            end = nextMarker(end + 2);
        }
        essence.write(content.bytes(), (int) at, (int) (end - at));
        scanBytes += end - from;
        return end;
    }

    private static boolean isRestart(int marker) {
        return marker >= 0xD0 && marker <= 0xD7;
    }

    private void coding() throws ImageFormatException {
        JpegFrame known = frame();
        tables.quality(known.components().getFirst().table())
                .map(quality -> new JpegCoding(quality, known.chromaColumns(), known.chromaRows()))
                .ifPresent(coding -> source = source.withJpeg(coding));
    }

    /// Whether a table with one of the two numbers that baseline pictures use has not been defined.
    private boolean needsStandardTables(JpegScan scan) throws ImageFormatException {
        return !frame().progressive()
                && scan.parts().stream()
                        .anyMatch(part -> part.dcTable() < 2
                                && part.acTable() < 2
                                && ((huffmanTables >> part.dcTable() & 1) == 0
                                        || (huffmanTables >> 4 + part.acTable() & 1) == 0));
    }

    private JpegFrame frame() throws ImageFormatException {
        if (frame == null) {
            throw content.damaged("a scan comes before the frame");
        }
        return frame;
    }

    private void requireWhole() throws ImageFormatException {
        if (scans == 0 || !progress.hasEveryMean()) {
            throw ended ? content.damaged("it has no scan of one of its components") : endless();
        }
        int width = frame().width();
        int height = frame().height();
        long blocks = Math.ceilDiv(width, 8) * (long) Math.ceilDiv(height, 8);
        if (height == 0) {
            throw content.damaged("its frame has %dx0 pixels".formatted(width));
        }
        if (blocks / 8 > scanBytes) { // the shortest code of a block is one bit
            throw content.damaged("its header promises %dx%d pixels, more than %d bytes of scans can hold"
                    .formatted(width, height, scanBytes));
        }
        if (!ended || standardTables) {
            repair();
        }
        if (!progress.isComplete()) { // as T.81 allows, and as a cut file would look to which an end marker was added
            source = source.withRemark(Remark.noted("it is progressive and ends before its finest scans"));
        }
    }

    private void repair() throws ImageFormatException {
        if (!ended && !mayBeWhole()) {
            throw endless();
        }
        try {
            source = proveWhole().map(source::withRemark).orElse(source);
        } catch (ImageFormatException e) {
            throw ended ? e : endless();
        }
        if (!ended) {
            source = source.withRemark(Remark.repaired("its end marker is missing; the picture is whole"));
        }
        if (standardTables) {
            source = source.withRemark(Remark.repaired("its Huffman tables are missing; the standard ones fit"));
        }
    }

    private boolean mayBeWhole() throws ImageFormatException {
        return progress.isComplete() && (long) frame().width() * frame().height() <= MAX_PIXELS_TO_WALK;
    }

    /// Walks through all codes. Cameras leave a few bytes behind a scan, which is harmless; more than a sixteenth of
    /// the scans, if it is not padding, means a header that is too small.
    ///
    /// @return what there is to say about padding
    /// @throws ImageFormatException if any unit of any scan is missing
    Optional<Remark> proveWhole() throws ImageFormatException {
        JpegWalk.Surplus surplus = new JpegWalk(content.of(essence())).walk();
        if (surplus.bytes() <= Math.max(16, (scanBytes - surplus.bytes()) / 16)) {
            return Optional.empty();
        }
        if (!surplus.isPadding()) {
            throw content.damaged("its pixels leave %d extraneous bytes".formatted(surplus.bytes()));
        }
        return Optional.of(Remark.repaired("%d bytes of padding stand behind its pixels".formatted(surplus.bytes())));
    }

    private void describe(long end) throws ImageFormatException {
        source = metadata.describe(source, end);
        if (encoding() == Encoding.CMYK && !metadata.isAdobe()) {
            source = source.withRemark(
                    Remark.noted("nothing says how its inks are stored; they are taken as complements, as usual"));
        }
    }

    /// libjpeg's rules (jdapimin.c, default_decompress_parms): JFIF first, then Adobe's marker, then the
    /// components' names.
    Encoding encoding() throws ImageFormatException {
        return switch (frame().components().size()) {
            case 1 -> Encoding.GRAY;
            case 3 -> metadata.isRgb(frame().names()) ? Encoding.RGB : Encoding.YCBCR;
            default -> metadata.isYcck() ? Encoding.YCCK : Encoding.CMYK;
        };
    }

    /// The file without metadata and without anything behind its end; Adobe's marker says how to take the components.
    byte[] essence() throws ImageFormatException {
        var out = new ByteArrayOutputStream(essence.size() + 512);
        out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD8});
        if (frame().components().size() > 1) {
            byte transform = (byte) (encoding() == Encoding.YCBCR ? 1 : 0);
            out.writeBytes(
                    new byte[] {(byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform
                    });
        }
        if (standardTables) {
            out.writeBytes(JpegHuffman.standardSegment());
        }
        byte[] pixels = essence.toByteArray();
        pixels[frameAt + 5] = (byte) (frame().height() >> 8);
        pixels[frameAt + 6] = (byte) frame().height();
        out.writeBytes(withoutLastFill(pixels));
        out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD9});
        return out.toByteArray();
    }

    /// A file that is cut in the middle of a marker ends in the marker's first byte.
    private static byte[] withoutLastFill(byte[] pixels) {
        int end = pixels.length;
        while (pixels[end - 1] == (byte) 0xFF) {
            end--;
        }
        return Arrays.copyOf(pixels, end);
    }

    Content content() {
        return content;
    }

    @Override
    public ImageHeader header() {
        JpegFrame known = Objects.requireNonNull(frame);
        int bands = known.components().size() == 1 ? 1 : 3;
        return new ImageHeader(Format.JPEG, known.width(), known.height(), bands, 8);
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
