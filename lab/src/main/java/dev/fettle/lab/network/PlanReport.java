package dev.fettle.lab.network;

import dev.fettle.lab.Lines;
import dev.fettle.lab.MemorySize;
import dev.fettle.lab.NamedNetwork;
import dev.fettle.lab.Size;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Ending;
import dev.fettle.network.Graph;
import dev.fettle.network.Halo;
import dev.fettle.network.Windows;
import dev.fettle.runtime.engine.Algorithm;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.Plan;
import dev.fettle.runtime.engine.PreparedNetwork;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// How the engine runs a network on pictures of one size, and what each step costs.
///
/// @param size of the network's input
/// @param arithmetic such as `512-bit vectors`
/// @param halo of the network, as the model's card has it
/// @param bufferBytes memory of feature maps and scratch arrays
/// @param millis time of the whole run that the steps belong to: the fastest of some
/// @param predictions for other numbers of threads, by the schedule and the times of the steps
public record PlanReport(
        String size,
        int threads,
        String arithmetic,
        Halo halo,
        long bufferBytes,
        double millis,
        List<Plan.Line> steps,
        List<PreparedNetwork.Prediction> predictions) {
    private static final int RUNS = 12;
    private static final int MOST_THREADS = 64;

    /// Runs the network on zeros.
    ///
    /// @param how the engine is to run it
    /// @throws IllegalArgumentException if the size is too small or too large for the network
    public static PlanReport of(NamedNetwork network, Setting how) {
        try (Engine engine = Engine.of(deployed(network, how), network.border(), how.threads(), how.algorithm())) {
            return of(engine, halo(network.graph()), how);
        }
    }

    private static Halo halo(Graph graph) {
        return switch (Ending.of(graph)) {
            case Ending.Picture _ -> Halo.of(graph);
            case Ending.Vector _ -> Halo.ofWhole(graph);
        };
    }

    /// How a network is run.
    ///
    /// @param size of its input
    /// @param window side of the windows for which kernels are chosen anew, 0 for none; as restore does if empty
    public record Setting(Size size, Optional<Integer> window, int threads, Algorithm algorithm) {}

    /// As restore runs it, or in the windows that are asked for.
    private static DeployedNetwork deployed(NamedNetwork named, Setting how) {
        boolean isLarge = Math.min(how.size().width(), how.size().height()) >= Windows.leastPicture(named.poolSize());
        int side = how.window().orElse(isLarge ? named.poolSize() : 0);
        DeployedNetwork deployed = named.network().deployed();
        return side == 0 ? deployed : Windows.of(deployed, side);
    }

    private static PlanReport of(Engine engine, Halo halo, Setting how) {
        Plan plan = engine.plan(how.size().height(), how.size().width());
        List<List<Plan.Line>> runs = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            runs.add(plan.measured());
        }
        List<Plan.Line> fastest =
                runs.stream().min(Comparator.comparingDouble(PlanReport::sum)).orElseThrow();
        return new PlanReport(
                how.size().toString(),
                how.threads(),
                Engine.arithmetic(),
                halo,
                plan.bufferBytes(),
                sum(fastest),
                fastest,
                predictions(engine, how, fastest));
    }

    /// Of one thread and twice as many, and so on.
    private static List<PreparedNetwork.Prediction> predictions(Engine engine, Setting how, List<Plan.Line> steps) {
        List<Plan.Line> onOne = steps.stream()
                .map(step -> step.taking(step.millis() * how.threads()))
                .toList();
        return IntStream.iterate(1, threads -> threads <= MOST_THREADS, threads -> 2 * threads)
                .mapToObj(threads ->
                        engine.network().predict(how.size().height(), how.size().width(), threads, onOne))
                .toList();
    }

    private static double sum(List<Plan.Line> steps) {
        return steps.stream().mapToDouble(Plan.Line::millis).sum();
    }

    /// As a table.
    public List<String> lines() {
        Lines lines = new Lines();
        lines.add("%-24s %-14s %-14s %8s %9s %8s %9s", "node", "kernel", "result", "MMAC", "KB", "ms", "GFLOP/s");
        for (Plan.Line step : steps) {
            lines.add(
                    "%-24s %-14s %-14s %8.1f %9d %8.2f %9s",
                    step.node(),
                    step.kernel(),
                    step.width() + "x" + step.height() + "x" + step.channels(),
                    1e-6 * step.macs(),
                    step.bytes() >> 10,
                    step.millis(),
                    step.macs() == 0 ? "" : "%.1f".formatted(2e-6 * step.macs() / step.millis()));
        }
        long macs = steps.stream().mapToLong(Plan.Line::macs).sum();
        lines.add(
                "%s, %d threads, %s: %.1f ms, %.1f effective GFLOP/s, %s of buffers",
                size, threads, arithmetic, millis, 2e-6 * macs / millis, MemorySize.text(bufferBytes));
        lines.add("halo: %s", ModelReport.text(halo));
        double one = predictions.getFirst().millis();
        lines.add("predicted from these times, if no thread slows another down:");
        lines.add("%8s %9s %11s %9s", "threads", "ms", "efficiency", "buffers");
        for (PreparedNetwork.Prediction prediction : predictions) {
            lines.add(
                    "%8d %9.1f %10.0f%% %9s",
                    prediction.threads(),
                    prediction.millis(),
                    100 * one / prediction.millis() / prediction.threads(),
                    MemorySize.text(prediction.bufferBytes()));
        }
        return lines.all();
    }
}
