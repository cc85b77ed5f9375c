package dev.fettle.cli;

import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Carn;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.ResNet;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Sparse;
import dev.fettle.network.model.Classes;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelCard.DataSource;
import dev.fettle.network.model.ModelCard.Provenance;
import dev.fettle.network.model.ModelCard.Training;
import dev.fettle.network.model.ModelCard.Usage;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Small untrained models for tests.
public final class Models {
    private Models() {}

    /// Enlarges by the scale; one block of four channels.
    public static ModelFile edsr(int scale) {
        return model("tiny-sr-x" + scale, "sr", Colour.RGB, new Edsr(scale, 1, 4, 1.0, 1.0));
    }

    /// Restores luma at the same size.
    public static ModelFile vdsr(String task) {
        return model("tiny-" + task, task, Colour.GRAY, new Vdsr(1, 3, 4, 1, true));
    }

    /// Restores all three channels at the same size.
    public static ModelFile vdsrRgb(String task) {
        return model("tiny-rgb-" + task, task, Colour.RGB, new Vdsr(1, 3, 4, 3, true));
    }

    /// Super-resolution in colour.
    public static ModelFile rgb(String name, Architecture architecture) {
        return model(name, "sr", Colour.RGB, architecture);
    }

    /// Enlarges by 2, 3 and 4.
    public static ModelFile ofThreeScales() {
        return rgb("tiny-carn", new Carn(List.of(2, 3, 4), 4, 2, Carn.Block.EFFICIENT, Convolutions.PLAIN));
    }

    /// NSR, which chooses its kernels by the mean over patches of that side.
    public static ModelFile sparse(int poolSize) {
        Architecture wdsr = new Wdsr(2, 1, 8, 1, Wdsr.Block.A, Sparse.DEFAULTS.withGroups(4, 2));
        ModelFile model = rgb("tiny-sparse", wdsr);
        Usage usage = new Usage("sr", 1, Colour.RGB, poolSize);
        ModelCard card = new ModelCard("tiny-sparse", usage, model.card().training(), List.of());
        return new ModelFile(wdsr, model.weights(), card);
    }

    /// Sorts pictures of 8×8 into `dark` and `light`.
    public static ModelFile sorter() {
        return sorter(List.of("dark", "light"));
    }

    /// Sorts pictures of 8×8.
    public static ModelFile sorter(List<String> classes) {
        Architecture network = new ResNet(List.of(1), 2, 2, classes.size(), ResNet.Stem.CIFAR, Convolutions.PLAIN);
        return model("tiny-sorter", new Usage(1, new Classes(classes, 8)), network);
    }

    /// Sorts pictures of 8×8, with another convolution.
    public static ModelFile sorter(Convolution convolution) {
        Architecture network = new ResNet(List.of(1), 1, 8, 2, ResNet.Stem.CIFAR, convolution);
        return model("tiny-sorter", new Usage(1, new Classes(List.of("dark", "light"), 8)), network);
    }

    private static ModelFile model(String name, String task, Colour colour, Architecture architecture) {
        return model(name, new Usage(task, 1, colour, 0), architecture);
    }

    private static ModelFile model(String name, Usage usage, Architecture architecture) {
        Training training = new Training(
                "---\nname: untrained\nsteps: 0",
                List.of(new DataSource("nothing", "CC0-1.0", "nobody")),
                new Provenance("", 1, "", List.of()));
        ModelCard card = new ModelCard(name, usage, training, List.of());
        return new ModelFile(architecture, Weights.initial(architecture.graph(), 1), card);
    }

    public static Path write(Path file, ModelFile model) throws IOException {
        model.write(file);
        return file;
    }
}
