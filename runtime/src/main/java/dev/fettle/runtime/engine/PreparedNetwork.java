package dev.fettle.runtime.engine;

import dev.fettle.image.Check;
import dev.fettle.network.Border;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Graph;
import dev.fettle.network.Halo;
import java.util.List;

/// A network whose weights are folded and packed, for pictures of any size: what engines share.
/// Immutable but for the orders of work for the latest sizes, which are kept; thread-safe.
public final class PreparedNetwork {
    private final Program program;
    private final Schedules schedules = new Schedules(this::made);

    PreparedNetwork(Program program) {
        this.program = program;
    }

    /// A network for its first result.
    public static PreparedNetwork of(DeployedNetwork network, Border border) {
        return of(network, border, Check.NONE);
    }

    /// A network for its first result.
    ///
    /// @param check asked before the weights of each layer are packed
    /// @throws RuntimeException what the check throws
    public static PreparedNetwork of(DeployedNetwork network, Border border, Check check) {
        Kernels kernels = new Kernels(Engine.lanes(), Algorithm.AUTOMATIC);
        return new PreparedNetwork(Program.of(network.forFirstResult(), border, kernels, check));
    }

    /// An engine with threads of its own, which end with it.
    public Engine engine(int threads) {
        return new Engine(this, new Workers(threads));
    }

    /// An engine that shares its threads with others: of these only one may run at a time, and
    /// closing one ends the threads of all.
    public Engine engine(Workers workers) {
        return new Engine(this, workers);
    }

    /// What a tile must see around itself, and where it may begin, for its result to have the same
    /// bits as that of the whole picture.
    public Halo halo() {
        return program.halo();
    }

    /// The same for tiles that have neighbours above and below.
    public Halo rowHalo() {
        return program.rowHalo();
    }

    /// Whether a feature map has rows that are too long for any plan.
    boolean isTooWide(int width) {
        return program.isTooWide(width);
    }

    public Graph graph() {
        return program.graph();
    }

    /// Bytes of the packed weights, which all engines share.
    public long weightBytes() {
        return program.weightBytes();
    }

    /// What a run takes by its schedule alone.
    ///
    /// @param bufferBytes memory of feature maps and scratch arrays; the packed weights come on top
    /// @param millis time, if each thread has a processor of its own and jobs take as long as they were
    /// measured to take
    public record Prediction(int threads, long bufferBytes, double millis) {}

    /// What a run for pictures of height×width would take on some threads: the order of jobs is that of a
    /// real run, and each takes its part of the step's time. What threads do to each other by sharing caches and
    /// memory is left out.
    ///
    /// @param measured milliseconds of the processor that steps take, as {@link Plan#measured} tells on one thread
    public Prediction predict(int height, int width, int threads, List<Plan.Line> measured) {
        Pace pace = Pace.of(threads).getFirst();
        Schedule schedule = schedule(new Schedules.Size(1, height, width, threads, pace), Check.NONE);
        return new Prediction(threads, schedule.bufferBytes(), Simulation.millis(schedule, threads, measured));
    }

    Schedule schedule(Schedules.Size size, Check check) {
        return schedules.of(size, check);
    }

    /// Turns that a schedule has, or a few more; told without finding it.
    long turns(Schedules.Size size) {
        return Schedule.turns(program, size);
    }

    private Schedule made(Schedules.Size size, Check check) {
        return Schedule.of(program, size, check);
    }
}
