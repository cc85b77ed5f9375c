package dev.fettle.runtime;

/// How much of the machine a {@link Restorer} may use.
///
/// @param threads worker threads, at least 1; the result has the same bits for any number
/// @param memoryBytes bound on all that a restorer keeps: packed weights, which restorers of one
/// {@link PreparedModel} share, and the engine's buffers for all sizes. The arrays of the pictures
/// themselves come on top ({@link Restorer#footprint})
/// @param pictureBytes bound on these arrays in one call; pictures that need more are refused before work
/// @param selfEnsemble whether to average over the eight flips and transposes of the picture (eight times the
/// work, about 0.1 dB better)
/// @param windows how large pictures meet models that choose their kernels by the mean over training patches
/// @param fullStrength whether all that a model changes in a JPEG is kept, whatever quality its tables tell
/// ({@link dev.fettle.network.model.Blend}): for bad files that were saved once more at a better quality
public record RestoreOptions(
        int threads,
        long memoryBytes,
        long pictureBytes,
        boolean selfEnsemble,
        WindowScheme windows,
        boolean fullStrength) {
    /// More threads than any machine this is made for has processors.
    private static final int MOST_THREADS = 1024;

    /// All processors, 512 MB, pictures of any size, no self-ensemble, the cheap windows, JPEGs by
    /// their quality.
    public static final RestoreOptions DEFAULTS = new RestoreOptions(
            Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS),
            512L << 20,
            Long.MAX_VALUE,
            false,
            WindowScheme.CHEAP,
            false);

    public RestoreOptions {
        if (threads < 1 || threads > MOST_THREADS) {
            throw new IllegalArgumentException(
                    "threads must be 1 to %d (withThreads, --threads), got %d".formatted(MOST_THREADS, threads));
        }
        if (memoryBytes < 1) {
            throw new IllegalArgumentException(
                    "memory must be positive (withMemoryBytes, --memory), got %d bytes".formatted(memoryBytes));
        }
        if (pictureBytes < 1) {
            throw new IllegalArgumentException(
                    "memory of pictures must be positive (withPictureBytes), got %d bytes".formatted(pictureBytes));
        }
    }

    public RestoreOptions withThreads(int number) {
        return new RestoreOptions(number, memoryBytes, pictureBytes, selfEnsemble, windows, fullStrength);
    }

    public RestoreOptions withMemoryBytes(long bytes) {
        return new RestoreOptions(threads, bytes, pictureBytes, selfEnsemble, windows, fullStrength);
    }

    public RestoreOptions withPictureBytes(long bytes) {
        return new RestoreOptions(threads, memoryBytes, bytes, selfEnsemble, windows, fullStrength);
    }

    public RestoreOptions withSelfEnsemble(boolean ensemble) {
        return new RestoreOptions(threads, memoryBytes, pictureBytes, ensemble, windows, fullStrength);
    }

    public RestoreOptions withWindows(WindowScheme scheme) {
        return new RestoreOptions(threads, memoryBytes, pictureBytes, selfEnsemble, scheme, fullStrength);
    }

    public RestoreOptions withFullStrength(boolean full) {
        return new RestoreOptions(threads, memoryBytes, pictureBytes, selfEnsemble, windows, full);
    }
}
