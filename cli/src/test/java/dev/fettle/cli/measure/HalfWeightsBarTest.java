package dev.fettle.cli.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fettle.cli.Run;
import dev.fettle.image.degrade.Task;
import dev.fettle.network.model.ModelFile;
import dev.fettle.network.model.Precision;
import dev.fettle.runtime.BundledModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What kernels of 16 bits may cost a bundled model.
@Tag("slow") // each model twice on a crop of 512×512
class HalfWeightsBarTest {
    /// Less than anybody sees, and less than two trainings of one recipe differ by.
    private static final double DECIBELS = 0.005;

    private static final Path PHOTOGRAPH =
            Path.of("..", "experiments", "photographs", "valid", "popos_tony-webster-97532.png");

    @TempDir
    private Path folder;

    private static List<String> names() {
        return BundledModels.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void theyLoseNothingThatCounts(String name) throws IOException {
        Files.copy(
                PHOTOGRAPH, Files.createDirectory(folder.resolve("photographs")).resolve("a.png"));
        ModelFile model = BundledModels.open(name);
        assumeThat(model.precision()).as("rounding it again changes nothing").isEqualTo(Precision.SINGLE);
        Path half = folder.resolve("half.safetensors");
        model.kept(Precision.HALF).write(half);
        Task task = Task.parse(model.card().usage().task());
        assertThat(psnr(half, task)).isCloseTo(psnr(name, task), within(DECIBELS));
    }

    private double psnr(Object model, Task task) {
        Stream<Object> degrading = switch (task) {
            case SR -> Stream.of();
            case DENOISE -> Stream.of("--sigma", 25);
            case DEBLOCK -> Stream.of("--quality", 20);
        };
        Stream<Object> command = Stream.of("evaluate", model, "--data", folder.resolve("photographs"), "--json");
        Run run = Run.of(Stream.concat(command, degrading).toArray());
        assertThat(run.status()).as(run.err()).isZero();
        return run.json().get("mean").get("psnr").asDouble();
    }
}
