package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Files that break a rule and are read nevertheless, because all rows are there; each with a remark.
class TiffRepairTest {
    private static final byte[] ROWS = TiffBuilder.filled(32, 200);

    @Test
    void lengthsOfUnpackedStripsFollowFromTheSizes() throws Exception {
        assertRepaired(gray().strips(ROWS).without(TiffTags.STRIP_BYTES), "the length of its strips");
        assertRepaired(gray().strips(ROWS).with(TiffTags.STRIP_BYTES, 4, 0), "the length of its strips");
        assertRepaired(gray().strips(ROWS).with(TiffTags.STRIP_BYTES, 4, 5), "the length of its strips");
        assertRepaired(gray().strips(ROWS).with(TiffTags.STRIP_BYTES, 2, 88, 0), "the length of its strips");
        assertRepaired(
                gray().with(TiffTags.ROWS_PER_STRIP, 3, 2)
                        .strips(Arrays.copyOf(ROWS, 16), Arrays.copyOf(ROWS, 16))
                        .with(TiffTags.STRIP_BYTES, 4, 16),
                "the length of its strips");
    }

    @Test
    void packedStripsReachToTheNextOne() throws Exception {
        byte[] half = Zlib.deflate(Arrays.copyOf(ROWS, 16));
        TiffBuilder file = gray().with(TiffTags.COMPRESSION, 3, 8).with(TiffTags.ROWS_PER_STRIP, 3, 2);
        assertRepaired(file.strips(half, half).without(TiffTags.STRIP_BYTES), "the length of its strips");
        assertRepaired(file.strips(half, half).with(TiffTags.STRIP_BYTES, 4, 0, 0), "the length of its strips");
    }

    /// What stands behind a strip is not taken for its rows.
    @Test
    void anUnpackedStripThatIsTooShortIsRefused() {
        TiffBuilder file = gray().strips(TiffBuilder.filled(31, 200));
        assertRefused(file.build(), "its header promises 8x4 pixels, more than the 31 bytes");
        assertRefused(file.without(TiffTags.STRIP_BYTES).build(), "its header promises 8x4 pixels");
    }

    @Test
    void aStripMayBeStatedToReachBeyondTheFile() throws Exception {
        TiffBuilder plain = gray().strips(ROWS).with(TiffTags.STRIP_BYTES, 4, 100_000);
        assertRepaired(plain, "longer than the file");
        TiffBuilder packed = gray().with(TiffTags.COMPRESSION, 3, 8).strips(Zlib.deflate(ROWS));
        assertRepaired(packed.with(TiffTags.STRIP_BYTES, 4, 100_000), "longer than the file");
    }

    @Test
    void anUnpackedStripMayBeTooLong() throws Exception {
        assertRepaired(gray().strips(Arrays.copyOf(ROWS, ROWS.length + 3)), "longer than its rows");
        Image even = Patterns.decode(
                gray().strips(Arrays.copyOf(ROWS, ROWS.length + 1)).build());
        assertThat(even.source().remarks()).isEmpty();
    }

    @Test
    void withoutPhotometryOneSampleIsGrayAndThreeAreRgb() throws Exception {
        assertRepaired(gray().strips(ROWS).without(TiffTags.PHOTOMETRIC), "taken for gray");
        TiffBuilder rgb = TiffBuilder.colour(1, 1, 2, 8, 8, 8).strips(new byte[] {1, 2, 3});
        Image image = Patterns.decode(rgb.without(TiffTags.PHOTOMETRIC).build());
        assertThat(Patterns.integers(image)).containsExactly(1, 2, 3);
        TiffBuilder fax = TiffBuilder.gray(4, 1, 1)
                .with(TiffTags.COMPRESSION, 3, 4)
                .strips(new byte[] {(byte) 0b1000_0000})
                .without(TiffTags.PHOTOMETRIC);
        assertThat(Patterns.integers(Patterns.decode(fax.build()))).containsOnly(255);
        TiffBuilder four = TiffBuilder.colour(1, 1, 2, 8, 8, 8, 8).strips(new byte[4]);
        assertRefused(four.without(TiffTags.PHOTOMETRIC).build(), "nothing says what its 4 samples per pixel mean");
    }

    @Test
    void stripsWithoutAHeightAreEqual() throws Exception {
        TiffBuilder file = gray().strips(Arrays.copyOf(ROWS, 16), Arrays.copyOf(ROWS, 16));
        assertRepaired(file.without(TiffTags.ROWS_PER_STRIP), "the height of its strips");
        assertRepaired(file.with(TiffTags.ROWS_PER_STRIP, 3, 0), "the height of its strips");
    }

    @Test
    void oneDepthMayStandForAllSamples() throws Exception {
        TiffBuilder file = TiffBuilder.colour(1, 1, 2, 8, 8, 8).strips(new byte[] {1, 2, 3});
        Image image = Patterns.decode(file.with(TiffTags.BITS, 3, 8).build());
        assertThat(Patterns.integers(image)).containsExactly(1, 2, 3);
        assertThat(image.source().remarks())
                .containsExactly(Remark.repaired(
                        "it states the depth of 1 of its 3 samples; the others are taken to have the same"));
        assertRefused(file.with(TiffTags.BITS, 3, 5, 6).build(), "the depths of 2 of its 3 samples");
    }

    @Test
    void theNumberOfSamplesFollowsFromTheirMeaning() throws Exception {
        TiffBuilder file = TiffBuilder.colour(1, 1, 2, 8, 8, 8).strips(new byte[] {1, 2, 3});
        Image image = Patterns.decode(file.without(TiffTags.SAMPLES).build());
        assertThat(Patterns.integers(image)).containsExactly(1, 2, 3);
        assertRefused(file.with(TiffTags.SAMPLES, 3, 1).build(), "a pixel of 1 samples cannot be RGB");
    }

    @Test
    void aPaletteMayBeMissingOrHold8Bits() throws Exception {
        TiffBuilder file = TiffBuilder.colour(2, 1, 3, 8).strips(new byte[] {0, 1});
        assertThat(Patterns.integers(Patterns.decode(file.build()))).containsExactly(0, 1);
        Number[] colours = new Number[768];
        Arrays.fill(colours, 0);
        colours[1] = 255;
        colours[257] = 100;
        Image image = Patterns.decode(file.with(TiffTags.COLOUR_MAP, 3, colours).build());
        assertThat(Patterns.integers(image)).containsExactly(0, 0, 0, 255, 100, 0);
        assertThat(image.source().remarks())
                .containsExactly(Remark.repaired("its palette holds colours of 8 bits instead of 16"));
        assertRefused(file.with(TiffTags.COLOUR_MAP, 3, 1, 2, 3).build(), "field 320 has 3 values");
    }

    @Test
    void whatTheFileDoesNotHoldIsRefused() {
        assertRefused(gray().strips(ROWS).without(TiffTags.STRIP_OFFSETS).build(), "field 273 is missing");
        assertRefused(
                gray().strips(ROWS).with(TiffTags.STRIP_OFFSETS, 4, 99_999).build(), "it ends after");
        assertRefused(gray().strips(ROWS).with(TiffTags.STRIP_OFFSETS, 4, 7).build(), "has no data");
        assertRefused(gray().strips(ROWS).with(TiffTags.WIDTH, 4, 0).build(), "width or height");
        assertRefused(gray().strips(ROWS).with(TiffTags.HEIGHT, 4, -1).build(), "field 257 is 4294967295");
    }

    /// A row of 2^31 bytes, tiles larger than any memory, samples without end: refused before memory is taken.
    @Test
    void claimsAreCheckedBeforeMemoryIsTaken() {
        for (int coding : new int[] {1, 4, 5, 8, 32773}) {
            TiffBuilder wide = gray().strips(ROWS).with(TiffTags.COMPRESSION, 3, coding);
            assertRefused(
                    wide.with(TiffTags.WIDTH, 4, 150_000_000)
                            .with(TiffTags.BITS, 3, 1)
                            .build(),
                    "");
            TiffBuilder deep = gray().strips(ROWS).with(TiffTags.COMPRESSION, 3, coding);
            assertRefused(
                    deep.with(TiffTags.SAMPLES, 3, 65535)
                            .with(TiffTags.BITS, 3, 32)
                            .build(),
                    "");
            TiffBuilder tile = gray().with(TiffTags.COMPRESSION, 3, coding).tiles(16, 16, ROWS);
            assertRefused(tile.with(TiffTags.TILE_WIDTH, 4, Integer.MAX_VALUE).build(), "");
        }
    }

    private static TiffBuilder gray() {
        return TiffBuilder.gray(8, 4, 8);
    }

    private static void assertRepaired(TiffBuilder file, String remark) throws Exception {
        Image image = Patterns.decode(file.build());
        assertThat(Patterns.integers(image)).hasSize(32).containsOnly(200);
        assertThat(image.source().remarks()).singleElement().satisfies(repair -> {
            assertThat(repair.kind()).isEqualTo(Remark.Kind.REPAIRED);
            assertThat(repair.text()).contains(remark);
        });
    }

    private static void assertRefused(byte[] file, String reason) {
        assertThatThrownBy(() -> Patterns.decode(file))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageStartingWith("test: ")
                .hasMessageContaining(reason);
    }
}
