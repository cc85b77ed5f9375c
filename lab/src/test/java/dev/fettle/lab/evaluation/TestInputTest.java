package dev.fettle.lab.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.degrade.GaussianNoise;
import dev.fettle.image.degrade.Steps;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestInputTest {
    private static Image white() {
        float[] plane = new float[100 * 100];
        Arrays.fill(plane, 1);
        return Image.of(100, 100, plane);
    }

    private static float[] noisy(String file, long seed) {
        return new TestInput.Made(new GaussianNoise(25), seed)
                .of(Path.of(file), white())
                .plane(0);
    }

    /// Half of the noise on white lies above 1, and its deviation is whole.
    @Test
    void noiseReachesTheNetworkNeitherClippedNorRounded() {
        double squares = 0;
        int above = 0;
        int whole = 0;
        for (float sample : noisy("01.png", 0)) {
            squares += Math.pow(255 * (sample - 1), 2);
            above += sample > 1 ? 1 : 0;
            whole += Math.abs(255 * sample - Math.round(255 * sample)) < 1e-3 ? 1 : 0;
        }
        assertThat(Math.sqrt(squares / 10_000)).isCloseTo(25, within(0.8)); // 4.5 deviations of the estimate
        assertThat(above).isBetween(4_775, 5_225);
        assertThat(whole).isLessThan(100);
    }

    /// The folder does not count, the name with its ending does.
    @Test
    void noiseIsSeededByTheFilesNameAlone() {
        assertThat(noisy("Set12/01.png", 0)).isEqualTo(noisy("elsewhere/01.png", 0));
        assertThat(noisy("Set12/01.png", 0)).isNotEqualTo(noisy("Set12/02.png", 0));
        assertThat(noisy("Set12/01.png", 0)).isNotEqualTo(noisy("Set12/01.png", 1));
    }

    /// `printf 01.png | sha256sum` begins with 4cabcf2b3682232b; java.util.Random is specified to the last bit.
    @Test
    void theSeedIsTheDigestOfTheName() {
        double first = new Random(0x4cabcf2b3682232bL).nextGaussian();
        assertThat(noisy("01.png", 0)[0]).isEqualTo((float) (1 + 25.0 / 255 * first));
    }

    /// Whatever comes behind noise rounds it to 8 bits.
    @Test
    void theLabelOfAChainSaysWhatWasDone() {
        assertThat(new TestInput.Made(Steps.parse("noise 15 then jpeg 90"), 0).label())
                .isEqualTo("noise sigma=15.0 then jpeg quality=90 4:2:0, seeded by file name");
        assertThat(new TestInput.Made(Steps.parse("gray then poisson a=0.02 b=0.001"), 2).label())
                .isEqualTo("gray then poisson a=0.02 b=0.001 unclipped, seeded by file name + 2");
        assertThat(new TestInput.Made(Steps.parse("jpeg 30 shift=4,4 then jpeg 60"), 2).label())
                .isEqualTo("jpeg quality=30 4:2:0 shift=4,4 then jpeg quality=60 4:2:0");
    }

    @Test
    void theLabelSaysHowNoiseWasDrawn() {
        assertThat(new TestInput.Made(new GaussianNoise(15), 0).label())
                .isEqualTo("noise sigma=15.0 unclipped, seeded by file name");
        assertThat(new TestInput.Made(new GaussianNoise(15), 3).label()).endsWith("seeded by file name + 3");
    }
}
