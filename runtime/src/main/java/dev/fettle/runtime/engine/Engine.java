package dev.fettle.runtime.engine;

import dev.fettle.image.Check;
import dev.fettle.network.Border;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Halo;
import java.util.List;
import java.util.Optional;

/// A network made ready to run on pictures of any size, with the threads that it runs on. The way to
/// plans.
///
/// The weights are folded, packed and shared by all plans and by all engines of a {@link
/// PreparedNetwork}. Making plans is thread-safe; running them is not (they share the threads).
public final class Engine implements AutoCloseable {
    private static final String VECTORS = "jdk.incubator.vector";

    /// Leaves room for a caller to add to it.
    private static final long UNREACHABLE = Long.MAX_VALUE / 4;

    private static final int MOST_THREADS = 64;

    private final PreparedNetwork network;
    private final Workers workers;

    Engine(PreparedNetwork network, Workers workers) {
        this.network = network;
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
        return new PreparedNetwork(Program.of(network, border, kernels)).engine(threads);
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
        return network.halo();
    }

    /// The same for tiles that have neighbours above and below.
    public Halo rowHalo() {
        return network.rowHalo();
    }

    /// Bytes that the order of work for pictures of height×width takes, at most: it grows with the height,
    /// which buffers do not. Told without finding it.
    public long orderBytes(int height, int width) {
        return Order.bytes(network.turns(new Schedules.Size(1, height, width, workers.threads(), Pace.LEAST)));
    }

    public PreparedNetwork network() {
        return network;
    }

    /// Bytes of the buffers that a plan for pictures of height×width needs at least, packed weights
    /// included. Allocates none of them.
    ///
    /// @return more than any machine has where a feature map would not fit an array
    /// @throws IllegalArgumentException if the pictures are too small for a layer, with its name
    public long bufferBytes(int height, int width) {
        return bufferBytes(height, width, Check.NONE);
    }

    /// As {@link #bufferBytes(int, int)}.
    ///
    /// @param check asked again and again while the order of work is found, which takes some tenths of a
    /// second for deep networks and large pictures; what it throws reaches the caller
    public long bufferBytes(int height, int width, Check check) {
        return bytes(height, width, Pace.LEAST, check);
    }

    /// As {@link #bufferBytes(int, int, Check)}, with more threads than machines have: a result that follows from what
    /// fits a budget is the same on all of them.
    public long bufferBytesAnywhere(int height, int width, Check check) {
        if (network.isTooWide(width)) {
            return UNREACHABLE;
        }
        int threads = Math.max(MOST_THREADS, workers.threads());
        return bytes(schedule(new Schedules.Size(1, height, width, threads, Pace.LEAST), check));
    }

    /// Bytes of the buffers that {@link #plan(int, int, long, Check)} holds within a budget, packed
    /// weights included.
    public long bufferBytes(int height, int width, long budgetBytes, Check check) {
        return network.isTooWide(width) ? UNREACHABLE : bytes(schedule(height, width, budgetBytes, check));
    }

    /// Whether the most comfortable plan stays within a budget. To be asked first: where it does, no
    /// other order of work need be found.
    public boolean isComfortable(int height, int width, long budgetBytes, Check check) {
        return bytes(height, width, comfortable(), check) <= budgetBytes;
    }

    private long bytes(int height, int width, Pace pace, Check check) {
        return network.isTooWide(width) ? UNREACHABLE : bytes(schedule(height, width, pace, check));
    }

    private long bytes(Schedule schedule) {
        return schedule.isRunnable() ? network.weightBytes() + schedule.bufferBytes() : UNREACHABLE;
    }

    /// A plan with as much room between its steps as the budget allows, which lets threads wait
    /// less for one another; at least with what it needs.
    ///
    /// @param budgetBytes packed weights included
    /// @throws IllegalArgumentException as {@link #plan(int, int)}
    public Plan plan(int height, int width, long budgetBytes, Check check) {
        return new Plan(runnable(schedule(height, width, budgetBytes, check)), workers, check);
    }

    private Schedule schedule(int height, int width, long budgetBytes, Check check) {
        for (Pace pace : Pace.of(workers.threads())) {
            Schedule schedule = schedule(height, width, pace, check);
            if (bytes(schedule) <= budgetBytes) {
                return schedule;
            }
        }
        return schedule(height, width, Pace.LEAST, check);
    }

    /// A run of several pictures of height×width, side by side as far as the budget allows.
    ///
    /// @param budgetBytes packed weights included; with too little, pictures are run one after another
    /// @throws IllegalArgumentException as {@link #plan(int, int)}
    public Batch batch(int height, int width, long budgetBytes, Check check) {
        Schedule line = line(height, width, budgetBytes, check);
        return new Batch(runnable(line), workers, lines(line, budgetBytes), check);
    }

    /// Bytes that {@link #batch} holds within a budget, packed weights included.
    public long batchBytes(int height, int width, long budgetBytes, Check check) {
        Schedule line = line(height, width, budgetBytes, check);
        return line.isRunnable() ? network.weightBytes() + lines(line, budgetBytes) * line.bufferBytes() : UNREACHABLE;
    }

    /// Of some pictures of height×width, those that {@link #batch} runs in less time than plans do, one after another:
    /// whole rounds, and the rest if it keeps more than half of the threads busy.
    ///
    /// @param budgetBytes packed weights included
    public int sideBySide(int pictures, int height, int width, long budgetBytes, Check check) {
        int lines = lines(line(height, width, budgetBytes, check), budgetBytes);
        int threads = workers.threads();
        if (2 * lines <= threads || batchBytes(height, width, budgetBytes, check) > budgetBytes) {
            return 0;
        }
        int rest = pictures % lines;
        return 2 * rest > threads ? pictures : pictures - rest;
    }

    private int lines(Schedule line, long budgetBytes) {
        long left = Math.max(budgetBytes - network.weightBytes(), 0);
        return Math.clamp(left / line.bufferBytes(), 1, workers.threads());
    }

    /// What each line of a batch runs, on one thread.
    private Schedule line(int height, int width, long budgetBytes, Check check) {
        Pace pace = Pace.of(1).getFirst();
        Schedule comfortable = network.schedule(new Schedules.Size(1, height, width, 1, pace), check);
        return bytes(comfortable) <= budgetBytes
                ? comfortable
                : network.schedule(new Schedules.Size(1, height, width, 1, Pace.LEAST), check);
    }

    /// Multiply-adds of a plan for each one that is made for the picture itself: more than 1 where what lies beyond
    /// its edges is computed, too.
    ///
    /// @param budgetBytes of the plan
    /// @throws IllegalArgumentException if the pictures are too small for a layer, with its name
    public double work(int height, int width, long budgetBytes, Check check) {
        return schedule(height, width, budgetBytes, check).work();
    }

    /// A plan for pictures of height×width, as comfortable as it can be.
    ///
    /// @throws IllegalArgumentException if the pictures are too small for a layer (with its name) or too
    /// large for arrays
    public Plan plan(int height, int width) {
        return plan(1, height, width);
    }

    Plan plan(int pictures, int height, int width) {
        Schedules.Size size = new Schedules.Size(pictures, height, width, workers.threads(), comfortable());
        return new Plan(runnable(schedule(size, Check.NONE)), workers, Check.NONE);
    }

    private Pace comfortable() {
        return Pace.of(workers.threads()).getFirst();
    }

    private static Schedule runnable(Schedule schedule) {
        if (!schedule.isRunnable()) {
            throw tooLarge(schedule.input().height(), schedule.input().width());
        }
        return schedule;
    }

    private static IllegalArgumentException tooLarge(int height, int width) {
        return new IllegalArgumentException(
                "a feature map for %dx%d pixels does not fit an array; use smaller tiles".formatted(width, height));
    }

    private Schedule schedule(int height, int width, Pace pace, Check check) {
        return schedule(new Schedules.Size(1, height, width, workers.threads(), pace), check);
    }

    private Schedule schedule(Schedules.Size size, Check check) {
        if (network.isTooWide(size.width())) {
            throw tooLarge(size.height(), size.width());
        }
        return network.schedule(size, check);
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
