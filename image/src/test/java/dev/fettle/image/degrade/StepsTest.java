package dev.fettle.image.degrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fettle.image.degrade.JpegCompression.Shift;
import dev.fettle.image.degrade.NoiseField.Channels;
import dev.fettle.image.files.Subsampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StepsTest {
    @Test
    void aNewcomerTypesWhatHappened() {
        JpegCompression ninety = new JpegCompression(90, Subsampling.HALF);
        assertThat(Steps.parse("noise 15 then jpeg 90")).isEqualTo(DegradationChain.of(new GaussianNoise(15), ninety));
        assertThat(Steps.parse(" noise  sigma=15\tthen jpeg quality=90 4:2:0 "))
                .isEqualTo(Steps.parse("noise 15 then jpeg 90"));
        assertThat(Steps.parse("gray then noise 25")).isEqualTo(DegradationChain.of(new Gray(), new GaussianNoise(25)));
        assertThat(Steps.parse("jpeg 30 shift=4,4 then jpeg 60"))
                .isEqualTo(DegradationChain.of(
                        new JpegCompression(30, Subsampling.HALF, new Shift(4, 4)),
                        new JpegCompression(60, Subsampling.HALF)));
        assertThat(Steps.parse("jpeg 90")).isEqualTo(ninety);
        assertThat(Steps.parse("noise equal 7.5 smooth=0.8"))
                .isEqualTo(new GaussianNoise(7.5, new NoiseField(Channels.EQUAL, 0.8)));
        assertThat(Steps.parse("poisson b=1e-3 a=0.02")).isEqualTo(new PoissonNoise(0.02, 0.001));
        assertThat(Steps.parse("jpeg 4:4:4 50 then reduce 1.5 then jpeg 80"))
                .isEqualTo(DegradationChain.of(
                        new JpegCompression(50, Subsampling.FULL),
                        new Downsizing(1.5),
                        new JpegCompression(80, Subsampling.HALF)));
    }

    /// The degradations of {@link DegradationTest}, but for super-resolution's.
    @ParameterizedTest
    @MethodSource("dev.fettle.image.degrade.DegradationTest#all")
    void labelsAreReadBack(Degradation degradation) {
        if (!(degradation instanceof BicubicDown)) {
            assertThat(Steps.parse(degradation.label())).isEqualTo(degradation);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|a step is missing in ''; write it like 'noise 15 then jpeg 90'",
                "then|a step is missing in 'then'",
                "noise 15 then|a step is missing in 'noise 15 then'",
                "noise 15 then then jpeg 3|a step is missing",
                "blur 3|unknown step 'blur'; known: gray, noise, poisson, jpeg, reduce",
                "15|unknown step '15'",
                "noise|noise: say sigma, such as 'noise 25'",
                "noise 15, jpeg 90|noise: does not know 'jpeg'; known: sigma, smooth, equal",
                "noise 15,|noise: sigma must be a number, got '15,'",
                "noise many|noise: does not know 'many'",
                "noise sigma=many|noise: sigma must be a number, got 'many'",
                "noise 15 25|noise: 'sigma' is said twice",
                "noise 300|noise: sigma must be 0 to 255, got 300.0",
                "noise 5 smooth=99|noise: smooth must be from 0 to 8.0 pixels, got 99.0",
                "noise 5 equal=yes|noise: 'equal' takes no value, got 'yes'",
                "noise sigma=|noise: sigma must be a number, got ''",
                "poisson 0.02|poisson: say b, such as 'poisson a=0.02 b=0.001'",
                "poisson a=2 b=0|poisson: a and b must be from 0 to 1",
                "jpeg|jpeg: say quality, such as 'jpeg 90'",
                "jpeg 101|jpeg: quality must be 1 to 100, got 101",
                "jpeg 50.5|jpeg: quality must be a whole number, got 50.5",
                "jpeg 90 4:2:2|jpeg: does not know '4:2:2'; known: quality, 4:2:0, 4:4:4, shift",
                "jpeg 90 4:2:0 4:4:4|jpeg: 4:2:0 and 4:4:4 exclude one another",
                "jpeg 90 shift=4|jpeg: shift must be two whole numbers, right and down, such as 4,4; got '4'",
                "jpeg 90 shift=16,0|jpeg: shift must be from 0,0 to 15,15, got 16,0",
                "reduce|reduce: say factor, such as 'reduce 2'",
                "reduce 1|reduce: the factor must be above 1 and at most 8, got 1.0",
                "gray 3|gray: does not know '3'; known: nothing"
            })
    void whatCannotBeReadIsToldInOneLine(String words, String message) {
        assertThatIllegalArgumentException()
                .as(words)
                .isThrownBy(() -> Steps.parse(words))
                .withMessageStartingWith(message)
                .withMessageNotContaining("\n");
    }
}
