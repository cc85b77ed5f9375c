package dev.fettle.network.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Pickles put together opcode by opcode, as Python's `pickletools` lists them.
final class PickleBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    PickleBytes raw(int... bytes) {
        for (int value : bytes) {
            out.write(value);
        }
        return this;
    }

    PickleBytes op(String opcodes) {
        out.writeBytes(opcodes.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    PickleBytes text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return op("X").int32(bytes.length).op(text);
    }

    PickleBytes whole(int value) {
        return op("J").int32(value);
    }

    PickleBytes global(String module, String name) {
        return op("c" + module + "\n" + name + "\n");
    }

    PickleBytes shape(int... dimensions) {
        op("(");
        for (int dimension : dimensions) {
            whole(dimension);
        }
        return op("t");
    }

    /// A tensor of floats as `_rebuild_tensor_v2` in the stream format.
    PickleBytes tensor(String key, int elements, int offset, int[] shape, int[] strides) {
        global("torch._utils", "_rebuild_tensor_v2").op("((").text("storage").global("torch", "FloatStorage");
        text(key).text("cpu").whole(elements).op("Ntq").raw(200).op("Q");
        return whole(offset)
                .shape(shape)
                .shape(strides)
                .raw(0x89)
                .global("collections", "OrderedDict")
                .op(")RtR");
    }

    /// `{'name': tensor of 2 floats}` and the like: the entry behind an open mark.
    PickleBytes dense(String name, String key, int elements) {
        return text(name).tensor(key, elements, 0, new int[] {elements}, new int[] {1});
    }

    PickleBytes int32(int value) {
        return raw(value & 0xff, value >> 8 & 0xff, value >> 16 & 0xff, value >>> 24);
    }

    PickleBytes bytes(PickleBytes others) {
        out.writeBytes(others.bytes());
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    /// A file in the stream format: this pickle as the object, one storage per key with the elements 1, 2, 3, ….
    byte[] stream(String[] keys, int... elements) {
        PickleBytes file = new PickleBytes();
        file.raw(0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19)
                .op(".");
        file.raw(0x80, 2).op("M").raw(0xe9, 3).op(".");
        file.raw(0x80, 2).op("}").text("little_endian").raw(0x88).op("s.");
        file.raw(0x80, 2).out.writeBytes(bytes());
        file.op(".").raw(0x80, 2).op("](");
        for (String key : keys) {
            file.text(key);
        }
        file.op("e.");
        for (int count : elements) {
            ByteBuffer storage = ByteBuffer.allocate(8 + 4 * count)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(count);
            for (int i = 1; i <= count; i++) {
                storage.putFloat(i);
            }
            file.out.writeBytes(storage.array());
        }
        return file.bytes();
    }
}
