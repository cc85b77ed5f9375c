package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.Source;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.params.provider.Arguments;

/// Synthetic pictures and what else several tests of this package share.
final class Patterns {
    static final byte[] RGB_PROFILE =
            ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
    static final byte[] GRAY_PROFILE =
            ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();
    static final byte[] XMP = "<x tiff:Orientation=\"1\"/>".getBytes(StandardCharsets.UTF_8);

    private Patterns() {}

    /// Colour, alpha and depth in every combination, for parameterised tests.
    static Stream<Arguments> kinds() {
        return Stream.of(8, 16)
                .flatMap(depth -> Stream.of(Colour.values())
                        .flatMap(colour -> Stream.of(false, true).map(alpha -> Arguments.of(colour, alpha, depth))));
    }

    /// A picture without repetitions, all of whose samples are multiples of 1 / (2^depth - 1).
    static Image picture(int width, int height, Colour colour, boolean alpha, int depth) {
        float[][] planes = new float[colour.channels() + 1][width * height];
        int max = (1 << depth) - 1;
        for (int band = 0; band < planes.length; band++) {
            for (int i = 0; i < planes[band].length; i++) {
                planes[band][i] = (int) ((i * 2654435761L >> 7) + 911L * band * i & max) / (float) max;
            }
        }
        Image image = Image.of(width, height, Arrays.copyOf(planes, colour.channels()))
                .withSource(Source.NONE.withBitDepth(depth));
        return alpha ? image.withAlpha(planes[colour.channels()]) : image;
    }

    /// A smooth picture, which a JPEG hardly changes.
    static Image smooth(int width, int height, Colour colour) {
        float[][] planes = new float[colour.channels()][width * height];
        for (int band = 0; band < planes.length; band++) {
            for (int i = 0; i < width * height; i++) {
                int x = i % width;
                int y = i / width;
                planes[band][i] = (float) (0.5 + 0.4 * Math.sin((x + band) * 0.1) * Math.cos(y * 0.07));
            }
        }
        return Image.of(width, height, planes);
    }

    static byte[] resource(String name) {
        try (InputStream in = Patterns.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Decoded within the default limits.
    static Image decode(byte[] content) throws IOException {
        return ImageFiles.decode(content, "test", ReadLimits.DEFAULTS);
    }

    /// By the JDK's writer.
    static byte[] imageIo(BufferedImage picture, String format) {
        ImageWriter writer = JdkCodecs.writer(format);
        var out = new ByteArrayOutputStream();
        try (var stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(picture);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// A TIFF by the JDK's writer, packed as it calls that.
    static byte[] tiff(BufferedImage picture, String packing) {
        ImageWriter writer = JdkCodecs.writer("tiff");
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionType(packing);
        var out = new ByteArrayOutputStream();
        try (var stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(picture, null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// By the JDK's reader: samples of pixel after pixel.
    static int[] imageIo(byte[] content) throws IOException {
        String format = Format.of(content).orElseThrow().name().toLowerCase(Locale.ROOT);
        ImageReader reader = JdkCodecs.reader(format);
        reader.setInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(content)));
        Raster raster = reader.read(0).getRaster();
        return raster.getPixels(0, 0, raster.getWidth(), raster.getHeight(), (int[]) null);
    }

    /// The samples of pixel after pixel as a file holds them.
    static int[] integers(Image image) {
        int bands = image.channels() + (image.alpha().isPresent() ? 1 : 0);
        int max = (1 << image.source().bitDepth()) - 1;
        int[] integers = new int[bands * image.width() * image.height()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = Math.round(Samples.band(image, i % bands)[i / bands] * max);
        }
        return integers;
    }

    /// An EXIF block: maker "Maker", this orientation, and below it a size of 7×5 in the EXIF directory; then a
    /// thumbnail of 4 bytes.
    static byte[] exif(int orientation, ByteOrder order) {
        ByteBuffer block = ByteBuffer.allocate(150).order(order);
        block.put(TiffDirectory.header(order, 8));
        block.putShort((short) 3);
        entry(block, 0x10F, 2, 6, 112);
        entry(block, 0x112, 3, 1, order == ByteOrder.LITTLE_ENDIAN ? orientation : orientation << 16);
        entry(block, Exif.EXIF_DIRECTORY, 4, 1, 50);
        block.putInt(80); // 46..50: the thumbnail's directory follows
        block.putShort((short) 2);
        entry(block, 0xA002, 4, 1, 7);
        entry(block, 0xA003, 4, 1, 5);
        block.putInt(0);
        block.position(80);
        block.putShort((short) 2);
        entry(block, 0x201, 4, 1, 146);
        entry(block, 0x202, 4, 1, 4);
        block.position(112);
        block.put("Maker\0".getBytes(StandardCharsets.US_ASCII));
        return block.array();
    }

    private static void entry(ByteBuffer block, int tag, int type, int count, int value) {
        block.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    }
}
