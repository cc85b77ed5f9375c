package dev.fettle.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LumaChromaTest {
    private static float[] in255(double... values) {
        float[] scaled = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            scaled[i] = (float) (values[i] / 255);
        }
        return scaled;
    }

    @Test
    void cornersHaveTheStandardsValues() {
        float[][] rgb = {{1, 0, 1, 0, 0}, {1, 0, 0, 1, 0}, {1, 0, 0, 0, 1}}; // white, black, red, green, blue
        float[][] result = LumaChroma.of(rgb);
        assertThat(result[0]).containsExactly(in255(235, 16, 81.481, 144.553, 40.966), within(1e-6f));
        assertThat(result[1]).containsExactly(in255(128, 128, 90.203, 53.797, 240), within(1e-6f));
        assertThat(result[2]).containsExactly(in255(128, 128, 240, 34.214, 109.786), within(1e-6f));
    }

    @Test
    void thereAndBackIsTheSame() {
        float[][] rgb = {{0.2f, 0.9f}, {0.5f, 0.1f}, {0.7f, 0.3f}};
        float[][] split = LumaChroma.of(rgb);
        float[][] back = LumaChroma.toRgb(split[0], split[1], split[2]);
        for (int c = 0; c < 3; c++) {
            assertThat(back[c]).containsExactly(rgb[c], within(1e-5f));
        }
    }

    @Test
    void grayOfEqualChannelsIsThatChannel() {
        float[] plane = {0, 0.25f, 1};
        assertThat(LumaChroma.gray(new float[][] {plane, plane, plane})).containsExactly(plane, within(1e-6f));
    }

    @Test
    void longConversionsAreChecked() {
        float[][] rgb = new float[3][3 * Check.SAMPLES];
        int[] asked = new int[1];
        float[][] split = LumaChroma.of(rgb, () -> asked[0]++);
        LumaChroma.toRgb(split[0], split[1], split[2], () -> asked[0]++);
        LumaChroma.gray(rgb, () -> asked[0]++);
        assertThat(asked[0]).isEqualTo(9 + 6); // each piece, and each new plane
        assertThat(split[0]).containsOnly((float) (16 / 255.0));
    }
}
