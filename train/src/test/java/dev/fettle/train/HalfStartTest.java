package dev.fettle.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelCard.Provenance;
import dev.fettle.network.model.ModelCard.Training;
import dev.fettle.network.model.ModelCard.Usage;
import dev.fettle.network.model.ModelFile;
import dev.fettle.network.model.Precision;
import dev.fettle.train.start.FromModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HalfStartTest {
    @TempDir
    private Path folder;

    @Test
    void aTrainingBeginsWithTheRoundedWeightsOfAModelOf16Bits() throws IOException {
        Edsr network = new Edsr(2, 1, 4, 1, 1);
        ModelCard card = new ModelCard(
                "tiny",
                new Usage("sr", 1, Colour.RGB, 0),
                new Training("none", List.of(), new Provenance("", 1, "", List.of())),
                List.of());
        ModelFile exact = new ModelFile(network, Weights.initial(network.graph(), 5), card);
        Path file = folder.resolve("half.safetensors");
        exact.kept(Precision.HALF).write(file);
        Weights begun = new FromModel(file.toString(), "")
                .begin(network, network.graph(), 1, List.of())
                .weights();
        for (String name : exact.weights().byName().keySet()) {
            float[] expected = exact.weights().get(name).array().clone();
            for (int i = 0; i < expected.length && !name.endsWith("bias"); i++) {
                expected[i] = Float.float16ToFloat(Float.floatToFloat16(expected[i]));
            }
            assertThat(begun.get(name).array()).as(name).containsExactly(expected);
        }
    }
}
