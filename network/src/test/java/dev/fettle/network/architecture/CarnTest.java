package dev.fettle.network.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.Graph;
import dev.fettle.network.Initial;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.convolution.Convolutions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Names as in the published file (nmhkahn/CARN-pytorch, carn_m.pth).
class CarnTest {
    private static final Carn SMALL = new Carn(List.of(2, 3, 4), 4, 2, Carn.Block.EFFICIENT, Convolutions.PLAIN);

    @Test
    void parametersHaveThePublishedNames() {
        assertThat(names(Carn.MOBILE.graph()))
                .startsWith("entry.weight", "entry.bias", "b1.b1.body.0.weight", "b1.b1.body.0.bias")
                .contains(
                        "b1.b1.body.2.weight",
                        "b1.b1.body.4.weight",
                        "b1.c3.body.0.weight",
                        "c3.body.0.bias",
                        "upsample.up2.body.0.weight",
                        "upsample.up3.body.0.weight",
                        "upsample.up4.body.0.weight",
                        "upsample.up4.body.3.weight",
                        "exit.bias")
                .hasSize(2 * (1 + 3 * (3 + 3) + 3 + 4 + 1));
        assertThat(names(Carn.DEFAULTS.graph())).contains("b3.b3.body.2.weight").doesNotContain("b1.b1.body.4.weight");
    }

    private static List<String> names(Graph graph) {
        return graph.parameters().stream().map(Operation.Parameter::name).toList();
    }

    @Test
    void anEfficientBlockIsUsedThreeTimesWithTheSameWeights() {
        Graph graph = SMALL.graph();
        Node weight = graph.nodes().stream()
                .filter(node -> node.name().equals("b2.b1.body.2.weight"))
                .findFirst()
                .orElseThrow();
        assertThat(graph.readers(weight)).hasSize(3);
    }

    @Test
    void aScaleAloneComputesWhatTheWholeDoes() {
        Network whole = Network.initial(SMALL.graph(), 1);
        Values picture = new Initial.Uniform(1).draw(Shape.of(1, 3, 6, 5), new Random(2));
        Map<String, Reference.Array> results = Reference.results(whole, picture);
        for (int scale : SMALL.scales()) {
            Network alone = Network.of(SMALL.at(scale).graph(), whole.weights());
            Reference.Array result = Reference.run(alone, picture);
            assertThat(result.shape()).isEqualTo(Shape.of(1, 3, 6 * scale, 5 * scale));
            assertThat(result.array()).isEqualTo(results.get("x" + scale).array());
        }
    }

    @Test
    void aSlimOneKeepsItsWidthsAtEachScale() {
        Map<String, Integer> widths = Map.of("upsample.up2.body.0", 2, "b1.b1.body.0", 1, "entry", 2);
        Slim slim = new Slim(
                new Carn(List.of(2, 3), 4, 1, Carn.Block.EFFICIENT, Convolutions.PLAIN), new LinkedHashMap<>(widths));
        assertThat(slim.scales()).containsExactly(2, 3);
        Network whole = Network.initial(slim.graph(), 1);
        for (int scale : slim.scales()) {
            assertThat(Network.of(slim.at(scale).graph(), whole.weights())
                            .weights()
                            .get("exit.weight")
                            .shape())
                    .isEqualTo(Shape.of(3, 2, 3, 3)); // all upsamplers lead to one exit
        }
    }

    @Test
    void scalesThatItHasNotAreRefused() {
        assertThatThrownBy(() -> SMALL.at(2).at(3)).hasMessage("scale 3: the network has 2");
        assertThatThrownBy(() -> SMALL.at(8)).hasMessage("scale 8: the network has 2, 3, 4");
        assertThatThrownBy(() -> new Carn(List.of(2, 2), 4, 2, Carn.Block.EFFICIENT, Convolutions.PLAIN))
                .hasMessage("carn: scales must be some of 2, 3 and 4, each once, got [2, 2]");
        assertThatThrownBy(() -> new Carn(List.of(2), 6, 4, Carn.Block.EFFICIENT, Convolutions.PLAIN))
                .hasMessage("carn: groups (4) must divide the channels (6)");
    }
}
