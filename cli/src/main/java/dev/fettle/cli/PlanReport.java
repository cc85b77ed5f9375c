package dev.fettle.cli;

import dev.fettle.network.Halo;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.Plan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// How the engine runs a network on pictures of one size, and what each step costs.
///
/// @param size of the network's input
/// @param arithmetic such as `512-bit vectors`
/// @param halo of the network, as the model's card has it
/// @param bufferBytes memory of feature maps and scratch arrays
/// @param millis time of the whole run that the steps belong to: the fastest of some
record PlanReport(
        String size,
        int threads,
        String arithmetic,
        Halo halo,
        long bufferBytes,
        double millis,
        List<Plan.Line> steps) {
    private static final int RUNS = 12;

    /// @param threads those of the engine
    /// @throws IllegalArgumentException if the size is too small or too large for the network
    static PlanReport of(Engine engine, Halo halo, Size size, int threads) {
        Plan plan = engine.plan(size.height(), size.width());
        List<List<Plan.Line>> runs = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            runs.add(plan.measured());
        }
        List<Plan.Line> fastest =
                runs.stream().min(Comparator.comparingDouble(PlanReport::sum)).orElseThrow();
        return new PlanReport(
                size.toString(), threads, Engine.arithmetic(), halo, plan.bufferBytes(), sum(fastest), fastest);
    }

    private static double sum(List<Plan.Line> steps) {
        return steps.stream().mapToDouble(Plan.Line::millis).sum();
    }

    void print(Console console) {
        console.result("%-24s %-14s %-14s %8s %9s %8s %9s", "node", "kernel", "result", "MMAC", "KB", "ms", "GFLOP/s");
        for (Plan.Line step : steps) {
            console.result(
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
        console.result(
                "%s, %d threads, %s: %.1f ms, %.1f effective GFLOP/s, %s of buffers",
                size, threads, arithmetic, millis, 2e-6 * macs / millis, MemorySize.text(bufferBytes));
        console.result("halo: %s", ModelReport.text(halo));
    }
}
