package dev.fettle.train.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/// The library itself, as this process has it.
public final class Libtorch {
    private Libtorch() {}

    /// Sets the number of threads.
    public static void useThreads(int threads) {
        OpenBlas.acceptRelease();
        torch.set_num_threads(threads);
    }

    /// The version of libtorch and of its binding, as the artifact names it.
    public static String version() {
        try {
            return Loader.getVersion("org.bytedeco", "pytorch");
        } catch (IOException e) {
            throw new UncheckedIOException("libtorch does not say its version", e);
        }
    }
}
