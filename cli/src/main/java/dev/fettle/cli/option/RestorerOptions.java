package dev.fettle.cli.option;

import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.WindowScheme;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How a command restores pictures: what of the machine it uses, and what it makes of a model.
public final class RestorerOptions {
    @Mixin
    private EngineOptions engine = new EngineOptions();

    @Option(
            names = "--self-ensemble",
            description =
                    "Average over the eight flips and turns of the picture: slightly better, eight times the work.")
    private boolean selfEnsemble;

    @Option(
            names = "--windows",
            paramLabel = "SCHEME",
            defaultValue = "cheap",
            description = "How large pictures meet a model that chooses its kernels by means over training patches: "
                    + "cheap chooses anew for each window of that size, authors runs overlapping windows, "
                    + "whole chooses once for the picture, and never cuts one that a network pools over "
                    + "(default: ${DEFAULT-VALUE}).")
    private WindowScheme windows = WindowScheme.CHEAP;

    @Option(
            names = "--full-strength",
            description = "Keep all that a deblocking model changes, whatever quality a JPEG tells: "
                    + "for bad files that were saved once more at a better quality.")
    private boolean fullStrength;

    @Option(
            names = "--strength",
            paramLabel = "S",
            defaultValue = "1",
            description = "How much of what denoise and deblock change is kept, 0 to 1, so that grain may stay "
                    + "(default: ${DEFAULT-VALUE}, all).")
    private double strength = 1;

    /// @throws IllegalArgumentException for less than one thread, or a strength beyond 0 to 1
    public RestoreOptions options() {
        return engine.options()
                .withSelfEnsemble(selfEnsemble)
                .withWindows(windows)
                .withFullStrength(fullStrength)
                .withStrength(strength);
    }
}
