package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.Interruption;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/// What `--help` prints.
class HelpTest {
    private static final int COLUMNS = 80; // where the printer breaks lines
    private static final Console NOBODY =
            new Console(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), false);

    private static Commands commandsFor(Console console) {
        return new Commands(console, new Interruption(), SourceTreeCommand::new);
    }

    private static Stream<CommandSpec> commands() {
        CommandLine program = Fettle.program(commandsFor(NOBODY), List.of());
        return Stream.concat(Stream.of(program), program.getSubcommands().values().stream())
                .map(CommandLine::getCommandSpec)
                .filter(spec -> !(spec.userObject() instanceof HelpCommand));
    }

    /// Else a start would describe commands that nobody asked for.
    @Test
    void theCommandThatIsNamedIsTheOnlyOne() {
        Commands commands = commandsFor(NOBODY);
        assertThat(commands.alone().keySet())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(
                                Fettle.program(commands, List.of(name)).getSubcommands())
                        .containsOnlyKeys(name));
    }

    @Test
    void whatTellsOfCommandsKnowsAll() {
        for (String first : List.of("help", "completion", "--help", "no-command")) {
            assertThat(Fettle.program(commandsFor(NOBODY), List.of(first)).getSubcommands())
                    .containsKeys("restore", "bench", "help", "completion");
        }
    }

    /// The program's list of commands shows the first line of each description, and nothing of the others.
    @ParameterizedTest
    @MethodSource("commands")
    void everyLineOfADescriptionIsAWholeSentence(CommandSpec command) {
        assertThat(command.usageMessage().description()).isNotEmpty().allMatch(line -> line.matches(".*[.)]"));
        for (ArgSpec argument : command.args()) {
            assertThat(argument.description())
                    .as(argument.paramLabel())
                    .isNotEmpty()
                    .allMatch(line -> line.endsWith("."));
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyDescriptionIsInTheListOfCommands(CommandSpec command) {
        String help = Run.of("--help").out().replaceAll("\\s+", " ");
        assertThat(help).contains(command.usageMessage().description()[0].replaceFirst("%n.*", ""));
    }

    /// An example that is broken in two cannot be copied.
    @ParameterizedTest
    @MethodSource("commands")
    void noExampleIsBroken(CommandSpec command) {
        assertThat(List.of(command.usageMessage().footer())).allMatch(line -> line.length() < COLUMNS);
    }
}
