package dev.fettle.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SuggestionTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "denoise x.jpg | fettle restore --task denoise x.jpg",
                "Denoise x.jpg | fettle restore --task denoise x.jpg",
                "denose x.jpg | fettle restore --task denoise x.jpg",
                "noise | fettle restore --task denoise",
                "despeckle x.jpg | fettle restore --task denoise x.jpg",
                "list x.jpg --json | fettle models --json",
                "jpeg x.jpg -o y.png | fettle restore --task deblock x.jpg -o y.png",
                "upscale x.jpg | fettle restore x.jpg",
                "super-resolution x.jpg | fettle restore x.jpg",
                "super_resolution x.jpg | fettle restore x.jpg",
                "sharpen x.jpg | fettle restore x.jpg",
                "3x x.jpg | fettle restore --scale 3 x.jpg",
                "upscale3x x.jpg | fettle restore --scale 3 x.jpg",
                "4x x.jpg | fettle restore --scale 4 x.jpg",
                "x2 x.jpg | fettle restore x.jpg",
                "bear.jpg | fettle restore bear.jpg",
                "bear.jpg --scale 4 | fettle restore bear.jpg --scale 4",
                "--scale 4 bear.jpg | fettle restore --scale 4 bear.jpg",
                "--json restore bear.jpg | fettle restore --json bear.jpg",
                "x.safetensors | fettle inspect x.safetensors",
                "convert w.pth | fettle import w.pth",
                "psnr | fettle evaluate",
                "list | fettle models",
                "benchmark | fettle bench",
                "version | fettle --version",
                "usage | fettle --help",
                "help noise | fettle restore --task denoise",
                "restor x.jpg | restore",
                "RESTORE x.jpg | restore",
                "trian | train",
                "degrad x.jpg | degrade",
                "restore x.jpg --denoise | --task denoise",
                "restore x.jpg --upscale 4 | --scale",
                "restore x.jpg --x3 | --scale",
                "restore x.jpg --quality 80 | --jpeg-quality",
                "restore x.jpg --out y | --output",
                "restore x.jpg --overwrit | --overwrite",
                "restore x.jpg --mem 1g | --memory",
                "degrade x.jpg --sigm 3 | --sigma"
            })
    void theIntentIsUnderstood(String line, String suggestion) {
        Run run = Run.of((Object[]) line.split(" "));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("did you mean '" + suggestion + "'?").hasLineCount(2);
    }

    /// Nobody who has not written just that is sent to what spoils pictures or overwrites files.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "upgrade",
                "grade",
                "decode",
                "regrade",
                "downscale",
                "shrink",
                "blur",
                "bear",
                "foo",
                "restore x.jpg --over",
                "restore x.jpg --force",
                "restore x.jpg --yes",
                "restore x.jpg --write"
            })
    void nothingDangerousIsSuggested(String line) {
        Run run = Run.of((Object[]) line.split(" "));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).doesNotContain("degrade", "--overwrite", "bench'").hasLineCount(2);
    }

    @Test
    void filesAndFoldersThatAreThereAreRestored() throws IOException {
        Path odd = Files.createDirectory(folder.resolve("my photos"));
        assertThat(Run.of(odd).err()).contains("did you mean 'fettle restore \"" + odd + "\"'?");
        Path file = Files.writeString(folder.resolve("scan"), "whatever it is");
        assertThat(Run.of(file).err()).contains("did you mean 'fettle restore " + file + "'?");
    }

    /// Damerau's four kinds of mistakes.
    @ParameterizedTest
    @CsvSource({
        "cost,cost,0",
        "cots,cost,1",
        "cst,cost,1",
        "coost,cost,1",
        "cast,cost,1",
        "denoise,degrade,4",
        "'',ab,2"
    })
    void lettersAreCounted(String word, String known, int distance) {
        assertThat(Spelling.distance(word, known)).isEqualTo(distance);
        assertThat(Spelling.distance(known, word)).isEqualTo(distance);
    }

    @Test
    void shortWordsAreNearOnlyByOneLetter() {
        List<String> known = List.of("bench", "cost", "train");
        assertThat(Spelling.nearest("bear", known)).isEmpty();
        assertThat(Spelling.nearest("rain", known)).isEmpty();
        assertThat(Spelling.nearest("bensh", known)).contains("bench");
        assertThat(Spelling.nearest("", known)).isEmpty();
    }
}
