package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.ImageFormatException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GifFileTest {
    @ParameterizedTest
    @ValueSource(ints = {2, 4, 16, 200, 256})
    void whatTheJdkWritesIsReadExactly(int colours) throws Exception {
        BufferedImage picture = indexed(123, 97, colours, -1);
        for (boolean interlaced : new boolean[] {false, true}) {
            Image image = Patterns.decode(gif(picture, interlaced));
            assertThat(Patterns.integers(image))
                    .isEqualTo(Patterns.integers(BufferedImages.fromBufferedImage(picture)));
        }
    }

    @Test
    void theTransparentIndexBecomesAlpha() throws Exception {
        Image image = Patterns.decode(gif(indexed(20, 20, 16, 3), false));
        assertThat(image.alpha()).hasValueSatisfying(alpha -> assertThat(alpha).contains(0f, 1f));
    }

    @Test
    void theScreenAroundASmallerFrameIsTransparent() throws Exception {
        byte[] file = gif(indexed(4, 4, 16, -1), false);
        file[6] = 6; // screen width
        Image image = Patterns.decode(file);
        assertThat(image.width()).isEqualTo(6);
        assertThat(Arrays.copyOf(image.alpha().orElseThrow(), 6)).containsExactly(1f, 1f, 1f, 1f, 0f, 0f);
    }

    @Test
    void aPaletteOfGraysMakesAGrayPicture() throws Exception {
        BufferedImage gray = BufferedImages.toBufferedImage(Patterns.picture(9, 9, Colour.GRAY, false, 8));
        assertThat(Patterns.decode(Patterns.imageIo(gray, "gif")).colour()).isEqualTo(Colour.GRAY);
    }

    @Test
    void onlyTheFirstFrameIsRead() throws Exception {
        byte[] one = gif(indexed(10, 10, 16, -1), false);
        byte[] other = gif(indexed(10, 10, 16, 2), true);
        int frames = 13 + 3 * 16;
        byte[] both = Arrays.copyOf(one, one.length - 1 + other.length - frames);
        System.arraycopy(other, frames, both, one.length - 1, other.length - frames);
        assertThat(Patterns.integers(Patterns.decode(both))).isEqualTo(Patterns.integers(Patterns.decode(one)));
    }

    @Test
    void aHeaderThatPromisesMoreThanTheCodesHoldIsRefused() {
        byte[] file = gif(indexed(10, 10, 16, -1), false);
        int frame = 13 + 3 * 16;
        assertThat(file[frame]).isEqualTo((byte) 0x2C);
        file[frame + 5] = 30;
        assertRefused(file.clone(), "pixels end early");
        file[frame + 6] = (byte) 0xFF;
        file[frame + 8] = (byte) 0xFF;
        assertRefused(file, "promises");
    }

    @Test
    void aFileWithoutAFrameIsRefused() {
        byte[] file = gif(indexed(10, 10, 16, -1), false);
        byte[] empty = Arrays.copyOf(file, 13 + 3 * 16 + 1);
        empty[empty.length - 1] = 0x3B;
        assertRefused(empty, "no frame");
    }

    private static BufferedImage indexed(int width, int height, int colours, int transparent) {
        byte[] ramp = new byte[colours];
        for (int i = 0; i < colours; i++) {
            ramp[i] = (byte) (i * 255 / (colours - 1));
        }
        int bits = Math.max(1, 32 - Integer.numberOfLeadingZeros(colours - 1));
        var palette = new IndexColorModel(bits, colours, ramp, new byte[colours], ramp, transparent);
        var picture = new BufferedImage(palette, palette.createCompatibleWritableRaster(width, height), false, null);
        var random = new Random(7);
        int[] indexes = random.ints((long) width * height, 0, colours).toArray();
        Arrays.fill(indexes, 0, indexes.length / 3, 1); // long runs make long strings
        picture.getRaster().setPixels(0, 0, width, height, indexes);
        return picture;
    }

    private static byte[] gif(BufferedImage picture, boolean interlaced) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setProgressiveMode(interlaced ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), parameters);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void assertRefused(byte[] file, String reason) {
        assertThatThrownBy(() -> Patterns.decode(file))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageStartingWith("test: not a readable image (GIF: ")
                .hasMessageContaining(reason);
    }
}
