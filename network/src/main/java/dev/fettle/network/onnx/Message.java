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
public final class Message {
    private static final int VARINT = 0;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final List<byte[]> pieces = new ArrayList<>();
    private long size;

    /// Bytes of all fields.
    public long size() {
        return size;
    }

    /// A whole number or an enum.
    public Message integer(int field, long value) {
        return append(varints((long) field << 3 | VARINT, value));
    }

    /// A 32-bit float.
    public Message real(int field, float value) {
        int bits = Float.floatToRawIntBits(value);
        append(varints((long) field << 3 | FIXED32));
        return append(new byte[] {(byte) bits, (byte) (bits >> 8), (byte) (bits >> 16), (byte) (bits >> 24)});
    }

    /// A string.
    public Message text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /// Raw bytes, or the encoding of a message.
    public Message bytes(int field, byte[] value) {
        return append(varints((long) field << 3 | BYTES, value.length)).append(value);
    }

    /// A message within this one.
    public Message message(int field, Message nested) {
        append(varints((long) field << 3 | BYTES, nested.size));
        nested.pieces.forEach(this::append);
        return this;
    }

    /// Writes its encoding; the caller closes the stream.
    public void write(OutputStream out) throws IOException {
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
