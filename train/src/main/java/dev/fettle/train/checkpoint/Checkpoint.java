package dev.fettle.train.checkpoint;

import dev.fettle.file.AtomicFile;
import dev.fettle.network.Operation;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/// A training run at one moment, complete: going on from here gives the same bits as not having stopped.
///
/// The file, big-endian:
///
/// | part                                              | type                                                        |
/// |---------------------------------------------------|-------------------------------------------------------------|
/// | `FETTLECK`, format                                | long, int                                                   |
/// | step, random state, fall-backs                    | long, long, int                                             |
/// | threads, libtorch's version                       | int, text                                                   |
/// | resolved experiment                               | text (length as int, UTF-8)                                 |
/// | weights, average, first moment, second moment     | floats, parameters in the order of the graph, row-major      |
/// | CRC-32C of all that                               | long                                                        |
///
/// @param state what training changes
/// @param random position in the data
/// @param fallbacks how often training has fallen back since the checkpoint before
/// @param engine what computed it; another one rounds differently
/// @param experiment the resolved YAML
public record Checkpoint(TrainingState state, long random, int fallbacks, Engine engine, String experiment) {
    private static final long MAGIC = 0x464554544c45434bL; // "FETTLECK"
    private static final int FORMAT = 2;
    private static final int MAX_TEXT = 1 << 20;

    /// What the bits of a result depend on besides the settings.
    ///
    /// @param threads that libtorch computed with
    /// @param libtorch its version
    public record Engine(int threads, String libtorch) {}

    /// Writes the file: it appears whole, or the one before it stays.
    public void write(Path file) throws IOException {
        AtomicFile.write(file, target -> {
            CRC32C sum = new CRC32C();
            DataOutputStream out = new DataOutputStream(new CheckedOutputStream(new BufferedOutputStream(target), sum));
            writeContent(out);
            out.writeLong(sum.getValue());
            out.flush();
        });
    }

    private void writeContent(DataOutputStream out) throws IOException {
        out.writeLong(MAGIC);
        out.writeInt(FORMAT);
        out.writeLong(state.step());
        out.writeLong(random);
        out.writeInt(fallbacks);
        out.writeInt(engine.threads());
        writeText(out, engine.libtorch());
        writeText(out, experiment);
        for (Weights weights : List.of(state.weights(), state.average(), state.firstMoment(), state.secondMoment())) {
            writeWeights(out, weights);
        }
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void writeWeights(DataOutputStream out, Weights weights) throws IOException {
        for (Values values : weights.byName().values()) {
            ByteBuffer packed = ByteBuffer.allocate(Float.BYTES * values.array().length);
            packed.asFloatBuffer().put(values.array());
            out.write(packed.array());
        }
    }

    /// Reads a file.
    ///
    /// @param parameters of the network that was trained
    /// @throws IOException naming the file, if it is none, is damaged, or belongs to another network
    public static Checkpoint read(Path file, List<Operation.Parameter> parameters) throws IOException {
        requireSound(file);
        try (InputStream stream = Files.newInputStream(file);
                DataInputStream in = new DataInputStream(new BufferedInputStream(stream))) {
            in.skipNBytes(Long.BYTES);
            int format = in.readInt();
            if (format != FORMAT) {
                throw new IOException(
                        file + ": a checkpoint of format " + format + "; this program reads format " + FORMAT);
            }
            long step = in.readLong();
            long random = in.readLong();
            int fallbacks = in.readInt();
            Engine engine = new Engine(in.readInt(), readText(in));
            String experiment = readText(in);
            requireSize(file, in.available() - Long.BYTES, parameters);
            TrainingState state = new TrainingState(
                    step,
                    readWeights(in, parameters),
                    readWeights(in, parameters),
                    readWeights(in, parameters),
                    readWeights(in, parameters));
            return new Checkpoint(state, random, fallbacks, engine, experiment);
        }
    }

    /// Compares the checksum before anything else is believed.
    private static void requireSound(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": no checkpoint to go on from");
        }
        long size = Files.size(file);
        CRC32C sum = new CRC32C();
        try (DataInputStream in =
                new DataInputStream(new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file)), sum))) {
            if (size < 2 * Long.BYTES || in.readLong() != MAGIC) {
                throw new IOException(file + ": not a checkpoint");
            }
            in.skipNBytes(size - 2 * Long.BYTES);
            long computed = sum.getValue();
            if (in.readLong() != computed) {
                throw new IOException(file + ": damaged checkpoint (its checksum does not fit)");
            }
        }
    }

    private static void requireSize(Path file, long bytes, List<Operation.Parameter> parameters) throws IOException {
        long size = parameters.stream()
                .mapToLong(parameter -> parameter.shape().size())
                .sum();
        long values = bytes / (4 * Float.BYTES);
        if (values != size) {
            throw new IOException(file + ": belongs to another network (of " + values
                    + " parameters, the experiment's has " + size + ")");
        }
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_TEXT) {
            throw new IOException("checkpoint: a text of " + length + " bytes");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static Weights readWeights(DataInputStream in, List<Operation.Parameter> parameters) throws IOException {
        LinkedHashMap<String, Values> byName = new LinkedHashMap<>();
        for (Operation.Parameter parameter : parameters) {
            float[] array = new float[Math.toIntExact(parameter.shape().size())];
            ByteBuffer.wrap(in.readNBytes(Float.BYTES * array.length))
                    .asFloatBuffer()
                    .get(array);
            byName.put(parameter.name(), new Values(parameter.shape(), array));
        }
        return new Weights(byName);
    }
}
