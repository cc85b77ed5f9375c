package dev.fettle.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Models;
import dev.fettle.cli.Run;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    void aFoldedNetworkSaysWhichMultipleItsSidesNeed() {
        Path onnx = folder.resolve("folded.onnx");
        Path model = folder.resolve("folded.safetensors");
        Wdsr folded = new Wdsr(1, 1, 4, 1, Wdsr.Block.A, 4, Convolutions.PLAIN);
        Run run = exported(Models.rgb("folded", folded), model, onnx);
        assertThat(run.out()).contains("folded.onnx takes pictures whose sides are multiples of 4");
        assertThat(Run.of("export", model, "--to", "onnx", "-o", onnx, "--overwrite", "--json")
                        .json()
                        .get("multipleOf")
                        .asInt())
                .isEqualTo(4);
    }

    @Test
    void aNetworkForPicturesOfAnySizeSaysNothingOfMultiples() {
        Run run = exported(Models.edsr(2), folder.resolve("m.safetensors"), folder.resolve("m.onnx"));
        assertThat(run.out()).doesNotContain("multiple").hasLineCount(1);
    }

    private static Run exported(ModelFile model, Path file, Path onnx) {
        try {
            return Run.of("export", Models.write(file, model), "--to", "onnx", "-o", onnx);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
