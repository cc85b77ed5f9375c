package dev.fettle.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Values;
import dev.fettle.network.model.ChecksummedTensors;
import dev.fettle.network.model.ModelFile;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.log.JsonLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Dual regression as Guo et al., CVPR 2020, train it: DRN's results at all scales, and each but the smallest mapped
/// back to the next smaller one.
@NeedsLibtorch
class DualRegressionRunTest {
    private static final String WHOLE = "loss=[{type: distance}, {type: distance, name: half, result: x2}, "
            + "{type: distance, name: small, result: x1}, {type: dual, scale: 2, channels: 4}, "
            + "{type: dual, name: dual-small, result: x2, scale: 1, channels: 4}]";

    @TempDir
    private Path folder;

    private Path yaml;

    @BeforeEach
    void write() throws IOException {
        yaml = Files.writeString(
                folder.resolve("tiny.yaml"),
                TinyPhotographs.yaml(folder, 4)
                        .replaceAll("architecture: .*", "architecture: {type: drn, scale: 4, channels: 4, blocks: 1}"));
    }

    private Experiment experiment(String... overrides) {
        return Experiment.load(yaml, List.of(overrides));
    }

    private Trainer.Result train(String run, Experiment experiment) throws IOException {
        return Trainer.run(experiment, folder.resolve(run), false, TrainingListener.SILENT);
    }

    private Map<String, Values> companions(String run) throws IOException {
        return ChecksummedTensors.read(folder.resolve(run).resolve("checkpoint.safetensors"))
                .tensors()
                .entrySet()
                .stream()
                .filter(tensor -> tensor.getKey().startsWith("companion.")
                        && tensor.getKey().contains(".weights/"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// 54·n values in each dual model, which the shipped model does without.
    @Test
    void eachResultHasADualModelOfItsOwn() throws IOException {
        ModelFile model = ModelFile.read(train("drn", experiment(WHOLE)).model());
        assertThat(model.card().usage().valueRange()).isEqualTo(255);
        assertThat(model.weights().byName().keySet()).noneMatch(name -> name.startsWith("dual"));
        Map<String, Values> companions = companions("drn");
        assertThat(companions)
                .containsOnlyKeys(
                        "companion.dual.weights/dual_module.0.0.weight",
                        "companion.dual.weights/dual_module.1.weight",
                        "companion.dual-small.weights/dual_module.0.0.weight",
                        "companion.dual-small.weights/dual_module.1.weight");
        long values = companions.values().stream()
                .mapToLong(each -> each.shape().size())
                .sum();
        assertThat(values).isEqualTo(2 * 54 * 4);
    }

    /// Primal losses weigh the same, dual ones a tenth.
    @Test
    void theLossIsTheSumOfThePaper() throws IOException {
        train("drn", experiment(WHOLE, "steps=1", "validation.every=1"));
        JsonNode step = JsonLog.read(folder.resolve("drn").resolve("log.jsonl")).stream()
                .filter(line -> line.has("loss"))
                .findFirst()
                .orElseThrow();
        double primal = step.get("loss.distance").asDouble()
                + step.get("loss.half").asDouble()
                + step.get("loss.small").asDouble();
        double dual =
                step.get("loss.dual").asDouble() + step.get("loss.dual-small").asDouble();
        assertThat(step.get("loss").asDouble()).isCloseTo(primal + 0.1 * dual, within(1e-6));
        assertThat(dual).isPositive();
    }

    /// In its form for one result, with a dual model that halves twice.
    @Test
    void anyNetworkCanBeTrainedSo() throws IOException {
        String vdsr = "architecture={type: vdsr, scale: 2, layers: 3, channels: 4, colourChannels: 3}";
        train("vdsr", experiment(vdsr, "data.patch=6", "loss=[{type: distance}, {type: dual, channels: 4}]"));
        assertThat(companions("vdsr"))
                .containsOnlyKeys(
                        "companion.dual.weights/dual_module.0.0.weight", "companion.dual.weights/dual_module.1.weight");
        String edsr = "architecture={type: edsr, scale: 4, blocks: 1, channels: 6}";
        train("edsr", experiment(edsr, "loss=[{type: distance}, {type: dual, channels: 4}]"));
        assertThat(companions("edsr"))
                .containsOnlyKeys(
                        "companion.dual.weights/dual_module.0.0.weight",
                        "companion.dual.weights/dual_module.1.0.weight",
                        "companion.dual.weights/dual_module.2.weight");
    }

    @Test
    void scalesThatAResultCannotBeMappedToAreRefused() {
        assertThatThrownBy(() -> experiment("loss=[{type: distance}, {type: dual, result: x1}]"))
                .hasMessageContaining("a result at scale 1 cannot be mapped back");
        String vdsr = "architecture={type: vdsr, scale: 4, layers: 3, channels: 4}";
        assertThatThrownBy(() -> experiment(vdsr, "data.patch=6", "loss=[{type: distance}, {type: dual}]"))
                .hasMessageContaining("data.patch must be a multiple of 4");
        assertThatThrownBy(() -> experiment(vdsr, "data.patch=8", "loss=[l1, {type: dual}, {type: dual-hr}]"))
                .hasMessageContaining("loss.dual-hr: the network is fed enlarged pictures");
        assertThatThrownBy(() -> experiment(
                        "architecture={type: dncnn, layers: 3, channels: 4}",
                        "task=denoise",
                        "loss=[{type: distance}, {type: dual}]"))
                .hasMessageContaining("cannot be mapped back: it is as large as the picture that is restored");
        assertThatThrownBy(() -> experiment("loss=[{type: distance, result: x3}]"))
                .hasMessageContaining("the network has no result 'x3'; it has x4, x2, x1");
    }
}
