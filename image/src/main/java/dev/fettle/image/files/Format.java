package dev.fettle.image.files;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The kinds of picture files that are read. A file's kind is decided by its first bytes ({@link #of(byte[])}),
/// never by its name.
public enum Format {
    PNG("png"),
    JPEG("jpg", "jpeg", "jpe", "jfif"),
    BMP("bmp", "dib"),
    GIF("gif"),
    TIFF("tif", "tiff"),
    WEBP("webp");

    /// Bytes from which every kind can be told.
    static final int ENOUGH = 12;

    private final List<String> suffixes;

    Format(String... suffixes) {
        this.suffixes = List.of(suffixes);
    }

    /// The usual file name endings in lower case, without the dot, the commonest first.
    public List<String> suffixes() {
        return suffixes;
    }

    /// The kind in which a picture that came in this kind is written: PNG for GIF (256 colours cannot hold a
    /// restored picture) and for WebP (there is no writer in Java), otherwise the kind itself.
    public Format written() {
        return switch (this) {
            case PNG, GIF, WEBP -> PNG;
            case JPEG -> JPEG;
            case BMP -> BMP;
            case TIFF -> TIFF;
        };
    }

    /// The kind that begins with these bytes, of which the first twelve are enough; empty for anything else.
    public static Optional<Format> of(byte[] content) {
        if (startsWith(content, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
            return Optional.of(PNG);
        }
        if (startsWith(content, 0, 0xFF, 0xD8, 0xFF)) {
            return Optional.of(JPEG);
        }
        if (startsWith(content, 0, 'G', 'I', 'F', '8')) {
            return Optional.of(GIF);
        }
        if (isTiff(content)) {
            return Optional.of(TIFF);
        }
        if (startsWith(content, 0, 'R', 'I', 'F', 'F') && startsWith(content, 8, 'W', 'E', 'B', 'P')) {
            return Optional.of(WEBP);
        }
        return startsWith(content, 0, 'B', 'M') ? Optional.of(BMP) : Optional.empty();
    }

    /// TIFF's 42 or BigTIFF's 43 in either byte order.
    private static boolean isTiff(byte[] content) {
        return startsWith(content, 0, 'I', 'I', 42, 0)
                || startsWith(content, 0, 'M', 'M', 0, 42)
                || startsWith(content, 0, 'I', 'I', 43, 0)
                || startsWith(content, 0, 'M', 'M', 0, 43);
    }

    /// The kind that a file of this name usually has, by its ending; empty for an ending that no kind uses.
    public static Optional<Format> ofName(String fileName) {
        int dot = fileName.lastIndexOf('.');
        String suffix = dot < 0 ? "" : fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
        for (Format format : values()) {
            if (format.suffixes.contains(suffix)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    private static boolean startsWith(byte[] content, int offset, int... expected) {
        if (content.length < offset + expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if ((content[offset + i] & 0xFF) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
