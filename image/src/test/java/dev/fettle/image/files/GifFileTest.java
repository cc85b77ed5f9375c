package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import dev.fettle.image.TextEntry;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
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
    private static final Remark END_MISSING =
            Remark.repaired("its end is missing or damaged; its first frame is whole");

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
        Remark remark = Remark.dropped("animated: only its first frame is read, the other one is left out");
        assertThat(Patterns.decode(both).source().remarks()).containsExactly(remark);
        for (int length = one.length; length < both.length; length++) {
            Image cut = Patterns.decode(Arrays.copyOf(both, length));
            assertThat(Patterns.integers(cut)).isEqualTo(Patterns.integers(Patterns.decode(one)));
            assertThat(cut.source().remarks()).contains(END_MISSING);
        }
    }

    @Test
    void theEndMayBeMissingWhereTheFrameIsWhole() throws Exception {
        byte[] file = gif(indexed(10, 10, 16, -1), false);
        assertThat(Patterns.decode(file).source().remarks()).isEmpty();
        int whole = file.length - 2; // without the trailer and the empty block
        for (int length = whole; length < file.length; length++) {
            Image image = Patterns.decode(Arrays.copyOf(file, length));
            assertThat(Patterns.integers(image)).isEqualTo(Patterns.integers(Patterns.decode(file)));
            assertThat(image.source().remarks()).containsExactly(END_MISSING);
        }
        assertRefused(Arrays.copyOf(file, whole - 4), "pixels end early");
        byte[] garbage = file.clone();
        garbage[file.length - 1] = 77;
        assertThat(Patterns.decode(garbage).source().remarks()).containsExactly(END_MISSING);
    }

    @Test
    void theCodeForTheEndMayBeMissing() throws Exception {
        byte[] file = gif(new byte[] {0x44, 0}, new byte[0]); // clear, 0, 1 of three bits each
        assertThat(Patterns.integers(Patterns.decode(file))).containsExactly(10, 20, 30, 40, 50, 60);
        assertRefused(gif(new byte[] {0x04}, new byte[0]), "pixels end early");
    }

    @Test
    void blocksMayEndTwice() throws Exception {
        byte[] file = gif(new byte[] {0x44, 0x0A}, new byte[] {0x21, (byte) 0xFE, 1, 'x', 0, 0});
        assertThat(Patterns.integers(Patterns.decode(file))).containsExactly(10, 20, 30, 40, 50, 60);
        assertThat(Patterns.decode(file).source().remarks()).isEmpty();
        byte[] garbage = gif(new byte[] {0x44, 0x0A}, new byte[] {0x21, (byte) 0xFE, 1, 'x', 0, 7});
        assertRefused(garbage, "of an unknown kind");
    }

    @Test
    void commentsProfileAndXmpAreCarried() throws Exception {
        byte[] icc = "!\u00FF\13ICCRGBG1012\3abc\2de\0".getBytes(StandardCharsets.ISO_8859_1);
        byte[] trailer = new byte[258];
        trailer[0] = 1;
        for (int i = 0; i < 256; i++) {
            trailer[1 + i] = (byte) (255 - i);
        }
        byte[] xmp = PngParts.join("!\u00FF\13XMP DataXMP<x:xmpmeta/>".getBytes(StandardCharsets.ISO_8859_1), trailer);
        byte[] comments =
                "!\u00FE\2gr\3\u00C3\u00BCn\0!\u00FE\1\u00FC\0!\u00FE\0".getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = PngParts.join(PngParts.join(icc, xmp), comments);
        Source source = Patterns.decode(gif(new byte[] {0x44, 0x0A}, all)).source();
        assertThat(source.iccProfile()).hasValue("abcde".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(source.xmp()).hasValue("<x:xmpmeta/>".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(source.texts())
                .containsExactly(TextEntry.of("Comment", "gr\u00FCn"), TextEntry.of("Comment", "\u00FC"));
    }

    @Test
    void aFrameLargerThanTheScreenIsReadWhole() throws Exception {
        byte[] file = gif(new byte[] {0x44, 0x0A}, new byte[0]);
        file[6] = 1; // screen width
        assertThat(Patterns.integers(Patterns.decode(file))).containsExactly(10, 20, 30, 40, 50, 60);
    }

    /// Two pixels of a palette of two, with extensions before the frame.
    private static byte[] gif(byte[] codes, byte[] extensions) {
        byte[] head = {'G', 'I', 'F', '8', '9', 'a', 2, 0, 1, 0, (byte) 0x80, 0, 0, 10, 20, 30, 40, 50, 60};
        byte[] frame = {0x2C, 0, 0, 0, 0, 2, 0, 1, 0, 0, 2, (byte) codes.length};
        return PngParts.join(
                PngParts.join(PngParts.join(head, extensions), frame), PngParts.join(codes, new byte[] {0, 0x3B}));
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
