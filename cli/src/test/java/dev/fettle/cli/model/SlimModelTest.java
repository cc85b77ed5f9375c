package dev.fettle.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.network.ChannelPlan;
import dev.fettle.network.architecture.Slim;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What channel pruning leaves is a model as any other.
class SlimModelTest {
    @TempDir
    Path folder;

    private Path slim;
    private Path whole;

    @BeforeEach
    void cut() throws IOException {
        ModelFile model = Models.edsr(2);
        whole = Models.write(folder.resolve("whole.safetensors"), model);
        Map<String, List<Integer>> kept = Map.of("head.0", List.of(0, 2, 3));
        Slim.Cut cut = Slim.cut(model.architecture(), model.weights(), new ChannelPlan(new LinkedHashMap<>(kept)));
        slim = Models.write(
                folder.resolve("slim.safetensors"), new ModelFile(cut.architecture(), cut.weights(), model.card()));
    }

    @Test
    void itSaysWhatItWasAndWhatIsLeft() {
        JsonNode architecture = Run.of("inspect", slim, "--json").json().get("architecture");
        assertThat(architecture.get("type").asString()).isEqualTo("slim");
        assertThat(architecture.get("base").get("type").asString()).isEqualTo("edsr");
        assertThat(architecture.get("widths").get("head.0").asInt()).isEqualTo(3);
    }

    @Test
    void itRestoresAndExportsAndCostsLess() throws IOException {
        Path picture = Pictures.write(folder.resolve("photo.png"), Pictures.colour(20, 14, 1));
        Run restored = Run.of("restore", picture, "--model", slim, "-o", folder.resolve("large.png"));
        assertThat(restored.status()).as(restored.err()).isZero();
        assertThat(Files.size(folder.resolve("large.png"))).isPositive();
        Run exported = Run.of("export", slim, "--to", "onnx", "-o", folder.resolve("slim.onnx"));
        assertThat(exported.status()).as(exported.err()).isZero();
        assertThat(parameters(slim)).isLessThan(parameters(whole));
        assertThat(Run.of("inspect", slim, "--plan", "--size", "24x16").status())
                .isZero();
    }

    private static long parameters(Path model) {
        return Run.of("inspect", model, "--json").json().get("parameters").asLong();
    }

    @Test
    void theGroupsOfItsChannelsAreTold() {
        JsonNode groups = Run.of("inspect", slim, "--channels", "--json").json().get("groups");
        assertThat(groups.get(0).get("name").asString()).isEqualTo("head.0");
        assertThat(groups.get(0).get("width").asInt()).isEqualTo(3);
        assertThat(groups.valueStream().map(group -> group.get("role").asString()))
                .containsExactly("stream", "block", "open");
        assertThat(Run.of("inspect", "edsr-baseline", "--channels").out())
                .containsPattern("head\\.0 .* stream ")
                .containsPattern("body\\.15\\.body\\.0 .* block ")
                .containsPattern("tail\\.0\\.0 .* open ");
        assertThat(Run.of("inspect", "edsr-baseline", "--channels", "--plan").err())
                .contains("--plan and --channels are two questions; ask one at a time");
    }
}
