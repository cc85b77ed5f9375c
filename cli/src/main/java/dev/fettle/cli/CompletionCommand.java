package dev.fettle.cli;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Subcommand;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fettle completion`: a script that lets the shell complete commands, options and names.
@Command(
        name = "completion",
        description = "Print a script that lets the shell complete commands, options and names.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(fettle completion bash)          for this shell",
            "  fettle completion bash > ~/.local/share/bash-completion/completions/fettle",
            "  fettle completion zsh >> ~/.zshrc"
        })
final class CompletionCommand extends Subcommand {
    /// The shells that are served.
    enum Shell {
        BASH(""),
        /// Runs the script for bash by zsh's own emulation.
        ZSH("autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n");

        private final String preamble;

        Shell(String preamble) {
            this.preamble = preamble;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec
    private CommandSpec self = CommandSpec.create();

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    private Shell shell = Shell.BASH;

    CompletionCommand(Console console) {
        super(console);
    }

    @Override
    protected ExitCode run() {
        CommandLine program = self.root().commandLine();
        console().text(shell.preamble + AutoComplete.bash(program.getCommandName(), program));
        return ExitCode.DONE;
    }
}
