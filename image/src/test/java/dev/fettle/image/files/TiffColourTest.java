package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.JpegCoding;
import dev.fettle.image.Remark;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the samples of a pixel mean: palettes, inks, alpha, further channels, JPEG inside.
class TiffColourTest {
    @Test
    void channelsBehindTheColoursAreLeftOutButForAlpha() throws Exception {
        TiffBuilder file = TiffBuilder.colour(1, 1, 2, 8, 8, 8, 8, 8, 8)
                .with(TiffTags.EXTRA_SAMPLES, 3, 0, 2, 0)
                .strips(new byte[] {10, 20, 30, 40, 50, 60});
        Image image = Patterns.decode(file.build());
        assertThat(Patterns.integers(image)).containsExactly(10, 20, 30, 50);
        assertThat(image.source().remarks())
                .containsExactly(Remark.dropped("2 further channels of every pixel are left out"));
    }

    @Test
    void aSampleWithoutMeaningIsNoAlpha() throws Exception {
        TiffBuilder file = TiffBuilder.colour(1, 1, 2, 8, 8, 8, 8).strips(new byte[] {10, 20, 30, 40});
        assertThat(Patterns.decode(file.build()).alpha()).as("no field").isPresent();
        Image image = Patterns.decode(file.with(TiffTags.EXTRA_SAMPLES, 3, 0).build());
        assertThat(image.alpha()).isEmpty();
        assertThat(image.source().remarks())
                .containsExactly(Remark.dropped("1 further channel of every pixel is left out"));
    }

    @Test
    void premultipliedColoursAreDividedByAlpha() throws Exception {
        for (int bits : new int[] {8, 16}) {
            long max = (1L << bits) - 1;
            byte[] pixel = TiffBuilder.whole(bits, ByteOrder.LITTLE_ENDIAN, max / 5, max / 5 * 2, 0, max / 5 * 2);
            TiffBuilder file =
                    TiffBuilder.colour(1, 1, 2, bits, bits, bits, bits).strips(pixel);
            Image straight =
                    Patterns.decode(file.with(TiffTags.EXTRA_SAMPLES, 3, 2).build());
            assertThat(straight.plane(0)[0]).isEqualTo(0.2f);
            Image divided =
                    Patterns.decode(file.with(TiffTags.EXTRA_SAMPLES, 3, 1).build());
            assertThat(divided.plane(0)[0]).isCloseTo(0.5f, within(1e-6f));
            assertThat(divided.plane(1)[0]).isEqualTo(1);
            assertThat(divided.alpha().orElseThrow()[0]).isCloseTo(0.4f, within(1e-6f));
        }
    }

    @Test
    void inksOf16BitsBecomeRgbOf16Bits() throws Exception {
        byte[] pixel = TiffBuilder.whole(16, ByteOrder.BIG_ENDIAN, 13107, 0, 65535, 32768);
        TiffBuilder file = TiffBuilder.colour(1, 1, 5, 16, 16, 16, 16).order(ByteOrder.BIG_ENDIAN);
        Image image = Patterns.decode(file.strips(pixel).build());
        assertThat(image.source().bitDepth()).isEqualTo(16);
        double light = 1 - 32768 / 65535.0;
        assertThat(image.plane(0)[0]).isCloseTo((float) (0.8 * light), within(1e-6f));
        assertThat(image.plane(1)[0]).isCloseTo((float) light, within(1e-6f));
        assertThat(image.plane(2)[0]).isZero();
    }

    @Test
    void inksMayHaveAlphaAndSpotColours() throws Exception {
        byte[] pixel = {51, 0, 0, 0, 99, 102};
        TiffBuilder file = TiffBuilder.colour(1, 1, 5, 8, 8, 8, 8, 8, 8).strips(pixel);
        Image spots = Patterns.decode(file.with(TiffTags.EXTRA_SAMPLES, 3, 0, 0).build());
        assertThat(Patterns.integers(spots)).containsExactly(204, 255, 255);
        Image alpha = Patterns.decode(file.with(TiffTags.EXTRA_SAMPLES, 3, 0, 2).build());
        assertThat(Patterns.integers(alpha)).containsExactly(204, 255, 255, 102);
        Image premultiplied =
                Patterns.decode(file.with(TiffTags.EXTRA_SAMPLES, 3, 0, 1).build());
        assertThat(Patterns.integers(premultiplied)).containsExactly(128, 255, 255, 102); // 255 · (1 - 51 / 102)
        TiffBuilder plain = TiffBuilder.colour(1, 1, 5, 8, 8, 8, 8, 8).strips(pixel);
        assertThat(Patterns.decode(plain.build()).alpha())
                .as("a spot colour, as a rule")
                .isEmpty();
    }

    @Test
    void otherInksAreRefusedByName() {
        TiffBuilder file = TiffBuilder.colour(1, 1, 5, 8, 8, 8, 8).with(TiffTags.INK_SET, 3, 2);
        assertRefused(file.strips(new byte[4]).build(), "inks other than");
    }

    @Test
    void aPaletteMayHaveAlpha() throws Exception {
        Number[] colours = new Number[12];
        Arrays.fill(colours, 0);
        colours[1] = 65535;
        colours[6] = 65535;
        TiffBuilder file = TiffBuilder.colour(2, 1, 3, 2, 2).with(TiffTags.COLOUR_MAP, 3, colours);
        file.with(TiffTags.EXTRA_SAMPLES, 3, 2).strips(new byte[] {(byte) 0b01_11_10_01});
        assertThat(Patterns.integers(Patterns.decode(file.build()))).containsExactly(255, 0, 0, 255, 0, 255, 0, 85);
    }

    @Test
    void palettesOfEveryDepthAreRead() throws Exception {
        for (int bits = 1; bits <= 16; bits++) {
            int size = 1 << bits;
            Number[] colours = new Number[3 * size];
            for (int i = 0; i < size; i++) {
                colours[i] = 65535 * i / (size - 1);
                colours[size + i] = 0;
                colours[2 * size + i] = 65535;
            }
            byte[] strip = bits % 8 == 0
                    ? TiffBuilder.whole(bits, ByteOrder.LITTLE_ENDIAN, size - 1, 0)
                    : TiffBuilder.packed(bits, 2, size - 1, 0);
            TiffBuilder file = TiffBuilder.colour(2, 1, 3, bits).with(TiffTags.COLOUR_MAP, 3, colours);
            Image image = Patterns.decode(file.strips(strip).build());
            assertThat(Patterns.integers(image)).as("%d bits", bits).containsExactly(255, 0, 255, 0, 0, 255);
            assertThat(image.source().bitDepth()).isEqualTo(8);
        }
    }

    @Test
    void otherPhotometriesAreRefusedByName() {
        assertRefused(photometric(8), "CIELab is not read");
        assertRefused(photometric(32845), "LogLuv is not read");
        assertRefused(photometric(4), "a transparency mask is not read");
        assertRefused(photometric(77), "photometry 77 is not read");
    }

    private static byte[] photometric(int number) {
        return TiffBuilder.colour(1, 1, number, 8, 8, 8).strips(new byte[3]).build();
    }

    @Test
    void whatTheJdkWritesAsJpegIsReadAsTheJdkReadsIt() throws Exception {
        for (Colour colour : Colour.values()) {
            Image smooth = Patterns.smooth(61, 43, colour);
            byte[] file = Patterns.tiff(BufferedImages.toBufferedImage(smooth), "JPEG");
            int[] expected = Patterns.imageIo(file);
            int[] read = Patterns.integers(Patterns.decode(file));
            for (int i = 0; i < read.length; i++) {
                assertThat(read[i]).isCloseTo(expected[i], within(1));
            }
        }
    }

    /// Names of components, JFIF and Adobe markers inside the JPEG have no say: the same codes are RGB or YCbCr as the
    /// TIFF has it.
    @ParameterizedTest
    @ValueSource(strings = {"\1\2\3", "\0\1\2", "RGB", "abc"})
    void theColoursOfAJpegFollowTheTiff(String names) throws Exception {
        byte[] jpeg = JpegEncoder.encode(Patterns.smooth(16, 16, Colour.RGB), 95, Subsampling.FULL);
        int frame = find(jpeg, 0xC0);
        int scan = find(jpeg, 0xDA);
        for (int i = 0; i < 3; i++) {
            jpeg[frame + 10 + 3 * i] = (byte) names.charAt(i);
            jpeg[scan + 5 + 2 * i] = (byte) names.charAt(i);
        }
        Image luma = Patterns.decode(jpegInside(6, jpeg));
        Image rgb = Patterns.decode(jpegInside(2, jpeg));
        Image smooth = Patterns.smooth(16, 16, Colour.RGB);
        for (int i = 0; i < 256; i++) {
            assertThat(luma.plane(0)[i]).isCloseTo(smooth.plane(0)[i], within(0.03f));
            double y = 0.299 * smooth.plane(0)[i] + 0.587 * smooth.plane(1)[i] + 0.114 * smooth.plane(2)[i];
            assertThat(rgb.plane(0)[i]).isCloseTo((float) y, within(0.03f));
        }
    }

    /// libjpeg turns luma and chroma into RGB with integers; the difference is one level at most, and rare.
    @Test
    void lumaAndChromaBecomeTheRgbOfThatJpegAlone() throws Exception {
        for (Subsampling chroma : Subsampling.values()) {
            byte[] jpeg = JpegEncoder.encode(Patterns.smooth(16, 16, Colour.RGB), 80, chroma);
            int[] alone = Patterns.integers(Patterns.decode(jpeg));
            int[] inside = Patterns.integers(Patterns.decode(jpegInside(6, jpeg)));
            int different = 0;
            for (int i = 0; i < alone.length; i++) {
                assertThat(inside[i]).isCloseTo(alone[i], within(1));
                different += inside[i] == alone[i] ? 0 : 1;
            }
            assertThat(different).isLessThan(alone.length / 100);
        }
    }

    @Test
    void theStrengthOfTheCompressionIsKnown() throws Exception {
        byte[] jpeg = JpegEncoder.encode(Patterns.smooth(16, 16, Colour.RGB), 40, Subsampling.HALF);
        assertThat(Patterns.decode(jpegInside(6, jpeg)).source().jpeg()).hasValue(new JpegCoding(40, 2, 2));
        assertRefused(jpegInside(2, jpeg), "luma and subsampled chroma");
    }

    @Test
    void inksInsideAJpegAreAsTheTiffSays() throws Exception {
        byte[] jpeg = Patterns.resource("cmyk.jpg");
        ImageHeader size = JpegFile.scan(new Content(jpeg, "test", Format.JPEG)).header();
        TiffBuilder file = TiffBuilder.colour(size.width(), size.height(), 5, 8, 8, 8, 8)
                .with(TiffTags.COMPRESSION, 3, 7)
                .strips(jpeg);
        Image image = Patterns.decode(file.build());
        assertThat(image.source().remarks()).isEmpty();
    }

    @Test
    void tablesMayBeSharedByTiles() throws Exception {
        byte[] jpeg = JpegEncoder.encode(Patterns.smooth(16, 16, Colour.GRAY), 90, Subsampling.FULL);
        int frame = find(jpeg, 0xC0);
        byte[] tables = Arrays.copyOf(jpeg, frame + 2);
        tables[frame] = (byte) 0xFF;
        tables[frame + 1] = (byte) 0xD9;
        byte[] tile = new byte[jpeg.length - frame + 2];
        tile[0] = (byte) 0xFF;
        tile[1] = (byte) 0xD8;
        System.arraycopy(jpeg, frame, tile, 2, jpeg.length - frame);
        TiffBuilder file = TiffBuilder.gray(20, 16, 8)
                .with(TiffTags.COMPRESSION, 3, 7)
                .withBytes(TiffTags.JPEG_TABLES, tables)
                .tiles(16, 16, tile, tile);
        Image image = Patterns.decode(file.build());
        int[] alone = Patterns.integers(Patterns.decode(jpeg));
        for (int x = 0; x < 20; x++) {
            assertThat(image.plane(0)[x]).isEqualTo(alone[x % 16] / 255f);
        }
    }

    /// TIFF 6.0, section 22, in its first form: the strip is a whole JPEG, to which a field points.
    @Test
    void anOldJpegMayStandThereAsAWhole() throws Exception {
        byte[] jpeg = JpegEncoder.encode(Patterns.smooth(16, 16, Colour.RGB), 80, Subsampling.HALF);
        TiffBuilder file = TiffBuilder.colour(16, 16, 6, 8, 8, 8)
                .with(TiffTags.COMPRESSION, 3, 6)
                .with(TiffTags.OLD_JPEG_STREAM, 4, 8)
                .with(TiffTags.OLD_JPEG_BYTES, 4, jpeg.length)
                .strips(jpeg);
        int[] alone = Patterns.integers(Patterns.decode(jpeg));
        int[] inside = Patterns.integers(Patterns.decode(file.build()));
        for (int i = 0; i < alone.length; i++) {
            assertThat(inside[i]).isCloseTo(alone[i], within(1));
        }
        assertRefused(file.with(TiffTags.HEIGHT, 3, 32).build(), "stands in it for 16x32");
    }

    /// In its second form: two strips of codes, and places of tables, which stand behind them here.
    @Test
    void anOldJpegMayBeCodesAndTables() throws Exception {
        byte[] jpeg = JpegEncoder.encode(Patterns.smooth(16, 16, Colour.RGB), 80, Subsampling.HALF);
        int scan = find(jpeg, 0xDA) + 2 + 12;
        byte[] codes = Arrays.copyOfRange(jpeg, scan, jpeg.length - 2);
        List<Integer> quantisers = new ArrayList<>();
        List<Integer> direct = new ArrayList<>();
        List<Integer> alternating = new ArrayList<>();
        for (int at = 2; at < scan - 14; at += 2 + ((jpeg[at + 2] & 0xFF) << 8 | jpeg[at + 3] & 0xFF)) {
            int marker = jpeg[at + 1] & 0xFF;
            if (marker == 0xDB) {
                quantisers.add(at + 5);
            } else if (marker == 0xC4) {
                (jpeg[at + 4] < 0x10 ? direct : alternating).add(at + 5);
            }
        }
        int tablesAt = 8 + 2 * codes.length;
        byte[] file = TiffBuilder.colour(16, 32, 6, 8, 8, 8)
                .with(TiffTags.COMPRESSION, 3, 6)
                .with(TiffTags.ROWS_PER_STRIP, 3, 16)
                .with(TiffTags.OLD_JPEG_QUANTISERS, 4, places(quantisers, tablesAt))
                .with(TiffTags.OLD_JPEG_DC_TABLES, 4, places(direct, tablesAt))
                .with(TiffTags.OLD_JPEG_AC_TABLES, 4, places(alternating, tablesAt))
                .strips(codes, codes, jpeg)
                .build();
        int[] alone = Patterns.integers(Patterns.decode(jpeg));
        int[] inside = Patterns.integers(Patterns.decode(file));
        for (int i = 0; i < inside.length; i++) {
            int row = i / (3 * 16);
            if (row != 15 && row != 16) { // chroma is interpolated across the border of the strips
                assertThat(inside[i]).isCloseTo(alone[i % alone.length], within(1));
            }
        }
    }

    private static Number[] places(List<Integer> tables, int from) {
        assertThat(tables).hasSize(2);
        return new Number[] {from + tables.get(0), from + tables.get(1), from + tables.get(1)};
    }

    @Test
    void tilesWithoutTheirEndMarksAreReadAndOnceRemarkedOn() throws Exception {
        byte[] jpeg = JpegEncoder.encode(Patterns.smooth(16, 16, Colour.GRAY), 90, Subsampling.FULL);
        byte[] tile = Arrays.copyOf(jpeg, jpeg.length - 2);
        TiffBuilder file =
                TiffBuilder.gray(32, 16, 8).with(TiffTags.COMPRESSION, 3, 7).tiles(16, 16, tile, tile);
        assertThat(Patterns.decode(file.build()).source().remarks())
                .containsExactly(Remark.repaired("JPEG data in it breaks a rule of JPEG and is whole"));
    }

    @Test
    void halfAJpegInsideIsRefused() {
        byte[] jpeg = JpegEncoder.encode(Patterns.smooth(64, 64, Colour.RGB), 90, Subsampling.FULL);
        int scan = find(jpeg, 0xDA);
        for (int quarter = 1; quarter < 4; quarter++) {
            int length = scan + (jpeg.length - scan) * quarter / 4;
            assertRefused(jpegInside(6, 64, Arrays.copyOf(jpeg, length)), "");
            byte[] zeroed = Arrays.copyOf(Arrays.copyOf(jpeg, length), jpeg.length);
            assertRefused(jpegInside(6, 64, zeroed), "");
            byte[] hole = jpeg.clone();
            Arrays.fill(hole, scan + 14 + quarter, length, (byte) 0);
            assertRefused(jpegInside(6, 64, hole), "");
        }
        assertRefused(jpegInside(6, 100, jpeg), "a JPEG of 64x64 pixels stands in it for 100x100");
    }

    @Test
    void subsampledChromaInPlanesOfItsOwnIsRefusedByName() {
        byte[] plane = JpegEncoder.encode(Patterns.smooth(16, 16, Colour.GRAY), 90, Subsampling.FULL);
        TiffBuilder file = TiffBuilder.colour(16, 16, 6, 8, 8, 8)
                .with(TiffTags.COMPRESSION, 3, 7)
                .with(TiffTags.PLANAR, 3, 2)
                .strips(plane, plane, plane);
        assertRefused(file.build(), "subsampled chroma in planes of its own");
    }

    private static byte[] jpegInside(int photometric, byte[] jpeg) {
        return jpegInside(photometric, 16, jpeg);
    }

    private static byte[] jpegInside(int photometric, int side, byte[] jpeg) {
        return TiffBuilder.colour(side, side, photometric, 8, 8, 8)
                .with(TiffTags.COMPRESSION, 3, 7)
                .strips(jpeg)
                .build();
    }

    private static int find(byte[] jpeg, int marker) {
        for (int i = 0; i < jpeg.length; i++) {
            if ((jpeg[i] & 0xFF) == 0xFF && (jpeg[i + 1] & 0xFF) == marker) {
                return i;
            }
        }
        throw new IllegalArgumentException("no marker " + marker);
    }

    private static void assertRefused(byte[] file, String reason) {
        assertThatThrownBy(() -> Patterns.decode(file))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageStartingWith("test: not a readable image (TIFF: ")
                .hasMessageContaining(reason);
    }
}
