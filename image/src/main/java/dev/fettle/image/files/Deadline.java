package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import java.io.ByteArrayInputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// Checking and decoding on a daemon thread of its own, so that a decoder which hangs, crashes or runs out
/// of memory costs one typed error.
final class Deadline {
    private Deadline() {}

    /// What the decoder returns.
    ///
    /// @throws ImageFormatException if it takes longer or ends in anything but a picture
    static <T> T call(Callable<T> decoder, Duration timeout, String name) throws ImageFormatException {
        var task = new FutureTask<>(decoder);
        Thread thread = Thread.ofPlatform().daemon().name("fettle-decode").start(task);
        try {
            return task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw translate(Objects.requireNonNullElse(e.getCause(), e), name);
        } catch (TimeoutException e) {
            throw new ImageFormatException(
                    "%s: decoding takes longer than %s: raise the time limit or leave the file out"
                            .formatted(name, timeout),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageFormatException(name + ": reading was interrupted: start again", e);
        } finally {
            thread.interrupt();
        }
    }

    private static ImageFormatException translate(Throwable cause, String name) {
        return switch (cause) {
            case ImageFormatException known -> known;
            case OutOfMemoryError full ->
                new ImageFormatException(
                        name + ": too large for the memory of this program: give it more (java -Xmx)", full);
            case null, default ->
                new ImageFormatException(
                        name + ": not a readable image (its decoder says: " + oneLine(cause)
                                + "): get an undamaged copy of the file",
                        cause);
        };
    }

    private static String oneLine(Throwable cause) {
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : Content.printable(message.lines().findFirst().orElse("nothing"));
    }

    /// For loops of our own decoders.
    static void check() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("decoding was stopped");
        }
    }

    /// Bytes for a foreign decoder, which fail as soon as the decoder's thread is interrupted.
    static ImageInputStream stream(byte[] content) {
        return new MemoryCacheImageInputStream(new ByteArrayInputStream(content) {
            @Override
            public int read(byte[] target, int offset, int length) {
                return Thread.currentThread().isInterrupted() ? -1 : super.read(target, offset, length);
            }
        });
    }
}
