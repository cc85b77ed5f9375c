package dev.fettle.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// One model file for several scales: every command picks by `--scale`.
class SeveralScalesTest {
    @TempDir
    Path folder;

    private Path model;
    private Path picture;

    @BeforeEach
    void write() throws IOException {
        model = Models.write(folder.resolve("three.safetensors"), Models.ofThreeScales());
        picture = Pictures.write(folder.resolve("photo.png"), Pictures.colour(12, 10, 1));
    }

    @Test
    void restoreEnlargesByTheScaleThatIsAskedFor() throws IOException {
        for (int scale : new int[] {2, 3, 4}) {
            Path large = folder.resolve("x" + scale + ".png");
            Run run = Run.of("restore", picture, "--model", model, "--scale", scale, "-o", large);
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(ImageFiles.header(large).width()).isEqualTo(12 * scale);
        }
        Run first = Run.of("restore", picture, "--model", model);
        assertThat(folder.resolve("photo.x2.png")).as(first.err()).exists();
        Run other = Run.of("restore", picture, "--model", model, "--scale", 8);
        assertThat(other.status()).isEqualTo(4);
        assertThat(other.err()).contains("--scale 8: model '" + model + "' enlarges by 2, 3, 4");
    }

    @Test
    void evaluateMeasuresTheScaleThatIsAskedForAndKeepsAllScales() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Pictures.write(data.resolve("a.png"), Pictures.colour(36, 36, 3));
        Path recorded = folder.resolve("recorded.safetensors");
        Run run = Run.of("evaluate", model, "--data", data, "--scale", 3, "--record", recorded, "--json");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.json().get("protocol").asString()).contains("border=3");
        ModelFile kept = ModelFile.read(recorded);
        assertThat(kept.scales()).containsExactly(2, 3, 4);
        assertThat(kept.card().metrics().getFirst().protocol()).contains("bicubic x3");
    }

    @Test
    void exportAndCostAndPlanPickAScale() throws IOException {
        Path onnx = folder.resolve("x3.onnx");
        Run run = Run.of("export", model, "--to", "onnx", "--scale", 3, "-o", onnx);
        assertThat(run.status()).as(run.err()).isZero();
        String content = Files.readString(onnx, StandardCharsets.ISO_8859_1);
        assertThat(content).contains("upsample.up3.body.0").doesNotContain("upsample.up2", "upsample.up4");
        assertThat(parameters("--scale", 3)).isLessThan(parameters());
        assertThat(Run.of("inspect", model, "--plan", "--scale", 4, "--size", "24x16")
                        .out())
                .contains("upsample.up4.body.3");
    }

    private long parameters(Object... options) {
        Object[] words = new Object[options.length + 3];
        words[0] = "cost";
        words[1] = model;
        words[2] = "--json";
        System.arraycopy(options, 0, words, 3, options.length);
        return Run.of(words).json().get("parameters").asLong();
    }

    @Test
    void costAndInspectTellAllScales() {
        assertThat(Run.of("cost", "carn-m").out())
                .contains("carn-m x2, x3, x4: 414,787 parameters", "91.2 G", "46.1 G", "32.5 G");
        JsonNode report = Run.of("inspect", model, "--json").json();
        assertThat(report.get("scales").toString()).isEqualTo("[2,3,4]");
        assertThat(Run.of("inspect", model).out()).contains("task          sr x2, x3, x4");
    }
}
