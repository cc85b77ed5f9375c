package dev.fettle.runtime;

/// How much of the machine a {@link Restorer} may use.
///
/// @param threads worker threads, at least 1; the result has the same bits for any number
/// @param memoryBytes bound on all that a restorer keeps: packed weights, which restorers of one
/// {@link PreparedModel} share, and the engine's buffers for all sizes. The arrays of the pictures
/// themselves come on top ({@link Restorer#footprint})
/// @param pictureBytes bound on these arrays in one call; pictures that need more are refused before work
/// @param selfEnsemble whether to average over the eight flips and transposes of the picture (eight times
/// the work, about 0.1 dB better)
/// @param windows how large pictures meet models that choose their kernels by the mean over training
/// patches
/// @param fullStrength whether all that a model changes in a JPEG is kept, whatever quality its tables tell
/// ({@link dev.fettle.network.model.Blend}): for bad files that were saved once more at a better quality
/// @param strength in [0, 1], for models that keep the size: `result = input + strength · (restored -
/// input)`, so that grain may stay; 1 is the model's result, 0 the picture that was given
public record RestoreOptions(
        int threads,
        long memoryBytes,
        long pictureBytes,
        boolean selfEnsemble,
        WindowScheme windows,
        boolean fullStrength,
        double strength) {
    /// More threads than any machine this is made for has processors.
    private static final int MOST_THREADS = 1024;

    /// All processors, 512 MB, pictures of any size, no self-ensemble, the cheap windows, JPEGs by
    /// their quality, all of the models' results.
    public static final RestoreOptions DEFAULTS = new RestoreOptions(
            Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS),
            512L << 20,
            Long.MAX_VALUE,
            false,
            WindowScheme.CHEAP,
            false,
            1);

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
        if (!(strength >= 0 && strength <= 1)) {
            throw new IllegalArgumentException("strength must be 0 to 1 (withStrength, --strength), got " + strength);
        }
    }

    public RestoreOptions withThreads(int number) {
        return new RestoreOptions(number, memoryBytes, pictureBytes, selfEnsemble, windows, fullStrength, strength);
    }

    public RestoreOptions withMemoryBytes(long bytes) {
        return new RestoreOptions(threads, bytes, pictureBytes, selfEnsemble, windows, fullStrength, strength);
    }

    public RestoreOptions withPictureBytes(long bytes) {
        return new RestoreOptions(threads, memoryBytes, bytes, selfEnsemble, windows, fullStrength, strength);
    }

    public RestoreOptions withSelfEnsemble(boolean ensemble) {
        return new RestoreOptions(threads, memoryBytes, pictureBytes, ensemble, windows, fullStrength, strength);
    }

    public RestoreOptions withWindows(WindowScheme scheme) {
        return new RestoreOptions(threads, memoryBytes, pictureBytes, selfEnsemble, scheme, fullStrength, strength);
    }

    public RestoreOptions withFullStrength(boolean full) {
        return new RestoreOptions(threads, memoryBytes, pictureBytes, selfEnsemble, windows, full, strength);
    }

    public RestoreOptions withStrength(double share) {
        return new RestoreOptions(threads, memoryBytes, pictureBytes, selfEnsemble, windows, fullStrength, share);
    }
}
