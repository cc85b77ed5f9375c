package dev.fettle.network.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A protocol buffer under construction: fields in the order in which they are put, nested messages without copying
/// their bytes. Encoding: developers.google.com/protocol-buffers, wire types 0 (varint), 2 (length and bytes) and 5
/// (32 bits).
final class Message {
    private static final int VARINT = 0;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final List<byte[]> pieces = new ArrayList<>();
    private long size;

    /// Bytes of all fields.
    long size() {
        return size;
    }

    Message integer(int field, long value) {
        return append(varints((long) field << 3 | VARINT, value));
    }

    Message real(int field, float value) {
        int bits = Float.floatToRawIntBits(value);
        append(varints((long) field << 3 | FIXED32));
        return append(new byte[] {(byte) bits, (byte) (bits >> 8), (byte) (bits >> 16), (byte) (bits >> 24)});
    }

    Message text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message bytes(int field, byte[] value) {
        return append(varints((long) field << 3 | BYTES, value.length)).append(value);
    }

    Message message(int field, Message nested) {
        append(varints((long) field << 3 | BYTES, nested.size));
        nested.pieces.forEach(this::append);
        return this;
    }

    void write(OutputStream out) throws IOException {
        for (byte[] piece : pieces) {
            out.write(piece);
        }
    }

    private Message append(byte[] piece) {
        pieces.add(piece);
        size += piece.length;
        return this;
    }

    /// Seven bits a byte, lowest first, the top bit set on all but the last.
    private static byte[] varints(long... values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (long value : values) {
            long rest = value;
            for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
                out.write((int) (rest & 0x7f | 0x80));
            }
            out.write((int) rest);
        }
        return out.toByteArray();
    }
}
