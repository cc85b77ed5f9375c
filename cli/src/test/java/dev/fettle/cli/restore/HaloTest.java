package dev.fettle.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.network.Configuration;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.model.ModelFile;
import dev.fettle.network.model.Safetensors;
import dev.fettle.runtime.BundledModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Wherever a halo is told, it is the same number of the same network.
class HaloTest {
    static List<ModelFile> made() {
        return List.of(
                Models.edsr(2),
                Models.vdsr("denoise"),
                Models.sparse(16),
                Models.rgb("folded", new Wdsr(2, 1, 4, 1, Wdsr.Block.A, 4, Convolutions.PLAIN)),
                Models.rgb("deep", new Edsr(4, 3, 4, 1, 1)));
    }

    static List<String> bundled() {
        return BundledModels.names();
    }

    @TempDir
    private Path folder;

    /// What every command says of a model, which must be the pixels that come back.
    private int everywhere(Object model) throws IOException {
        JsonNode halo = Run.of("inspect", model, "--json").json().get("halo");
        int pixels = halo.get("pixels").asInt();
        assertThat(Run.of("inspect", model).out()).containsPattern("halo +" + pixels + " pixels on each side");
        Run plan = Run.of("inspect", model, "--plan", "--size", "64x64", "--json");
        assertThat(plan.json().get("halo")).isEqualTo(halo);
        assertThat(Run.of("inspect", model, "--plan", "--size", "64x64").out())
                .contains("halo: " + pixels + " pixels on each side");
        Path picture = Pictures.write(folder.resolve("a.png"), Pictures.colour(64, 64, 1));
        JsonNode footprint = Run.of("restore", picture, "--model", model, "--dry-run", "--json")
                .json()
                .get("files")
                .get(0)
                .get("footprint");
        assertThat(footprint.get("halo").asInt()).isEqualTo(pixels);
        if (!halo.get("global").asBoolean()) {
            assertThat(footprint.get("overlap").asInt()).isGreaterThanOrEqualTo(pixels);
        }
        return pixels;
    }

    @ParameterizedTest
    @MethodSource("made")
    void aModelFileAndTheCommandsAgree(ModelFile model) throws IOException {
        Path file = Models.write(folder.resolve("m.safetensors"), model);
        JsonNode card =
                Configuration.MAPPER.readTree(Safetensors.read(file).metadata().get("fettle"));
        assertThat(everywhere(file)).isEqualTo(card.get("halo").get("pixels").asInt());
    }

    @ParameterizedTest
    @MethodSource("bundled")
    void theCardOfABundledModelAndTheCommandsAgree(String model) throws IOException {
        String card = Files.readString(Path.of("..", "docs", "models", model + ".md"));
        assertThat(card).contains("| halo | " + everywhere(model) + " pixels |");
    }

    /// Head, two layers of a block, the last of the body, the two of the tail at twice the size: 1 + 2 + 1 + 1
    /// + ½.
    @Test
    void theNumberIsHalfTheReceptiveField() throws IOException {
        assertThat(everywhere(Models.write(folder.resolve("m.safetensors"), Models.edsr(2))))
                .isEqualTo(6);
    }
}
