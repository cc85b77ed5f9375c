package dev.fettle.cli.console;

import dev.fettle.file.FileName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Why a command line could not be understood, in the words of this program, and what may have been meant.
///
/// @param problem as the parser has it
/// @param words the whole command line
record UsageMessage(ParameterException problem, List<String> words) {
    private static final Pattern INVALID = Pattern.compile(
            "Invalid value for (?:option '([^']+)'|positional parameter at index [^ ]+)(?: \\(([^)]+)\\))?: (.*)",
            Pattern.DOTALL);
    private static final Pattern NO_VALUE =
            Pattern.compile("Missing required parameter for option '([^']+)' \\((.*)\\)");
    private static final Pattern HELP = Pattern.compile("Unknown subcommand '(.*)'\\.", Pattern.DOTALL);

    UsageMessage {
        words = List.copyOf(words);
    }

    /// A mistyped word comes first, which picocli mentions only if nothing is missing besides.
    static UsageMessage of(ParameterException problem, List<String> words) {
        List<String> unmatched = problem.getCommandLine().getUnmatchedArguments();
        return new UsageMessage(
                problem instanceof UnmatchedArgumentException || unmatched.isEmpty()
                        ? problem
                        : new UnmatchedArgumentException(problem.getCommandLine(), unmatched),
                words);
    }

    /// One line.
    String text() {
        return unmatched().map(this::unknown).orElseGet(this::explained);
    }

    /// The word that has no place.
    private Optional<String> unmatched() {
        if (problem instanceof UnmatchedArgumentException unmatched) {
            return Optional.of(unmatched.getUnmatched().getFirst());
        }
        Matcher help = HELP.matcher(String.valueOf(problem.getMessage()));
        return help.matches() ? Optional.of(help.group(1)) : Optional.empty();
    }

    private String unknown(String word) {
        String kind = isOption(word) ? "unknown option" : isProgram() ? "unknown command" : "unexpected argument";
        return kind + " '" + word + "'";
    }

    private static boolean isOption(String word) {
        return word.startsWith("-") && word.length() > 1;
    }

    private boolean isProgram() {
        return !problem.getCommandLine().getSubcommands().isEmpty();
    }

    private String explained() {
        String message = String.valueOf(problem.getMessage());
        Matcher noValue = NO_VALUE.matcher(message);
        if (noValue.matches()) {
            return "%s needs a value: %s".formatted(noValue.group(1), noValue.group(2));
        }
        String missing = missing();
        if (!missing.isEmpty()) {
            return missing;
        }
        Matcher invalid = INVALID.matcher(message);
        return invalid.matches()
                ? Optional.ofNullable(invalid.group(1)).orElse(invalid.group(2)) + ": " + inWords(invalid.group(3))
                : message.replaceFirst("^Error: ", ""); // of groups of options
    }

    private String missing() {
        return problem instanceof MissingParameterException missing
                ? missing.getMissing().stream()
                        .filter(ArgSpec::required)
                        .map(UsageMessage::missing)
                        .collect(Collectors.joining("; "))
                : "";
    }

    private static String inWords(String reason) {
        return reason.replaceFirst(" is not an? (int|long)$", " is not a whole number")
                .replaceFirst(" is not an? (float|double)$", " is not a number");
    }

    private static String missing(ArgSpec missing) {
        String name = missing instanceof OptionSpec option ? option.longestName() + " " : "";
        String[] description = missing.description();
        String what = description.length == 0 ? "" : ": " + decapitalised(description[0].replaceFirst("\\.$", ""));
        return name + missing.paramLabel() + " is missing" + what;
    }

    private static String decapitalised(String sentence) {
        boolean isWord = sentence.length() > 1 && !Character.isUpperCase(sentence.charAt(1));
        return isWord ? sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1) : sentence;
    }

    /// A word, or a whole command line.
    Optional<String> suggestion() {
        return unmatched().flatMap(this::suggestion);
    }

    private Optional<String> suggestion(String word) {
        CommandLine command = problem.getCommandLine();
        List<String> following = words.subList(words.indexOf(word) + 1, words.size());
        if (!isOption(word)) {
            return isProgram()
                    ? Suggestion.command(
                            word, following, command.getSubcommands().keySet())
                    : Optional.empty();
        }
        if (FileName.isThere(word)) {
            return Optional.of("./" + word);
        }
        Optional<String> line =
                isProgram() ? Suggestion.commandLine(word, following, options(command)) : Optional.empty();
        return line.or(() -> Suggestion.option(word, names(command)));
    }

    private static Map<String, List<String>> options(CommandLine program) {
        return program.getSubcommands().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> names(entry.getValue())));
    }

    private static List<String> names(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .flatMap(option -> List.of(option.names()).stream())
                .toList();
    }
}
