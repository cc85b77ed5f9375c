package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.JpegCoding;
import dev.fettle.image.degrade.Task;
import dev.fettle.image.noise.Noise;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemediesTest {
    private static final List<String> LINES =
            List.of("quality 70", "    deblock", "    apart 5.5", "        nothing", "        denoise,deblock");

    private static Diagnosis diagnosis(Optional<JpegCoding> jpeg, double apart) {
        return new Diagnosis(jpeg, false, Optional.of(new Noise(List.of(1.0, 1.0, 1.0), 0, apart, 1, 1, 8)));
    }

    @Test
    void linesAreReadAndWrittenAlike() {
        assertThat(Remedies.parse(LINES).lines()).isEqualTo(LINES);
        assertThat(Remedies.bundled().lines()).isNotEmpty();
    }

    @Test
    void thresholdsBelongToTheBranchAboveThem() {
        Remedies remedies = Remedies.parse(LINES);
        assertThat(remedies.of(diagnosis(Optional.of(new JpegCoding(69, 2, 2)), 9)))
                .containsExactly(Task.DEBLOCK);
        assertThat(remedies.of(diagnosis(Optional.of(new JpegCoding(70, 2, 2)), 5.5)))
                .containsExactly(Task.DENOISE, Task.DEBLOCK);
        assertThat(remedies.of(diagnosis(Optional.empty(), 5.4))).isEmpty();
    }

    @Test
    void noiseThatCannotBeToldCountsAsNone() {
        assertThat(Remedies.parse(LINES).of(new Diagnosis(Optional.empty(), false, Optional.empty())))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "quality 70\ndeblock",
                "colour 3\nnothing\nnothing",
                "quality x\nnothing\nnothing",
                "shine",
                "a b c",
                "",
                "nothing\nnothing"
            })
    void otherLinesAreRefused(String text) {
        assertThatThrownBy(() -> Remedies.parse(text.lines().toList())).isInstanceOf(IllegalArgumentException.class);
    }
}
