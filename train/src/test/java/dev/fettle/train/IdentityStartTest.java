package dev.fettle.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Network;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Direct;
import dev.fettle.network.architecture.Direct.Activation;
import dev.fettle.network.architecture.Direct.Anchor;
import dev.fettle.network.convolution.Ecb;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelCard.Provenance;
import dev.fettle.network.model.ModelCard.Training;
import dev.fettle.network.model.ModelCard.Usage;
import dev.fettle.network.model.ModelFile;
import dev.fettle.train.start.FromModel;
import dev.fettle.train.start.Start.Beginning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityStartTest {
    private static final Direct SHALLOW = direct(1);
    private static final Direct DEEPER = direct(3);

    @TempDir
    private Path folder;

    private Path file;
    private Weights known;

    @BeforeEach
    void writeTheModel() throws IOException {
        ModelCard card = new ModelCard(
                "tiny",
                new Usage("sr", 1, Colour.RGB, 0),
                new Training("none", List.of(), new Provenance("", 1, "", List.of())),
                List.of());
        known = Weights.initial(SHALLOW.graph(), 5);
        file = folder.resolve("tiny.safetensors");
        new ModelFile(SHALLOW, known, card).write(file);
    }

    @Test
    void aDeeperNetworkBeginsByComputingWhatTheModelDoes() {
        Beginning begun = begin(List.of(), List.of("body.1", "body.2"));
        Values picture = Values.zeros(Shape.of(1, 3, 5, 5));
        picture.array()[7] = 1;
        double[] expected =
                Reference.run(Network.of(SHALLOW.graph(), known), picture).array();
        double[] found = Reference.run(Network.of(DEEPER.graph(), begun.weights()), picture)
                .array();
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(1e-5));
        }
        assertThat(begun.told()).contains("start: these begin by changing nothing: body.1, body.2");
        assertThat(begun.told()).noneMatch(line -> line.contains("begin anew"));
    }

    @Test
    void layersOfTheModelAndUnknownOnesAreRefused() {
        assertThatThrownBy(() -> begin(List.of(), List.of("body.0")))
                .hasMessage(
                        "start.identity: %s has a layer 'body.0'; name it in start.anew, too, to leave it out", file);
        assertThat(begin(List.of("body.0"), List.of("body.0")).told())
                .contains("start: these begin by changing nothing: body.0");
        assertThatThrownBy(() -> begin(List.of(), List.of("body.7")))
                .hasMessage("start.identity: the network has no layer 'body.7'");
    }

    private Beginning begin(List<String> anew, List<String> identity) {
        return new FromModel(file.toString(), anew, identity, "").begin(DEEPER, DEEPER.graph(), 1, List.of());
    }

    private static Direct direct(int layers) {
        return new Direct(2, layers, 4, 0, Activation.RELU, Anchor.NEAREST, 1, Ecb.DEFAULTS);
    }
}
