package dev.fettle.cli.model;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Screen;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.lab.compress.Compression;
import dev.fettle.lab.compress.GhostCompression;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `fettle compress ghost`: a trained network with ghosts.
@Command(
        name = "ghost",
        description = {
            "Let a part of a trained network's filters become shifted copies of the others (GhostSR).",
            "Training then wins back what is lost."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle compress ghost edsr.safetensors",
            "  fettle compress ghost carn_m.safetensors --ratio 0.25 -o small.safetensors",
            "  fettle compress ghost edsr.safetensors --select order --set shifts=channel",
            "  fettle compress ghost edsr.safetensors --select maps --fit photos",
            "",
            "'fettle train' goes on from the result by start: {type: model, file: …}."
        })
public final class GhostCommand extends Subcommand {
    private final Interruption interruption;

    @Mixin
    private SmallerModel smaller = new SmallerModel();

    @Mixin
    private GhostOptions options = new GhostOptions();

    public GhostCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    @Override
    protected ExitCode run() throws IOException {
        GhostCompression compression = orUsage("compress", options::compression);
        ModelFile dense = smaller.dense();
        Path target = smaller.target(dense, "ghost");
        requireFree(target, smaller.overwrites());
        requireOther(target, smaller.source());
        Compression.Result result = smaller.made(() -> compression.of(dense, new Screen(console(), interruption)));
        interruption.whole(() -> result.model().write(target));
        smaller.print(console(), dense, target, result, Optional.empty());
        return ExitCode.DONE;
    }
}
