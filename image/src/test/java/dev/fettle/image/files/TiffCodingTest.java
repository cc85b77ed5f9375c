package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.ImageFormatException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Strips and tiles in every coding: whole ones, and ones of which a part is missing.
class TiffCodingTest {
    private static final int WIDTH = 16;
    private static final int HEIGHT = 16;

    @ParameterizedTest
    @EnumSource(TiffPacking.class)
    void everyCodingIsReadInStripsAndTilesOfBothFormats(TiffPacking packing) throws Exception {
        byte[] pixels = pixels();
        for (boolean big : new boolean[] {false, true}) {
            TiffBuilder strips = file(packing).with(TiffTags.ROWS_PER_STRIP, 3, 6);
            strips = big ? strips.big() : strips;
            byte[] file = strips.strips(
                            packing.pack(Arrays.copyOfRange(pixels, 0, 6 * WIDTH)),
                            packing.pack(Arrays.copyOfRange(pixels, 6 * WIDTH, 12 * WIDTH)),
                            packing.pack(Arrays.copyOfRange(pixels, 12 * WIDTH, 16 * WIDTH)))
                    .build();
            assertThat(integers(file)).isEqualTo(unsigned(pixels));
            TiffBuilder tiles = big ? file(packing).big() : file(packing);
            file = tiles.tiles(WIDTH, 32, packing.pack(Arrays.copyOf(pixels, 32 * WIDTH)))
                    .build();
            assertThat(integers(file)).isEqualTo(unsigned(pixels));
        }
    }

    @ParameterizedTest
    @EnumSource(TiffPacking.class)
    void aStripWithoutItsLastRowIsRefused(TiffPacking packing) {
        byte[] cut = packing.pack(Arrays.copyOf(pixels(), (HEIGHT - 1) * WIDTH));
        if (packing == TiffPacking.NONE) {
            assertRefused(file(packing).strips(cut).build(), "its header promises 16x16 pixels");
        } else {
            assertRefused(file(packing).strips(cut).build(), "strip 1 of 1 ends after 15 of 16 rows");
        }
    }

    @ParameterizedTest
    @EnumSource(value = TiffPacking.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aStripOfWhichAPartIsZeroIsRefused(TiffPacking packing) {
        byte[] whole = packing.pack(pixels());
        for (int part = 1; part < 4; part++) {
            byte[] zeroed = whole.clone();
            Arrays.fill(zeroed, zeroed.length * part / 4, zeroed.length, (byte) 0);
            assertRefused(file(packing).strips(zeroed).build(), "");
        }
    }

    @ParameterizedTest
    @EnumSource(value = TiffPacking.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aStripThatIsCutAnywhereIsRefusedUnlessAllRowsAreThere(TiffPacking packing) throws Exception {
        byte[] whole = packing.pack(pixels());
        for (int length = 1; length < whole.length; length++) {
            byte[] file = file(packing).strips(Arrays.copyOf(whole, length)).build();
            try {
                assertThat(integers(file)).as("%d bytes", length).isEqualTo(unsigned(pixels()));
                assertThat(length).isGreaterThan(whole.length - 6); // the end mark or the checksum only
            } catch (ImageFormatException e) {
                assertThat(e).hasMessageContaining("TIFF");
            }
        }
    }

    /// A hole is followed by codes that mean something else than they did.
    @ParameterizedTest
    @EnumSource(value = TiffPacking.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aStripWithAHoleIsRefused(TiffPacking packing) {
        byte[] whole = packing.pack(pixels());
        for (int part = 2; part < 6; part++) {
            byte[] hole = whole.clone();
            Arrays.fill(hole, hole.length / 8, hole.length * part / 8, (byte) 0);
            assertRefused(file(packing).strips(hole).build(), "");
        }
    }

    @Test
    void zerosAndAFewBytesMayFollowTheRows() throws Exception {
        for (TiffPacking packing : TiffPacking.values()) {
            byte[] packed = packing.pack(pixels());
            byte[] padded = Arrays.copyOf(packed, packed.length + 512);
            assertThat(integers(file(packing).strips(padded).build())).isEqualTo(unsigned(pixels()));
            padded = Arrays.copyOf(packed, packed.length + 3);
            padded[packed.length] = 1;
            assertThat(integers(file(packing).strips(padded).build())).isEqualTo(unsigned(pixels()));
        }
    }

    @Test
    void rowsThatLeaveMuchOfTheirDataAreRefused() {
        byte[] packed = TiffPacking.PACK_BITS.pack(pixels());
        TiffBuilder low = TiffBuilder.gray(WIDTH, HEIGHT / 2, 8).with(TiffTags.COMPRESSION, 3, 32773);
        assertRefused(low.strips(packed).build(), "its rows leave");
    }

    @Test
    void aWrongChecksumOfDeflatedDataIsRefused() {
        byte[] wrong = Zlib.deflate(pixels());
        wrong[wrong.length - 1] ^= 1;
        assertRefused(file(TiffPacking.DEFLATE).strips(wrong).build(), "incorrect data check");
    }

    /// 4096 codes without the one that clears the table: no writer does that.
    @Test
    void lzwThatNeverClearsItsTableIsRefused() {
        byte[] zeros = new byte[1 << 14];
        byte[] file = TiffBuilder.gray(64, 250, 8)
                .with(TiffTags.COMPRESSION, 3, 5)
                .strips(zeros)
                .build();
        assertRefused(file, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LZW", "ZLib", "PackBits", "Deflate"})
    void whatTheJdkPacksIsRead(String packing) throws Exception {
        for (Colour colour : Colour.values()) {
            Image image = Patterns.picture(61, 43, colour, false, 8);
            byte[] file = Patterns.tiff(BufferedImages.toBufferedImage(image), packing);
            assertThat(integers(file)).as(packing).isEqualTo(Patterns.integers(image));
        }
    }

    @Test
    void planesOfTheirOwnAreRead() throws Exception {
        for (TiffPacking packing : TiffPacking.values()) {
            TiffBuilder file = TiffBuilder.colour(2, 2, 2, 8, 8, 8)
                    .with(TiffTags.COMPRESSION, 3, packing.number())
                    .with(TiffTags.PLANAR, 3, 2)
                    .with(TiffTags.ROWS_PER_STRIP, 3, 1);
            byte[][] strips = new byte[6][];
            for (int i = 0; i < 6; i++) { // red, red, green, green, blue, blue
                strips[i] = packing.pack(new byte[] {(byte) (10 * i), (byte) (10 * i + 1)});
            }
            assertThat(integers(file.strips(strips).build()))
                    .containsExactly(0, 20, 40, 1, 21, 41, 10, 30, 50, 11, 31, 51);
        }
    }

    @Test
    void tilesOfPlanesReachBeyondThePicture() throws Exception {
        byte[][] tiles = new byte[12][16 * 16];
        for (int i = 0; i < tiles.length; i++) {
            Arrays.fill(tiles[i], (byte) (10 * i));
        }
        TiffBuilder file = TiffBuilder.colour(20, 17, 2, 8, 8, 8)
                .with(TiffTags.PLANAR, 3, 2)
                .tiles(16, 16, tiles);
        Image image = Patterns.decode(file.build());
        for (int band = 0; band < 3; band++) {
            for (int y = 0; y < 17; y++) {
                for (int x = 0; x < 20; x++) {
                    int tile = 4 * band + y / 16 * 2 + x / 16;
                    assertThat(image.plane(band)[20 * y + x]).isEqualTo(10 * tile / 255f);
                }
            }
        }
    }

    @Test
    void oneMissingTileIsRefused() {
        byte[] tile = TiffBuilder.filled(256, 7);
        byte[] file = TiffBuilder.gray(32, 16, 8).tiles(16, 16, tile).build();
        assertRefused(file, "it has 1 of 2 strips or tiles");
        byte[] sparse = TiffBuilder.gray(32, 16, 8)
                .tiles(16, 16, tile, tile)
                .with(TiffTags.TILE_OFFSETS, 4, 8, 0)
                .with(TiffTags.TILE_BYTES, 4, 256, 0)
                .build();
        assertRefused(sparse, "tile 2 of 2 has no data");
    }

    /// 4:2:0, one unit of 2×2 luma samples and two of chroma.
    @Test
    void unpackedSubsampledChromaIsRepeated() throws Exception {
        byte[] units = {10, 20, 30, 40, (byte) 128, (byte) 128, 50, 0, 60, 0, (byte) 128, (byte) 128};
        TiffBuilder file = TiffBuilder.colour(3, 2, 6, 8, 8, 8);
        assertThat(integers(file.strips(units).build()))
                .containsExactly(10, 10, 10, 20, 20, 20, 50, 50, 50, 30, 30, 30, 40, 40, 40, 60, 60, 60);
        byte[] red = {76, 76, 76, 76, 85, (byte) 255};
        TiffBuilder one = TiffBuilder.colour(1, 1, 6, 8, 8, 8).with(TiffTags.YCBCR_SUBSAMPLING, 3, 2, 2);
        assertThat(integers(one.strips(red).build())).containsExactly(254, 0, 0);
    }

    @Test
    void theReferenceOfBlackAndWhiteCounts() throws Exception {
        TiffBuilder file = TiffBuilder.colour(2, 1, 6, 8, 8, 8)
                .with(TiffTags.YCBCR_SUBSAMPLING, 3, 1, 1)
                .with(TiffTags.REFERENCE_BLACK_WHITE, 5, 16, 235, 128, 240, 128, 240)
                .strips(new byte[] {16, (byte) 128, (byte) 128, (byte) 235, (byte) 128, (byte) 128});
        assertThat(integers(file.build())).containsExactly(0, 0, 0, 255, 255, 255);
    }

    @Test
    void otherCodingsAreRefusedByName() {
        for (var known : new TreeMap<>(
                        Map.of(34925, "LZMA", 50000, "Zstandard", 50001, "WebP", 34712, "JPEG 2000", 34661, "JBIG"))
                .entrySet()) {
            byte[] file = TiffBuilder.gray(1, 1, 8)
                    .with(TiffTags.COMPRESSION, 3, known.getKey())
                    .strips(new byte[1])
                    .build();
            assertRefused(file, known.getValue() + " is not read inside TIFF");
        }
    }

    private static TiffBuilder file(TiffPacking packing) {
        return TiffBuilder.gray(WIDTH, HEIGHT, 8).with(TiffTags.COMPRESSION, 3, packing.number());
    }

    /// Runs of different lengths, and noise.
    private static byte[] pixels() {
        byte[] pixels = new byte[WIDTH * HEIGHT];
        var random = new Random(5);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % 37 < 20 ? 200 : random.nextInt(1, 256));
        }
        return pixels;
    }

    private static int[] unsigned(byte[] bytes) {
        int[] numbers = new int[bytes.length];
        Arrays.setAll(numbers, i -> bytes[i] & 0xFF);
        return numbers;
    }

    private static int[] integers(byte[] file) throws Exception {
        return Patterns.integers(Patterns.decode(file));
    }

    private static void assertRefused(byte[] file, String reason) {
        assertThatThrownBy(() -> Patterns.decode(file))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageStartingWith("test: not a readable image (TIFF: ")
                .hasMessageContaining(reason);
    }
}
