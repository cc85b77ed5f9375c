package dev.fettle.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.Interruption;
import dev.fettle.train.TrainingListener.Progress;
import dev.fettle.train.measure.Measure;
import dev.fettle.train.measure.Measured;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Off a terminal, with a clock in hand.
class TrainingScreenTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L); // it may overflow
    private final StringWriter err = new StringWriter();
    private final Console console = new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), false);
    private final TrainingScreen screen = new TrainingScreen(console, new Interruption(), nanos::get);

    private void stepAfter(int seconds, long step) {
        nanos.addAndGet(seconds * 1_000_000_000L);
        screen.stepped(new Progress(step, 100, 0.25, new LinkedHashMap<>(), 1, 1e-4, Duration.ofSeconds(100 - step)));
    }

    @Test
    void theTimeLeftIsToldEarlyAndThenOnceAMinute() {
        screen.started(0, 100);
        stepAfter(2, 1);
        assertThat(err.toString()).hasLineCount(1).doesNotContain("left");
        stepAfter(4, 2);
        assertThat(err.toString()).hasLineCount(2).contains("step 2/100", "1:38 left");
        stepAfter(50, 3);
        assertThat(err.toString()).hasLineCount(2);
        stepAfter(11, 40);
        assertThat(err.toString()).hasLineCount(3).contains("step 40/100", "1:00 left");
    }

    @Test
    void termsOfTheLossAreShownBesideIt() {
        screen.started(0, 100);
        nanos.addAndGet(6_000_000_000L);
        LinkedHashMap<String, Double> terms = new LinkedHashMap<>(Map.of("distance", 0.2));
        terms.put("dual", 0.5);
        screen.stepped(new Progress(1, 100, 0.25, terms, 1, 1e-4, Duration.ofSeconds(99)));
        assertThat(err.toString()).contains("loss 0.25000 (distance 0.20000, dual 0.50000)  rate");
    }

    @Test
    void aValidationTellsTheTimeLeftToo() {
        screen.started(0, 100);
        screen.validated(0, new Measured(Measure.PSNR_Y, 20));
        assertThat(err.toString()).contains("step 0: validation 20.000 dB\n");
        stepAfter(1, 25);
        screen.validated(25, new Measured(Measure.PSNR_Y, 29.5));
        assertThat(err.toString()).contains("step 25: validation 29.500 dB, 1:15 left\n");
    }
}
