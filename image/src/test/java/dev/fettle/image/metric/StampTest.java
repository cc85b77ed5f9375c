package dev.fettle.image.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated // the default locale belongs to the whole process
class StampTest {
    @Test
    void theStampIsTheSameWhereDigitsAreWrittenOtherwise() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            assertThat("%d".formatted(4)).isNotEqualTo("4");
            assertThat(new Stamp(Metric.PSNR, Protocol.Y, 4)).hasToString("psnr y bt601 border=4 uint8");
            assertThat(new Score(1.5, new Stamp(Metric.PSNR, Protocol.Y, 4)))
                    .hasToString("1.50 dB (psnr y bt601 border=4 uint8)");
        } finally {
            Locale.setDefault(before);
        }
    }
}
