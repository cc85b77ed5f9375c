package dev.fettle.cli;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Problems;
import dev.fettle.cli.console.StandardError;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.cli.model.ExportCommand;
import dev.fettle.cli.restore.Destination;
import dev.fettle.cli.restore.RestoreCommand;
import dev.fettle.file.FileName;
import dev.fettle.image.degrade.Degradation;
import dev.fettle.image.degrade.Steps;
import dev.fettle.lab.MemorySize;
import dev.fettle.lab.Size;
import dev.fettle.lab.compress.Selection;
import dev.fettle.lab.features.FeatureInspection;
import dev.fettle.lab.prune.Scope;
import dev.fettle.network.model.Precision;
import dev.fettle.runtime.Effort;
import dev.fettle.runtime.WarmUp;
import dev.fettle.runtime.WindowScheme;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// The program `fettle`. Exit codes: {@link ExitCode}.
@Command(
        name = "fettle",
        description = "Restores images with small networks: super-resolution, denoising, JPEG-artifact removal.",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle restore photo.jpg                   makes photo.x2.jpg, twice as large",
            "  fettle restore photo.jpg --task denoise    makes photo.denoised.jpg",
            "  fettle restore photos -o restored          a folder with its tree",
            "  fettle models                              what is bundled, and what for",
            "",
            "'fettle COMMAND --help' explains a command."
        })
public final class Fettle implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version, the JDK and whether vector instructions are in use.")
    private boolean version;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Fettle() {}

    /// Runs one command line and ends the process with its exit code.
    public static void main(String[] args) {
        main(args, SourceTreeCommand::new);
    }

    /// The same with the command `bench`, which this module does not know.
    public static void main(String[] args, Function<Console, Subcommand> bench) {
        StandardError.restore();
        if (List.of(args).contains(RestoreCommand.NAME)) {
            WarmUp.start(); // beside the reading of the command line, the model and the first picture
        }
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT); // numbers look the same everywhere: scripts read them
        boolean terminal = System.console() != null && System.console().isTerminal();
        Console console = new Console(writer(System.out), writer(System.err), terminal);
        Interruption interruption = new Interruption();
        interruption.endProcess(() -> Problems.interrupted(console, List.of(args)));
        int status = run(console, interruption, bench, List.of(args));
        interruption.ended();
        System.exit(status);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, stream.charset()), true);
    }

    /// Runs one command line inside this process.
    ///
    /// @param out receives results
    /// @param err receives everything else
    /// @return the exit code
    public static int run(String[] args, PrintWriter out, PrintWriter err) {
        return run(args, out, err, SourceTreeCommand::new);
    }

    /// The same with the command `bench`.
    public static int run(String[] args, PrintWriter out, PrintWriter err, Function<Console, Subcommand> bench) {
        return run(new Console(out, err, false), new Interruption(), bench, List.of(args));
    }

    private static int run(
            Console console, Interruption interruption, Function<Console, Subcommand> bench, List<String> args) {
        Problems problems = new Problems(console, args);
        CommandLine program = program(new Commands(console, interruption, bench), args)
                .setParameterExceptionHandler((problem, _) -> problems.usage(problem))
                .setExecutionExceptionHandler((problem, _, _) -> problems.failed(problem));
        int status = executed(program, args, problems);
        console.out().flush();
        console.err().flush();
        return status;
    }

    private static int executed(CommandLine program, List<String> args, Problems problems) {
        try {
            return program.execute(args.toArray(String[]::new));
        } catch (OutOfMemoryError e) { // picocli hands on exceptions alone
            return problems.failed(e);
        }
    }

    /// The program with the commands that these arguments want.
    static CommandLine program(Commands commands, List<String> args) {
        CommandLine program = new CommandLine(new Fettle());
        commands.wantedBy(args).forEach(program::addSubcommand);
        return program.setExpandAtFiles(false) // a picture may be called @a.jpg
                .setOut(commands.console().out())
                .setErr(commands.console().err())
                .registerConverter(CompletionCommand.Shell.class, named("shell", CompletionCommand.Shell.class))
                .registerConverter(Path.class, refusing(FileName::parse))
                .registerConverter(Destination.class, refusing(Destination::parse))
                .registerConverter(Degradation.class, refusing(Steps::parse))
                .registerConverter(Size.class, refusing(Size::parse))
                .registerConverter(FeatureInspection.Place.class, refusing(FeatureInspection.Place::parse))
                .registerConverter(MemorySize.class, refusing(MemorySize::parse))
                .registerConverter(WindowScheme.class, refusing(WindowScheme::parse))
                .registerConverter(ExportCommand.Target.class, named("format", ExportCommand.Target.class))
                .registerConverter(Scope.class, named("scope", Scope.class))
                .registerConverter(Selection.class, named("selection", Selection.class))
                .registerConverter(Effort.class, named("effort", Effort.class))
                .registerConverter(Precision.class, named("type of weights", Precision.class));
    }

    /// Words that cannot be read are wrong usage, and the message says why.
    private static <T> ITypeConverter<T> refusing(Function<String, T> reading) {
        return word -> {
            try {
                return reading.apply(word);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }

    /// Constants by the names that they print.
    private static <E extends Enum<E>> ITypeConverter<E> named(String what, Class<E> type) {
        List<E> all = List.of(type.getEnumConstants());
        return refusing(word -> all.stream()
                .filter(constant -> constant.toString().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown %s '%s'; known: %s"
                        .formatted(what, word, all.stream().map(Enum::toString).collect(Collectors.joining(", "))))));
    }

    /// Without a command there is nothing to do.
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "no command given; 'fettle restore photo.jpg' enlarges a picture; known: "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
