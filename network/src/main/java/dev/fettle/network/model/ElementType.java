package dev.fettle.network.model;

import java.nio.ByteBuffer;

/// The number formats that are read from safetensors files; all become `float`. Little-endian.
enum ElementType {
    F32(4) {
        @Override
        void decode(ByteBuffer bytes, float[] into) {
            bytes.asFloatBuffer().get(into);
        }
    },
    F64(8) {
        @Override
        void decode(ByteBuffer bytes, float[] into) {
            for (int i = 0; i < into.length; i++) {
                into[i] = (float) bytes.getDouble(8 * i);
            }
        }
    },
    F16(2) {
        @Override
        void decode(ByteBuffer bytes, float[] into) {
            for (int i = 0; i < into.length; i++) {
                into[i] = Float.float16ToFloat(bytes.getShort(2 * i));
            }
        }
    },
    BF16(2) {
        @Override
        void decode(ByteBuffer bytes, float[] into) {
            for (int i = 0; i < into.length; i++) {
                into[i] = Float.intBitsToFloat(bytes.getShort(2 * i) << 16); // the upper half of a float
            }
        }
    };

    private final int size;

    ElementType(int size) {
        this.size = size;
    }

    /// Bytes per element.
    int size() {
        return size;
    }

    /// Fills the array from a little-endian buffer of just as many elements.
    abstract void decode(ByteBuffer bytes, float[] into);
}
