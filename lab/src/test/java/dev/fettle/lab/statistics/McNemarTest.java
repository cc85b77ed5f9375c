package dev.fettle.lab.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McNemarTest {
    /// Two-sided probabilities of fair coins: 2 · 1/2⁵ for five heads, 2 · (1 + 10) / 2¹⁰ for one head of
    /// ten, 2 · (1 + 8 + 28) / 2⁸ for two of eight.
    @ParameterizedTest
    @CsvSource({"0, 5, 0.0625", "5, 0, 0.0625", "1, 9, 0.021484375", "2, 6, 0.2890625", "3, 3, 1", "0, 0, 1", "4, 5, 1"
    })
    void smallCountsHaveTheProbabilitiesOfFairCoins(int onlyFirst, int onlySecond, double p) {
        assertThat(new McNemar(onlyFirst, onlySecond).p()).isCloseTo(p, within(1e-12));
    }

    /// The sum of binomial coefficients, in whole numbers.
    @ParameterizedTest
    @CsvSource({"101, 59", "121, 173", "300, 298", "40, 7"})
    void largeCountsHaveTheSumOfBinomialCoefficients(int onlyFirst, int onlySecond) {
        int all = onlyFirst + onlySecond;
        BigInteger coefficient = BigInteger.ONE;
        BigInteger sum = BigInteger.ZERO;
        for (int k = 0; k <= Math.min(onlyFirst, onlySecond); k++) {
            sum = sum.add(coefficient);
            coefficient = coefficient.multiply(BigInteger.valueOf(all - k)).divide(BigInteger.valueOf(k + 1));
        }
        double exact = new BigDecimal(sum)
                .divide(new BigDecimal(BigInteger.TWO.pow(all - 1)), MathContext.DECIMAL64)
                .doubleValue();
        assertThat(new McNemar(onlyFirst, onlySecond).p()).isCloseTo(Math.min(1, exact), within(1e-10));
    }

    @Test
    void onlyPicturesThatOneAloneGetsRightAreCounted() {
        boolean[] first = {true, true, false, false, true};
        boolean[] second = {true, false, true, false, false};
        assertThat(McNemar.of(first, second)).isEqualTo(new McNemar(2, 1));
        assertThatThrownBy(() -> McNemar.of(first, new boolean[4]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5 and 4");
    }
}
