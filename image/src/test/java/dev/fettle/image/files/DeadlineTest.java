package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.ImageFormatException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void whatTheDecoderReturnsComesBack() throws Exception {
        assertThat(Deadline.call(() -> 7, MINUTE, "a.png")).isEqualTo(7);
    }

    @Test
    void everyCrashOfADecoderIsATypedError() {
        assertRefused(() -> throwing(new ArrayIndexOutOfBoundsException("Index 7 out of bounds")), "Index 7");
        assertRefused(() -> throwing(new NullPointerException()), "NullPointerException");
        assertRefused(() -> throwing(new StackOverflowError()), "StackOverflowError");
        assertRefused(() -> throwing(new IllegalStateException("first line\nsecond line")), "first line");
        assertRefused(() -> throwing(new OutOfMemoryError("Java heap space")), "-Xmx");
    }

    @Test
    void aDecoderThatHangsIsInterrupted() throws Exception {
        var interrupted = new CountDownLatch(1);
        Callable<Object> hanging = () -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return 0;
        };
        assertThatThrownBy(() -> Deadline.call(hanging, Duration.ofMillis(20), "a.png"))
                .isInstanceOf(ImageFormatException.class)
                .hasMessage("a.png: decoding takes longer than PT0.02S: raise the time limit or leave the file out");
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static Object throwing(Throwable problem) throws Exception {
        if (problem instanceof Error error) {
            throw error;
        }
        throw (Exception) problem;
    }

    private static void assertRefused(Callable<Object> decoder, String reason) {
        assertThatThrownBy(() -> Deadline.call(decoder, MINUTE, "a.png"))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageStartingWith("a.png: ")
                .hasMessageContaining(reason)
                .message()
                .hasLineCount(1);
    }
}
