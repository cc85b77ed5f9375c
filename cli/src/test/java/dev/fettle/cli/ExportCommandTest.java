package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// That ONNX Runtime computes the same from the file is tested where the exporter is.
class ExportCommandTest {
    @TempDir
    Path folder;

    @Test
    void anOnnxFileHoldsTheNetworkAndWhatIsNeededToUseIt() throws IOException {
        Path model = Models.write(folder.resolve("m.safetensors"), Models.edsr(2));
        Path onnx = folder.resolve("m.onnx");
        Run run = Run.of("export", model, "--to", "onnx", "-o", onnx, "--json");
        assertThat(run.status()).isZero();
        assertThat(run.json().get("bytes").asLong()).isEqualTo(Files.size(onnx));
        String content = new String(Files.readAllBytes(onnx), StandardCharsets.ISO_8859_1);
        assertThat(content).contains("DepthToSpace", "tail.1", "tiny-sr-x2", "CC0-1.0");
    }

    @Test
    void anExistingFileIsReplacedOnRequestOnly() throws IOException {
        Path model = Models.write(folder.resolve("m.safetensors"), Models.edsr(2));
        Path onnx = Files.writeString(folder.resolve("m.onnx"), "precious");
        Run run = Run.of("export", model, "--to", "onnx", "-o", onnx);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("m.onnx", "--overwrite");
        assertThat(onnx).hasContent("precious");
        assertThat(Run.of("export", model, "--to", "onnx", "-o", onnx, "--overwrite")
                        .status())
                .isZero();
    }

    @Test
    void anUnknownModelIsAModelError() {
        Run run = Run.of("export", "nothing-like-it", "--to", "onnx");
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err()).contains("nothing-like-it").hasLineCount(1);
    }

    @Test
    void anUnknownFormatIsWrongUsageAndTheKnownAreListed() {
        Run run = Run.of("export", "m", "--to", "tflite");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("tflite", "onnx");
    }
}
