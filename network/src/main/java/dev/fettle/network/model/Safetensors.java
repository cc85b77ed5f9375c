package dev.fettle.network.model;

import dev.fettle.file.AtomicFile;
import dev.fettle.network.Configuration;
import dev.fettle.network.ModelFormatException;
import dev.fettle.network.Values;
import dev.fettle.network.model.SafetensorsHeader.Entry;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The contents of a safetensors file: named arrays and a map of strings. Hugging Face's format, read strictly:
///
/// | bytes | what                                                                                              |
/// |-------|---------------------------------------------------------------------------------------------------|
/// | 8     | length n of the header, little-endian                                                             |
/// | n     | JSON: `{"__metadata__": {…}, NAME: {"dtype": "F32", "shape": […], "data_offsets": [from, to]}, …}`|
/// | rest  | the arrays, little-endian, each where its offsets say                                             |
///
/// Refused: a header over 1 MiB, a key twice, offsets with gaps or overlaps or beyond the file, a length that is
/// not shape × type, bytes after the last array, empty arrays, integer types. Reading never allocates more than
/// twice what the file really holds. Writing is deterministic: F32, in the order given, then F16, so
/// that every number lies at a multiple of its size; data aligned to 8 bytes.
///
/// @param metadata free strings
/// @param tensors arrays by name
/// @param halves names of those that are written as F16, whose numbers are all of that type
public record Safetensors(
        SequencedMap<String, String> metadata, SequencedMap<String, Values> tensors, SequencedSet<String> halves) {
    public Safetensors {
        metadata = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(metadata));
        tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
        halves = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(halves));
        if (tensors.containsKey(SafetensorsHeader.METADATA)) {
            throw new IllegalArgumentException("a tensor cannot be called " + SafetensorsHeader.METADATA);
        }
        for (String name : halves) {
            requireHalves(name, tensors.get(name));
        }
    }

    /// With F32 alone.
    public Safetensors(SequencedMap<String, String> metadata, SequencedMap<String, Values> tensors) {
        this(metadata, tensors, new LinkedHashSet<>());
    }

    private static void requireHalves(String name, @Nullable Values values) {
        if (values == null) {
            throw new IllegalArgumentException("no tensor '" + name + "' is there to be written as F16");
        }
        for (float value : values.array()) {
            if (Float.compare(Float.float16ToFloat(Float.floatToFloat16(value)), value) != 0) {
                throw new IllegalArgumentException(
                        "tensor '%s': %s is no number of F16; round it first".formatted(name, value));
            }
        }
    }

    /// Reads a file.
    ///
    /// @throws ModelFormatException if it is not a safetensors file or contradicts itself
    public static Safetensors read(Path file) throws IOException {
        try (InputStream in = open(file)) {
            SafetensorsHeader header = header(file, in);
            return read(header, in, file.toString());
        }
    }

    private static Safetensors read(SafetensorsHeader header, InputStream in, String file) throws IOException {
        Safetensors read = new Safetensors(header.metadata(), tensors(header, in, file), header.halves());
        requireEnd(in, file);
        return read;
    }

    /// Reads a stream to its end; the caller closes it.
    ///
    /// @param name what messages call it
    /// @throws ModelFormatException if it is not a safetensors file or contradicts itself
    public static Safetensors read(InputStream in, String name) throws IOException {
        return read(SafetensorsHeader.read(in, name), in, name);
    }

    static InputStream open(Path file) throws IOException {
        return new BufferedInputStream(Files.newInputStream(file));
    }

    /// The header of a file whose length is known, so that a truncated file is refused before anything is
    /// allocated.
    static SafetensorsHeader header(Path file, InputStream in) throws IOException {
        SafetensorsHeader header = SafetensorsHeader.read(in, file.toString());
        requireWhole(file, header);
        return header;
    }

    static void requireWhole(Path file, SafetensorsHeader header) throws IOException {
        long size = Files.size(file);
        if (size != header.fileBytes()) {
            throw new ModelFormatException(
                    "%s: damaged: %d bytes long, its header describes %d; copy or download it again"
                            .formatted(file, size, header.fileBytes()));
        }
    }

    /// The arrays behind a header, each allocated only after its bytes have arrived.
    static SequencedMap<String, Values> tensors(SafetensorsHeader header, InputStream in, String file)
            throws IOException {
        SequencedMap<String, Values> tensors = new LinkedHashMap<>();
        for (Entry entry : header.entries()) {
            int length = Math.toIntExact(entry.to() - entry.from());
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new ModelFormatException("%s: damaged: ends inside tensor '%s'; copy or download it again"
                        .formatted(file, entry.name()));
            }
            Values values = Values.zeros(entry.shape());
            entry.type().decode(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), values.array());
            tensors.put(entry.name(), values);
        }
        return tensors;
    }

    /// @throws ModelFormatException if a stream of a file goes on
    static void requireEnd(InputStream in, String file) throws IOException {
        if (in.read() >= 0) {
            throw new ModelFormatException(file + ": damaged: bytes follow the last tensor; copy or download it again");
        }
    }

    /// Writes to a temporary file beside the target, then renames it: whatever happens, there is the old file or
    /// the whole new one.
    public void write(Path file) throws IOException {
        AtomicFile.write(file, this::write);
    }

    /// Writes the same bytes for the same contents; the caller closes the stream.
    public void write(OutputStream out) throws IOException {
        write(out, SafetensorsHeader.padded(table(), SafetensorsHeader.LONGEST));
    }

    /// @param header JSON, padded
    void write(OutputStream out, byte[] header) throws IOException {
        out.write(littleEndian(Long.BYTES).putLong(header.length).array());
        out.write(header);
        for (String name : inFile()) {
            out.write(encoded(name));
        }
    }

    /// Names in the order of their bytes.
    private List<String> inFile() {
        return Stream.concat(
                        tensors.keySet().stream().filter(name -> !halves.contains(name)),
                        tensors.keySet().stream().filter(halves::contains))
                .toList();
    }

    private ElementType type(String name) {
        return halves.contains(name) ? ElementType.F16 : ElementType.F32;
    }

    private byte[] encoded(String name) {
        float[] values = values(name).array();
        ByteBuffer bytes =
                littleEndian(Math.multiplyExact(values.length, type(name).size()));
        if (halves.contains(name)) {
            for (float value : values) {
                bytes.putShort(Float.floatToFloat16(value));
            }
        } else {
            bytes.asFloatBuffer().put(values);
        }
        return bytes.array();
    }

    private Values values(String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    /// Bytes of all tensors together.
    long dataBytes() {
        return tensors.keySet().stream()
                .mapToLong(name -> type(name).size() * values(name).shape().size())
                .sum();
    }

    /// The header's JSON.
    ObjectNode table() {
        ObjectNode json = Configuration.MAPPER.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode strings = json.putObject(SafetensorsHeader.METADATA);
            metadata.forEach(strings::put);
        }
        long offset = 0;
        for (String name : inFile()) {
            ElementType type = type(name);
            ObjectNode entry = json.putObject(name).put("dtype", type.name());
            ArrayNode shape = entry.putArray("shape");
            values(name).shape().dimensions().forEach(shape::add);
            long end = offset + values(name).shape().size() * type.size();
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        return json;
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
