package dev.fettle.bench;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/// The engines that can be compared.
enum Contestant {
    FETTLE("fettle"),
    ONNXRUNTIME("onnxruntime"),
    ONNXRUNTIME_INT8("onnxruntime-int8"),
    LIBTORCH("libtorch");

    /// By itself glibc gives every large tensor back to the system and then pays for its pages anew: EDSR-baseline
    /// took 1550 instead of 1230 ms. Huge pages alone helped less.
    private static final String KEEP_FREED_MEMORY =
            "glibc.malloc.arena_max=1:glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=100000000000:glibc.malloc.hugetlb=1";

    private final String label;

    Contestant(String label) {
        this.label = label;
    }

    /// As command line and report name it.
    String label() {
        return label;
    }

    /// Whether it computes in 32-bit floats throughout.
    boolean isExact() {
        return this != ONNXRUNTIME_INT8;
    }

    /// The workload's network as a model for it, made beforehand lest the making count as its memory; empty for those
    /// that take it from the workload.
    ///
    /// @throws LinkageError if what makes it is not to be had for this platform
    byte[] model(Workload workload) throws IOException, OrtException {
        return switch (this) {
            case FETTLE, LIBTORCH -> new byte[0];
            case ONNXRUNTIME -> OnnxRuntimeRunner.export(workload);
            case ONNXRUNTIME_INT8 -> {
                byte[] exact = OnnxRuntimeRunner.export(workload);
                yield Quantization.of(exact, Calibration.ranges(workload, exact));
            }
        };
    }

    /// Loads the engine with a workload, in the process that will run it.
    ///
    /// @throws LinkageError if its native library is not to be had for this platform
    Runner open(Workload workload, byte[] model) throws OrtException {
        return switch (this) {
            case FETTLE -> new FettleRunner(workload);
            case ONNXRUNTIME, ONNXRUNTIME_INT8 -> new OnnxRuntimeRunner(workload, model);
            case LIBTORCH -> new TorchRunner(workload);
        };
    }

    /// What its process is told by environment variables.
    Map<String, String> environment(int threads) {
        return switch (this) {
            case FETTLE, ONNXRUNTIME, ONNXRUNTIME_INT8 -> Map.of();
            case LIBTORCH -> Map.of("OMP_NUM_THREADS", Integer.toString(threads), "GLIBC_TUNABLES", KEEP_FREED_MEMORY);
        };
    }

    /// A rival of our engine by its name.
    ///
    /// @throws IllegalArgumentException listing the known ones
    static Contestant parseRival(String name) {
        return Arrays.stream(values())
                .filter(known -> known != FETTLE && known.label.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown engine '" + name + "'; known: " + rivals()));
    }

    private static String rivals() {
        return Arrays.stream(values())
                .filter(known -> known != FETTLE)
                .map(Contestant::label)
                .collect(Collectors.joining(", "));
    }
}
