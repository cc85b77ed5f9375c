package dev.fettle.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.image.Density;
import dev.fettle.image.Image;
import dev.fettle.image.Source;
import dev.fettle.image.TextEntry;
import dev.fettle.image.files.ImageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What was repaired, left out or lost is said to whoever reads the screen or the JSON.
class RemarksTest {
    @TempDir
    Path folder;

    private Path model = Path.of("");

    @BeforeEach
    void writeModel() throws IOException {
        model = Models.write(folder.resolve("denoise.safetensors"), Models.vdsrRgb("denoise"));
    }

    @Test
    void aRepairedFileIsCounted() throws IOException {
        Path input = Pictures.write(folder.resolve("in/a.png"), Pictures.colour(20, 16, 1));
        byte[] whole = Files.readAllBytes(input);
        Files.write(input, Arrays.copyOf(whole, whole.length - 12)); // without IEND
        Pictures.write(folder.resolve("in/b.png"), Pictures.colour(20, 16, 2));
        Run run = Run.of("restore", folder.resolve("in"), "--model", model, "-o", folder.resolve("out"));
        assertThat(run.err()).contains("a.png: its end is missing or damaged", "1 repaired");
        JsonNode json = Run.of("restore", input, "--model", model, "-o", folder.resolve("more"), "--json")
                .json();
        assertThat(json.path("repaired").intValue()).isEqualTo(1);
        assertThat(json.path("files")
                        .path(0)
                        .path("remarks")
                        .path(0)
                        .path("kind")
                        .stringValue())
                .isEqualTo("repaired");
    }

    @Test
    void whatTheWrittenKindCannotHoldIsSaid() throws IOException {
        float[] alpha = new float[20 * 16];
        Image picture = Pictures.colour(20, 16, 1).withAlpha(alpha);
        Path input = Pictures.write(folder.resolve("clear.png"), picture.withSource(Source.NONE.withBitDepth(16)));
        Run run = Run.of("restore", input, "--model", model, "-o", folder.resolve("clear.jpg"));
        assertThat(run.err()).contains("clear.png: a JPEG cannot hold transparency", "cannot hold samples of 16 bits");
        assertThat(Run.of("restore", input, "--model", model).err()).doesNotContain("cannot hold");
    }

    @Test
    void whatAPngSaysBesideItsPixelsOutlastsRestoring() throws IOException {
        Source source = Source.NONE
                .withColourChunk("gAMA", new byte[] {0, 1, (byte) 0x86, (byte) 0xA0})
                .withText(TextEntry.of("Title", "otters"))
                .withDensity(new Density(118.11, 118.11, Density.Unit.CENTIMETRE));
        Path input = Pictures.write(
                folder.resolve("gama.png"), Pictures.colour(20, 16, 1).withSource(source));
        assertThat(Run.of("restore", input, "--model", model).status()).isZero();
        Source restored = ImageFiles.read(folder.resolve("gama.denoised.png")).source();
        assertThat(restored.colourChunks()).containsOnlyKeys("gAMA");
        assertThat(restored.texts()).isEqualTo(source.texts());
        assertThat(restored.density()).isEqualTo(source.density());
    }
}
