package dev.fettle.cli.model;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Failure;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Problems;
import dev.fettle.cli.console.Screen;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.cli.option.ModelNames;
import dev.fettle.lab.NamedModel;
import dev.fettle.lab.Size;
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

    @Mixin
    private SmallerModel smaller = new SmallerModel();

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
            description = "Enlargement that costs and PSNR are of (default: the model's first).")
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
            paramLabel = "MODEL",
            completionCandidates = ModelNames.class,
            description = "The pruned network after training, for its PSNR beside the others.")
    private Optional<String> tuned = Optional.empty();

    public PruneCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    @Override
    protected ExitCode run() throws IOException {
        requireConsistent();
        Optional<Pruning> pruning = saved.isPresent()
                ? Optional.empty()
                : Optional.of(orUsage("prune", () -> how.pruning(size, threads, scale)));
        Optional<ModelFile> trained = tuned.map(NamedModel::open);
        PruningReport.Wanted wanted = orUsage("prune", () -> wanted(trained));
        ModelFile dense = smaller.dense();
        Path target = smaller.target(dense, "prune");
        Path planFile = saved.orElse(planFile(target));
        requireFree(target, smaller.overwrites());
        requireOther(target, smaller.source());
        if (saved.isEmpty()) {
            requireFree(planFile, smaller.overwrites());
        }
        Screen screen = new Screen(console(), interruption);
        PruningPlan plan = pruning.isPresent()
                ? smaller.made(() -> decided(pruning.get(), dense, screen))
                : new PlanFile(planFile).read();
        PruningReport report = smaller.made(() -> new Application(plan, how.degrading(), wanted).to(dense, screen));
        write(plan, planFile, report.model(), target);
        smaller.print(console(), dense, target, report, Optional.of(planFile));
        return ExitCode.DONE;
    }

    private void requireConsistent() {
        if (tuned.isPresent() && data.isEmpty()) {
            throw usage("--tuned is measured on photographs: name a folder by --data");
        }
        if (saved.isPresent()) {
            requireNoDecisions();
        }
    }

    private void write(PruningPlan plan, Path planFile, ModelFile pruned, Path target) throws IOException {
        interruption.whole(() -> {
            if (saved.isEmpty()) {
                new PlanFile(planFile).write(plan);
            }
            pruned.write(target);
        });
    }

    private static PruningPlan decided(Pruning pruning, ModelFile dense, Screen screen) throws IOException {
        try {
            return pruning.plan(dense, screen);
        } catch (NoClassDefFoundError | UnsatisfiedLinkError e) {
            throw new Failure(
                    ExitCode.MODEL,
                    "compress prune: libtorch is not on the class path (" + Problems.firstLine(e)
                            + "); start it by ./fettle of the source tree, which fetches it once, or take a strategy "
                            + "that trains nothing: cp, thinet, magnitude",
                    e);
        }
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

    private PruningReport.Wanted wanted(Optional<ModelFile> trained) {
        return new PruningReport.Wanted(scale, untimed ? Optional.empty() : Optional.of(size), threads, data, trained);
    }

    private static Path planFile(Path target) {
        String file = String.valueOf(target.getFileName());
        String stem = file.endsWith(ENDING) ? file.substring(0, file.length() - ENDING.length()) : file;
        return target.resolveSibling(stem + PLAN);
    }
}
