package dev.fettle.train.torch;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The heap of the C library, which libtorch takes its tensors from.
///
/// glibc gives large blocks back to the system as soon as they are free, and takes others for the next step: 31,000
/// page faults a second in a training of EDSR 8×48, and 18 % of the time of `experiments/everyday/sr-x2.yaml` in the
/// kernel. The settings are those of mallopt(3). Other C libraries have no such function and keep theirs.
final class NativeHeap {
    /// M_TRIM_THRESHOLD: free bytes at the end of the heap that are kept.
    private static final int TRIM_THRESHOLD = -1;

    /// M_TOP_PAD: bytes that are taken beyond what is asked for.
    private static final int TOP_PAD = -2;

    /// M_MMAP_THRESHOLD: blocks of so many bytes come from the system one by one, and go back.
    private static final int MMAP_THRESHOLD = -3;

    /// The most that glibc allows.
    private static final int LARGEST_THRESHOLD = 32 << 20;

    private NativeHeap() {}

    /// From now on this process keeps native memory that is freed for what is allocated next.
    ///
    /// @return whether the C library can
    static boolean keepWhatIsFreed() {
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("mallopt")
                .map(function -> keep(linker, function))
                .orElse(false);
    }

    @SuppressWarnings("restricted") // mallopt takes two numbers and no memory
    private static boolean keep(Linker linker, MemorySegment function) {
        MethodHandle set = linker.downcallHandle(function, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        return set(set, MMAP_THRESHOLD, LARGEST_THRESHOLD)
                && set(set, TRIM_THRESHOLD, Integer.MAX_VALUE)
                && set(set, TOP_PAD, 2 * LARGEST_THRESHOLD);
    }

    private static boolean set(MethodHandle function, int setting, int value) {
        try {
            return (int) function.invokeExact(setting, value) == 1;
        } catch (Throwable e) { // invokeExact declares it; mallopt throws nothing
            throw new IllegalStateException("mallopt could not be called", e);
        }
    }
}
