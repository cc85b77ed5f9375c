package dev.fettle.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What stands in the way of a result is told before any work is done.
class ObstructedOutputTest {
    private static final String LONG = "a".repeat(300); // file systems take 255 bytes

    @TempDir
    Path folder;

    /// The picture is no picture; that it is not looked at shows that the target was seen to first.
    @Test
    void theTargetIsSeenToBeforeThePicture() throws IOException {
        Path text = Files.writeString(folder.resolve("text.png"), "no picture");
        Files.createFile(folder.resolve("file"));
        Run run = Run.of("degrade", text, "-o", folder.resolve("file/out"), "--scale", 2, "--json");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.json().get("files").get(0).get("status").asString()).isEqualTo("failed");
        assertThat(run.err())
                .contains("text.png: ", "file: is a file, not a folder; choose another -o")
                .hasLineCount(1);
    }

    @Test
    void otherResultsAreStillMade() throws IOException {
        Pictures.write(folder.resolve("in/a/one.png"), Pictures.colour(8, 8, 1));
        Pictures.write(folder.resolve("in/b/two.png"), Pictures.colour(8, 8, 1));
        Files.createDirectory(folder.resolve("out"));
        Files.createFile(folder.resolve("out/a"));
        Run run = Run.of("degrade", folder.resolve("in"), "-o", folder.resolve("out"), "--scale", 2);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("a: is a file, not a folder", "1 done, 0 skipped, 1 failed");
        assertThat(folder.resolve("out/b/two.png")).exists();
    }

    @Test
    void everyCommandThatWritesLooksFirst() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Path picture = Pictures.write(folder.resolve("in/a.png"), Pictures.colour(24, 24, 1));
        Path model = Models.write(folder.resolve("m.safetensors"), Models.vdsr("denoise"));
        Object[][] lines = {
            {"export", model, "--to", "onnx", "-o", file.resolve("x.onnx")},
            {"export", model, "--to", "onnx", "-o", folder.resolve("nowhere/x.onnx")},
            {"export", model, "--to", "onnx", "-o", folder.resolve(LONG)},
            {"import", "no.pth", "--architecture", "vdsr", "-o", file.resolve("x.safetensors")},
            {"inspect", model, "--kernels", picture, "-o", folder},
            {"evaluate", model, "--data", folder.resolve("in"), "--sigma", 5, "--record", folder.resolve(LONG)},
            {"train", "no.yaml", "-o", file.resolve("run")},
            {"sweep", folder.resolve("no"), "-o", file.resolve("run")},
        };
        for (Object[] line : lines) {
            Run run = Run.of(line);
            assertThat(run.status()).as("%s: %s", line[0], run.err()).isEqualTo(1);
            assertThat(run.err()).contains("another ").hasLineCount(1);
        }
    }
}
