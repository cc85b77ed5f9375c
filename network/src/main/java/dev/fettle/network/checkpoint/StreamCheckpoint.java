package dev.fettle.network.checkpoint;

import dev.fettle.network.ModelFormatException;
import dev.fettle.network.checkpoint.PickleReader.Pickle;
import dev.fettle.network.checkpoint.Pickled.Sequence;
import dev.fettle.network.checkpoint.Pickled.Storage;
import dev.fettle.network.checkpoint.Pickled.Text;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A checkpoint in the format before PyTorch 1.6: pickles one behind the other, then the numbers, little-endian
/// whatever machine wrote them.
final class StreamCheckpoint {
    /// Pickle of the magic number 0x1950a86a20f9469cfc6c; the second byte is the protocol.
    private static final byte[] MAGIC = {
        (byte) 0x80,
        2,
        (byte) 0x8a,
        10,
        0x6c,
        (byte) 0xfc,
        (byte) 0x9c,
        0x46,
        (byte) 0xf9,
        0x20,
        0x6a,
        (byte) 0xa8,
        0x50,
        0x19,
        '.'
    };

    static final int MAGIC_BYTES = MAGIC.length + 9; // protocols from 4 on put 9 bytes before the number

    private StreamCheckpoint() {}

    /// @param start the first {@link #MAGIC_BYTES} of a file, or as many as there are
    static boolean isOne(byte[] start) {
        int length = MAGIC.length - 2;
        if (start.length < MAGIC.length || start[0] != MAGIC[0] || start[1] < 2 || start[1] > 5) {
            return false;
        }
        int number = start[2] == (byte) 0x95 ? 11 : 2;
        return start.length >= number + length && Arrays.equals(start, number, number + length, MAGIC, 2, MAGIC.length);
    }

    /// Reads from memory; the magic number has been recognised.
    static Checkpoint open(String file, byte[] contents) throws ModelFormatException {
        ByteBuffer bytes = ByteBuffer.wrap(contents);
        PickleReader.read(file, bytes); // magic number
        PickleReader.read(file, bytes); // protocol number
        PickleReader.read(file, bytes); // machine
        Pickle pickle = PickleReader.read(file, bytes);
        Map<String, ByteBuffer> storages = new HashMap<>();
        TensorReader reader = new TensorReader(file, contents.length, storage -> find(file, storages, storage));
        List<TensorTable> tables = StateDictionary.of(file, pickle.root(), reader);
        Pickled keys = PickleReader.read(file, bytes).root();
        storages.putAll(storages(file, bytes, keys, pickle.storages()));
        return new Checkpoint(file, tables, () -> {});
    }

    /// Cuts the rest of a stream into storages: for each key the number of elements and the elements.
    private static Map<String, ByteBuffer> storages(
            String file, ByteBuffer bytes, Pickled keys, Map<String, Storage> described) throws ModelFormatException {
        Map<String, ByteBuffer> storages = new HashMap<>();
        for (Pickled key : keys instanceof Sequence sequence ? sequence.elements : List.<Pickled>of()) {
            Storage storage = key instanceof Text(String name) ? described.get(name) : null;
            if (storage == null) {
                throw new ModelFormatException(
                        file + ": damaged: a storage that no tensor uses; copy or download it again");
            }
            if (storage.type() == NumberType.OTHER) {
                throw new ModelFormatException(file + ": numbers of type '" + storage.typeName()
                        + "' are not read; save the state_dict alone");
            }
            long size = storage.bytes();
            if (bytes.remaining() < Long.BYTES + size || bytes.getLong() != storage.elements()) {
                throw new ModelFormatException(
                        "%s: damaged: storage '%s' does not hold %d elements; copy or download it again"
                                .formatted(file, storage.key(), storage.elements()));
            }
            storages.put(
                    storage.key(), bytes.slice(bytes.position(), (int) size).order(ByteOrder.LITTLE_ENDIAN));
            bytes.position(bytes.position() + (int) size);
        }
        return storages;
    }

    private static ByteBuffer find(String file, Map<String, ByteBuffer> storages, Storage storage)
            throws ModelFormatException {
        ByteBuffer bytes = storages.get(storage.key());
        if (bytes == null) {
            throw new ModelFormatException("%s: damaged: storage '%s' of %d elements is missing"
                    .formatted(file, storage.key(), storage.elements()));
        }
        return bytes;
    }
}
