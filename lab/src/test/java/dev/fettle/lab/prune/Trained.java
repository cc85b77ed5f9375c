package dev.fettle.lab.prune;

import dev.fettle.image.Image;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.WriteOptions;
import dev.fettle.lab.evaluation.Degrading;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// Networks with weights by chance, as if they were trained, and photographs of noise.
final class Trained {
    private static final int SIDE = 230; // of a photograph: more than a patch at ×4

    private Trained() {}

    static ModelFile model(Architecture architecture, Weights weights) {
        Colour colour = architecture.graph().inputChannels() == 1 ? Colour.Y : Colour.RGB;
        String task = architecture.scale() > 1 ? "sr" : "denoise";
        ModelCard card = new ModelCard(
                "dense",
                new ModelCard.Usage(task, architecture.valueRange(), colour, 0),
                new ModelCard.Training("", List.of(), new ModelCard.Provenance("abc", 7, "", List.of())),
                List.of());
        return new ModelFile(architecture, weights, card);
    }

    static ModelFile model(Architecture architecture) {
        return model(architecture, Weights.initial(architecture.graph(), 1));
    }

    /// With one filter, and its bias, in the place of another.
    ///
    /// @param source of which filter; -1 for zeros
    static ModelFile withFilter(ModelFile model, String layer, int filter, int source) {
        Map<String, Values> changed = new LinkedHashMap<>(model.weights().byName());
        for (String parameter : List.of(layer + ".weight", layer + ".bias")) {
            Values values = model.weights().get(parameter);
            float[] array = values.array().clone();
            int length = array.length / values.shape().dimension(0);
            for (int i = 0; i < length; i++) {
                array[filter * length + i] = source < 0 ? 0 : array[source * length + i];
            }
            changed.put(parameter, new Values(values.shape(), array));
        }
        return model(model.architecture(), Weights.of(changed));
    }

    static Path photographs(Path folder) throws IOException {
        Random random = new Random(5);
        for (int i = 0; i < 2; i++) {
            float[][] planes = new float[3][SIDE * SIDE];
            for (float[] plane : planes) {
                for (int k = 0; k < plane.length; k++) {
                    plane[k] = random.nextFloat();
                }
            }
            ImageFiles.write(Image.of(SIDE, SIDE, planes), folder.resolve(i + ".png"), WriteOptions.of(Format.PNG));
        }
        return folder;
    }

    static Sources looking(Path photographs) {
        return sources(Optional.of(photographs));
    }

    static Sources blind() {
        return sources(Optional.empty());
    }

    private static Sources sources(Optional<Path> photographs) {
        Degrading nothing = new Degrading(Optional.empty(), Optional.empty(), Optional.empty());
        return new Sources(
                photographs, nothing, 1, new Sources.Training(Optional.empty(), List.of(), Optional.empty()));
    }
}
