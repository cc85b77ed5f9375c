package dev.fettle.image.files;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.TreeMap;

/// A directory of a TIFF stream that is being written: fields by tag and directories below it by the tag that
/// points at them.
final class TiffDirectory {
    private final ByteOrder order;
    private final TreeMap<Integer, Field> fields = new TreeMap<>();
    private final TreeMap<Integer, TiffDirectory> children = new TreeMap<>();

    /// A value, its bytes already in the stream's order.
    private record Field(int type, long count, byte[] value) {}

    TiffDirectory(ByteOrder order) {
        this.order = order;
    }

    ByteOrder order() {
        return order;
    }

    boolean isEmpty() {
        return fields.isEmpty() && children.isEmpty();
    }

    void put(int tag, int type, long count, byte[] value) {
        fields.put(tag, new Field(type, count, value));
    }

    void putShorts(int tag, int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(order);
        for (int value : values) {
            bytes.putShort((short) value);
        }
        put(tag, TiffStream.SHORT, values.length, bytes.array());
    }

    void putLongs(int tag, int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(order);
        for (int value : values) {
            bytes.putInt(value);
        }
        put(tag, TiffStream.LONG, values.length, bytes.array());
    }

    /// A number of at most 32 bits as the fraction that is nearest to it, within six decimals.
    void putRational(int tag, double number) {
        long denominator = 1;
        while (denominator < 1_000_000
                && Math.abs(number * denominator - Math.rint(number * denominator)) > 1e-9 * denominator
                && number * denominator * 10 < 1L << 32) {
            denominator *= 10;
        }
        ByteBuffer bytes = ByteBuffer.allocate(8).order(order);
        bytes.putInt((int) Math.min(Math.round(number * denominator), (1L << 32) - 1))
                .putInt((int) denominator);
        put(tag, TiffStream.RATIONAL, 1, bytes.array());
    }

    void putBytes(int tag, byte[] value) {
        put(tag, 7, value.length, value);
    }

    void putDirectory(int tag, TiffDirectory child) {
        children.put(tag, child);
    }

    /// A stream of this directory alone.
    byte[] toStream() {
        var out = new ByteArrayOutputStream();
        out.writeBytes(header(order, 0));
        int directory = appendTo(out);
        byte[] stream = out.toByteArray();
        System.arraycopy(header(order, directory), 0, stream, 0, 8);
        return stream;
    }

    static byte[] header(ByteOrder order, int directory) {
        short mark = (short) (order == ByteOrder.LITTLE_ENDIAN ? 0x4949 : 0x4D4D);
        return ByteBuffer.allocate(8)
                .order(order)
                .putShort(mark)
                .putShort((short) 42)
                .putInt(directory)
                .array();
    }

    /// Appends everything below this directory and then the directory itself; says where that stands.
    int appendTo(ByteArrayOutputStream out) {
        children.forEach((tag, child) -> putLongs(tag, child.appendTo(out)));
        ByteBuffer table = ByteBuffer.allocate(2 + 12 * fields.size() + 4).order(order);
        table.putShort((short) fields.size());
        fields.forEach((tag, field) -> {
            table.putShort(tag.shortValue()).putShort((short) field.type).putInt((int) field.count);
            putValue(table, field.value, out);
        });
        int at = align(out);
        out.writeBytes(table.putInt(0).array());
        return at;
    }

    private static void putValue(ByteBuffer table, byte[] value, ByteArrayOutputStream out) {
        int end = table.position() + 4;
        if (value.length <= 4) {
            table.put(value).position(end);
            return;
        }
        table.putInt(align(out));
        out.writeBytes(value);
    }

    private static int align(ByteArrayOutputStream out) {
        if (out.size() % 2 == 1) {
            out.write(0);
        }
        return out.size();
    }
}
