package dev.fettle.train.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class MeasureTest {
    private static final int SIDE = 6;

    /// A picture of one colour, levels of 0..255.
    private static Values flat(double red, double green, double blue) {
        float[] samples = new float[3 * SIDE * SIDE];
        double[] levels = {red, green, blue};
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (levels[i / (SIDE * SIDE)] / 255);
        }
        return new Values(Shape.of(1, 3, SIDE, SIDE), samples);
    }

    private static double decibels(double squaredError) {
        return 10 * Math.log10(255 * 255 / squaredError);
    }

    @Test
    void aFallIsMoreThanADecibel() {
        Measured before = new Measured(Measure.PSNR_RGB, 28.27);
        assertThat(new Measured(Measure.PSNR_RGB, 27.3).isFarBelow(before)).isFalse();
        assertThat(new Measured(Measure.PSNR_RGB, 23.3).isFarBelow(before)).isTrue();
        assertThat(before.isFarBelow(new Measured(Measure.PSNR_RGB, 23.3))).isFalse();
        assertThat(new Measured(Measure.PSNR_Y, 23.3).isFarBelow(before)).isFalse();
        assertThat(new Measured(Measure.TOP_1, 10).isFarBelow(new Measured(Measure.TOP_1, 60)))
                .isFalse();
    }

    /// BT.601: a difference of 8 in green is 8 · 128.553 / 255 in luma, and 8² / 3 on average over three
    /// channels.
    @Test
    void psnrIsOfLumaOrOfAllChannels() {
        Values original = flat(100, 100, 100);
        Values green = flat(100, 108.3, 100); // rounded to 8 bits
        assertThat(Measure.PSNR_Y.of(original, green, 0))
                .isCloseTo(decibels(Math.pow(8 * 128.553 / 255, 2)), within(1e-6));
        assertThat(Measure.PSNR_RGB.of(original, green, 0)).isCloseTo(decibels(64 / 3.0), within(1e-9));
    }

    @Test
    void theBorderIsIgnored() {
        Values original = flat(100, 100, 100);
        Values edges = flat(100, 100, 100);
        for (int i = 0; i < edges.array().length; i++) {
            int x = i % SIDE;
            int y = i / SIDE % SIDE;
            boolean isEdge = x == 0 || y == 0 || x == SIDE - 1 || y == SIDE - 1;
            edges.array()[i] += isEdge ? 0.5f : 2 / 255f;
        }
        assertThat(Measure.PSNR_RGB.of(original, edges, 1)).isCloseTo(decibels(4), within(1e-9));
        assertThat(Measure.PSNR_Y.of(original, edges, 1))
                .isCloseTo(decibels(Math.pow(2 * 219 / 255.0, 2)), within(1e-4));
    }

    @Test
    void topOneIsWhetherTheRightClassScoresHighest() {
        Values second = vector(0, 1, 0);
        assertThat(Measure.TOP_1.of(second, vector(-3, -1, -2), 0)).isEqualTo(100);
        assertThat(Measure.TOP_1.of(second, vector(5, 1, 2), 0)).isZero();
    }

    private static Values vector(float... scores) {
        return new Values(Shape.of(1, scores.length), scores);
    }

    @Test
    void everyMeasureHasANameAKeyAndAUnit() {
        assertThat(Arrays.stream(Measure.values()).map(measure -> new Measured(measure, 31.23456).toString()))
                .containsExactly("31.235 dB", "31.235 dB", "31.235 %");
        assertThat(Arrays.stream(Measure.values()).map(Measure::key)).containsExactly("psnrY", "psnrRgb", "top1");
    }

    @Test
    void severalScalesHaveTheirMeanAndEachItsOwn() {
        SequencedMap<Integer, Double> scales = new LinkedHashMap<>();
        scales.put(2, 34.0);
        scales.put(3, 31.0);
        scales.put(4, 28.0);
        Measured measured = Measured.of(Measure.PSNR_Y, scales);
        assertThat(measured).hasToString("31.000 dB (x2 34.000, x3 31.000, x4 28.000)");
        assertThat(measured.byKey())
                .containsExactly(
                        entry("psnrY", 31.0),
                        entry("psnrY.x2", 34.0),
                        entry("psnrY.x3", 31.0),
                        entry("psnrY.x4", 28.0));
        scales.keySet().retainAll(List.of(3));
        assertThat(Measured.of(Measure.PSNR_Y, scales)).isEqualTo(new Measured(Measure.PSNR_Y, 31.0));
    }
}
