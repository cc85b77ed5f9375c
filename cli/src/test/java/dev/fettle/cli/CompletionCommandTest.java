package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {
    @TempDir
    Path folder;

    /// Asks bash itself what it would offer.
    @Test
    void bashCompletesCommandsAndOptions() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash");
        Path script = Files.writeString(
                folder.resolve("completion"), Run.of("completion", "bash").out());
        assertThat(offered(script, "ev")).contains("evaluate");
        assertThat(offered(script, "restore --over")).contains("--overwrite");
        assertThat(offered(script, "cost edsr-b")).contains("edsr-baseline");
    }

    private String offered(Path script, String line) throws IOException, InterruptedException {
        String words = "fettle " + line;
        int last = words.split(" ").length - 1;
        String asked =
                ". %s; COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE='%s'; _complete_fettle; echo \"${COMPREPLY[@]}\""
                        .formatted(script, words, last, words);
        Process bash = new ProcessBuilder("/bin/bash", "-c", asked)
                .redirectOutput(folder.resolve("offered").toFile())
                .redirectError(folder.resolve("problems").toFile())
                .start();
        bash.waitFor();
        return Files.readString(folder.resolve("offered"));
    }

    @Test
    void anUnknownShellIsWrongUsage() {
        Run run = Run.of("completion", "fish");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("'fish'", "bash, zsh");
    }
}
