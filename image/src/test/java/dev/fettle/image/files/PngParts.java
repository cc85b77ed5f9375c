package dev.fettle.image.files;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/// PNG files put together chunk by chunk.
final class PngParts {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    private PngParts() {}

    /// Signature, these chunks and IEND.
    static byte[] png(byte[]... chunks) {
        return join(open(chunks), chunk("IEND", new byte[0]));
    }

    /// Signature and these chunks.
    static byte[] open(byte[]... chunks) {
        byte[] file = SIGNATURE;
        for (byte[] chunk : chunks) {
            file = join(file, chunk);
        }
        return file;
    }

    /// A gray picture of one pixel with these chunks before its data.
    static byte[] pixel(byte[]... chunks) {
        byte[] all = new byte[0];
        for (byte[] chunk : chunks) {
            all = join(all, chunk);
        }
        return png(chunk("IHDR", header(1, 1, 8, 0)), all, chunk("IDAT", Zlib.deflate(bytes(0, 5))));
    }

    /// The same chunk with a wrong checksum.
    static byte[] damaged(byte[] chunk) {
        byte[] wrong = chunk.clone();
        wrong[wrong.length - 1]++;
        return wrong;
    }

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] header(int width, int height, int depth, int colourType) {
        return ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) depth)
                .put((byte) colourType)
                .array();
    }

    static byte[] chunk(String type, byte[] content) {
        byte[] body = join(type.getBytes(StandardCharsets.US_ASCII), content);
        var crc = new CRC32();
        crc.update(body);
        return ByteBuffer.allocate(body.length + 8)
                .putInt(content.length)
                .put(body)
                .putInt((int) crc.getValue())
                .array();
    }

    static byte[] join(byte[] first, byte[] second) {
        byte[] whole = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, whole, first.length, second.length);
        return whole;
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
