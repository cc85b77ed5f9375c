package dev.fettle.image.files;

import dev.fettle.image.TextEntry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// The text chunks of a PNG (PNG specification, 11.3.3): tEXt and zTXt in Latin-1, iTXt in UTF-8.
///
/// @param type tEXt, zTXt or iTXt
/// @param content what the chunk holds
record PngText(String type, byte[] content) {
    private static final int LONGEST_KEYWORD = 79;
    private static final int WORTH_PACKING = 1024;

    /// Up to the first zero, whatever it is.
    String keyword() {
        int end = zero(0);
        return new String(content, 0, end < 0 ? content.length : end, StandardCharsets.ISO_8859_1);
    }

    /// @param limit of the text's bytes
    /// @return empty if the chunk is damaged, PNG does not allow its keyword, or its text is longer than the limit
    Optional<TextEntry> entry(int limit) {
        if (!isKeyword(keyword())) {
            return Optional.empty();
        }
        return bytes(limit)
                .map(bytes -> type.equals("iTXt") ? international(bytes) : TextEntry.of(keyword(), latin(bytes)));
    }

    /// The text alone, as the file holds it but unpacked.
    ///
    /// @return empty if the chunk is damaged or its text is longer than the limit
    Optional<byte[]> bytes(int limit) {
        int end = zero(0);
        if (end < 0) {
            return Optional.empty();
        }
        return switch (type) {
            case "tEXt" -> text(end + 1, false, limit);
            case "zTXt" -> text(end + 2, true, limit);
            default -> international(end, limit);
        };
    }

    /// iTXt: keyword, zero, compressed?, method, language, zero, translated keyword, zero, text.
    private Optional<byte[]> international(int end, int limit) {
        int language = zero(end + 3);
        int translated = language < 0 ? -1 : zero(language + 1);
        return translated < 0 ? Optional.empty() : text(translated + 1, content[end + 1] == 1, limit);
    }

    private TextEntry international(byte[] bytes) {
        int from = zero(0) + 3;
        int language = zero(from);
        int translated = zero(language + 1);
        return new TextEntry(
                keyword(),
                latin(Arrays.copyOfRange(content, from, language)),
                new String(content, language + 1, translated - language - 1, StandardCharsets.UTF_8),
                new String(bytes, StandardCharsets.UTF_8));
    }

    private Optional<byte[]> text(int from, boolean packed, int limit) {
        if (from > content.length || (!packed && content.length - from > limit)) {
            return Optional.empty();
        }
        return packed
                ? Zlib.inflate(content, from, limit)
                : Optional.of(Arrays.copyOfRange(content, from, content.length));
    }

    private int zero(int from) {
        for (int i = from; i < content.length; i++) {
            if (content[i] == 0) {
                return i;
            }
        }
        return -1;
    }

    /// Whether PNG can hold a text of this keyword.
    static boolean isKeyword(String keyword) {
        boolean printable =
                keyword.chars().noneMatch(Character::isISOControl) && fits(keyword, StandardCharsets.ISO_8859_1);
        return printable && !keyword.isBlank() && keyword.length() <= LONGEST_KEYWORD;
    }

    /// The chunk for a text: Latin-1 where that is enough, compressed if it is long.
    ///
    /// @param entry one whose keyword {@link #isKeyword}
    static PngText of(TextEntry entry) {
        String text = entry.text().replace("\0", ""); // which would end it
        boolean latin =
                entry.language().isEmpty() && entry.translated().isEmpty() && fits(text, StandardCharsets.ISO_8859_1);
        byte[] bytes = text.getBytes(latin ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        boolean packed = bytes.length >= WORTH_PACKING;
        byte[] stored = packed ? Zlib.deflate(bytes) : bytes;
        if (latin) {
            return new PngText(packed ? "zTXt" : "tEXt", join(entry.keyword() + (packed ? "\0\0" : "\0"), stored));
        }
        byte[] translated = entry.translated().replace("\0", "").getBytes(StandardCharsets.UTF_8);
        String start = entry.keyword() + (packed ? "\0\1\0" : "\0\0\0")
                + entry.language().replace("\0", "") + "\0";
        return new PngText("iTXt", join(start, join(translated, new byte[1], stored)));
    }

    /// What iCCP and zTXt hold: a keyword and packed bytes.
    static byte[] packed(String keyword, byte[] bytes) {
        return join(keyword + "\0\0", Zlib.deflate(bytes));
    }

    /// What an iTXt holds whose bytes stay as they are.
    static byte[] international(String keyword, byte[] bytes) {
        return join(keyword + "\0\0\0\0\0", bytes);
    }

    private static boolean fits(String text, Charset charset) {
        return charset.newEncoder().canEncode(text);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] join(String start, byte[] rest) {
        return join(start.getBytes(StandardCharsets.ISO_8859_1), rest);
    }

    private static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
