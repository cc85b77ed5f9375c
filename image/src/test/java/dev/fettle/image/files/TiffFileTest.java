package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.ImageFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TiffFileTest {
    @ParameterizedTest
    @MethodSource("dev.fettle.image.files.Patterns#kinds")
    void whatTheJdkWritesIsReadExactly(Colour colour, boolean alpha, int depth) throws Exception {
        Image image = Patterns.picture(37, 21, colour, alpha, depth);
        Image read = Patterns.decode(Patterns.imageIo(BufferedImages.toBufferedImage(image), "tiff"));
        assertThat(Patterns.integers(read)).isEqualTo(Patterns.integers(image));
        assertThat(read.source().bitDepth()).isEqualTo(depth);
    }

    /// The JDK knows no differences of 16-bit samples.
    @ParameterizedTest
    @CsvSource({"GRAY,false", "GRAY,true", "RGB,false", "RGB,true"})
    void theJdkReadsWhatIsWrittenExactly(Colour colour, boolean alpha) throws Exception {
        Image image = Patterns.picture(37, 21, colour, alpha, 8);
        assertThat(Patterns.imageIo(encode(image))).isEqualTo(Patterns.integers(image));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LITTLE", "BIG"})
    void sixteenBitsSurviveInTheByteOrderOfTheExifBlock(String order) throws Exception {
        ByteOrder bytes = order.equals("BIG") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        Image image = Patterns.picture(300, 600, Colour.RGB, false, 16);
        byte[] file = encode(image.withSource(image.source().withExif(Patterns.exif(1, bytes))));
        assertThat((char) file[0]).isEqualTo(order.equals("BIG") ? 'M' : 'I');
        assertThat(Patterns.integers(Patterns.decode(file))).isEqualTo(Patterns.integers(image));
    }

    /// Files of libtiff, whose pixels have a closed form: red 10x, green 15y, blue 5(x + y), alpha 255 - 6x.
    @Test
    void lzwOfLibtiffIsRead() throws Exception {
        int[] integers = Patterns.integers(Patterns.decode(Patterns.resource("lzw.tif")));
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 24; x++) {
                int at = 4 * (24 * y + x);
                assertThat(List.of(integers[at], integers[at + 1], integers[at + 2], integers[at + 3]))
                        .containsExactly(10 * x, 15 * y, 5 * (x + y), 255 - 6 * x);
            }
        }
    }

    @Test
    void jpegInsideIsRead() throws Exception {
        Image image = Patterns.decode(Patterns.resource("jpeg.tif"));
        assertThat(image.plane(0)[24 * 8 + 12]).isCloseTo(120 / 255f, within(0.03f));
        assertThat(image.plane(1)[24 * 8 + 12]).isCloseTo(120 / 255f, within(0.03f));
        assertThat(image.plane(2)[24 * 8 + 12]).isCloseTo(100 / 255f, within(0.03f));
    }

    @Test
    void palettesBecomeRgb() throws Exception {
        int[] integers = Patterns.integers(Patterns.decode(Patterns.resource("packbits-palette.tif")));
        assertThat(integers).startsWith(50, 15, 30, 50, 15, 30);
    }

    @Test
    void inksBecomeRgb() throws Exception {
        Image image = Patterns.decode(Patterns.resource("cmyk.tif"));
        assertThat(Patterns.integers(image)).startsWith(136, 102, 170); // (255 - 51) · 170 / 255 and so on
    }

    @Test
    void whiteIsZeroIsTurnedAround() throws Exception {
        Image image = Patterns.picture(5, 5, Colour.GRAY, false, 8);
        byte[] file = Patterns.imageIo(BufferedImages.toBufferedImage(image), "tiff");
        setField(file, TiffTags.PHOTOMETRIC, 0);
        int[] integers = Patterns.integers(Patterns.decode(file));
        assertThat(integers[1]).isEqualTo(255 - Patterns.integers(image)[1]);
    }

    @Test
    void aHeaderThatLiesAboutTheSizeIsRefused() {
        byte[] file = Patterns.imageIo(
                BufferedImages.toBufferedImage(Patterns.picture(20, 20, Colour.RGB, false, 8)), "tiff");
        setField(file, TiffTags.WIDTH, 2000);
        assertRefused(file, "promises 2000x20 pixels");
    }

    @Test
    void stripsOutsideTheFileAreRefused() {
        byte[] file = encode(Patterns.picture(20, 20, Colour.RGB, false, 8));
        setField(file, TiffTags.STRIP_OFFSETS, 100_000);
        assertRefused(file, "in the middle of its data");
    }

    @Test
    void otherPhotometriesAreNamed() {
        byte[] file = encode(Patterns.picture(20, 20, Colour.RGB, false, 8));
        setField(file, TiffTags.PHOTOMETRIC, 8);
        assertRefused(file, "CIELab is not read");
    }

    private static byte[] encode(Image image) {
        return ImageFiles.encode(image, WriteOptions.of(Format.TIFF));
    }

    private static void setField(byte[] file, int tag, int value) {
        try {
            var stream = new TiffStream(new Content(file, "test", Format.TIFF));
            var entry = TiffStream.find(stream.entries(stream.first()), tag).orElseThrow();
            ByteBuffer bytes = ByteBuffer.wrap(file).order(stream.order());
            if (entry.type() == TiffStream.SHORT) {
                bytes.putShort(entry.at(), (short) value);
            } else {
                bytes.putInt(entry.at(), value);
            }
        } catch (ImageFormatException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static void assertRefused(byte[] file, String reason) {
        assertThatThrownBy(() -> Patterns.decode(file))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageStartingWith("test: not a readable image (TIFF: ")
                .hasMessageContaining(reason);
    }
}
