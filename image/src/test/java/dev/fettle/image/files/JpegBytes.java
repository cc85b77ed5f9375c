package dev.fettle.image.files;

import dev.fettle.image.Image;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// JPEG files taken apart and put together for tests.
final class JpegBytes {
    private JpegBytes() {}

    /// Place of the first segment with this marker, before any scan.
    static int find(byte[] file, int marker) {
        int at = 2;
        while ((file[at + 1] & 0xFF) != marker) {
            at += length(file, at);
        }
        return at;
    }

    /// Bytes of the segment at this place, its marker included.
    static int length(byte[] file, int at) {
        return 2 + ((file[at + 2] & 0xFF) << 8 | file[at + 3] & 0xFF);
    }

    /// The segments directly behind SOI.
    static byte[] insert(byte[] file, byte[]... segments) {
        return concat(Arrays.copyOf(file, 2), concat(segments), Arrays.copyOfRange(file, 2, file.length));
    }

    /// Other bytes instead of the segment at this place.
    static byte[] replace(byte[] file, int at, byte[] instead) {
        return concat(Arrays.copyOf(file, at), instead, Arrays.copyOfRange(file, at + length(file, at), file.length));
    }

    static byte[] without(byte[] file, int marker) {
        return replace(file, find(file, marker), new byte[0]);
    }

    static byte[] segment(int marker, byte[]... content) {
        byte[] whole = concat(content);
        int length = whole.length + 2;
        return concat(new byte[] {(byte) 0xFF, (byte) marker, (byte) (length >> 8), (byte) length}, whole);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] concat(byte[]... parts) {
        var whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }

    /// By the JDK's writer in several scans.
    static byte[] progressive(Image image) throws IOException {
        ImageWriteParam parameters = JdkCodecs.writer("jpeg").getDefaultWriteParam();
        parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        return write(image, parameters);
    }

    /// By the JDK's writer with Huffman tables of its own for this picture.
    static byte[] optimised(Image image) throws IOException {
        ImageWriteParam parameters = JdkCodecs.writer("jpeg").getDefaultWriteParam();
        ((JPEGImageWriteParam) parameters).setOptimizeHuffmanTables(true);
        return write(image, parameters);
    }

    private static byte[] write(Image image, ImageWriteParam parameters) throws IOException {
        ImageWriter writer = JdkCodecs.writer("jpeg");
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(BufferedImages.toBufferedImage(image), null, null), parameters);
        }
        return bytes.toByteArray();
    }
}
