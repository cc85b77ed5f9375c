package dev.fettle.network.checkpoint;

import dev.fettle.network.ModelFormatException;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.model.PublishedTensors;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// Weights out of other programs' files, read as data: nothing in the file is executed, whatever it names.
///
/// | format                    | layout                                                                           |
/// |---------------------------|----------------------------------------------------------------------------------|
/// | stream, before 1.6        | pickles: magic, 1001, machine, object, storage keys; then count and numbers each |
/// | ZIP, since 1.6            | `…/data.pkl` holds the object, `…/data/KEY` the numbers of a storage             |
/// | safetensors               | a JSON table of contents, then the numbers                                       |
///
/// The first two are PyTorch's (`.pth`, `.pt`, `.ckpt`); modules compiled by TorchScript are of the second.
public final class Checkpoints {
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    /// BZIP2, LZMA and Zstandard are what other programs pack with, too.
    private static final String UNKNOWN_PACKING =
            ": a ZIP that is packed in a way that is not read; unpack it, and pack it again by Deflate or not at all";

    private static final byte PICKLE = (byte) 0x80;
    private static final int JSON_AT = 8; // a safetensors file: 8 bytes of length, then JSON
    private static final long LARGEST_FILE = Integer.MAX_VALUE - 8; // the longest array that every JVM allocates

    private Checkpoints() {}

    /// The tensors that are likeliest meant, by their published names, in the file's order: a moving average before
    /// raw weights, and what stands under a usual key such as `state_dict` before the rest.
    ///
    /// @throws ModelFormatException if it is no such file, is damaged, or has a tensor of a kind that is not read
    public static SequencedMap<String, Values> read(Path file) throws IOException {
        try (Checkpoint checkpoint = open(file)) {
            return likeliest(checkpoint);
        }
    }

    /// The same of a stream in memory.
    static SequencedMap<String, Values> readStream(String file, byte[] contents) throws IOException {
        try (Checkpoint checkpoint = StreamCheckpoint.open(file, contents)) {
            return likeliest(checkpoint);
        }
    }

    private static SequencedMap<String, Values> likeliest(Checkpoint checkpoint) throws IOException {
        TensorTable likeliest = checkpoint.tables().stream()
                .min(Comparator.comparingInt(table -> TensorTable.rank(table.path())))
                .orElseThrow();
        SequencedMap<String, Values> values = new LinkedHashMap<>();
        for (Map.Entry<String, StoredTensor> tensor : likeliest.tensors().entrySet()) {
            values.put(tensor.getKey(), tensor.getValue().read());
        }
        return values;
    }

    /// Opens a file and finds its tensors. What is no tensor is passed over, whatever it is.
    ///
    /// @throws ModelFormatException if it is no such file, is damaged, or holds no tensors
    public static Checkpoint open(Path path) throws IOException {
        String file = path.toString();
        byte[] start = start(path);
        if (StreamCheckpoint.isOne(start)) {
            requireReadable(file, Files.size(path));
            return StreamCheckpoint.open(file, Files.readAllBytes(path));
        }
        if (isZip(start)) {
            requireReadable(file, Files.size(path));
            return openZip(path);
        }
        if (start.length > JSON_AT && start[JSON_AT] == '{') {
            return openSafetensors(path);
        }
        throw new ModelFormatException(
                file + ": not a checkpoint of PyTorch (neither the stream format nor a ZIP), nor safetensors");
    }

    /// Whether a file is PyTorch's, as far as one sees without reading all of it.
    public static boolean isTorch(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try {
            byte[] start = start(file);
            if (!isZip(start)) {
                return start.length > 1 && start[0] == PICKLE && start[1] >= 2 && start[1] <= 5;
            }
            try (ZipFile zip = new ZipFile(file.toFile())) {
                return ZipCheckpoint.isOne(zip);
            }
        } catch (IOException e) {
            return false; // reading it as what it should be says what is wrong
        }
    }

    private static byte[] start(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(StreamCheckpoint.MAGIC_BYTES);
        }
    }

    private static boolean isZip(byte[] start) {
        return start.length > ZIP.length && Arrays.equals(Arrays.copyOf(start, ZIP.length), ZIP);
    }

    private static Checkpoint openZip(Path path) throws IOException {
        Closeable zip = () -> {};
        try {
            ZipFile opened = new ZipFile(path.toFile());
            zip = opened;
            return new ZipCheckpoint(path.toString(), opened, Files.size(path)).open();
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            zip.close();
            String reason = String.valueOf(e.getMessage());
            throw new ModelFormatException(
                    path
                            + (reason.contains("bad compression method")
                                    ? UNKNOWN_PACKING
                                    : ": damaged ZIP: " + reason + "; copy or download it again"),
                    e);
        } catch (IOException e) {
            zip.close();
            throw e;
        }
    }

    private static Checkpoint openSafetensors(Path path) throws IOException {
        PublishedTensors published = PublishedTensors.open(path);
        if (published.isModel()) {
            throw new ModelFormatException(path + ": is a model of Fettle already; use it as it is");
        }
        SequencedMap<String, StoredTensor> tensors = new LinkedHashMap<>();
        published.names().forEach(name -> tensors.put(name, stored(published, name)));
        if (tensors.isEmpty()) {
            throw new ModelFormatException(path + ": holds no weights (a safetensors file without tensors)");
        }
        return new Checkpoint(path.toString(), List.of(new TensorTable("", tensors, Map.of())), () -> {});
    }

    private static StoredTensor stored(PublishedTensors published, String name) {
        return new StoredTensor() {
            @Override
            public Optional<Shape> shape() {
                return published.shape(name);
            }

            @Override
            public Values read() throws IOException {
                return published.read(name);
            }
        };
    }

    private static void requireReadable(String file, long size) throws ModelFormatException {
        if (size > LARGEST_FILE) {
            throw new ModelFormatException(file + ": checkpoints over 2 GiB are not read; save the state_dict alone");
        }
    }
}
