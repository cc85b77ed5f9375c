package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The bytes of a file and the name that messages give it. Every access is checked: what lies beyond the end is an
/// `ImageFormatException`, not an index error. Numbers are unsigned.
final class Content {
    private final byte[] bytes;
    private final String name;
    private final Format format;

    Content(byte[] bytes, String name, Format format) {
        this.bytes = bytes;
        this.name = name;
        this.format = format;
    }

    int length() {
        return bytes.length;
    }

    /// The array itself, not a copy.
    byte[] bytes() {
        return bytes;
    }

    /// Other bytes that messages call by the same name.
    Content of(byte[] others) {
        return new Content(others, name, format);
    }

    int u8(long at) throws ImageFormatException {
        return bytes[require(at, 1)] & 0xFF;
    }

    int big16(long at) throws ImageFormatException {
        int i = require(at, 2);
        return (bytes[i] & 0xFF) << 8 | bytes[i + 1] & 0xFF;
    }

    long big32(long at) throws ImageFormatException {
        require(at, 4);
        return (long) big16(at) << 16 | big16(at + 2);
    }

    int little16(long at) throws ImageFormatException {
        return Short.toUnsignedInt(Short.reverseBytes((short) big16(at)));
    }

    int little24(long at) throws ImageFormatException {
        return little16(at) | u8(at + 2) << 16;
    }

    long little32(long at) throws ImageFormatException {
        return Integer.toUnsignedLong(Integer.reverseBytes((int) big32(at)));
    }

    byte[] slice(long at, long length) throws ImageFormatException {
        int from = require(at, length);
        return Arrays.copyOfRange(bytes, from, from + (int) length);
    }

    String ascii(long at, int length) throws ImageFormatException {
        return new String(bytes, require(at, length), length, StandardCharsets.ISO_8859_1);
    }

    boolean holds(long at, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
        return at >= 0
                && at + wanted.length <= bytes.length
                && Arrays.equals(bytes, (int) at, (int) at + wanted.length, wanted, 0, wanted.length);
    }

    /// The place as an index, after checking that `length` bytes lie there.
    int require(long at, long length) throws ImageFormatException {
        if (at < 0 || length < 0 || at > bytes.length - length) {
            throw damaged("it ends after %d bytes, in the middle of its data".formatted(bytes.length));
        }
        return (int) at;
    }

    /// The file does not hold what it promises.
    ImageFormatException damaged(String what) {
        return problem(what, "get an undamaged copy of the file");
    }

    ImageFormatException damaged(String what, Throwable cause) {
        ImageFormatException problem = damaged(what);
        problem.initCause(cause);
        return problem;
    }

    /// The file may be whole, but this variant of its kind is not read.
    ImageFormatException unsupported(String what) {
        return unsupported(what, "convert the file to PNG first");
    }

    ImageFormatException unsupported(String what, String wayOut) {
        return problem(what, wayOut);
    }

    private ImageFormatException problem(String what, String wayOut) {
        return new ImageFormatException(
                name + ": not a readable image (" + format + ": " + printable(what) + "): " + wayOut);
    }

    /// A text that may hold bytes of a file, without any that a terminal would obey: control characters, those that
    /// turn the direction of writing, and what is no character become question marks.
    static String printable(String text) {
        return text.codePoints()
                .map(character -> isPrintable(character) ? character : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
