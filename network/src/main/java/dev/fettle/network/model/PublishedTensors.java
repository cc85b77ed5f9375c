package dev.fettle.network.model;

import dev.fettle.network.ModelFormatException;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.model.SafetensorsHeader.Entry;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// The tensors of a safetensors file that another program wrote, each read when it is asked for. Tensors without
/// elements or of types that are not read (whole numbers, `F8_E4M3`) are only an obstacle to whoever needs them.
public final class PublishedTensors {
    private final Path file;
    private final SafetensorsHeader header;
    private final SequencedMap<String, Entry> entries = new LinkedHashMap<>();
    private final SequencedMap<String, String> obstacles = new LinkedHashMap<>();

    private PublishedTensors(Path file, SafetensorsHeader header) {
        this.file = file;
        this.header = header;
        header.entries().forEach(entry -> entries.put(entry.name(), entry));
        header.unread().forEach(tensor -> obstacles.put(tensor.name(), tensor.reason()));
    }

    /// @throws ModelFormatException if it is not a safetensors file, is cut short or contradicts itself
    public static PublishedTensors open(Path file) throws IOException {
        try (InputStream in = Safetensors.open(file)) {
            SafetensorsHeader header = SafetensorsHeader.published(in, file.toString());
            Safetensors.requireWhole(file, header);
            return new PublishedTensors(file, header);
        }
    }

    /// Whether Fettle itself wrote it, as a model.
    public boolean isModel() {
        return header.metadata().containsKey(ModelDescription.KEY);
    }

    /// In the order of their bytes, those that are not read last.
    public List<String> names() {
        return Stream.concat(entries.keySet().stream(), obstacles.keySet().stream())
                .toList();
    }

    /// Its dimensions; empty where it cannot be read.
    public Optional<Shape> shape(String name) {
        return Optional.ofNullable(entries.get(name)).map(Entry::shape);
    }

    /// @throws ModelFormatException if it cannot be read
    public Values read(String name) throws IOException {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new ModelFormatException(file + ": " + obstacles.getOrDefault(name, "has no tensor '" + name + "'"));
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.toIntExact(entry.to() - entry.from())).order(ByteOrder.LITTLE_ENDIAN);
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            channel.position(header.dataAt() + entry.from());
            while (bytes.hasRemaining()) {
                if (channel.read(bytes) < 0) {
                    throw new EOFException(file + ": was cut short while it was read");
                }
            }
        }
        Values values = Values.zeros(entry.shape());
        entry.type().decode(bytes.flip(), values.array());
        return values;
    }
}
