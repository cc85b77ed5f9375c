package dev.fettle.cli;

import dev.fettle.image.ImageFormatException;
import dev.fettle.image.files.FileProblem;
import dev.fettle.network.ModelFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns what goes wrong into one line on standard error and an {@link ExitCode}; with `--json` also into an object
/// `{"error": …}`, so that standard output always holds one.
final class Problems {
    private final Console console;
    private final List<String> arguments;

    Problems(Console console, List<String> arguments) {
        this.console = console;
        this.arguments = List.copyOf(arguments);
    }

    /// The command line could not be understood: the reason, a suggestion, and how to get help.
    int usage(ParameterException problem) {
        ParameterException first = unmatchedBefore(problem).orElse(problem);
        String command = problem.getCommandLine().getCommandSpec().qualifiedName();
        String hint =
                suggestion(first).map(word -> "did you mean '" + word + "'? ").orElse("");
        return report(message(first), Optional.of(hint + "Try '" + command + " --help'."), ExitCode.USAGE, problem);
    }

    /// A mistyped word, which picocli mentions only if nothing is missing besides.
    private static Optional<ParameterException> unmatchedBefore(ParameterException problem) {
        List<String> words = problem.getCommandLine().getUnmatchedArguments();
        return problem instanceof UnmatchedArgumentException || words.isEmpty()
                ? Optional.empty()
                : Optional.of(new UnmatchedArgumentException(problem.getCommandLine(), words));
    }

    private static String message(ParameterException problem) {
        if (!(problem instanceof UnmatchedArgumentException unmatched)) {
            return firstLine(problem).replaceFirst("^Error: ", ""); // picocli's, of option groups
        }
        String first = unmatched.getUnmatched().getFirst();
        if (unmatched.isUnknownOption()) {
            return "unknown option '" + first + "'";
        }
        boolean isCommand = !problem.getCommandLine().getSubcommands().isEmpty();
        return isCommand ? "unknown command '" + first + "'" : "unexpected argument '" + first + "'";
    }

    private static Optional<String> suggestion(ParameterException problem) {
        return problem instanceof UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions().stream().findFirst()
                : Optional.empty();
    }

    /// A command ended with an exception.
    int failed(Throwable problem) {
        return switch (problem) {
            case Failure failure -> report(firstLine(failure), Optional.empty(), failure.code(), failure);
            case ImageFormatException unreadable ->
                report(firstLine(unreadable), Optional.empty(), ExitCode.NO_INPUT, unreadable);
            case IllegalArgumentException wrong -> report(firstLine(wrong), Optional.empty(), ExitCode.MODEL, wrong);
            case ModelFormatException model -> report(firstLine(model), Optional.empty(), ExitCode.MODEL, model);
            case IOException io -> report(firstLine(io), Optional.empty(), ExitCode.SOME_FAILED, io);
            case UncheckedIOException io -> report(firstLine(io), Optional.empty(), ExitCode.SOME_FAILED, io);
            case OutOfMemoryError full ->
                report(
                        "out of memory (" + firstLine(full) + ")",
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
    static void interrupted(Console console, List<String> arguments) {
        console.note((console.terminal() ? System.lineSeparator() : "") + "fettle: interrupted");
        if (arguments.contains("--json")) {
            console.json(Map.of("error", "interrupted"));
        }
    }

    private int report(String message, Optional<String> help, ExitCode code, Throwable problem) {
        console.note("fettle: " + message);
        help.ifPresent(console::note);
        if (arguments.contains("--debug")) {
            problem.printStackTrace(console.err());
            console.err().flush();
        }
        if (arguments.contains("--json")) {
            console.json(Map.of("error", message));
        }
        return code.status();
    }

    /// What went wrong in one line. The file system's own exceptions say little more than the file's name.
    static String firstLine(Throwable problem) {
        if (problem instanceof FileSystemException file && file.getFile() != null) {
            return file.getFile() + ": " + FileProblem.describe(file);
        }
        String message = problem.getMessage();
        return message == null
                ? problem.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
