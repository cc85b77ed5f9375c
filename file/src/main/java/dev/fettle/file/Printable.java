package dev.fettle.file;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// Text that may be sent to a terminal, whatever the names and contents of files hold: a control character could move
/// the cursor, change the window's title or end a line, and marks of writing direction could make one name look like
/// another. They appear as `\x1B` or `\u202E`.
public final class Printable {
    private static final int ASCII = 0x80;

    private Printable() {}

    /// One line without control characters; text that has none stays as it is.
    public static String line(String text) {
        if (text.codePoints().noneMatch(Printable::isEscaped)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(point -> append(shown, point));
        return shown.toString();
    }

    /// A file's name so that no other one looks like it: bytes that are no text (`\xE9`) and control characters are
    /// escaped, and so is a backslash that looks like the beginning of such an escape.
    public static String name(Path file) {
        if (!FileName.isGarbled(file.toString())) {
            return name(file.toString());
        }
        String separator = file.getFileSystem().getSeparator();
        String root = file.isAbsolute() ? String.valueOf(file.getRoot()) : "";
        return StreamSupport.stream(file.spliterator(), false)
                .map(Printable::element)
                .collect(Collectors.joining(separator, root, ""));
    }

    /// The same of a name that is text.
    public static String name(String text) {
        return line(text.replaceAll("\\\\(?=x\\p{XDigit}{2}|u\\p{XDigit}{4})", "\\\\x5C"));
    }

    /// A JSON text with the same meaning, in which no character from 0x7F on controls a terminal. Those below are
    /// escaped in every JSON string, and line feeds between the values belong to its layout.
    public static String json(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (point > ' ' && isEscaped(point)) {
                shown.append("\\u%04X".formatted(point));
            } else {
                shown.appendCodePoint(point);
            }
        });
        return shown.toString();
    }

    private static void append(StringBuilder shown, int point) {
        if (!isEscaped(point)) {
            shown.appendCodePoint(point);
        } else {
            shown.append((point < ASCII ? "\\x%02X" : "\\u%04X").formatted(point));
        }
    }

    /// Controls of ASCII and of ISO 8859 (C1), separators of lines and paragraphs, marks of writing direction
    /// (Unicode Standard Annex 9), and halves of surrogate pairs.
    private static boolean isEscaped(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default ->
                point == 0x061C
                        || (point >= 0x200E && point <= 0x200F)
                        || (point >= 0x202A && point <= 0x202E)
                        || (point >= 0x2066 && point <= 0x2069);
        };
    }

    private static String element(Path name) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(bytes(FileName.encoded(name)));
        CharBuffer text = CharBuffer.allocate(bytes.capacity());
        StringBuilder shown = new StringBuilder();
        CoderResult result = CoderResult.OVERFLOW;
        while (!result.isUnderflow()) {
            result = decoder.decode(bytes, text, true);
            shown.append(name(text.flip().toString()));
            text.clear();
            for (int i = 0; result.isError() && i < result.length(); i++) {
                shown.append("\\x%02X".formatted(bytes.get() & 0xFF));
            }
        }
        return shown.toString();
    }

    /// What a part of a {@link URI} stands for.
    private static byte[] bytes(String encoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int at = 0;
        while (at < encoded.length()) {
            boolean isEscape = encoded.charAt(at) == '%';
            bytes.write(isEscape ? Integer.parseInt(encoded, at + 1, at + 3, 16) : encoded.charAt(at));
            at += isEscape ? 3 : 1;
        }
        return bytes.toByteArray();
    }
}
