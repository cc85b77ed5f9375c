package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import dev.fettle.image.TextEntry;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the application segments and comments of a JPEG say: JFIF (ITU-T T.871), EXIF, XMP (part 3), ICC profile
/// (ICC.1, annex B.4), IPTC in Photoshop's resources, Adobe's marker, other pictures in the file.
final class JpegMetadata {
    static final String EXIF = "Exif\0\0";
    static final String XMP = "http://ns.adobe.com/xap/1.0/\0";
    static final String PHOTOSHOP = "Photoshop 3.0\0";
    static final String ICC = "ICC_PROFILE\0";
    /// The keyword of a JPEG's comments, which have none.
    static final String COMMENT = "Comment";

    private static final int MAX_COMMENTS = 16;
    private static final int MAX_EXIF_BLOCKS = 4;
    private static final String MULTI_PICTURE = "MPF\0";
    private static final String GAIN_MAP = "urn:iso:std:iso:ts:21496:-1\0";

    private final Content content;
    private final List<ByteArrayOutputStream> exif = new ArrayList<>();
    private final Map<Integer, byte[]> profile = new TreeMap<>();
    private final ByteArrayOutputStream resources = new ByteArrayOutputStream();
    private final XmpExtension extension = new XmpExtension();
    private final List<String> comments = new ArrayList<>();
    private final Companions companions;
    private Source source = Source.NONE;
    private int profileParts;
    private int adobeTransform = -1;
    private boolean jfif;
    private boolean manyComments;

    JpegMetadata(Content content) {
        this.content = content;
        this.companions = new Companions(content);
    }

    /// Takes in the content of a segment, which is known to lie inside the file.
    void take(int marker, long at, int length) throws ImageFormatException {
        switch (marker) {
            case 0xE0 -> application(at, length);
            case 0xE1 -> exifOrXmp(at, length);
            case 0xE2 -> profileOrPictures(at, length);
            case 0xED -> resources.writeBytes(rest(PHOTOSHOP, at, length));
            case 0xEE -> adobe(at, length);
            case 0xFE -> comment(at, length);
            default -> {}
        }
    }

    /// What follows the segment's name; nothing if it has another one.
    private byte[] rest(String name, long at, int length) throws ImageFormatException {
        boolean named = length > name.length() && content.holds(at, name);
        return named ? content.slice(at + name.length(), length - name.length()) : new byte[0];
    }

    private void application(long at, int length) throws ImageFormatException {
        if (content.holds(at, "AVI1") && length > 4) {
            companions.setInterlaced(content.u8(at + 4) != 0);
        }
        if (jfif || !content.holds(at, "JFIF\0")) {
            return;
        }
        jfif = true;
        if (length >= 12) {
            source = JfifDensity.read(content, at).map(source::withDensity).orElse(source);
        }
    }

    private void exifOrXmp(long at, int length) throws ImageFormatException {
        byte[] block = rest(EXIF, at, length);
        boolean begins = content.holds(at + EXIF.length(), "II*\0") || content.holds(at + EXIF.length(), "MM\0*");
        if (block.length > 0 && (begins || exif.isEmpty()) && exif.size() < MAX_EXIF_BLOCKS) {
            exif.add(new ByteArrayOutputStream());
        }
        if (block.length > 0) { // blocks of more than 64 kB go on in further segments
            exif.getLast().writeBytes(block);
        }
        extension.add(content.of(rest(XmpExtension.NAME, at, length)));
        byte[] packet = rest(XMP, at, length);
        if (packet.length > 0 && source.xmp().isEmpty()) {
            source = source.withXmp(packet);
        }
    }

    private void profileOrPictures(long at, int length) throws ImageFormatException {
        byte[] part = rest(ICC, at, length);
        if (part.length > 2) { // after the part's number and the number of parts
            profileParts = part[1] & 0xFF;
            profile.putIfAbsent(part[0] & 0xFF, content.slice(at + ICC.length() + 2, part.length - 2));
        }
        if (content.holds(at, MULTI_PICTURE)) {
            companions.addIndex(at + MULTI_PICTURE.length(), length - MULTI_PICTURE.length());
        }
        if (content.holds(at, GAIN_MAP)) {
            companions.setGainMap();
        }
    }

    private void adobe(long at, int length) throws ImageFormatException {
        if (content.holds(at, "Adobe") && length >= 12) {
            adobeTransform = content.u8(at + 11);
        }
    }

    private void comment(long at, int length) throws ImageFormatException {
        String text = text(content.slice(at, length));
        if (text.isBlank()) {
            return;
        }
        if (comments.size() < MAX_COMMENTS) {
            comments.add(text);
        } else {
            manyComments = true;
        }
    }

    /// UTF-8 if it can be that, otherwise Latin-1, without zeros at the end: the standard says nothing.
    private static String text(byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            text = new String(bytes, StandardCharsets.ISO_8859_1);
        }
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == 0) {
            end--;
        }
        return text.substring(0, end);
    }

    boolean isAdobe() {
        return adobeTransform >= 0;
    }

    boolean isYcck() {
        return adobeTransform == 2;
    }

    /// Whether three components of these names are colours, not luma and chroma.
    boolean isRgb(String names) {
        return !jfif && (adobeTransform == 0 || (adobeTransform < 0 && names.equals("RGB")));
    }

    /// The source with everything that was taken in.
    ///
    /// @param known size, coding and remarks so far
    /// @param end where the picture's own bytes end
    Source describe(Source known, long end) {
        Source all = known;
        all = source.density().map(all::withDensity).orElse(all);
        all = source.xmp().map(all::withXmp).orElse(all);
        all = extension.joined(all);
        all = exif().map(all::withExif).orElse(all);
        all = Photoshop.iptc(resources.toByteArray()).map(all::withIptc).orElse(all);
        for (String comment : comments) {
            all = all.withText(TextEntry.of(COMMENT, comment));
        }
        if (manyComments) {
            all = all.withRemark(
                    Remark.dropped("it has more than %d comments; the rest is left out".formatted(MAX_COMMENTS)));
        }
        return withProfile(all).withRemarks(companions.remarks(end));
    }

    /// The first block that can be read, or the first one.
    private Optional<byte[]> exif() {
        List<byte[]> blocks =
                exif.stream().map(ByteArrayOutputStream::toByteArray).toList();
        Optional<byte[]> readable = blocks.stream()
                .filter(block -> ExifBlock.read(block).isPresent())
                .findFirst();
        return readable.or(() -> blocks.stream().findFirst());
    }

    private Source withProfile(Source all) {
        if (profile.isEmpty()) {
            return all;
        }
        if (profile.size() != Math.max(1, profileParts)) {
            return all.withRemark(Remark.dropped("parts of its colour profile are missing; it is left out"));
        }
        var whole = new ByteArrayOutputStream();
        profile.values().forEach(whole::writeBytes);
        return all.withIccProfile(whole.toByteArray());
    }
}
