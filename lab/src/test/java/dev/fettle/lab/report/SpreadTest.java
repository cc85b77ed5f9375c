package dev.fettle.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    /// 2, 4, 4, 4, 5, 5, 7, 9: squares of the differences from 5 add up to 32.
    @Test
    void theDeviationIsThatOfTheSample() {
        Spread spread = Spread.of(List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0));
        assertThat(spread).isEqualTo(new Spread(8, 5, Math.sqrt(32.0 / 7), 2, 9));
        assertThat(spread.text(2)).isEqualTo("5.00 ± 2.14");
    }

    @Test
    void oneSeedHasNoDeviationAndNoneNoNumber() {
        assertThat(Spread.of(List.of(37.184)).text(2)).isEqualTo("37.18");
        assertThat(Spread.of(List.of()).text(2)).isEqualTo("not measured");
    }
}
