package dev.fettle.image.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreTest {
    private static final Stamp STAMP = new Stamp(Metric.PSNR, Protocol.Y, 4);

    @Test
    void theStampSaysHowItWasMeasured() {
        assertThat(STAMP).hasToString("psnr y bt601 border=4 uint8");
        assertThat(new Stamp(Metric.SSIM, Protocol.RGB, 0)).hasToString("ssim rgb border=0 uint8");
        assertThat(new Score(33.4567, STAMP)).hasToString("33.46 dB (psnr y bt601 border=4 uint8)");
    }

    @Test
    void scoresOfOneStampCompareAndAverage() {
        Score worse = new Score(30, STAMP);
        Score better = new Score(31, new Stamp(Metric.PSNR, Protocol.Y, 4));

        assertThat(better).isGreaterThan(worse);
        assertThat(better.minus(worse)).isEqualTo(1);
        assertThat(Score.mean(List.of(worse, better))).isEqualTo(new Score(30.5, STAMP));
    }

    @Test
    void anyDifferenceOfStampsIsRefused() {
        Score score = new Score(30, STAMP);
        for (Stamp other : List.of(
                new Stamp(Metric.PSNR_B, Protocol.Y, 4),
                new Stamp(Metric.PSNR, Protocol.Y_ROUNDED, 4),
                new Stamp(Metric.PSNR, Protocol.Y, 2))) {
            Score foreign = new Score(30, other);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> score.compareTo(foreign))
                    .withMessage("score: '%s' and '%s' do not compare; measure both the same way", STAMP, other);
            assertThatIllegalArgumentException().isThrownBy(() -> score.minus(foreign));
            assertThatIllegalArgumentException().isThrownBy(() -> Score.mean(List.of(score, foreign)));
        }
    }

    @Test
    void thereIsNoMeanOfNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> Score.mean(List.of()));
    }
}
