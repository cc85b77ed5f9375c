package dev.fettle.train.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/// The library itself, as this process has it.
public final class Libtorch {
    private Libtorch() {}

    /// As {@link #useThreads}, for a process that trains: memory that a step frees is kept for the next one.
    public static void prepareToTrain(int threads) {
        useThreads(threads);
        NativeHeap.keepWhatIsFreed();
    }

    /// Sets the number of threads, and leaves NNPACK out. Where that does not know the processor, which
    /// virtual machines hide from it, every convolution of few channels would try it anew and write a line
    /// on standard error: 330,000 of them in a training of 4000 steps. Without it all machines compute
    /// alike.
    public static void useThreads(int threads) {
        OpenBlas.acceptRelease();
        torch.globalContext().setUserEnabledNNPACK(false);
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
