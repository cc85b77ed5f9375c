package dev.fettle.runtime.engine;

import dev.fettle.image.Check;
import dev.fettle.network.Border;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Network;
import dev.fettle.network.Operation.Convolve;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// What the kernels reach by themselves: one convolution with bias on a picture of 320×180, one thread, without
/// loading and storing the picture.
///
/// Not part of the test suite; docs/benchmarks.md tells how to run it.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(1)
public class KernelBenchmark {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 180;

    /// The layers of the networks that we care for.
    public enum Layer {
        BODY_3X3(64, 64, 3, 1),
        SLIM_3X3(32, 32, 3, 1),
        BROAD_3X3(128, 128, 3, 1),
        FIRST_3X3(3, 64, 3, 1),
        LAST_3X3(64, 3, 3, 1),
        ODD_3X3(27, 50, 3, 1),
        POINTWISE_1X1(64, 64, 1, 1),
        WIDE_5X5(32, 32, 5, 1),
        GROUPS_2(64, 64, 3, 2),
        GROUPS_4(64, 64, 3, 4),
        GROUPS_8(64, 64, 3, 8),
        BROAD_GROUPS_2(128, 128, 3, 2),
        BROAD_GROUPS_4(128, 128, 3, 4),
        BROAD_GROUPS_8(128, 128, 3, 8),
        DEPTHWISE_3X3(64, 64, 3, 64);

        private final int channels;
        private final int filters;
        private final int side;
        private final int groups;

        Layer(int channels, int filters, int side, int groups) {
            this.channels = channels;
            this.filters = filters;
            this.side = side;
            this.groups = groups;
        }

        private Network network() {
            GraphBuilder g = new GraphBuilder();
            Convolve convolve = new Convolve(1, side / 2, 1, groups);
            Graph graph = g.build(g.conv("layer", g.input("image", channels), filters, side, convolve));
            return Network.initial(graph, 1);
        }

        /// Multiply-adds of one run, computed directly.
        private long macs() {
            return (long) WIDTH * HEIGHT * filters * channels / groups * side * side;
        }
    }

    @Param
    private Layer layer = Layer.BODY_3X3;

    @Param("AUTOMATIC")
    private Algorithm algorithm = Algorithm.AUTOMATIC;

    private Step step;
    private List<Turn> turns;
    private Workspace workspace;

    /// Takes the convolution's own turns out of a whole schedule.
    @Setup
    public void prepare() {
        Program program = Program.of(layer.network().deployed(), Border.ZEROS, new Kernels(Engine.lanes(), algorithm));
        Schedule schedule = Schedule.of(
                program, new Schedules.Size(1, HEIGHT, WIDTH, 1, Pace.of(1).getFirst()), Check.NONE);
        step = schedule.steps().stream()
                .filter(ConvolutionStep.class::isInstance)
                .findFirst()
                .orElseThrow();
        int number = schedule.steps().indexOf(step);
        Order order = schedule.order();
        turns = Arrays.stream(order.ofStep(number)).mapToObj(order::turn).toList();
        workspace = schedule.allocate(new Transfer(), Check.NONE).getFirst();
        for (float[] map : workspace.maps) {
            for (int i = 0; i < map.length; i++) {
                map[i] = i % 7 - 3;
            }
        }
        System.out.println("kernel: " + step.label());
        if (((ConvolutionStep) step).kernel() instanceof WinogradKernel kernel) {
            System.out.println("fetched by a tile from behind a first-level cache of 32 KB: "
                    + kernel.traffic(32 << 10)
                    + ", of 48 KB: "
                    + kernel.traffic(48 << 10));
        }
    }

    @Benchmark
    public Object convolution() {
        for (Turn turn : turns) {
            int jobs = step.jobs(turn.from(), turn.to());
            for (int job = 0; job < jobs; job++) {
                step.run(job, turn.from(), turn.to(), workspace);
            }
        }
        return workspace;
    }

    /// Runs all layers and prints what they reach. `-Djmh.layer=BODY_3X3 -Djmh.algorithm=DIRECT` picks.
    @Test
    void kernels() throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        options.include(KernelBenchmark.class.getName());
        pick("layer", options);
        pick("algorithm", options);
        report(new Runner(options).run());
    }

    private static void pick(String parameter, OptionsBuilder options) {
        String wanted = System.getProperty("jmh." + parameter);
        if (wanted != null) {
            options.param(parameter, wanted.split(","));
        }
    }

    private static void report(Collection<RunResult> results) {
        for (RunResult result : results) {
            Layer layer = Layer.valueOf(result.getParams().getParam("layer"));
            double millis = result.getPrimaryResult().getScore();
            System.out.println(String.format(
                    Locale.ROOT,
                    "%-16s %-10s %8.3f ms ± %.3f %8.1f effective GFLOP/s",
                    layer,
                    result.getParams().getParam("algorithm"),
                    millis,
                    result.getPrimaryResult().getScoreError(),
                    2e-6 * layer.macs() / millis));
        }
    }
}
