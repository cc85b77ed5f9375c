package dev.fettle.image.files;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// XMP packets (ISO 16684-1). They repeat the orientation of EXIF, which must not turn an upright picture once more.
final class Xmp {
    private static final Pattern ORIENTATION =
            Pattern.compile("(?<before>tiff:Orientation(?:\\s*=\\s*[\"']|\\s*>)\\s*)[2-8]");

    private Xmp() {}

    /// A copy for a picture that has been turned upright, of the same length.
    static byte[] upright(byte[] packet) {
        String text = new String(packet, StandardCharsets.ISO_8859_1); // byte for byte: only ASCII is looked at
        return ORIENTATION.matcher(text).replaceAll("${before}1").getBytes(StandardCharsets.ISO_8859_1);
    }
}
