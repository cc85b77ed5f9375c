package dev.fettle.lab.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fettle.image.degrade.Steps;
import dev.fettle.image.degrade.Task;
import org.junit.jupiter.api.Test;

class TestSetTest {
    private static TestSet set(int quality, String steps) {
        return new TestSet("stored", "photos", 1, 0, quality, "rgb", 0, steps);
    }

    @Test
    void stepsSayWhatIsDoneAndWhatUndoesIt() {
        TestSet set = set(0, "gray then noise 15 then jpeg 90");
        set.requireOf(false);
        assertThat(set.degradation()).isEqualTo(Steps.parse("gray then noise 15 then jpeg 90"));
        assertThat(set.task()).isEqualTo(Task.DENOISE);
        assertThat(set(0, "jpeg 30 shift=4,4 then jpeg 60").task()).isEqualTo(Task.DEBLOCK);
        assertThat(set.hasClasses()).isFalse();
    }

    @Test
    void stepsThatContradictAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> set(10, "noise 15").requireOf(false))
                .withMessage("set 'stored': needs one of scale (at least 2), sigma, quality and steps, got 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> set(0, "noise 15 then blur"))
                .withMessage("set 'stored': steps: unknown step 'blur'; known: gray, noise, poisson, jpeg, reduce");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> set(0, "gray then reduce 2"))
                .withMessage(
                        "set 'stored': steps 'gray then reduce 2' leave nothing to restore; add noise, poisson or jpeg");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> set(0, "noise 15").requireOf(true))
                .withMessageContaining("pictures are sorted as they are; leave out scale, sigma, quality, steps");
    }
}
