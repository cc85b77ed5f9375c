package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Density;
import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BmpFileTest {
    @ParameterizedTest
    @EnumSource(Colour.class)
    void whatTheJdkWritesIsReadExactly(Colour colour) throws Exception {
        Image image = Patterns.picture(13, 7, colour, false, 8);
        byte[] file = Patterns.imageIo(BufferedImages.toBufferedImage(image), "bmp");
        assertThat(Patterns.decode(file).colour()).isEqualTo(colour);
        assertThat(Patterns.integers(Patterns.decode(file))).isEqualTo(Patterns.integers(image));
    }

    @Test
    void theJdkReadsColourThatIsWrittenExactly() throws Exception {
        Image image = Patterns.picture(13, 7, Colour.RGB, false, 8);
        assertThat(Patterns.imageIo(encode(image))).isEqualTo(Patterns.integers(image));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void writtenPicturesComeBackExactly(boolean alpha) throws Exception {
        for (Colour colour : Colour.values()) {
            Image image = Patterns.picture(6, 5, colour, alpha, 8);
            Image read = Patterns.decode(encode(image));
            assertThat(read.plane(0)).isEqualTo(image.plane(0));
            assertThat(read.alpha().isPresent()).isEqualTo(alpha);
            assertThat(read.alpha().orElse(read.plane(0)))
                    .isEqualTo(image.alpha().orElse(read.plane(0)));
        }
    }

    @Test
    void aProfileIsWrittenAndRead() throws Exception {
        Image image = Patterns.picture(6, 5, Colour.RGB, false, 8);
        Image read = Patterns.decode(encode(image.withSource(image.source().withIccProfile(Patterns.RGB_PROFILE))));
        assertThat(read.source().iccProfile()).hasValue(Patterns.RGB_PROFILE);
        assertThat(Patterns.integers(read)).isEqualTo(Patterns.integers(image));
    }

    @ParameterizedTest
    @CsvSource({"1,0x40", "4,0x01", "8,0x00"})
    void indexedPicturesBecomeRgb(int bits, int firstByte) throws Exception {
        byte[] rows = {(byte) firstByte, (byte) (bits == 8 ? 1 : 0), 0, 0};
        byte[] file = bmp(2, 1, bits, 0, new int[] {0x0A0B0C, 0x141516}, rows);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(46, 2);
        assertThat(Patterns.integers(Patterns.decode(file))).containsExactly(10, 11, 12, 20, 21, 22);
    }

    @Test
    void sixteenBitPixelsAreFractionsOfTheirMasks() throws Exception {
        byte[] file = bmp(2, 1, 16, 3, new int[] {0xF800, 0x7E0, 0x1F}, new byte[] {0x1F, (byte) 0xF8, 0x20, 0});
        Image image = Patterns.decode(file);
        assertThat(image.plane(0)).containsExactly(1f, 0f);
        assertThat(image.plane(1)).containsExactly(0f, 1 / 63f);
        assertThat(image.plane(2)).containsExactly(1f, 0f);
    }

    @Test
    void rowsFromTopToBottomAreReadSo() throws Exception {
        byte[] file = bmp(1, -2, 24, 0, new int[0], new byte[] {1, 2, 3, 0, 4, 5, 6, 0});
        assertThat(Patterns.integers(Patterns.decode(file))).containsExactly(3, 2, 1, 6, 5, 4);
    }

    /// Runs, three literals (and a byte to make them even), a jump by (2, 1), the ends of a row and of the picture.
    @Test
    void runLengthsAreUnpacked() throws Exception {
        byte[] codes = {3, 4, 5, 6, 0, 3, 45, 56, 67, 0, 0, 2, 2, 1, 1, 78, 0, 0, 9, 1, 0, 1};
        byte[] file = bmp(14, 3, 8, 1, ramp(256), codes);
        int[] bottom = {4, 4, 4, 6, 6, 6, 6, 6, 45, 56, 67, 0, 0, 0};
        int[] middle = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 78};
        int[] top = {1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0};
        int[] integers = Patterns.integers(Patterns.decode(file));
        assertThat(Arrays.copyOfRange(integers, 28, 42)).containsExactly(bottom);
        assertThat(Arrays.copyOfRange(integers, 14, 28)).containsExactly(middle);
        assertThat(Arrays.copyOf(integers, 14)).containsExactly(top);
    }

    @Test
    void runsOfHalfBytesAlternate() throws Exception {
        byte[] file = bmp(5, 1, 4, 2, ramp(16), new byte[] {3, 0x12, 2, 0x34, 0, 1});
        assertThat(Patterns.integers(Patterns.decode(file))).containsExactly(1, 2, 1, 3, 4);
    }

    @Test
    void runLengthsThatEndEarlyAreRefused() {
        assertRefused(bmp(5, 1, 8, 1, ramp(256), new byte[] {4, 1}), "in the middle of its data");
    }

    @Test
    void aSmallFileCannotPromiseALargePicture() {
        byte[] file = bmp(10_000, 10_000, 24, 0, new int[0], new byte[65]);
        assertThat(file).hasSize(119);
        assertRefused(file, "promises 10000x10000 pixels");
        assertRefused(bmp(Integer.MAX_VALUE, Integer.MIN_VALUE, 32, 0, new int[0], new byte[65]), "promises");
    }

    @Test
    void aPaletteOfManyEntriesIsRefused() {
        byte[] file = bmp(2, 2, 8, 0, ramp(256), new byte[8]);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(46, 500_000_000);
        assertRefused(file, "500000000 entries");
    }

    @Test
    void aPaletteMayHaveMoreEntriesThanItsBitsCanTell() throws Exception {
        byte[] file = bmp(2, 1, 8, 0, ramp(257), new byte[] {7, (byte) 200, 0, 0});
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(46, 257);
        assertThat(Patterns.integers(repaired(file, "its palette has 257 entries")))
                .containsExactly(7, 200);
        byte[] two = bmp(2, 1, 1, 0, ramp(3), new byte[] {0x40, 0, 0, 0});
        ByteBuffer.wrap(two).order(ByteOrder.LITTLE_ENDIAN).putInt(46, 3);
        assertThat(Patterns.integers(repaired(two, "its palette has 3 entries")))
                .containsExactly(0, 1);
    }

    @Test
    void aPaletteMayEndWhereThePixelsBegin() throws Exception {
        byte[] file = bmp(2, 1, 8, 0, ramp(40), new byte[] {7, 39, 0, 0}); // says nothing, which means 256
        byte[] longer = Arrays.copyOf(file, 2000);
        assertThat(Patterns.integers(repaired(longer, "its palette has 40 of 256 entries")))
                .containsExactly(7, 39);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 1_000_000, -1})
    void pixelsOfWhichThePlaceIsWrongFollowTheHeader(int place) throws Exception {
        byte[] direct = bmp(1, 1, 24, 0, new int[0], new byte[] {1, 2, 3, 0});
        ByteBuffer.wrap(direct).order(ByteOrder.LITTLE_ENDIAN).putInt(10, place);
        assertThat(Patterns.integers(repaired(direct, "where its pixels are"))).containsExactly(3, 2, 1);
        byte[] indexed = bmp(1, 1, 8, 0, ramp(256), new byte[] {9, 0, 0, 0});
        ByteBuffer.wrap(indexed).order(ByteOrder.LITTLE_ENDIAN).putInt(10, place);
        assertThat(Patterns.integers(repaired(indexed, "where its pixels are"))).containsExactly(9);
    }

    /// The last stored row, which is the upper one, without the bytes that make it a multiple of four.
    @Test
    void theLastRowMayBeShortButNotOfPixels() throws Exception {
        byte[] file = bmp(1, 2, 24, 0, new int[0], new byte[] {1, 2, 3, 0, 4, 5, 6, 0});
        Image image = repaired(Arrays.copyOf(file, file.length - 1), "its last row is short");
        assertThat(Patterns.integers(image)).containsExactly(6, 5, 4, 3, 2, 1);
        assertRefused(Arrays.copyOf(file, file.length - 2), "promises 1x2 pixels");
    }

    /// The header of OS/2 1.x: sizes of two bytes, palette entries of three.
    @ParameterizedTest
    @CsvSource({"1,0x40", "4,0x01", "8,0x00", "24,0"})
    void theOldestHeaderIsRead(int bits, int firstByte) throws Exception {
        int entries = bits == 24 ? 0 : 1 << bits;
        ByteBuffer file = ByteBuffer.allocate(26 + 3 * entries + 8).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0).putInt(26 + 3 * entries);
        file.putInt(12)
                .putShort((short) 2)
                .putShort((short) 1)
                .putShort((short) 1)
                .putShort((short) bits);
        for (int i = 0; i < entries; i++) {
            file.put((byte) (10 * i)).put((byte) (3 * i)).put((byte) (255 - i));
        }
        file.put(bits == 24 ? new byte[] {0, 0, (byte) 255, 10, 3, (byte) 254} : new byte[] {(byte) firstByte, 1});
        assertThat(Patterns.integers(Patterns.decode(file.array()))).containsExactly(255, 0, 0, 254, 3, 10);
    }

    /// OS/2 2.x, whose header may end after any field and whose compressions 3 and 4 are its own.
    @Test
    void headersOfOs2AreRead() throws Exception {
        for (int size : new int[] {16, 64}) {
            ByteBuffer file = ByteBuffer.allocate(14 + size + 1024 + 4).order(ByteOrder.LITTLE_ENDIAN);
            file.put((byte) 'B')
                    .put((byte) 'M')
                    .putInt(file.capacity())
                    .putInt(0)
                    .putInt(14 + size + 1024);
            file.putInt(size).putInt(2).putInt(1).putShort((short) 1).putShort((short) 8);
            file.putInt(14 + size + 4 * 77, 0x0A0B0C).put(14 + size + 1024, (byte) 77);
            assertThat(Patterns.integers(Patterns.decode(file.array()))).containsExactly(10, 11, 12, 0, 0, 0);
            file.putInt(30, 3);
            if (size == 64) {
                file.putShort(28, (short) 1);
                assertRefused(file.array(), "compression 3 with 1 bits is not read");
            }
        }
    }

    @Test
    void theMarkBehindTheLastRunMayBeMissing() throws Exception {
        for (byte[] codes : new byte[][] {{5, 1}, {5, 1, 0, 0}, {5, 1, 0}, {2, 1, 0, 3, 1, 1, 1, 0}}) {
            Image image = repaired(bmp(5, 1, 8, 1, ramp(256), codes), "the mark behind its last run is missing");
            assertThat(Patterns.integers(image)).containsExactly(1, 1, 1, 1, 1);
        }
    }

    @Test
    void densityIsCountedPerMetre() throws Exception {
        byte[] file = bmp(1, 1, 24, 0, new int[0], new byte[4]);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(38, 11811).putInt(42, 2835);
        Image image = Patterns.decode(file);
        Density density = new Density(118.11, 28.35, Density.Unit.CENTIMETRE);
        assertThat(image.source().density()).hasValue(density);
        assertThat(Patterns.decode(encode(image)).source().density()).hasValue(density);
        Source shape = Source.NONE.withDensity(new Density(2, 1, Density.Unit.ASPECT));
        assertThat(Patterns.decode(encode(image.withSource(shape))).source().density())
                .isEmpty();
    }

    @Test
    void aProfileOutsideTheFileIsLeftOut() throws Exception {
        Image image = Patterns.picture(6, 5, Colour.RGB, false, 8);
        byte[] file = encode(image.withSource(image.source().withIccProfile(Patterns.RGB_PROFILE)));
        Image read = Patterns.decode(Arrays.copyOf(file, file.length - 1));
        assertThat(Patterns.integers(read)).isEqualTo(Patterns.integers(image));
        assertThat(read.source().iccProfile()).isEmpty();
        assertThat(read.source().remarks())
                .containsExactly(Remark.dropped("its colour profile lies outside the file and is left out"));
    }

    @Test
    void aPictureOfWhichNothingIsVisibleIsOpaque() throws Exception {
        Image image = Patterns.picture(4, 4, Colour.RGB, false, 8).withAlpha(new float[16]);
        assertThat(Patterns.decode(encode(image)).alpha()).isEmpty();
    }

    @Test
    void otherCompressionsAreNamed() {
        assertRefused(bmp(2, 2, 24, 4, new int[0], new byte[16]), "compression 4 with 24 bits");
    }

    private static byte[] encode(Image image) {
        return ImageFiles.encode(image, WriteOptions.of(Format.BMP));
    }

    private static int[] ramp(int entries) {
        int[] ramp = new int[entries];
        Arrays.setAll(ramp, i -> i * 0x010101);
        return ramp;
    }

    private static byte[] bmp(int width, int height, int bits, int compression, int[] palette, byte[] pixels) {
        ByteBuffer file =
                ByteBuffer.allocate(54 + 4 * palette.length + pixels.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0).putInt(54 + 4 * palette.length);
        file.putInt(40)
                .putInt(width)
                .putInt(height)
                .putShort((short) 1)
                .putShort((short) bits)
                .putInt(compression);
        file.position(54);
        for (int entry : palette) {
            file.putInt(entry);
        }
        return file.put(pixels).array();
    }

    private static Image repaired(byte[] file, String reason) throws Exception {
        Image image = Patterns.decode(file);
        assertThat(image.source().remarks()).singleElement().satisfies(remark -> {
            assertThat(remark.kind()).isEqualTo(Remark.Kind.REPAIRED);
            assertThat(remark.text()).contains(reason);
        });
        return image;
    }

    private static void assertRefused(byte[] file, String reason) {
        assertThatThrownBy(() -> Patterns.decode(file))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageStartingWith("test: not a readable image (BMP: ")
                .hasMessageContaining(reason);
    }
}
