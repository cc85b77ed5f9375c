package dev.fettle.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FloatPeakTest {
    /// Any machine of the last ten years does 4 lanes · 2 operations · 2 units at 1 GHz; none does 64 · 2 · 8 at 8 GHz.
    @Test
    @Tag("slow") // measures for a second
    void thePeakIsThatOfRegistersNotOfMemoryOrBoxes() throws InterruptedException {
        assertThat(FloatPeak.gflops(1)).isBetween(16.0, 8192.0);
    }
}
