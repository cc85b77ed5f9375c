package dev.fettle.network.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.network.Graph;
import dev.fettle.network.Network;
import dev.fettle.network.Operation;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.architecture.Vdsr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The published files of the shared folder; skipped where that is absent.
@Tag("data")
class PublishedCheckpointsTest {
    /// twtygqyy/pytorch-vdsr (MIT): a whole module with source text, stream format.
    @Test
    void vdsrLoadsByItsPublishedNames() throws IOException {
        Weights weights = Weights.of(Checkpoints.read(weights("vdsr_epoch_50.pth")));
        Network network = new Network(new Vdsr(2, 20, 64, 1, false).graph(), weights);
        assertThat(network.weights().size()).isEqualTo(664_704);
    }

    /// nmhkahn/CARN-pytorch (MIT): the scales 2, 3 and 4 in one file.
    @Test
    void carnMHasItsPublishedNamesAndSize() throws IOException {
        Map<String, Values> read = Checkpoints.read(weights("carn_m.pth"));
        assertThat(Weights.of(read).size()).isEqualTo(414_811);
        assertThat(read.get("sub_mean.shifter.weight").array()).containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 1);
        assertThat(read.get("sub_mean.shifter.bias").array()).containsExactly(-0.4488f, -0.4371f, -0.4040f);
        assertThat(read.get("b1.b1.body.0.weight").shape()).isEqualTo(Shape.of(64, 16, 3, 3));
        assertThat(read).containsKeys("entry.weight", "upsample.up4.body.3.bias", "exit.bias");
    }

    /// cszn/KAIR (MIT): DnCNN with merged batch norm.
    @Test
    void dnCnnHasItsPublishedNamesAndSize() throws IOException {
        Map<String, Values> read = Checkpoints.read(weights("dncnn_25.pth"));
        assertThat(Weights.of(read).size()).isEqualTo(555_137);
        assertThat(read.get("model.0.weight").shape()).isEqualTo(Shape.of(64, 1, 3, 3));
        assertThat(read.get("model.32.weight").shape()).isEqualTo(Shape.of(1, 64, 3, 3));
        assertThat(read).hasSize(34);
        Graph graph = Architectures.preset("dncnn-s", 1).graph();
        assertThat(new Network(graph, Weights.of(read)).weights().byName().keySet())
                .containsExactlyElementsOf(graph.parameters().stream()
                        .map(Operation.Parameter::name)
                        .toList());
    }

    private static Path weights(String name) {
        Path file = Path.of(System.getProperty("fettle.shared", "../../shared"), "weights", name);
        Assumptions.assumeTrue(Files.exists(file), () -> file + " is absent");
        return file;
    }
}
