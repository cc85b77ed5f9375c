package dev.fettle.cli.model;

import dev.fettle.cli.console.Failure;
import dev.fettle.lab.Watcher;
import dev.fettle.lab.companion.CompanionInspection;
import dev.fettle.lab.report.CompanionResults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// On which pictures `fettle inspect --dual` looks at dual models.
final class DualOptions {
    @Option(
            names = "--dual",
            required = true,
            paramLabel = "PICTURES",
            description =
                    "Show what the dual models of a training make of an impulse, linearised around the middles of these photographs, beside MATLAB's bicubic filter: a page, and a table here.")
    private Optional<Path> pictures = Optional.empty();

    boolean isAsked() {
        return pictures.isPresent();
    }

    /// @param training its folder, checkpoint, or a model in it
    CompanionResults measured(Path training, Watcher watcher) throws IOException {
        Path checkpoint = CompanionInspection.checkpoint(training);
        try {
            return new CompanionInspection(checkpoint, pictures.orElseThrow()).run(watcher);
        } catch (NoClassDefFoundError | UnsatisfiedLinkError e) {
            throw Failure.withoutLibtorch("inspect --dual", e);
        }
    }
}
