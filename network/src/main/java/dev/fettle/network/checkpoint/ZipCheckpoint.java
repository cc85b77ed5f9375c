package dev.fettle.network.checkpoint;

import dev.fettle.network.ModelFormatException;
import dev.fettle.network.checkpoint.Pickled.Storage;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// A checkpoint in the ZIP format, as PyTorch writes it or packed again by another program. Each entry is read only
/// once, and all together unpack to a bounded multiple of the file, so that neither packing nor overlapping entries
/// can make a small file large.
final class ZipCheckpoint {
    private static final String PICKLE = "data.pkl";
    private static final String APPLE = "__MACOSX/"; // where its Finder keeps attributes of the real entries

    /// Weights hardly pack, zeros do; PyTorch itself does not pack at all.
    private static final long LARGEST_RATIO = 16;

    private static final long ALWAYS_ALLOWED = 64L << 20;
    private static final int LONGEST_ORDER = 100;

    private final String file;
    private final ZipFile zip;
    private final long unpackedBytes;
    private final Map<String, ByteBuffer> storages = new HashMap<>();
    private long budget;

    ZipCheckpoint(String file, ZipFile zip, long fileBytes) {
        this.file = file;
        this.zip = zip;
        unpackedBytes = Math.max(ALWAYS_ALLOWED, LARGEST_RATIO * fileBytes);
        budget = unpackedBytes;
    }

    /// Whether there is anything that PyTorch writes.
    static boolean isOne(ZipFile zip) {
        return pickle(zip).isPresent();
    }

    /// The pickle nearest to the top.
    private static Optional<? extends ZipEntry> pickle(ZipFile zip) {
        return zip.stream()
                .filter(entry -> isPickle(entry.getName()))
                .min(Comparator.comparingInt(entry -> entry.getName().length()));
    }

    /// Windows programs write names with a backslash.
    private static boolean isPickle(String name) {
        String path = "/" + name.replace('\\', '/');
        return path.endsWith("/" + PICKLE) && !path.contains("/" + APPLE);
    }

    Checkpoint open() throws IOException {
        ZipEntry pickle = pickle(zip).orElseThrow(this::noCheckpoint);
        String name = pickle.getName();
        String folder = name.substring(0, name.length() - PICKLE.length());
        ByteOrder order = order(folder);
        Pickled root = PickleReader.read(file, ByteBuffer.wrap(bytes(pickle))).root();
        String data = folder + "data" + (folder.endsWith("\\") ? "\\" : "/");
        TensorReader reader = new TensorReader(file, unpackedBytes, storage -> storage(data, storage, order));
        return new Checkpoint(file, StateDictionary.of(file, root, reader), zip);
    }

    private ModelFormatException noCheckpoint() {
        String inner = zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.matches(".*\\.(pth|pt|ckpt|bin|safetensors)"))
                .findFirst()
                .map(name -> "; unpack '" + name + "' and name that")
                .orElse("");
        return new ModelFormatException(file + ": a ZIP, but no PyTorch checkpoint (it has no " + PICKLE + ")" + inner);
    }

    /// Of the machine that wrote it; little-endian where it does not say.
    private ByteOrder order(String folder) throws IOException {
        ZipEntry entry = zip.getEntry(folder + "byteorder");
        if (entry == null || entry.getSize() > LONGEST_ORDER) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        boolean isBig =
                new String(bytes(entry), StandardCharsets.US_ASCII).strip().equals("big");
        return isBig ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    private ByteBuffer storage(String data, Storage storage, ByteOrder order) throws IOException {
        ByteBuffer known = storages.get(storage.key());
        if (known != null) {
            return known;
        }
        byte[] bytes = bytes(entry(data + storage.key()));
        if (bytes.length != storage.bytes()) {
            throw new ModelFormatException(
                    "%s: damaged: storage '%s' does not hold %d elements; copy or download it again"
                            .formatted(file, storage.key(), storage.elements()));
        }
        ByteBuffer read = ByteBuffer.wrap(bytes).order(order);
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
        if (size < 0 || size > Integer.MAX_VALUE - 8 || budget < 0) {
            throw new ModelFormatException("%s: entry '%s' unpacks to %d bytes, too many for a file of this size"
                    .formatted(file, entry.getName(), size));
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes((int) size);
            if (bytes.length != size) {
                throw new ModelFormatException(
                        file + ": damaged: '" + entry.getName() + "' ends early; copy or download it again");
            }
            return bytes;
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw new ModelFormatException(
                    "%s: damaged: '%s' cannot be unpacked (%s); copy or download it again"
                            .formatted(file, entry.getName(), e.getMessage()),
                    e);
        }
    }
}
