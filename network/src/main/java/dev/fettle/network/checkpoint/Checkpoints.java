package dev.fettle.network.checkpoint;

import dev.fettle.network.ModelFormatException;
import dev.fettle.network.Values;
import dev.fettle.network.checkpoint.PickleReader.Pickle;
import dev.fettle.network.checkpoint.Pickled.Dictionary;
import dev.fettle.network.checkpoint.Pickled.Sequence;
import dev.fettle.network.checkpoint.Pickled.Storage;
import dev.fettle.network.checkpoint.Pickled.Tensor;
import dev.fettle.network.checkpoint.Pickled.Text;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// Weights out of PyTorch's checkpoint files (`.pth`, `.pt`), read as data: nothing in the file is executed,
/// whatever it names.
///
/// | format                    | layout                                                                           |
/// |---------------------------|----------------------------------------------------------------------------------|
/// | stream, before 1.6        | pickles: magic, 1001, machine, object, storage keys; then count and numbers each |
/// | ZIP, since 1.6            | `…/data.pkl` holds the object, `…/data/KEY` the numbers of a storage, unpacked   |
public final class Checkpoints {
    /// Pickle of the magic number 0x1950a86a20f9469cfc6c, protocol 2.
    private static final byte[] STREAM = {
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

    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final long LARGEST_FILE = Integer.MAX_VALUE - 8; // the longest array that every JVM allocates

    private Checkpoints() {}

    /// The tensors of a checkpoint by their published names, in the file's order. Reads dictionaries of
    /// tensors, the same under a usual key such as `state_dict`, and whole pickled modules.
    ///
    /// @throws ModelFormatException if it is no such checkpoint, is damaged, or holds anything but data
    public static SequencedMap<String, Values> read(Path file) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(STREAM.length);
        }
        if (Arrays.equals(start, STREAM)) {
            requireReadable(file.toString(), Files.size(file));
            return readStream(file.toString(), Files.readAllBytes(file));
        }
        if (start.length > ZIP.length && Arrays.equals(Arrays.copyOf(start, ZIP.length), ZIP)) {
            return readZip(file);
        }
        throw new ModelFormatException(file + ": not a PyTorch checkpoint (neither the stream format nor a ZIP)");
    }

    /// Reads the stream format from memory; the magic number has been recognised.
    static SequencedMap<String, Values> readStream(String file, byte[] contents) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(contents).position(STREAM.length);
        PickleReader.read(file, bytes); // protocol number
        requireLittleEndian(file, PickleReader.read(file, bytes).root());
        Pickle pickle = PickleReader.read(file, bytes);
        SequencedMap<String, Tensor> tensors = StateDictionary.of(file, pickle.root());
        Pickled keys = PickleReader.read(file, bytes).root();
        Map<String, ByteBuffer> storages = storages(file, bytes, keys, pickle.storages());
        return new TensorReader(file, contents.length, storage -> find(file, storages, storage)).read(tensors);
    }

    private static void requireLittleEndian(String file, Pickled machine) throws ModelFormatException {
        if (machine instanceof Dictionary dictionary && dictionary.entries.get("little_endian") == Pickled.Atom.FALSE) {
            throw new ModelFormatException(file + ": written on a big-endian machine, which is not read");
        }
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
            long size = storage.elements() * storage.type().size();
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

    private static SequencedMap<String, Values> readZip(Path path) throws IOException {
        String file = path.toString();
        long size = Files.size(path);
        requireReadable(file, size);
        try (ZipFile zip = new ZipFile(path.toFile())) {
            return new ZipCheckpoint(file, zip, size).read();
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw new ModelFormatException(
                    file + ": damaged ZIP: " + e.getMessage() + "; copy or download it again", e);
        }
    }

    private static void requireReadable(String file, long size) throws ModelFormatException {
        if (size > LARGEST_FILE) {
            throw new ModelFormatException(file + ": checkpoints over 2 GiB are not read; save the state_dict alone");
        }
    }
}
