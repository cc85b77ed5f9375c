package dev.fettle.cli.model;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Screen;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.lab.compress.Compression;
import dev.fettle.lab.compress.Folding;
import dev.fettle.network.model.ModelFile;
import dev.fettle.network.model.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fettle compress fold`: a network with its branches added up.
@Command(
        name = "fold",
        description = {
            "Add up the branches that layers trained as (convolution: ecb or conv3xc).",
            "The network computes the same; its file is smaller.",
            "With --weights fp16 kernels are rounded to 16 bits besides, of a network without branches, too."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle compress fold runs/sr-x2/sr-x2.safetensors -o sr-x2.safetensors",
            "  fettle compress fold my.safetensors --weights fp16 -o half.safetensors"
        })
public final class FoldCommand extends Subcommand {
    private final Interruption interruption;

    @Mixin
    private SmallerModel smaller = new SmallerModel();

    @Option(
            names = "--weights",
            paramLabel = "TYPE",
            description = {
                "fp16 keeps kernels in 16 bits and halves the file, fp32 keeps all in 32 (default: fp32).",
                "Scores that rounding may change are left out."
            })
    private Optional<Precision> weights = Optional.empty();

    public FoldCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    @Override
    protected ExitCode run() throws IOException {
        ModelFile trained = smaller.asTrained();
        Path target = smaller.target(
                trained,
                weights.filter(_ -> !Folding.fits(trained.architecture()))
                        .map(Precision::toString)
                        .orElse("folded"));
        requireFree(target, smaller.overwrites());
        requireOther(target, smaller.source());
        Compression.Result result =
                smaller.made(() -> new Folding(weights).of(trained, new Screen(console(), interruption)));
        interruption.whole(() -> result.model().write(target));
        smaller.print(console(), trained, target, result, Optional.empty());
        return ExitCode.DONE;
    }
}
