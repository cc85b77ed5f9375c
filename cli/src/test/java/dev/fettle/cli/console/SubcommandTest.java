package dev.fettle.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubcommandTest {
    @TempDir
    Path folder;

    /// By its own name, or by a link to it.
    @Test
    void nothingReplacesWhatItIsMadeOf() throws IOException {
        Path model = Models.write(folder.resolve("model.safetensors"), Models.edsr(2));
        Path picture = Pictures.write(folder.resolve("photo.png"), Pictures.colour(40, 40, 1));
        Path link = Files.createSymbolicLink(folder.resolve("link.safetensors"), model);
        byte[] before = Files.readAllBytes(model);
        byte[] pixels = Files.readAllBytes(picture);
        for (Path target : List.of(model, link)) {
            assertRefused(Run.of("compress", "ghost", model, "-o", target, "--overwrite"));
            assertRefused(Run.of(
                    "compress", "prune", model, "--strategy", "magnitude", "--keep", 0.5, "-o", target, "--overwrite"));
            assertRefused(Run.of("export", model, "--to", "onnx", "-o", target, "--overwrite"));
            assertRefused(Run.of("inspect", model, "--kernels", picture, "-o", target, "--overwrite"));
        }
        assertRefused(Run.of("inspect", model, "--features", picture, "-o", picture, "--overwrite"));
        assertThat(model).hasBinaryContent(before);
        assertThat(picture).hasBinaryContent(pixels);
    }

    private static void assertRefused(Run run) {
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains("is what is read; name another file");
    }
}
