package dev.fettle.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class CompressCommandTest {
    @TempDir
    Path folder;

    private Path dense;

    @BeforeEach
    void write() throws IOException {
        dense = Models.write(folder.resolve("dense.safetensors"), Models.ofThreeScales());
    }

    @Test
    void aModelWithGhostsRestoresAtAllItsScales() throws IOException {
        Path ghost = folder.resolve("ghost.safetensors");
        Run run = Run.of("compress", "ghost", dense, "--ratio", 0.5, "-o", ghost, "--json");
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode parameters = run.json().get("parameters");
        assertThat(parameters.get("after").asLong())
                .isLessThan(parameters.get("before").asLong());
        assertThat(run.json().get("layers").get(0).get("name").asString()).isEqualTo("b1.b1.body.0");
        Path picture = Pictures.write(folder.resolve("photo.png"), Pictures.colour(12, 10, 1));
        Run restored = Run.of("restore", picture, "--model", ghost, "--scale", 3, "-o", folder.resolve("large.png"));
        assertThat(restored.status()).as(restored.err()).isZero();
        assertThat(ModelFile.read(ghost).card().name()).isEqualTo("tiny-carn-ghost");
    }

    @Test
    void settingsOfTheConvolutionCanBeChanged() {
        Path ghost = folder.resolve("ghost.safetensors");
        Run run = Run.of(
                "compress",
                "ghost",
                dense,
                "-o",
                ghost,
                "--select",
                "order",
                "--set",
                "shifts=channel",
                "--set",
                "offset=2");
        assertThat(run.status()).as(run.err()).isZero();
        String settings =
                Run.of("inspect", ghost, "--json").json().get("architecture").toString();
        assertThat(settings).contains("\"shifts\":\"channel\"", "\"offset\":2", "\"ordered\":true");
    }

    @Test
    void whatDoesNotDoIsRefusedAndLeavesNothing() throws IOException {
        Path ghost = folder.resolve("ghost.safetensors");
        assertRefused(2, "ghost: ratio must be at least 0 and below 1, got 1", "--ratio", "1", "-o", ghost);
        assertRefused(2, "unknown selection 'best'; known: clusters, directions, order, random", "--select", "best");
        assertRefused(
                4,
                "b1.b1.body.0: 3 intrinsic channels (of 4, ratio 0.25) do not divide",
                "--ratio",
                "0.25",
                "-o",
                ghost);
        assertRefused(2, "--set ordered=false: the order of trained channels is always kept", "--set", "ordered=false");
        assertThat(ghost).doesNotExist();
        Path precious = Files.writeString(folder.resolve("there.safetensors"), "precious");
        assertRefused(2, "--overwrite", "-o", precious);
        assertThat(precious).hasContent("precious");
    }

    private void assertRefused(int status, String reason, Object... options) {
        Object[] words = new Object[options.length + 3];
        words[0] = "compress";
        words[1] = "ghost";
        words[2] = dense;
        System.arraycopy(options, 0, words, 3, options.length);
        Run run = Run.of(words);
        assertThat(run.status()).isEqualTo(status);
        assertThat(run.err()).contains(reason);
    }
}
