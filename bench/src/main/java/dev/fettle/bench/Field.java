package dev.fettle.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One field of a protocol buffer, read back. What {@link dev.fettle.network.onnx.Message} writes, and no more.
///
/// @param value of a whole number; the bits of a 32-bit float
/// @param bytes of a text, a message, or raw ones; empty otherwise
record Field(int number, long value, byte[] bytes) {
    private static final byte[] NOTHING = {};

    /// @throws IllegalArgumentException for a wire type that {@link dev.fettle.network.onnx.Message} does not write
    static List<Field> parse(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        List<Field> fields = new ArrayList<>();
        while (in.hasRemaining()) {
            fields.add(next(in));
        }
        return fields;
    }

    private static Field next(ByteBuffer in) {
        int key = Math.toIntExact(varint(in));
        int number = key >>> 3;
        return switch (key & 7) {
            case 0 -> new Field(number, varint(in), NOTHING);
            case 2 -> {
                byte[] bytes = new byte[Math.toIntExact(varint(in))];
                in.get(bytes);
                yield new Field(number, 0, bytes);
            }
            case 5 -> new Field(number, in.getInt(), NOTHING);
            default -> throw new IllegalArgumentException("field " + number + " has wire type " + (key & 7));
        };
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    /// All of one number, as bytes.
    static List<byte[]> messages(List<Field> fields, int number) {
        return fields.stream()
                .filter(field -> field.number == number)
                .map(Field::bytes)
                .toList();
    }

    /// All of one number, as text.
    static List<String> texts(List<Field> fields, int number) {
        return messages(fields, number).stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }
}
