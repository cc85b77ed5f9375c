package dev.fettle.cli.model;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Failure;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Problems;
import dev.fettle.cli.console.Screen;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.cli.option.ModelNames;
import dev.fettle.file.FileName;
import dev.fettle.lab.NamedModel;
import dev.fettle.lab.Size;
import dev.fettle.lab.UnfitRequestException;
import dev.fettle.lab.prune.Application;
import dev.fettle.lab.prune.PlanFile;
import dev.fettle.lab.prune.Pruning;
import dev.fettle.lab.prune.PruningPlan;
import dev.fettle.lab.prune.PruningReport;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fettle compress prune`: a trained network with fewer channels.
@Command(
        name = "prune",
        description = {
            "Cut channels of a trained network: decide which, save the plan, apply it, report.",
            "Training then wins back what is lost."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle compress prune edsr.safetensors --macs 0.7 --photos photos",
            "  fettle compress prune edsr.safetensors --macs 0.7 --strategy magnitude",
            "  fettle compress prune edsr.safetensors --millis 0.5 --strategy cp --photos photos",
            "  fettle compress prune edsr.safetensors --apply edsr-prune.plan.json \\",
            "      --tuned runs/small/small.safetensors --data photos-valid",
            "",
            "'fettle train' goes on from the result by start: {type: model, file: …}."
        })
public final class PruneCommand extends Subcommand {
    private static final String ENDING = ".safetensors";
    private static final String PLAN = ".plan.json";
    private static final String HOW = "how";

    /// What is said of the photographs that quality is measured on, too.
    private static final Set<String> OF_REPORT = Set.of("--sigma", "--quality");

    private final Interruption interruption;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "MODEL",
            completionCandidates = ModelNames.class,
            description = "A bundled model or a model file.")
    private String name = "";

    @Mixin(name = HOW)
    private PruneOptions how = new PruneOptions();

    @Option(
            names = "--apply",
            paramLabel = "PLAN",
            description = "Apply a saved plan to the model that it was made for, in place of deciding anew.")
    private Optional<Path> saved = Optional.empty();

    @Option(
            names = "--scale",
            paramLabel = "N",
            description = "Enlargement that costs are counted at (default: the model's first).")
    private Optional<Integer> scale = Optional.empty();

    @Option(
            names = "--size",
            paramLabel = "WxH",
            defaultValue = "160x90",
            description = "Picture that times are measured with, as it goes in (default: ${DEFAULT-VALUE}).")
    private Size size = Size.parse("160x90");

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "Of the engine (default: 1).")
    private int threads;

    @Option(names = "--no-times", description = "Do not measure how long both networks take.")
    private boolean untimed;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Photographs that both networks restore, for their PSNR.")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--tuned",
            paramLabel = "FILE",
            description = "The pruned network after training, for its PSNR beside the others.")
    private Optional<Path> tuned = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description =
                    "Where to (default: NAME-prune.safetensors in this folder); the plan goes beside it, .plan.json.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--overwrite", description = "Replace files that are there already.")
    private boolean overwrite;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    public PruneCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    /// What `--json` prints.
    ///
    /// @param planFile which the plan was written to, or read from
    record Report(String output, String planFile, long parametersBefore, long parametersAfter, PruningReport report) {}

    @Override
    protected ExitCode run() throws IOException {
        if (tuned.isPresent() && data.isEmpty()) {
            throw usage("--tuned is measured on photographs: name a folder by --data");
        }
        if (saved.isPresent()) {
            requireNoDecisions();
        }
        Optional<Pruning> pruning = saved.isPresent()
                ? Optional.empty()
                : Optional.of(orUsage("prune", () -> how.pruning(size, threads, scale)));
        ModelFile dense = NamedModel.open(name);
        Path target = out.orElseGet(() -> Path.of(dense.card().name() + "-prune" + ENDING));
        Path planFile = planFile(target);
        requireFree(target, overwrite);
        requireOther(target, FileName.parse(name));
        if (saved.isEmpty()) {
            requireFree(planFile, overwrite);
        }
        try {
            print(done(pruning, dense, target, planFile));
        } catch (UnfitRequestException e) {
            throw usage(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.MODEL, name + ": " + Problems.firstLine(e), e);
        } catch (NoClassDefFoundError | UnsatisfiedLinkError e) {
            throw new Failure(
                    ExitCode.MODEL,
                    "compress prune: libtorch is not on the class path (" + Problems.firstLine(e)
                            + "); start it by ./fettle of the source tree, which fetches it once, or take a strategy "
                            + "that trains nothing: cp, thinet, magnitude",
                    e);
        }
        return ExitCode.DONE;
    }

    /// What would be ignored is refused.
    private void requireNoDecisions() {
        Objects.requireNonNull(spec.mixins().get(HOW)).options().stream()
                .map(OptionSpec::longestName)
                .filter(option -> !OF_REPORT.contains(option))
                .filter(spec.commandLine().getParseResult()::hasMatchedOption)
                .findFirst()
                .ifPresent(option -> {
                    throw usage(option + ": all is decided by the plan of --apply");
                });
    }

    private Report done(Optional<Pruning> pruning, ModelFile dense, Path target, Path planFile) throws IOException {
        Screen screen = new Screen(console(), interruption);
        PruningPlan plan =
                pruning.isPresent() ? pruning.get().plan(dense, screen) : new PlanFile(saved.orElseThrow()).read();
        Application application = new Application(plan, how.degrading(), wanted());
        PruningReport report = application.to(dense, screen);
        interruption.whole(() -> {
            if (pruning.isPresent()) {
                new PlanFile(planFile).write(plan);
            }
            report.model().write(target);
        });
        return new Report(
                target.toString(),
                saved.orElse(planFile).toString(),
                parameters(dense),
                parameters(report.model()),
                report);
    }

    private PruningReport.Wanted wanted() {
        return new PruningReport.Wanted(
                scale,
                untimed ? Optional.empty() : Optional.of(size), threads, data, tuned.map(NamedModel::read));
    }

    private static Path planFile(Path target) {
        String file = String.valueOf(target.getFileName());
        String stem = file.endsWith(ENDING) ? file.substring(0, file.length() - ENDING.length()) : file;
        return target.resolveSibling(stem + PLAN);
    }

    private static long parameters(ModelFile model) {
        return model.network().graph().parameterCount();
    }

    private void print(Report report) {
        if (json) {
            console().json(report);
            return;
        }
        report.report().lines().forEach(console()::result);
        console()
                .result(
                        "%s -> %s by %s (%,d of %,d parameters)",
                        name, report.output(), report.planFile(), report.parametersAfter(), report.parametersBefore());
    }
}
