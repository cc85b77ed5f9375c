package dev.fettle.image.files;

import dev.fettle.image.TextEntry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Blocks of bytes as ImageMagick, ExifTool and others write them into PNG texts: a keyword `Raw profile type exif`,
/// and as text an empty line, the name, the number of bytes and these in hexadecimal lines.
///
/// @param name what stands behind `Raw profile type `
record RawProfile(String name, byte[] content) {
    static final String KEYWORD = "Raw profile type ";

    private static final List<String> KNOWN = List.of("exif", "APP1", "xmp", "icc", "icm", "iptc", "8bim");
    private static final byte[] EXIF = latin("Exif\0\0");
    private static final byte[] XMP = latin("http://ns.adobe.com/xap/1.0/\0");
    private static final byte[] IPTC = {0x1C};
    private static final Pattern LINES =
            Pattern.compile("\\s*[^\n]*\n\\s*(?<length>\\d{1,9})\\s(?<bytes>[\\s\\p{XDigit}]*+)");
    private static final int BYTES_A_LINE = 36;

    /// Whether a text of this keyword holds a block that is understood.
    static boolean isNamed(String keyword) {
        return keyword.startsWith(KEYWORD) && KNOWN.contains(keyword.substring(KEYWORD.length()));
    }

    /// @param keyword one that {@link #isNamed}
    /// @return empty if the text holds fewer bytes than it says, or something else than bytes
    static Optional<RawProfile> of(String keyword, String text) {
        Matcher lines = LINES.matcher(text);
        if (!lines.matches()) {
            return Optional.empty();
        }
        String digits = lines.group("bytes").replaceAll("\\s", "");
        int length = Integer.parseInt(lines.group("length"));
        if (length > digits.length() / 2) {
            return Optional.empty();
        }
        try {
            byte[] content = HexFormat.of().parseHex(digits, 0, 2 * length);
            return Optional.of(new RawProfile(keyword.substring(KEYWORD.length()), content));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // metadata that cannot be read is left behind, the picture is not
        }
    }

    /// The text that holds it.
    TextEntry entry() {
        StringBuilder text = new StringBuilder("\n%s\n%8d\n".formatted(name, content.length));
        for (int at = 0; at < content.length; at += BYTES_A_LINE) {
            int end = Math.min(content.length, at + BYTES_A_LINE);
            text.append(HexFormat.of().formatHex(content, at, end)).append('\n');
        }
        return TextEntry.of(KEYWORD + name, text.toString());
    }

    /// An EXIF block, perhaps behind JPEG's `Exif\0\0`.
    Optional<byte[]> exif() {
        return switch (name) {
            case "exif" -> Optional.of(content);
            case "APP1" -> startsWith(content, EXIF) ? Optional.of(content) : Optional.empty();
            default -> Optional.empty();
        };
    }

    Optional<byte[]> xmp() {
        boolean prefixed = startsWith(content, XMP);
        return name.equals("xmp") || (name.equals("APP1") && prefixed)
                ? Optional.of(prefixed ? Arrays.copyOfRange(content, XMP.length, content.length) : content)
                : Optional.empty();
    }

    Optional<byte[]> icc() {
        return name.equals("icc") || name.equals("icm") ? Optional.of(content) : Optional.empty();
    }

    Optional<byte[]> iptc() {
        boolean bare = name.equals("iptc") && startsWith(content, IPTC);
        return bare
                ? Optional.of(content)
                : name.equals("iptc") || name.equals("8bim") ? Photoshop.iptc(content) : Optional.empty();
    }

    private static boolean startsWith(byte[] content, byte[] prefix) {
        return content.length >= prefix.length && Arrays.equals(content, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
