package dev.fettle.cli.console;

import dev.fettle.file.FileProblem;
import dev.fettle.file.Printable;
import dev.fettle.image.ImageFormatException;
import dev.fettle.lab.NothingToMeasureException;
import dev.fettle.network.ModelFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ParameterException;

/// Turns what goes wrong into one line on standard error and an {@link ExitCode}; with `--json` also into an object
/// `{"error": …}`, so that standard output always holds one.
public final class Problems {
    private final Console console;
    private final List<String> arguments;

    public Problems(Console console, List<String> arguments) {
        this.console = console;
        this.arguments = List.copyOf(arguments);
    }

    /// The command line could not be understood: the reason, a suggestion, and how to get help.
    public int usage(ParameterException problem) {
        UsageMessage message = UsageMessage.of(problem, arguments);
        String command = problem.getCommandLine().getCommandSpec().qualifiedName();
        String hint = message.suggestion()
                .map(meant -> "did you mean '" + meant + "'? ")
                .orElse("");
        return report(
                firstLine(message.text()),
                Optional.of(hint + "Try '" + command + " --help'."),
                ExitCode.USAGE,
                problem);
    }

    /// A command ended with an exception.
    public int failed(Throwable problem) {
        return switch (problem) {
            case Failure failure -> report(firstLine(message(failure)), Optional.empty(), failure.code(), failure);
            case NothingToMeasureException none ->
                report(firstLine(message(none)), Optional.empty(), ExitCode.NO_INPUT, none);
            case ImageFormatException unreadable ->
                report(firstLine(message(unreadable)), Optional.empty(), ExitCode.NO_INPUT, unreadable);
            case IllegalArgumentException wrong ->
                report(firstLine(message(wrong)), Optional.empty(), ExitCode.MODEL, wrong);
            case ModelFormatException model ->
                report(firstLine(message(model)), Optional.empty(), ExitCode.MODEL, model);
            case IOException io -> report(firstLine(message(io)), Optional.empty(), ExitCode.SOME_FAILED, io);
            case UncheckedIOException io -> report(firstLine(message(io)), Optional.empty(), ExitCode.SOME_FAILED, io);
            case OutOfMemoryError full ->
                report(
                        "out of memory (" + firstLine(message(full)) + ")",
                        Optional.of("Give the program more, for example FETTLE_JAVA_OPTIONS=-Xmx4g."),
                        ExitCode.SOME_FAILED,
                        full);
            default ->
                report(
                        "internal error: " + problem,
                        Optional.of("Run again with --debug and report what it prints."),
                        ExitCode.SOME_FAILED,
                        problem);
        };
    }

    /// The last words before Ctrl-C or SIGTERM end the process.
    public static void interrupted(Console console, List<String> arguments) {
        console.note((console.terminal() ? System.lineSeparator() : "") + "fettle: interrupted");
        if (arguments.contains("--json")) {
            console.json(Map.of("error", "interrupted"));
        }
    }

    private int report(String message, Optional<String> help, ExitCode code, Throwable problem) {
        console.note("fettle: " + message);
        help.ifPresent(console::note);
        if (arguments.contains("--debug")) {
            console.trace(problem);
        }
        if (arguments.contains("--json")) {
            console.json(Map.of("error", message));
        }
        return code.status();
    }

    /// What went wrong in one line.
    public static String firstLine(Throwable problem) {
        return message(problem).lines().findFirst().orElse("");
    }

    /// The same where a word of the command line may hold a line feed itself, which is escaped.
    private String firstLine(String message) {
        String escaped = message;
        for (String argument : arguments) {
            String value = argument.substring(argument.indexOf('=') + 1);
            escaped = value.isEmpty() ? escaped : escaped.replace(value, Printable.line(value));
        }
        return escaped.lines().findFirst().orElse("");
    }

    /// The same about these files, whose names may hold line feeds themselves and are escaped.
    public static String firstLine(Throwable problem, List<Path> files) {
        String message = message(problem);
        for (Path file : files) {
            message = message.replace(file.toString(), Printable.name(file));
        }
        return message.lines().findFirst().orElse("");
    }

    /// The file system's own exceptions say little more than the file's name.
    private static String message(Throwable problem) {
        if (problem instanceof FileSystemException file && file.getFile() != null) {
            return file.getFile() + ": " + FileProblem.describe(file);
        }
        String message = problem.getMessage();
        return message == null ? problem.getClass().getSimpleName() : message;
    }
}
