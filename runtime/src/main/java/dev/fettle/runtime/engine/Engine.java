package dev.fettle.runtime.engine;

import dev.fettle.network.Border;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Halo;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A network made ready to run on pictures of any size, with the threads that it runs on. The way to
/// plans.
///
/// The weights are folded, packed and shared by all plans. Making plans is thread-safe; running them is
/// not (they share the threads).
public final class Engine implements AutoCloseable {
    private static final String VECTORS = "jdk.incubator.vector";

    /// Leaves room for a caller to add to it.
    private static final long UNREACHABLE = Long.MAX_VALUE / 4;

    private final Program program;
    private final Workers workers;
    private @Nullable Schedule last;

    private Engine(Program program, Workers workers) {
        this.program = program;
        this.workers = workers;
    }

    /// An engine that runs on the caller's thread and as many others as make up the number.
    public static Engine of(DeployedNetwork network, Border border, int threads) {
        return of(network, border, threads, Algorithm.AUTOMATIC);
    }

    /// An engine that computes 3×3 convolutions in a given way.
    public static Engine of(DeployedNetwork network, Border border, int threads, Algorithm algorithm) {
        return of(network, border, threads, new Kernels(lanes(), algorithm));
    }

    /// With zeros around the picture, as published networks run.
    public static Engine of(DeployedNetwork network, int threads) {
        return of(network, Border.ZEROS, threads);
    }

    /// An engine that computes all results of a network, and not the first alone: see
    /// {@link Plan#run(Raster, List, Plan.Progress)}.
    public static Engine ofAllResults(DeployedNetwork network, Border border, int threads) {
        return ofAllResults(network, border, threads, new Kernels(lanes(), Algorithm.AUTOMATIC));
    }

    static Engine of(DeployedNetwork network, Border border, int threads, Kernels kernels) {
        return ofAllResults(network.forFirstResult(), border, threads, kernels);
    }

    static Engine ofAllResults(DeployedNetwork network, Border border, int threads, Kernels kernels) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
        return new Engine(Program.of(network, border, kernels), new Workers(threads));
    }

    /// The fastest arithmetic of this JVM. The classes of the Vector API are not touched where their
    /// module is absent.
    static Lanes lanes() {
        return hasVectors() ? new VectorLanes() : new PlainLanes();
    }

    private static boolean hasVectors() {
        return ModuleLayer.boot().findModule(VECTORS).isPresent();
    }

    /// What networks run on in this JVM, for people: `256-bit vectors`, `plain loops`.
    public static String arithmetic() {
        return lanes().label();
    }

    /// What a tile must see around itself, and where it may begin, for its result to have the same bits
    /// as that of the whole picture.
    public Halo halo() {
        return program.halo();
    }

    /// Bytes of the buffers that a plan for pictures of height×width would hold, packed weights included.
    /// Allocates none of them.
    ///
    /// @return more than any machine has where a feature map would not fit an array
    /// @throws IllegalArgumentException if the pictures are too small for a layer, with its name
    public long bufferBytes(int height, int width) {
        Schedule schedule = schedule(1, height, width);
        return schedule.isRunnable() ? program.weightBytes() + schedule.bufferBytes() : UNREACHABLE;
    }

    /// Multiply-adds of a plan for each one that is made for the picture itself: more than 1 where what lies beyond
    /// its edges is computed, too.
    ///
    /// @throws IllegalArgumentException if the pictures are too small for a layer, with its name
    public double work(int height, int width) {
        return schedule(1, height, width).work();
    }

    /// A plan for pictures of height×width.
    ///
    /// @throws IllegalArgumentException if the pictures are too small for a layer (with its name) or too
    /// large for arrays
    public Plan plan(int height, int width) {
        return plan(1, height, width);
    }

    /// Keeps the last one: whoever asks for the bytes of a plan soon wants the plan.
    private synchronized Schedule schedule(int pictures, int height, int width) {
        if (last == null || !last.isFor(pictures, height, width)) {
            last = Schedule.of(program, pictures, height, width, workers.threads());
        }
        return last;
    }

    Plan plan(int pictures, int height, int width) {
        Schedule schedule = schedule(pictures, height, width);
        if (!schedule.isRunnable()) {
            throw new IllegalArgumentException(
                    "a feature map for %dx%d pixels does not fit an array; use smaller tiles".formatted(width, height));
        }
        return new Plan(schedule, workers);
    }

    /// A line for people when the engine runs slower than it could, with the way out.
    public static Optional<String> hint() {
        return hasVectors()
                ? Optional.empty()
                : Optional.of("running without vectors, many times slower; start Java with --add-modules " + VECTORS);
    }

    /// Ends the threads.
    @Override
    public void close() {
        workers.close();
    }
}
