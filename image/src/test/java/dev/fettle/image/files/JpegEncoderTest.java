package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class JpegEncoderTest {
    @Test
    void quality30UsesTheIntegerPercentage166() {
        // 16 · 166 % = 26.56 + 0.5 → 27; the JDK's float scaling gives 16 · 1.6667 = 26.67 → 27 but 11 · 166 % =
        // 18.26 + 0.5 → 18
        assertThat(JpegEncoder.luminanceTable(30)).startsWith(27, 18, 17, 27, 40, 66, 85, 101);
    }

    @Test
    void quality50IsTheStandardTable() {
        assertThat(JpegEncoder.luminanceTable(50)).startsWith(16, 11, 10, 16).endsWith(112, 100, 103, 99);
        assertThat(JpegEncoder.chrominanceTable(50)).startsWith(17, 18, 24, 47).endsWith(99, 99, 99, 99);
    }

    @Test
    void quality100QuantisesByOne() {
        assertThat(JpegEncoder.luminanceTable(100)).containsOnly(1);
    }

    @Test
    void theTablesStandInTheFile() {
        byte[] file = JpegEncoder.encode(ramp(Colour.RGB), 30, Subsampling.FULL);
        assertThat(Arrays.stream(quantisationTable(file, 0)).sum())
                .isEqualTo(Arrays.stream(JpegEncoder.luminanceTable(30)).sum());
        assertThat(Arrays.stream(quantisationTable(file, 1)).sum())
                .isEqualTo(Arrays.stream(JpegEncoder.chrominanceTable(30)).sum());
    }

    @Test
    void subsamplingStandsInTheFrameHeader() {
        assertThat(samplingFactors(JpegEncoder.encode(ramp(Colour.RGB), 75, Subsampling.FULL)))
                .containsExactly(0x11, 0x11, 0x11);
        assertThat(samplingFactors(JpegEncoder.encode(ramp(Colour.RGB), 75, Subsampling.HALF)))
                .containsExactly(0x22, 0x11, 0x11);
        assertThat(samplingFactors(JpegEncoder.encode(ramp(Colour.GRAY), 75, Subsampling.HALF)))
                .containsExactly(0x11);
    }

    @Test
    void aFlatPictureSurvives() throws Exception {
        float[] plane = new float[16 * 16];
        Arrays.fill(plane, 128 / 255f);
        byte[] file = JpegEncoder.encode(Image.of(16, 16, plane), 10, Subsampling.HALF);
        assertThat(ImageFiles.decode(file, "flat", ReadLimits.DEFAULTS).plane(0))
                .containsOnly(128 / 255f);
    }

    @Test
    void recodedIsWhatReadingTheFileGives() throws Exception {
        for (Colour colour : Colour.values()) {
            for (Subsampling subsampling : Subsampling.values()) {
                byte[] file = JpegEncoder.encode(ramp(colour), 20, subsampling);
                Image read = ImageFiles.decode(file, "ramp", ReadLimits.DEFAULTS);
                Image recoded = JpegEncoder.recoded(ramp(colour), 20, subsampling);
                for (int channel = 0; channel < colour.channels(); channel++) {
                    assertThat(recoded.plane(channel)).isEqualTo(read.plane(channel));
                }
            }
        }
    }

    @Test
    void qualityZeroIsRefused() {
        assertThatThrownBy(() -> JpegEncoder.encode(ramp(Colour.GRAY), 0, Subsampling.FULL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 100");
    }

    private static Image ramp(Colour colour) {
        float[][] planes = new float[colour.channels()][32 * 24];
        for (int band = 0; band < planes.length; band++) {
            for (int i = 0; i < planes[band].length; i++) {
                planes[band][i] = (i * (band + 3) % 256) / 255f;
            }
        }
        return Image.of(32, 24, planes);
    }

    private static int[] quantisationTable(byte[] file, int id) {
        int at = segment(file, 0xDB, id);
        int[] table = new int[64];
        for (int i = 0; i < 64; i++) {
            table[i] = file[at + 5 + i] & 0xFF;
        }
        return table;
    }

    private static int[] samplingFactors(byte[] file) {
        int at = segment(file, 0xC0, -1);
        int[] factors = new int[file[at + 9]];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = file[at + 11 + 3 * i] & 0xFF;
        }
        return factors;
    }

    private static int segment(byte[] file, int marker, int id) {
        int at = 2;
        while ((file[at + 1] & 0xFF) != marker || (id >= 0 && (file[at + 4] & 0x0F) != id)) {
            at += 2 + (((file[at + 2] & 0xFF) << 8) | (file[at + 3] & 0xFF));
        }
        return at;
    }
}
