package dev.fettle.lab.groups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.lab.groups.GroupMeasurement.Layer;
import dev.fettle.network.Graph;
import dev.fettle.network.Network;
import dev.fettle.network.Operation.Convolve;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupMeasurementTest {
    private static long convolutions(Graph graph) {
        return Network.initial(graph, 1).deployed().graph().nodes().stream()
                .filter(node -> node.operation() instanceof Convolve)
                .count();
    }

    /// What is timed is the layer itself, whatever deployment makes of its neighbours.
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 4", "3, 1", "3, 4"})
    void aLayerIsRunOnItsOwnBetweenTheOthers(int kernel, int groups) {
        Layer layer = new Layer(16, 16, kernel, Convolve.same(kernel), 8, 8);
        assertThat(convolutions(layer.between(groups))).isEqualTo(3);
        assertThat(convolutions(layer.without())).isEqualTo(2);
    }
}
