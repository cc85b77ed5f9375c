package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Image.Colour;
import dev.fettle.image.JpegCoding;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JpegCodingTest {
    @Test
    void everyQualityAndSubsamplingOfOurEncoderIsReadBack() throws Exception {
        for (Subsampling chroma : Subsampling.values()) {
            for (int quality = 1; quality <= 100; quality++) {
                byte[] file = JpegEncoder.encode(Patterns.smooth(16, 16, Colour.RGB), quality, chroma);
                assertThat(Patterns.decode(file).source().jpeg())
                        .hasValue(new JpegCoding(quality, chroma.factor(), chroma.factor()));
            }
        }
    }

    @Test
    void grayPicturesHaveNoChroma() throws Exception {
        byte[] file = JpegEncoder.encode(Patterns.smooth(16, 16, Colour.GRAY), 71, Subsampling.HALF);
        assertThat(Patterns.decode(file).source().jpeg()).hasValue(new JpegCoding(71, 1, 1));
    }

    /// libjpeg without `-baseline` writes steps beyond 255 with 16 bits: at quality 5 table K.1 is scaled by 10.
    @Test
    void sixteenBitTablesAreRead() throws Exception {
        byte[] file = JpegEncoder.encode(Patterns.smooth(16, 16, Colour.GRAY), 50, Subsampling.FULL);
        int at = JpegBytes.find(file, 0xDB);
        byte[] table = new byte[1 + 2 * 64];
        table[0] = 0x10;
        for (int i = 0; i < 64; i++) {
            int step = 10 * (file[at + 5 + i] & 0xFF); // quality 50 is K.1 itself
            table[1 + 2 * i] = (byte) (step >> 8);
            table[2 + 2 * i] = (byte) step;
        }
        byte[] deep = JpegBytes.replace(file, at, JpegBytes.segment(0xDB, table));
        deep[JpegBytes.find(deep, 0xC0) + 1] = (byte) 0xC1; // baseline has 8-bit tables only
        assertThat(Patterns.decode(deep).source().jpeg()).hasValue(new JpegCoding(5, 1, 1));
    }

    /// Tables of another shape count by their size: twice as coarse as K.1 throughout is quality 25 (scaled by 200 %).
    @Test
    void tablesOfOtherProgramsAreFitted() {
        int[] flat = new int[64];
        Arrays.fill(flat, 1);
        assertThat(JpegTables.nearestQuality(flat)).isEqualTo(100);
        int[] odd = IntStream.of(JpegEncoder.luminanceTable(25))
                .map(step -> step + (step % 2 == 0 ? 1 : -1))
                .toArray();
        assertThat(JpegTables.nearestQuality(odd)).isEqualTo(25);
        Arrays.fill(flat, 58); // the mean of K.1 is 57.6
        assertThat(JpegTables.nearestQuality(flat)).isBetween(40, 60);
    }

    @Test
    void theSamplingOfTheSecondComponentCounts() throws Exception {
        int[][] factors = {{0x21, 2, 1}, {0x12, 1, 2}, {0x41, 4, 1}, {0x22, 2, 2}, {0x11, 1, 1}};
        for (int[] factor : factors) {
            byte[] file = JpegEncoder.encode(Patterns.smooth(16, 16, Colour.RGB), 90, Subsampling.FULL);
            file[JpegBytes.find(file, 0xC0) + 11] = (byte) factor[0];
            Content content = new Content(file, "test", Format.JPEG);
            assertThat(JpegFile.scan(content).source().jpeg()).hasValue(new JpegCoding(90, factor[1], factor[2]));
        }
    }
}
