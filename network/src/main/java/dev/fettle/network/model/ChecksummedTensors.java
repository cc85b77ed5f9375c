package dev.fettle.network.model;

import dev.fettle.file.AtomicFile;
import dev.fettle.network.ModelFormatException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import tools.jackson.databind.node.ObjectNode;

/// A safetensors file of any size that notices every damaged bit: its last tensor, `crc32c` (I32, one number), is the
/// CRC-32C of all bytes before it. Any reader of safetensors reads it.
public final class ChecksummedTensors {
    /// The tensor with the checksum; no other can be called so.
    public static final String CHECKSUM = "crc32c";

    /// Some hundred thousand tensors. The checksum tells nothing of what it costs to read the header, the file is
    /// our own.
    private static final int LONGEST_HEADER = 1 << 26;

    private ChecksummedTensors() {}

    /// Writes a file: it appears whole, or the one before it stays.
    public static void write(Path file, Safetensors contents) throws IOException {
        if (contents.tensors().containsKey(CHECKSUM)) {
            throw new IllegalArgumentException("a tensor cannot be called " + CHECKSUM);
        }
        AtomicFile.write(file, out -> write(out, contents));
    }

    private static void write(OutputStream out, Safetensors contents) throws IOException {
        CRC32C sum = new CRC32C();
        CheckedOutputStream checked = new CheckedOutputStream(out, sum);
        contents.write(checked, SafetensorsHeader.padded(table(contents), LONGEST_HEADER));
        long value = sum.getValue();
        for (int i = 0; i < Integer.BYTES; i++) {
            out.write((int) (value >>> 8 * i));
        }
    }

    private static ObjectNode table(Safetensors contents) {
        long data = contents.dataBytes();
        ObjectNode table = contents.table();
        ObjectNode entry = table.putObject(CHECKSUM).put("dtype", "I32");
        entry.putArray("shape").add(1);
        entry.putArray("data_offsets").add(data).add(data + Integer.BYTES);
        return table;
    }

    /// Reads a file, after its checksum has been compared.
    ///
    /// @throws ModelFormatException if it is no such file, or is damaged
    public static Safetensors read(Path file) throws IOException {
        try (InputStream in = Safetensors.open(file)) {
            SafetensorsHeader header = SafetensorsHeader.published(in, file.toString(), LONGEST_HEADER);
            Safetensors.requireWhole(file, header);
            List<String> others =
                    header.unread().stream().map(SafetensorsHeader.Unread::name).toList();
            if (!others.equals(List.of(CHECKSUM))) {
                throw new ModelFormatException(file + ": has no checksum and is no file of this kind");
            }
            requireSound(file);
            return new Safetensors(
                    header.metadata(), Safetensors.tensors(header, in, file.toString()), header.halves());
        }
    }

    private static void requireSound(Path file) throws IOException {
        CRC32C sum = new CRC32C();
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
                DataInputStream in = new DataInputStream(new CheckedInputStream(bytes, sum))) {
            in.skipNBytes(Files.size(file) - Integer.BYTES);
            int computed = (int) sum.getValue();
            if (Integer.reverseBytes(in.readInt()) != computed) {
                throw new ModelFormatException(file + ": damaged (its checksum does not fit)");
            }
        }
    }
}
