package dev.fettle.bench;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Failure;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.cli.option.ArchitectureNames;
import dev.fettle.lab.Size;
import dev.fettle.lab.groups.GroupMeasurement;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.train.torch.objective.GroupTimes;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fettle bench`: the engine against its rivals, in turns on one machine.
@Command(
        name = "bench",
        description = "Compare the speed of the engine with libtorch and ONNX Runtime.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle bench edsr-baseline --scale 4 --size 320x180 --threads 2",
            "  fettle bench sr-x2 --size 640x360 --against libtorch --runs 15 --json",
            "  fettle bench experiment.yaml --groups times.yaml --threads 1",
            "",
            "Nothing else should run meanwhile."
        })
final class BenchCommand extends Subcommand {
    @Parameters(
            paramLabel = "NETWORK",
            description = "A published network (${COMPLETION-CANDIDATES}), a model, or an experiment.",
            completionCandidates = ArchitectureNames.class)
    private String network = "";

    @Option(
            names = "--scale",
            paramLabel = "N",
            description =
                    "Enlargement in each direction (default: 2, or the network's own; of several one must be named).")
    private Optional<Integer> scale = Optional.empty();

    @Option(
            names = "--size",
            paramLabel = "WxH",
            defaultValue = "320x180",
            description = "Size of the picture that goes into the network (default: ${DEFAULT-VALUE}).")
    private Size size = new Size(320, 180);

    @Option(names = "--threads", paramLabel = "N", description = "Processor cores to use (default: all).")
    private Optional<Integer> threads = Optional.empty();

    @Option(
            names = "--against",
            paramLabel = "ENGINE",
            split = ",",
            defaultValue = "onnxruntime,onnxruntime-int8,libtorch",
            description = "Rivals, parted by commas, or none (default: ${DEFAULT-VALUE}).")
    private List<String> rivals = List.of();

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "7",
            description = "Runs of each engine that count (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description =
                    "How long each engine runs before that, at least five times or 20 seconds (default: ${DEFAULT-VALUE}).")
    private double warmUpSeconds;

    @Option(
            names = "--jvm",
            paramLabel = "FLAGS",
            description = "Further flags for the Java virtual machine of our engine, parted by spaces.")
    private String flags = "";

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
            names = "--markdown",
            description = "Print a row for a table: network, parameters, multiply-adds in G for a result of "
                    + "1280x720, and for each engine the median (fastest-slowest) in ms.")
    private boolean markdown;

    @Option(
            names = "--groups",
            paramLabel = "FILE",
            description = "Write how long each layer with gates takes with 1, 2, 4, … groups, for a budget in "
                    + "milliseconds, and measure nothing else.")
    private Optional<Path> groups = Optional.empty();

    @Option(names = "--overwrite", description = "Replace a FILE of --groups that is there already.")
    private boolean overwrite;

    private final Starter starter;

    BenchCommand(Console console) {
        this(console, WorkerProcess::new);
    }

    BenchCommand(Console console, Starter starter) {
        super(console);
        this.starter = starter;
    }

    /// Where entrants come from.
    @FunctionalInterface
    interface Starter {
        /// @param flags for its Java virtual machine
        /// @param messages where its standard error goes
        Entrant start(Contestant contestant, Workload workload, List<String> flags, Redirect messages)
                throws IOException;
    }

    @Override
    protected ExitCode run() throws IOException, InterruptedException {
        if (json && markdown) {
            throw usage("--json and --markdown exclude each other");
        }
        requireForGroups();
        Workload workload = orUsage("--threads", () -> new Workload(network, scale, size, threads()));
        if (groups.isPresent()) {
            return measuredGroups(workload, groups.get());
        }
        Comparison comparison = orUsage("--runs", () -> new Comparison(runs, warmUpSeconds));
        List<Contestant> contestants = orUsage("--against", this::contestants);
        DeployedNetwork deployed = workload.deployed(); // refuses an unknown network before anything is started
        orUsage("--size", () -> workload.outputShape(deployed));
        console().note("measuring the machine's peak");
        double peak = FloatPeak.gflops(workload.threads());
        try {
            return report(compared(contestants, workload, comparison, peak));
        } catch (EngineException e) {
            throw new Failure(code(e.kind()), String.valueOf(e.getMessage()), e);
        }
    }

    /// With `--groups` our engine alone runs, as often as that takes; without it no file is written.
    private void requireForGroups() {
        if (groups.isEmpty()) {
            if (overwrite) {
                throw usage("--overwrite is for --groups");
            }
            return;
        }
        for (String other : List.of("--markdown", "--against", "--runs", "--warm-up", "--jvm")) {
            if (isGiven(other)) {
                throw usage("--groups and " + other + " exclude each other");
            }
        }
    }

    private ExitCode measuredGroups(Workload workload, Path file) throws IOException {
        requireFree(file, overwrite, "--groups");
        requireOther(file, Path.of(network), "--groups");
        GroupTimes times =
                GroupMeasurement.of(workload.named().graph(), workload.input(), workload.threads(), console()::note);
        times.write(file);
        if (json) {
            console().json(times);
        } else {
            console().result(file + ": times of " + times.layers().size() + " layers");
        }
        return ExitCode.DONE;
    }

    private static ExitCode code(EngineException.Kind kind) {
        return switch (kind) {
            case UNUSABLE -> ExitCode.MODEL;
            case FAILED -> ExitCode.SOME_FAILED;
        };
    }

    private BenchReport compared(
            List<Contestant> contestants, Workload workload, Comparison comparison, double peakGflops)
            throws IOException, InterruptedException {
        List<Entrant> entrants = new ArrayList<>();
        try {
            for (Contestant contestant : contestants) {
                entrants.add(started(contestant, workload));
            }
            List<Comparison.Result> results = comparison.run(entrants, console()::note);
            return BenchReport.of(workload, peakGflops, results, agreement(entrants));
        } finally {
            entrants.forEach(Entrant::close);
        }
    }

    private int threads() {
        return threads.orElse(Runtime.getRuntime().availableProcessors());
    }

    private List<Contestant> contestants() {
        Stream<String> named = rivals.equals(List.of("none")) ? Stream.of() : rivals.stream();
        return Stream.concat(Stream.of(Contestant.FETTLE), named.map(Contestant::parseRival))
                .distinct()
                .toList();
    }

    private Entrant started(Contestant contestant, Workload workload) throws IOException {
        boolean isOurs = contestant == Contestant.FETTLE && !flags.isBlank();
        List<String> own = isOurs ? List.of(flags.strip().split("\\s+")) : List.of();
        return starter.start(contestant, workload, own, isDebugging() ? Redirect.INHERIT : Redirect.DISCARD);
    }

    private static Agreement agreement(List<Entrant> entrants) throws IOException {
        List<float[]> outputs = new ArrayList<>();
        for (Entrant entrant : entrants) {
            outputs.add(entrant.output());
        }
        return Agreement.of(entrants.stream().map(Entrant::contestant).toList(), outputs);
    }

    private ExitCode report(BenchReport report) {
        if (json) {
            console().json(report);
        } else if (markdown) {
            console().result(report.row());
        } else {
            report.lines().forEach(console()::result);
        }
        List<Agreement.Difference> failures = report.agreement().failures();
        failures.forEach(failure -> console()
                .note("fettle: %s does not agree: it differs by %.2g of the largest output, %.0e is allowed"
                        .formatted(
                                failure.engine(),
                                failure.relative(),
                                report.agreement().tolerance())));
        return failures.isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }
}
