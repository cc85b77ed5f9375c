package dev.fettle.cli.model;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Screen;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.lab.compress.Compression;
import dev.fettle.lab.compress.Folding;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `fettle compress fold`: a network with its branches added up.
@Command(
        name = "fold",
        description = {
            "Add up the branches that layers trained as (convolution: ecb or conv3xc).",
            "The network computes the same; its file is smaller."
        },
        footerHeading = "%nExamples:%n",
        footer = "  fettle compress fold runs/sr-x2/sr-x2.safetensors -o sr-x2.safetensors")
public final class FoldCommand extends Subcommand {
    private final Interruption interruption;

    @Mixin
    private SmallerModel smaller = new SmallerModel();

    public FoldCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    @Override
    protected ExitCode run() throws IOException {
        ModelFile trained = smaller.asTrained();
        Path target = smaller.target(trained, "folded");
        requireFree(target, smaller.overwrites());
        requireOther(target, smaller.source());
        Compression.Result result = smaller.made(() -> new Folding().of(trained, new Screen(console(), interruption)));
        interruption.whole(() -> result.model().write(target));
        smaller.print(console(), trained, target, result, Optional.empty());
        return ExitCode.DONE;
    }
}
