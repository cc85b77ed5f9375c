package dev.fettle.network.checkpoint;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.stream.Stream;

/// The number formats of PyTorch's tensors; those that are read become `float`. Storages are named after them, as
/// `torch.FloatStorage`, or untyped, and then the tensor names its type, as `torch.uint16`.
enum NumberType {
    FLOAT("FloatStorage", "float32", 4, true),
    DOUBLE("DoubleStorage", "float64", 8, true),
    HALF("HalfStorage", "float16", 2, true),
    BFLOAT16("BFloat16Storage", "bfloat16", 2, true),
    LONG("LongStorage", "int64", 8, true),
    INT("IntStorage", "int32", 4, true),
    SHORT("ShortStorage", "int16", 2, true),
    CHAR("CharStorage", "int8", 1, true),
    BYTE("ByteStorage", "uint8", 1, true),
    BOOL("BoolStorage", "bool", 1, true),
    UINT16("", "uint16", 2, true),
    UINT32("", "uint32", 4, true),
    UNTYPED("UntypedStorage", "", 1, false),
    COMPLEX_FLOAT("ComplexFloatStorage", "complex64", 8, false),
    COMPLEX_DOUBLE("ComplexDoubleStorage", "complex128", 16, false),
    QUANTISED_INT8("QInt8Storage", "qint8", 1, false),
    QUANTISED_UINT8("QUInt8Storage", "quint8", 1, false),
    QUANTISED_INT32("QInt32Storage", "qint32", 4, false),
    QUANTISED_UINT4("QUInt4x2Storage", "quint4x2", 1, false),
    QUANTISED_UINT2("QUInt2x4Storage", "quint2x4", 1, false),
    /// One that PyTorch got later: how long its numbers are is not known.
    OTHER("", "", 0, false);

    private final String storage;
    private final String dtype;
    private final int size;
    private final boolean isRead;

    NumberType(String storage, String dtype, int size, boolean isRead) {
        this.storage = storage;
        this.dtype = dtype;
        this.size = size;
        this.isRead = isRead;
    }

    /// @param global `torch.FloatStorage`, `torch.cuda.FloatStorage`, `torch.storage.UntypedStorage`
    static NumberType ofStorage(String global) {
        String name = global.substring(global.lastIndexOf('.') + 1).replaceFirst("^_", "");
        return Stream.of(values())
                .filter(type -> !name.isEmpty() && global.startsWith("torch.") && type.storage.equals(name))
                .findFirst()
                .orElse(OTHER);
    }

    /// @param global `torch.float32`
    static NumberType ofTensor(String global) {
        return Stream.of(values())
                .filter(type -> !type.dtype.isEmpty() && global.equals("torch." + type.dtype))
                .findFirst()
                .orElse(OTHER);
    }

    /// Bytes per element.
    int size() {
        return size;
    }

    boolean isRead() {
        return isRead;
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
            case SHORT -> bytes.getShort(at);
            case CHAR -> bytes.get(at);
            case UINT16 -> Short.toUnsignedInt(bytes.getShort(at));
            case UINT32 -> Integer.toUnsignedLong(bytes.getInt(at));
            case BYTE, BOOL -> Byte.toUnsignedInt(bytes.get(at));
            case UNTYPED,
                    COMPLEX_FLOAT,
                    COMPLEX_DOUBLE,
                    QUANTISED_INT8,
                    QUANTISED_UINT8,
                    QUANTISED_INT32,
                    QUANTISED_UINT4,
                    QUANTISED_UINT2,
                    OTHER -> throw new IllegalStateException("numbers of type " + this + " are not read");
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
