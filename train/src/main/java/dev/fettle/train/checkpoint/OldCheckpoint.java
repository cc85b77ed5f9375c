package dev.fettle.train.checkpoint;

import dev.fettle.network.Operation;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.train.checkpoint.Checkpoint.Engine;
import dev.fettle.train.checkpoint.Checkpoint.Origin;
import dev.fettle.train.checkpoint.Checkpoint.Position;
import dev.fettle.train.data.RandomStreams;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/// Checkpoints as they were before they became safetensors, of one network trained by Adam; read only, big-endian:
///
/// | part                                              | type                                                        |
/// |---------------------------------------------------|-------------------------------------------------------------|
/// | `FETTLECK`, format (2)                            | long, int                                                   |
/// | step, random state, fall-backs                    | long, long, int                                             |
/// | threads, libtorch's version                       | int, text                                                   |
/// | resolved experiment                               | text (length as int, UTF-8)                                 |
/// | weights, average, first moment, second moment     | floats, parameters in the order of the graph, row-major      |
/// | CRC-32C of all that                               | long                                                        |
final class OldCheckpoint {
    private static final long MAGIC = 0x464554544c45434bL; // "FETTLECK"
    private static final int FORMAT = 2;
    private static final int MAX_TEXT = 1 << 20;

    private static final List<String> PARTS =
            List.of(TrainingState.WEIGHTS, TrainingState.AVERAGE, "optimizer.first", "optimizer.second");

    private OldCheckpoint() {}

    static boolean isOne(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] first = in.readNBytes(Long.BYTES);
            return first.length == Long.BYTES && ByteBuffer.wrap(first).getLong() == MAGIC;
        }
    }

    /// @param parameters of the network that was trained
    /// @throws IOException naming the file, if it is damaged or belongs to another network
    static Checkpoint read(Path file, List<Operation.Parameter> parameters) throws IOException {
        requireSound(file);
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
                DataInputStream in = new DataInputStream(bytes)) {
            in.skipNBytes(Long.BYTES);
            requireFormat(file, in.readInt());
            long step = in.readLong();
            SequencedMap<String, Long> random = new LinkedHashMap<>(Map.of(RandomStreams.PATCHES, in.readLong()));
            Position position = new Position(random, in.readInt());
            Engine engine = new Engine(in.readInt(), text(in), "cpu");
            byte[] experiment = bytes(in);
            long head = Long.BYTES + Integer.BYTES + 2L * Long.BYTES + 2 * Integer.BYTES;
            long texts =
                    2L * Integer.BYTES + engine.libtorch().getBytes(StandardCharsets.UTF_8).length + experiment.length;
            requireSize(file, Files.size(file) - head - texts - Long.BYTES, parameters);
            SequencedMap<String, Weights> parts = new LinkedHashMap<>();
            for (String part : PARTS) {
                parts.put(part, weights(in, parameters));
            }
            Origin origin = new Origin(engine, new String(experiment, StandardCharsets.UTF_8), List.of());
            return new Checkpoint(Point.of(new TrainingState(step, parts)), Optional.empty(), position, origin);
        }
    }

    /// Compares the checksum before anything else is believed.
    private static void requireSound(Path file) throws IOException {
        long size = Files.size(file);
        CRC32C sum = new CRC32C();
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
                DataInputStream in = new DataInputStream(new CheckedInputStream(bytes, sum))) {
            in.skipNBytes(Math.max(0, size - Long.BYTES));
            long computed = sum.getValue();
            if (size < 2 * Long.BYTES || in.readLong() != computed) {
                throw new IOException(file + ": damaged checkpoint (its checksum does not fit)");
            }
        }
    }

    private static void requireFormat(Path file, int format) throws IOException {
        if (format != FORMAT) {
            throw new IOException(file + ": an old checkpoint of format " + format
                    + "; of those, this program reads format " + FORMAT);
        }
    }

    private static void requireSize(Path file, long bytes, List<Operation.Parameter> parameters) throws IOException {
        long size = parameters.stream()
                .mapToLong(parameter -> parameter.shape().size())
                .sum();
        long values = bytes / ((long) PARTS.size() * Float.BYTES);
        if (values != size) {
            throw new IOException(file + ": belongs to another network (of " + values
                    + " parameters, the experiment's has " + size + ")");
        }
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_TEXT) {
            throw new IOException("checkpoint: a text of " + length + " bytes");
        }
        return in.readNBytes(length);
    }

    private static Weights weights(DataInputStream in, List<Operation.Parameter> parameters) throws IOException {
        LinkedHashMap<String, Values> byName = new LinkedHashMap<>();
        for (Operation.Parameter parameter : parameters) {
            Values values = Values.zeros(parameter.shape());
            ByteBuffer.wrap(in.readNBytes(Math.multiplyExact(Float.BYTES, values.array().length)))
                    .asFloatBuffer()
                    .get(values.array());
            byName.put(parameter.name(), values);
        }
        return new Weights(byName);
    }
}
