package dev.fettle.network.checkpoint;

import dev.fettle.network.ModelFormatException;
import dev.fettle.network.Values;
import dev.fettle.network.checkpoint.Pickled.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// A checkpoint in the ZIP format. Entries must be stored as they are, as PyTorch does it, and together are read
/// only once, so that neither packing nor overlapping entries can make a small file large.
final class ZipCheckpoint {
    private static final String PICKLE = "data.pkl";

    private final String file;
    private final ZipFile zip;
    private final long fileBytes;
    private final Map<String, ByteBuffer> storages = new HashMap<>();
    private long budget;

    ZipCheckpoint(String file, ZipFile zip, long fileBytes) {
        this.file = file;
        this.zip = zip;
        this.fileBytes = fileBytes;
        budget = fileBytes;
    }

    SequencedMap<String, Values> read() throws IOException {
        String folder = zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
                .findFirst()
                .map(name -> name.substring(0, name.length() - PICKLE.length()))
                .orElseThrow(() -> new ModelFormatException(
                        file + ": a ZIP, but no PyTorch checkpoint (it has no " + PICKLE + ")"));
        ZipEntry order = zip.getEntry(folder + "byteorder");
        if (order != null && new String(bytes(order), StandardCharsets.US_ASCII).equals("big")) {
            throw new ModelFormatException(file + ": written on a big-endian machine, which is not read");
        }
        Pickled root = PickleReader.read(file, ByteBuffer.wrap(bytes(entry(folder + PICKLE))))
                .root();
        return new TensorReader(file, fileBytes, storage -> storage(folder, storage))
                .read(StateDictionary.of(file, root));
    }

    private ByteBuffer storage(String folder, Storage storage) throws IOException {
        ByteBuffer known = storages.get(storage.key());
        if (known != null) {
            return known;
        }
        byte[] bytes = bytes(entry(folder + "data/" + storage.key()));
        if (bytes.length != storage.elements() * storage.type().size()) {
            throw new ModelFormatException(
                    "%s: damaged: storage '%s' does not hold %d elements; copy or download it again"
                            .formatted(file, storage.key(), storage.elements()));
        }
        ByteBuffer read = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        storages.put(storage.key(), read);
        return read;
    }

    private ZipEntry entry(String name) throws ModelFormatException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new ModelFormatException(file + ": damaged: '" + name + "' is missing; copy or download it again");
        }
        return entry;
    }

    private byte[] bytes(ZipEntry entry) throws IOException {
        long size = entry.getSize();
        budget -= size;
        if (entry.getMethod() != ZipEntry.STORED || size < 0 || size != entry.getCompressedSize() || budget < 0) {
            throw new ModelFormatException(
                    "%s: entry '%s' is packed or larger than the file; PyTorch stores it as it is"
                            .formatted(file, entry.getName()));
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes((int) size);
            if (bytes.length != size) {
                throw new ModelFormatException(
                        file + ": damaged: '" + entry.getName() + "' ends early; copy or download it again");
            }
            return bytes;
        }
    }
}
