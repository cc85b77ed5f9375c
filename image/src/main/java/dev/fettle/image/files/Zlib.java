package dev.fettle.image.files;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// Small zlib streams: profiles and texts.
final class Zlib {
    private Zlib() {}

    /// The content of a whole stream; empty if it is damaged or longer than the limit.
    static Optional<byte[]> inflate(byte[] compressed, int offset, int limit) {
        var out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try (var inflater = new Inflater()) {
            inflater.setInput(compressed, offset, compressed.length - offset);
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer);
                if (count == 0 || out.size() + count > limit) {
                    return Optional.empty();
                }
                out.write(buffer, 0, count);
            }
            return Optional.of(out.toByteArray());
        } catch (DataFormatException e) {
            return Optional.empty(); // metadata that cannot be read is left behind, the picture is not
        }
    }

    static byte[] deflate(byte[] content) {
        return deflate(content, Deflater.BEST_COMPRESSION);
    }

    static byte[] deflate(byte[] content, int level) {
        var out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try (var deflater = new Deflater(level)) {
            deflater.setInput(content);
            deflater.finish();
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
        }
        return out.toByteArray();
    }
}
