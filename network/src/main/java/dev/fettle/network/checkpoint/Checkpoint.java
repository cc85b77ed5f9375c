package dev.fettle.network.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// A file of another program, opened: the places where it keeps tensors, none of which is read before it is asked for.
/// To be closed after the last tensor has been read.
public final class Checkpoint implements Closeable {
    private final String file;
    private final List<TensorTable> tables;
    private final Closeable source;

    Checkpoint(String file, List<TensorTable> tables, Closeable source) {
        this.file = file;
        this.tables = List.copyOf(tables);
        this.source = source;
    }

    /// One that is in memory.
    public static Checkpoint of(String name, SequencedMap<String, StoredTensor> tensors) {
        return new Checkpoint(name, List.of(new TensorTable("", tensors, Map.of())), () -> {});
    }

    /// The file's name, for messages.
    public String file() {
        return file;
    }

    /// Where tensors stand, in the file's order; at least one place.
    public List<TensorTable> tables() {
        return tables;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
