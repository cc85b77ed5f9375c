package dev.fettle.image.files;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// JPEG files taken apart and put together for tests.
final class JpegBytes {
    private JpegBytes() {}

    /// Place of the first segment with this marker, before any scan.
    static int find(byte[] file, int marker) {
        int at = 2;
        while ((file[at + 1] & 0xFF) != marker) {
            at += length(file, at);
        }
        return at;
    }

    /// Bytes of the segment at this place, its marker included.
    static int length(byte[] file, int at) {
        return 2 + ((file[at + 2] & 0xFF) << 8 | file[at + 3] & 0xFF);
    }

    /// The segments directly behind SOI.
    static byte[] insert(byte[] file, byte[]... segments) {
        return concat(Arrays.copyOf(file, 2), concat(segments), Arrays.copyOfRange(file, 2, file.length));
    }

    /// Other bytes instead of the segment at this place.
    static byte[] replace(byte[] file, int at, byte[] instead) {
        return concat(Arrays.copyOf(file, at), instead, Arrays.copyOfRange(file, at + length(file, at), file.length));
    }

    static byte[] without(byte[] file, int marker) {
        return replace(file, find(file, marker), new byte[0]);
    }

    static byte[] segment(int marker, byte[]... content) {
        byte[] whole = concat(content);
        int length = whole.length + 2;
        return concat(new byte[] {(byte) 0xFF, (byte) marker, (byte) (length >> 8), (byte) length}, whole);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] concat(byte[]... parts) {
        var whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }
}
