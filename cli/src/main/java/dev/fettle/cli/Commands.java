package dev.fettle.cli;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.cli.measure.CalibrateCommand;
import dev.fettle.cli.measure.EvaluateCommand;
import dev.fettle.cli.measure.FrontCommand;
import dev.fettle.cli.model.CompressCommand;
import dev.fettle.cli.model.CostCommand;
import dev.fettle.cli.model.ExportCommand;
import dev.fettle.cli.model.FoldCommand;
import dev.fettle.cli.model.GhostCommand;
import dev.fettle.cli.model.ImportCommand;
import dev.fettle.cli.model.InspectCommand;
import dev.fettle.cli.model.ModelsCommand;
import dev.fettle.cli.model.PruneCommand;
import dev.fettle.cli.restore.DegradeCommand;
import dev.fettle.cli.restore.RestoreCommand;
import dev.fettle.cli.train.SearchCommand;
import dev.fettle.cli.train.SweepCommand;
import dev.fettle.cli.train.TrainCommand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;

/// The commands of the program.
///
/// @param console where they print
/// @param interruption what ends them early
/// @param bench makes the command `bench`, which this module does not know
record Commands(Console console, Interruption interruption, Function<Console, Subcommand> bench) {
    /// The command that a command line begins with, alone: to find the options of all takes a tenth of a
    /// start. All of them where it begins with none, or with one that tells of the others.
    List<Object> wantedBy(List<String> args) {
        SequencedMap<String, Supplier<Object>> alone = alone();
        return args.stream()
                .findFirst()
                .flatMap(first -> Optional.ofNullable(alone.get(first)))
                .map(command -> List.of(command.get()))
                .orElseGet(this::all);
    }

    /// In the order in which help lists them.
    private List<Object> all() {
        List<Object> all = new ArrayList<>();
        alone().values().forEach(command -> all.add(command.get()));
        all.add(new CompletionCommand(console));
        all.add(new HelpCommand());
        return all;
    }

    /// Those that need not know of the others, by the names that they have for picocli.
    SequencedMap<String, Supplier<Object>> alone() {
        SequencedMap<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put(RestoreCommand.NAME, () -> new RestoreCommand(console, interruption));
        commands.put("models", () -> new ModelsCommand(console));
        commands.put("train", () -> new TrainCommand(console, interruption));
        commands.put("sweep", () -> new SweepCommand(console, interruption));
        commands.put("evaluate", () -> new EvaluateCommand(console, interruption));
        commands.put("calibrate", () -> new CalibrateCommand(console, interruption));
        commands.put("front", () -> new FrontCommand(console, interruption));
        commands.put("degrade", () -> new DegradeCommand(console, interruption));
        commands.put("cost", () -> new CostCommand(console));
        commands.put("inspect", () -> new InspectCommand(console, interruption));
        commands.put("export", () -> new ExportCommand(console, interruption));
        commands.put("import", () -> new ImportCommand(console, interruption));
        commands.put(
                "compress",
                () -> new CommandLine(new CompressCommand(console))
                        .addSubcommand(new GhostCommand(console, interruption))
                        .addSubcommand(new PruneCommand(console, interruption))
                        .addSubcommand(new SearchCommand(console, interruption))
                        .addSubcommand(new FoldCommand(console, interruption)));
        commands.put("bench", () -> bench.apply(console));
        return commands;
    }
}
