package dev.fettle.network.checkpoint;

import dev.fettle.network.ModelFormatException;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.checkpoint.Pickled.Storage;
import dev.fettle.network.checkpoint.Pickled.Tensor;
import dev.fettle.network.checkpoint.Pickled.Unread;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Copies views of storages into arrays. All arrays together hold no more numbers than the file has bytes, however
/// its tensors overlap.
final class TensorReader implements StateDictionary.Storing {
    /// Where the numbers are.
    @FunctionalInterface
    interface Storages {
        /// The bytes of a storage in its byte order; exactly as many as it says.
        ByteBuffer bytes(Storage storage) throws IOException;
    }

    private final String file;
    private final Storages storages;
    private final Map<Tensor, Values> read = new HashMap<>();
    private long budget;

    /// @param fileBytes of the file, unpacked
    TensorReader(String file, long fileBytes, Storages storages) {
        this.file = file;
        this.storages = storages;
        budget = fileBytes;
    }

    @Override
    public StoredTensor of(String name, Pickled tensor) {
        return new StoredTensor() {
            @Override
            public Optional<Shape> shape() {
                return tensor instanceof Tensor known ? dimensions(known) : Optional.empty();
            }

            @Override
            public Values read() throws IOException {
                return switch (tensor) {
                    case Tensor known -> TensorReader.this.read(name, known);
                    case Unread(String reason) -> throw bad(name, reason);
                    default -> throw bad(name, "is " + tensor.kind());
                };
            }
        };
    }

    private Values read(String name, Tensor tensor) throws IOException {
        Values known = read.get(tensor); // the same tensor under two names is one array
        if (known == null) {
            known = copy(name, tensor);
            read.put(tensor, known);
        }
        return known;
    }

    private Values copy(String name, Tensor tensor) throws IOException {
        Shape shape = dimensions(tensor)
                .orElseThrow(() -> bad(name, "has shape " + tensor.shape() + ", which does not fit any storage"));
        requireInside(name, tensor, shape);
        budget -= shape.size();
        if (budget < 0) {
            throw bad(name, "the tensors hold more numbers than the file");
        }
        ByteBuffer bytes = storages.bytes(tensor.storage());
        Values values = Values.zeros(shape);
        int[] strides = tensor.strides().stream().mapToInt(Math::toIntExact).toArray();
        int[] position = new int[shape.rank()];
        int at = Math.toIntExact(tensor.offset());
        for (int i = 0; i < values.array().length; i++) {
            values.array()[i] = tensor.type().element(bytes, at);
            at += step(position, shape, strides);
        }
        return values;
    }

    /// Moves to the next element in row-major order; returns how far that is in the storage.
    private static int step(int[] position, Shape shape, int[] strides) {
        int distance = 0;
        for (int axis = position.length - 1; axis >= 0; axis--) {
            if (++position[axis] < shape.dimension(axis)) {
                return distance + strides[axis];
            }
            distance -= (position[axis] - 1) * strides[axis];
            position[axis] = 0;
        }
        return distance;
    }

    private static Optional<Shape> dimensions(Tensor tensor) {
        List<Integer> dimensions = new ArrayList<>();
        for (long dimension : tensor.shape()) {
            if (dimension < 1 || dimension > Integer.MAX_VALUE) {
                return Optional.empty();
            }
            dimensions.add((int) dimension);
        }
        return Optional.of(new Shape(dimensions));
    }

    /// Every element lies in the storage, and the storage is one that an array can index.
    private void requireInside(String name, Tensor tensor, Shape shape) throws ModelFormatException {
        long elements = tensor.storage().bytes() / tensor.type().size();
        try {
            boolean inside = tensor.strides().size() == shape.rank()
                    && tensor.offset() >= 0
                    && shape.size() <= Integer.MAX_VALUE
                    && tensor.storage().bytes() <= Integer.MAX_VALUE;
            long last = tensor.offset();
            for (int axis = 0; inside && axis < shape.rank(); axis++) {
                long stride = tensor.strides().get(axis);
                inside = stride >= 0 && stride <= Integer.MAX_VALUE;
                last = Math.addExact(last, Math.multiplyExact(stride, shape.dimension(axis) - 1L));
            }
            if (!inside || last >= elements) {
                throw bad(
                        name,
                        "shape %s with offset %d and strides %s does not fit a storage of %d"
                                .formatted(shape, tensor.offset(), tensor.strides(), elements));
            }
        } catch (ArithmeticException e) {
            throw new ModelFormatException(file + ": tensor '" + name + "': shape " + shape + " is too large", e);
        }
    }

    private ModelFormatException bad(String name, String what) {
        return new ModelFormatException(file + ": tensor '" + name + "' " + what);
    }
}
