package dev.fettle.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.lab.NamedNetwork;
import dev.fettle.lab.Size;
import dev.fettle.network.LearntShifts;
import dev.fettle.network.Network;
import dev.fettle.network.Offset;
import dev.fettle.network.Operation.Shift;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrueShiftsTest {
    @TempDir
    private Path folder;

    private static List<Offset> offsets(Network network) {
        return LearntShifts.of(network.graph(), network.weights()).stream()
                .flatMap(layer -> layer.offsets().stream())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"magnitude", "softmax"})
    void noGhostStaysWhereItIsAndTheOthersKeepTheirShifts(String rule) throws IOException {
        String ghost = "{type: ghost, shifts: channel, rule: " + rule + "}";
        Path experiment = Files.writeString(
                folder.resolve("ghosts.yaml"),
                "architecture: {type: edsr, blocks: 4, channels: 32, convolution: " + ghost + "}\n");
        Network drawn =
                NamedNetwork.parse(experiment.toString(), Optional.empty()).network();
        List<Offset> before = offsets(drawn);
        List<Offset> after = offsets(TrueShifts.of(drawn, 1));
        assertThat(before).anyMatch(Offset::isCentre);
        assertThat(after).noneMatch(Offset::isCentre).hasSameSizeAs(before);
        for (int i = 0; i < before.size(); i++) {
            assertThat(before.get(i).isCentre() || after.get(i).equals(before.get(i)))
                    .isTrue();
        }
    }

    /// 64 layers with ghosts, each of which reads its map shifted.
    @Test
    void everyLayerOfAWorkloadHasAShift() {
        Workload workload = new Workload("edsr-ghost", Optional.of(2), new Size(8, 8), 1);
        assertThat(workload.deployed().graph().nodes())
                .filteredOn(node -> node.operation() instanceof Shift)
                .hasSize(64);
    }
}
