package dev.fettle.image.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import org.junit.jupiter.api.Test;

class LumaTest {
    private static Image colour(int red, int green, int blue) {
        return Image.of(1, 1, new float[] {red / 255f}, new float[] {green / 255f}, new float[] {blue / 255f});
    }

    @Test
    void blackIsSixteenAndWhiteIs235() {
        assertThat(Luma.of(colour(0, 0, 0)).samples()).containsExactly(16);
        assertThat(Luma.of(colour(255, 255, 255)).samples()).containsExactly(new double[] {235}, within(1e-12));
    }

    @Test
    void thePrimariesHaveTheWeightsOfBt601() {
        assertThat(Luma.of(colour(255, 0, 0)).samples()).containsExactly(new double[] {81.481}, within(1e-12));
        assertThat(Luma.of(colour(0, 255, 0)).samples()).containsExactly(new double[] {144.553}, within(1e-12));
        assertThat(Luma.of(colour(0, 0, 255)).samples()).containsExactly(new double[] {40.966}, within(1e-12));
    }

    @Test
    void roundingGoesToTheNearestWholeNumber() {
        assertThat(Luma.rounded(colour(0, 255, 0)).samples()).containsExactly(145);
        assertThat(Luma.picture(colour(255, 0, 0)).plane(0)).containsExactly(81 / 255f);
    }

    @Test
    void grayKeepsItsOwnRange() {
        Image gray = Image.of(3, 1, new float[] {0, 100 / 255f, 1});

        assertThat(Luma.of(gray).samples()).containsExactly(0, 100, 255);
        assertThat(Luma.picture(gray).plane(0)).containsExactly(gray.plane(0));
    }

    @Test
    void valuesOutsideTheRangeAreClipped() {
        assertThat(Luma.of(colour(400, 400, -9)).samples())
                .containsExactly(Luma.of(colour(255, 255, 0)).samples());
    }
}
