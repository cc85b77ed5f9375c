package dev.fettle.runtime;

import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelFile;
import java.util.List;

/// Small untrained models for colour, one for each task.
final class Tiny {
    static final PreparedModel DENOISE = model("denoise", new Vdsr(1, 3, 4, 3, true));
    static final PreparedModel DEBLOCK = model("deblock", new Vdsr(1, 4, 4, 3, true));
    static final PreparedModel ENLARGE = model("sr", new Edsr(2, 1, 4, 1.0, 1.0));

    private Tiny() {}

    private static PreparedModel model(String task, Architecture architecture) {
        ModelCard card = new ModelCard(
                "tiny-" + task,
                new ModelCard.Usage(task, 1, Colour.RGB, 0),
                new ModelCard.Training("none", List.of(), new ModelCard.Provenance("", 1, "", List.of())),
                List.of());
        return PreparedModel.of(new ModelFile(architecture, Weights.initial(architecture.graph(), 7), card));
    }
}
