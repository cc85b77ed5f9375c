package dev.fettle.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jfree.chart.axis.TickUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainTicksTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0        | 50        | 50
            0.3      | 50        | 50.0
            0.02     | 0.26      | 0.26
            0.00004  | 0.0002    | 0.00020
            30       | 0         | 0
            0.1      | -0.00001  | 0.0
            400      | 1500      | 1,500
            180000   | 1260756   | 1,260,756
            700000   | 2000000   | 2 M
            400000   | 1500000   | 1,500,000
            30000000 | 150000000 | 150 M
            0.1      | -2.5      | -2.5
            """)
    void numbersAreWrittenOut(double apart, double value, String label) {
        PlainTicks ticks = apart == 0 ? PlainTicks.WHOLE : PlainTicks.ANY;
        assertThat(ticks.getCeilingTickUnit(apart).valueToString(value)).isEqualTo(label);
    }

    @Test
    void ticksAreOneTwoOrFiveTimesAPowerOfTenApart() {
        assertThat(List.of(0.7, 1.0, 1.2, 3.0, 7.0, 0.02, 0.021, 4e6))
                .extracting(size -> PlainTicks.ANY.getCeilingTickUnit(size).getSize())
                .containsExactly(1.0, 1.0, 2.0, 5.0, 10.0, 0.02, 0.05, 5e6);
        assertThat(PlainTicks.WHOLE.getCeilingTickUnit(0.02).getSize()).isEqualTo(1);
        TickUnit two = PlainTicks.ANY.getCeilingTickUnit(2.0);
        assertThat(PlainTicks.ANY.getLargerTickUnit(two).getSize()).isEqualTo(5);
        assertThat(PlainTicks.ANY.getCeilingTickUnit(two).getSize()).isEqualTo(2);
    }

    @Test
    void noTwoTicksHaveTheSameLabelAndNoneIsScientific() {
        Random random = new Random(1);
        for (int trial = 0; trial < 2000; trial++) {
            double size = PlainTicks.ANY
                    .getCeilingTickUnit(Math.pow(10, 20 * random.nextDouble() - 10))
                    .getSize();
            TickUnit unit = PlainTicks.ANY.getCeilingTickUnit(size);
            long first = random.nextLong(-1000, 1000);
            List<String> labels = new ArrayList<>();
            for (long tick = first; tick < first + 8; tick++) {
                labels.add(unit.valueToString(tick * size));
            }
            assertThat(labels).as("trial %d: %s apart", trial, size).doesNotHaveDuplicates();
            assertThat(labels).noneMatch(label -> label.contains("E"));
        }
    }
}
