package dev.fettle.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fettle.bench.Comparison.Result;
import dev.fettle.lab.Lines;
import dev.fettle.lab.Machine;
import dev.fettle.lab.NamedNetwork;
import dev.fettle.lab.Times;
import dev.fettle.network.Cost;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Ending;
import dev.fettle.network.Shape;
import dev.fettle.network.architecture.Architecture;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// What a comparison found; what `--json` prints.
///
/// @param input size of the picture that went in
/// @param output size of the one that came out, or how many values did
/// @param scale of the network
/// @param parameters as papers count them, of the scale alone; of a trained network with gates, once these
/// are decided
/// @param allScales of a network that serves several; empty for others
/// @param macs multiply-adds of one run by direct convolution
/// @param macsPerOutputPixel of the network, as `fettle cost` tells them, gates decided; empty where no
/// picture comes out
/// @param runs that count, of each engine
/// @param fp32PeakGflops of the machine with as many threads
/// @param engines ours first
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record BenchReport(
        String network,
        int scale,
        String input,
        String output,
        int threads,
        long parameters,
        Optional<AllScales> allScales,
        long macs,
        Optional<Double> macsPerOutputPixel,
        int runs,
        double fp32PeakGflops,
        List<EngineReport> engines,
        Agreement agreement,
        Machine machine) {
    private static final double MEGABYTE = 1 << 20;

    /// Of the results that papers count multiply-adds for.
    private static final double USUAL_PIXELS = 1280 * 720;

    BenchReport {
        engines = List.copyOf(engines);
    }

    /// One set of weights for several scales.
    ///
    /// @param parameters of all of them together
    record AllScales(List<Integer> scales, long parameters) {
        AllScales {
            scales = List.copyOf(scales);
        }

        /// Empty if there is but one.
        static Optional<AllScales> of(Architecture whole) {
            return Optional.of(new AllScales(whole.scales(), whole.graph().parameterCount()))
                    .filter(all -> all.scales.size() > 1);
        }

        /// `1,591,939 for x2, x3, x4 together`
        @Override
        public String toString() {
            String listed = scales.stream().map(scale -> "x" + scale).collect(Collectors.joining(", "));
            return String.format(Locale.ROOT, "%,d for %s together", parameters, listed);
        }
    }

    /// What one engine did.
    ///
    /// @param firstMillis the very first run
    /// @param effectiveGflops 2 · MACs of direct convolution per second, by whatever means it got there
    /// @param shareOfPeak effective rate as a part of the machine's peak; Winograd may exceed 1
    /// @param peakResidentMb of its process, in 2²⁰ bytes; empty where the system does not tell
    /// @param ratio of its median to that of the first engine
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record EngineReport(
            String engine,
            String version,
            double medianMillis,
            double minMillis,
            double maxMillis,
            double firstMillis,
            double effectiveGflops,
            double shareOfPeak,
            Optional<Double> peakResidentMb,
            double ratio,
            List<Double> millis) {}

    /// @param results the first is what the others are compared with
    static BenchReport of(Workload workload, double peakGflops, List<Result> results, Agreement agreement) {
        NamedNetwork named = workload.named();
        DeployedNetwork network = workload.deployed();
        long macs = workload.macs(network);
        Shape output = workload.outputShape(network);
        Ending ending = Ending.of(network.graph());
        Optional<Cost.Decided> inUse = named.inUse(workload.input());
        Times first = results.getFirst().times();
        return new BenchReport(
                workload.label(),
                named.architecture().scale(),
                workload.input().toString(),
                switch (ending) {
                    case Ending.Picture _ -> output.width() + "x" + output.height();
                    case Ending.Vector(int length) -> length + " values";
                },
                workload.threads(),
                inUse.map(Cost.Decided::parameters).orElse(named.graph().parameterCount()),
                AllScales.of(workload.allScales().architecture()),
                macs,
                switch (ending) {
                    case Ending.Picture _ ->
                        Optional.of(inUse.map(Cost.Decided::macsPerOutputPixel)
                                .orElseGet(() -> Cost.macsPerOutputPixel(named.graph())));
                    case Ending.Vector _ -> Optional.empty();
                },
                first.millis().size(),
                peakGflops,
                results.stream()
                        .map(result -> engine(result, macs, peakGflops, first.median()))
                        .toList(),
                agreement,
                Machine.here());
    }

    private static EngineReport engine(Result result, long macs, double peakGflops, double firstMedian) {
        Times times = result.times();
        double gflops = 2e-6 * macs / times.median();
        return new EngineReport(
                result.contestant().label(),
                result.version(),
                times.median(),
                times.min(),
                times.max(),
                times.first(),
                gflops,
                gflops / peakGflops,
                megabytes(result.peakResidentBytes()),
                times.median() / firstMedian,
                times.millis());
    }

    private static Optional<Double> megabytes(OptionalLong bytes) {
        return bytes.isPresent() ? Optional.of(bytes.getAsLong() / MEGABYTE) : Optional.empty();
    }

    /// A row of a table in Markdown: network, scale, parameters (of all scales together), multiply-adds in
    /// G for a result of 1280x720, or for the picture that went in where none comes out, and the median of
    /// each engine in milliseconds with the fastest and slowest run.
    String row() {
        String together = allScales
                .map(all -> String.format(Locale.ROOT, " (%,d)", all.parameters()))
                .orElse("");
        String times = engines.stream()
                .map(engine -> String.format(
                        Locale.ROOT,
                        " %,.1f (%,.1f-%,.1f) |",
                        engine.medianMillis(),
                        engine.minMillis(),
                        engine.maxMillis()))
                .collect(Collectors.joining());
        double macsOfUsual = macsPerOutputPixel.map(each -> each * USUAL_PIXELS).orElse((double) macs);
        return String.format(
                Locale.ROOT, "| %s | %,d%s | %,.1f |%s", network, parameters, together, 1e-9 * macsOfUsual, times);
    }

    /// The table for people.
    List<String> lines() {
        Lines lines = new Lines();
        lines.add(
                "%s, %s -> %s, %d threads, %.1f G multiply-adds; %d alternating runs",
                network, input, output, threads, macs * 1e-9, runs);
        lines.add(
                "%,d parameters%s", parameters, allScales.map(all -> ", " + all).orElse(""));
        lines.add("%s; peak %.0f GFLOP/s", machine, fp32PeakGflops);
        lines.add("");
        lines.add(
                "%-17s %10s %10s %10s %10s %9s %8s %9s %7s",
                "engine", "median ms", "min ms", "max ms", "first ms", "GFLOP/s", "of peak", "peak MB", "ratio");
        for (EngineReport engine : engines) {
            String megabytes =
                    engine.peakResidentMb().map(mb -> "%.0f".formatted(mb)).orElse("-");
            lines.add(
                    "%-17s %10.1f %10.1f %10.1f %10.1f %9.1f %7.0f%% %9s %7.2f",
                    engine.engine(),
                    engine.medianMillis(),
                    engine.minMillis(),
                    engine.maxMillis(),
                    engine.firstMillis(),
                    engine.effectiveGflops(),
                    100 * engine.shareOfPeak(),
                    megabytes,
                    engine.ratio());
        }
        lines.add("");
        for (Agreement.Difference difference : agreement.differences()) {
            lines.add(
                    "%-17s differs from %s by at most %.2g (%.2g of the largest output), PSNR %.1f dB",
                    difference.engine(),
                    engines.getFirst().engine(),
                    difference.maximum(),
                    difference.relative(),
                    difference.psnr());
        }
        for (EngineReport engine : engines) {
            lines.add("%-17s %s", engine.engine(), engine.version());
        }
        return lines.all();
    }
}
