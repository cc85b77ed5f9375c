package dev.fettle.image.degrade;

import dev.fettle.image.Image;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/// A way of spoiling a picture: a pure function of the picture and, where chance plays a part, of a seed.
/// Thread-safe.
public sealed interface Degradation
        permits BicubicDown, DegradationChain, Downsizing, GaussianNoise, Gray, JpegCompression, PoissonNoise {
    /// The spoilt picture. The same picture and seed give the same samples on every machine.
    ///
    /// @param seed of whatever is random; ignored where nothing is
    /// @throws IllegalArgumentException if this picture cannot be degraded so, being too small
    default Image apply(Image original, long seed) {
        return apply(original, NormalValues.seeded(seed));
    }

    /// The same, with chance from anywhere.
    Image apply(Image original, NormalValues chance);

    /// To which the restored picture compares: the original itself, unless its size must be a multiple of
    /// the scale, or a step gives it another size or colour.
    default Image reference(Image original) {
        return original;
    }

    /// What undoes it; empty if nothing has to be undone.
    Optional<Task> task();

    /// What is done, in a few words for reports, such as `bicubic x2 mirror-8bit`. {@link Steps} reads
    /// them, but for the shrinking of super-resolution.
    String label();

    /// The seed of a test picture, from its file name without folder, so that its noise is the same whatever
    /// else is measured: the first eight bytes of the name's SHA-256, big-endian.
    static long seedOf(String fileName) {
        try {
            byte[] name = fileName.getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(name))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
