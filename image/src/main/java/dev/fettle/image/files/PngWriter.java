package dev.fettle.image.files;

import dev.fettle.image.Image;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// PNG of 8 or 16 bits, gray or RGB, with alpha and what {@link PngMetadata} knows. Each row gets the filter whose
/// differences
/// have the smallest sum (PNG specification, 12.7).
final class PngWriter {
    private static final int CHUNK = 1 << 16;

    private final Image image;
    private final int sampleBytes;
    private final int step;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private PngWriter(Image image) {
        this.image = image;
        this.sampleBytes = image.source().bitDepth() / 8;
        this.step = (image.channels() + (image.alpha().isPresent() ? 1 : 0)) * sampleBytes;
    }

    static byte[] encode(Image image) {
        return new PngWriter(image).encode();
    }

    private byte[] encode() {
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        header();
        PngMetadata.write(Metadata.beside(image), this);
        pixels();
        chunk("IEND", new byte[0]);
        return out.toByteArray();
    }

    private void header() {
        int colourType = (image.channels() == 3 ? PngFile.RGB : PngFile.GRAY)
                | (image.alpha().isPresent() ? PngFile.ALPHA : 0);
        ByteBuffer header = ByteBuffer.allocate(13).putInt(image.width()).putInt(image.height());
        chunk(
                "IHDR",
                header.put((byte) (8 * sampleBytes)).put((byte) colourType).array());
    }

    void chunk(String type, byte[] content) {
        chunk(type, content, content.length);
    }

    private void chunk(String type, byte[] content, int length) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        var crc = new CRC32();
        crc.update(name);
        crc.update(content, 0, length);
        out.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
        out.writeBytes(name);
        out.write(content, 0, length);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private void pixels() {
        var deflater = new Deflater();
        byte[] compressed = new byte[CHUNK];
        try {
            byte[] row = new byte[Math.multiplyExact(image.width(), step)];
            byte[] above = new byte[row.length];
            for (int y = 0; y < image.height(); y++) {
                pack(row, y);
                deflater.setInput(filtered(row, above));
                drain(deflater, compressed);
                byte[] swap = above;
                above = row;
                row = swap;
            }
            deflater.finish();
            drain(deflater, compressed);
        } finally {
            deflater.end();
        }
    }

    private void drain(Deflater deflater, byte[] compressed) {
        for (int count = deflater.deflate(compressed); count > 0; count = deflater.deflate(compressed)) {
            chunk("IDAT", compressed, count);
        }
    }

    private void pack(byte[] row, int y) {
        int max = sampleBytes == 1 ? 255 : 65535;
        int[] samples = new int[image.width()];
        for (int band = 0; band * sampleBytes < step; band++) {
            Samples.quantise(Samples.band(image, band), y * samples.length, samples, max);
            for (int x = 0; x < samples.length; x++) {
                int at = x * step + band * sampleBytes;
                if (sampleBytes == 2) {
                    row[at++] = (byte) (samples[x] >> 8);
                }
                row[at] = (byte) samples[x];
            }
        }
    }

    private byte[] filtered(byte[] row, byte[] above) {
        byte[] best = new byte[0];
        long least = Long.MAX_VALUE;
        for (int filter = 0; filter <= 4; filter++) {
            byte[] candidate = filtered(row, above, filter);
            long sum = 0;
            for (byte difference : candidate) {
                sum += Math.abs(difference);
            }
            if (sum < least) {
                least = sum;
                best = candidate;
            }
        }
        return best;
    }

    private byte[] filtered(byte[] row, byte[] above, int filter) {
        byte[] out = new byte[row.length + 1];
        out[0] = (byte) filter;
        for (int i = 0; i < row.length; i++) {
            int left = i < step ? 0 : row[i - step] & 0xFF;
            int corner = i < step ? 0 : above[i - step] & 0xFF;
            int prediction = switch (filter) {
                case 1 -> left;
                case 2 -> above[i] & 0xFF;
                case 3 -> (left + (above[i] & 0xFF)) / 2;
                case 4 -> PngPixels.paeth(left, above[i] & 0xFF, corner);
                default -> 0;
            };
            out[i + 1] = (byte) (row[i] - prediction);
        }
        return out;
    }
}
