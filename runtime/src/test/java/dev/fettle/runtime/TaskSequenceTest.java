package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.degrade.Task;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskSequenceTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sr",
                "denoise",
                "deblock",
                "deblock,sr",
                "denoise,deblock",
                "deblock,denoise,sr",
                "auto",
                "auto,sr"
            })
    void whatMakesSenseIsReadAndWrittenAlike(String text) {
        assertThat(TaskSequence.parse(text).label()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sr,deblock | sr comes last",
                "deblock,deblock | name each task once",
                "auto,denoise | only sr may follow",
                "deblock,auto | auto comes first, and once",
                "auto,auto | auto comes first, and once",
                "upscale | unknown task 'upscale'; known: sr, denoise, deblock, auto",
                "deblock, sr | unknown task ' sr'",
                "deblock, | unknown task ''",
                "'' | unknown task ''"
            })
    void whatDoesNotIsRefusedWithTheReason(String text, String reason) {
        assertThatThrownBy(() -> TaskSequence.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aChosenSequenceNeedsBothModelsThatRepairAndWhatFollows() {
        assertThat(TaskSequence.parse("auto,sr").needed()).containsExactly(Task.DENOISE, Task.DEBLOCK, Task.SR);
        assertThat(TaskSequence.parse("auto").repairs()).isTrue();
        assertThat(TaskSequence.parse("sr").repairs()).isFalse();
        assertThat(TaskSequence.parse("deblock,sr").needed()).isEqualTo(List.of(Task.DEBLOCK, Task.SR));
    }
}
