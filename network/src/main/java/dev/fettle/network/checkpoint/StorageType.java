package dev.fettle.network.checkpoint;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.Stream;

/// The number formats of PyTorch's storages that are read; all become `float`. Little-endian.
enum StorageType {
    FLOAT("torch.FloatStorage", 4),
    DOUBLE("torch.DoubleStorage", 8),
    HALF("torch.HalfStorage", 2),
    BFLOAT16("torch.BFloat16Storage", 2),
    LONG("torch.LongStorage", 8),
    INT("torch.IntStorage", 4);

    private final String global;
    private final int size;

    StorageType(String global, int size) {
        this.global = global;
        this.size = size;
    }

    static Optional<StorageType> named(String global) {
        return Stream.of(values()).filter(type -> type.global.equals(global)).findFirst();
    }

    /// Bytes per element.
    int size() {
        return size;
    }

    float element(ByteBuffer bytes, int index) {
        int at = Math.multiplyExact(index, size);
        return switch (this) {
            case FLOAT -> bytes.getFloat(at);
            case DOUBLE -> (float) bytes.getDouble(at);
            case HALF -> Float.float16ToFloat(bytes.getShort(at));
            case BFLOAT16 -> Float.intBitsToFloat(bytes.getShort(at) << 16);
            case LONG -> bytes.getLong(at);
            case INT -> bytes.getInt(at);
        };
    }
}
