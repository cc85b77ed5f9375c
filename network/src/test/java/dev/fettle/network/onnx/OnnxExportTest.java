package dev.fettle.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.network.Network;
import dev.fettle.network.architecture.Edsr;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// That the model is valid and right is tested against ONNX Runtime in the train module.
class OnnxExportTest {
    @TempDir
    private Path folder;

    @Test
    void theSameNetworkGivesTheSameFileWithReadableNames() throws IOException {
        Network network = Network.initial(new Edsr(2, 1, 4, 1, 1).graph(), 1);
        Path first = folder.resolve("first.onnx");
        Path second = folder.resolve("second.onnx");
        OnnxExport.write(network.deployed(), new OnnxMetadata("", Map.of("name", "edsr", "licence", "CC0-1.0")), first);
        OnnxExport.write(
                network.deployed(), new OnnxMetadata("", Map.of("licence", "CC0-1.0", "name", "edsr")), second);
        assertThat(first).hasSameBinaryContentAs(second);
        assertThat(Files.readString(first, StandardCharsets.ISO_8859_1))
                .contains("body.0.body.2.weight", "CC0-1.0", "CRD");
        long weights = network.weights().size() * Float.BYTES;
        assertThat(Files.size(first)).isBetween(weights, weights + 8000);
    }
}
