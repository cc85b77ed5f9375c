package dev.fettle.cli.console;

import dev.fettle.file.Obstacles;
import dev.fettle.file.Printable;
import dev.fettle.file.RealPath;
import dev.fettle.image.files.Format;
import dev.fettle.lab.PassedOver;
import dev.fettle.lab.UnfitRequestException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What all commands share: the options `--help` and `--debug`, and the {@link ExitCode} as their outcome.
public abstract class Subcommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(names = "--debug", description = "Show where in the program a problem arose.")
    private boolean debug;

    protected Subcommand(Console console) {
        this.console = console;
    }

    /// Where it prints.
    protected final Console console() {
        return console;
    }

    protected final boolean isDebugging() {
        return debug;
    }

    /// Whether an option stands on the command line, whatever its default.
    protected final boolean isGiven(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    /// The command line was wrong in a way that only this command can tell.
    protected final ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /// What is made of options; values that are refused are wrong usage.
    ///
    /// @param what the option, for the message
    protected final <T> T orUsage(String what, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw usage(what + ": " + e.getMessage());
        }
    }

    /// A file that is there already is replaced on request only. What could not be written is refused before the work
    /// that makes it.
    protected final void requireFree(Path file, boolean overwrite) {
        requireFree(file, overwrite, "-o");
    }

    /// @param option that names the file, for the message
    protected final void requireFree(Path file, boolean overwrite, String option) {
        if (isNamedLikePicture(file)) {
            throw usage("%s %s: is named like a picture, and none is written here; choose another name"
                    .formatted(option, Printable.name(file)));
        }
        requirePlace(file, overwrite, option);
    }

    /// The same for a picture that is written as PNG, and is named so.
    protected final void requireFreePng(Path file, boolean overwrite) {
        if (!Format.ofName(String.valueOf(file.getFileName())).equals(Optional.of(Format.PNG))) {
            throw usage("-o %s: a PNG is written here; let the name end in .png, or name a folder that is there"
                    .formatted(Printable.name(file)));
        }
        requirePlace(file, overwrite, "-o");
    }

    /// A file never replaces what it is made of, not even on request.
    protected final void requireOther(Path file, Path source) {
        requireOther(file, source, "-o");
    }

    /// @param option that names the file, for the message
    protected final void requireOther(Path file, Path source, String option) {
        if (RealPath.of(file).equals(RealPath.of(source))) {
            throw usage("%s %s: is what is read; name another file".formatted(option, Printable.name(file)));
        }
    }

    private void requirePlace(Path file, boolean overwrite, String option) {
        if (Files.exists(file) && !Files.isDirectory(file) && !overwrite) {
            throw usage(Printable.name(file) + " is there already; add --overwrite or name another file by " + option);
        }
        Optional<String> obstacle = Files.isDirectory(file.toAbsolutePath().resolveSibling(""))
                ? Obstacles.tried().toFile(file)
                : Optional.of(Printable.name(file) + ": its folder does not exist");
        obstacle.ifPresent(reason -> {
            throw new Failure(ExitCode.SOME_FAILED, reason + "; name another file by " + option);
        });
    }

    private static boolean isNamedLikePicture(Path file) {
        String name = String.valueOf(file.getFileName());
        return Format.ofName(name).isPresent() || PassedOver.isOther(name);
    }

    /// Refuses a folder that cannot be made or written into, before the work whose results it is for.
    protected final void requireUsable(Path folder) {
        Obstacles.tried().toFolder(folder).ifPresent(obstacle -> {
            throw new Failure(ExitCode.SOME_FAILED, obstacle + "; choose another -o");
        });
    }

    /// Does the work.
    ///
    /// @throws Exception what {@link Problems} translates into a line and an exit code
    protected abstract ExitCode run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        try {
            return run().status();
        } catch (UnfitRequestException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }
}
