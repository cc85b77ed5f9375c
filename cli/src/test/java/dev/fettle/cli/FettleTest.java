package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FettleTest {
    @Test
    void helpListsTheCommandsOnStandardOutput() {
        Run run = Run.of("--help");
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("cost", "Examples:");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void versionNamesReleaseJdkAndVectorInstructions() {
        Run run = Run.of("--version");
        assertThat(run.status()).isZero();
        assertThat(run.out()).matches("(?s)fettle \\d+\\.\\d+.*JDK 2[5-9].*vector instructions: (yes|no).*");
    }

    @Test
    void noCommandIsWrongUsage() {
        Run run = Run.of();
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("no command", "fettle --help").hasLineCount(2);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aMistypedCommandIsAnsweredWithTheNearestOne() {
        Run run = Run.of("cots", "edsr");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains("unknown command 'cots'", "did you mean 'cost'")
                .hasLineCount(2);
    }

    @Test
    void aMistypedOptionIsAnsweredWithTheNearestOne() {
        Run run = Run.of("cost", "edsr-baseline", "--scal", "2");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains("unknown option '--scal'", "did you mean '--scale'")
                .hasLineCount(2);
    }

    @Test
    void aMistypedOptionIsToldBeforeWhatIsMissing() {
        Run run = Run.of("restore", "--fast");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("unknown option '--fast'").hasLineCount(2);
    }

    /// A name with a line feed is told whole, on one line.
    @Test
    void controlCharactersOfACommandLineNeverReachTheTerminal() {
        String evil = "a\nb\u001b]0;owned\u0007.png";
        for (String[] words : new String[][] {
            {evil},
            {"restore", evil},
            {"restore", "a.png", "--task", evil},
            {"inspect", evil},
            {"cost", evil},
            {"restore", "a.png", "--model", evil},
            {"restore", "a.png", "--" + evil},
            {"models", evil},
            {"evaluate", "none", "--sigma", "3", "--data", evil},
            {"restore", "a.png", "--threads=" + evil}
        }) {
            Run run = Run.of((Object[]) words);
            assertThat(run.status()).isNotZero();
            assertThat(run.err()).doesNotContain("\u001b", "\u0007").contains("a\\x0Ab\\x1B]0;owned\\x07.png");
            assertThat(run.err().lines().count()).isLessThanOrEqualTo(2);
        }
    }

    /// A word that begins with @ is a name like every other, not a file of further words.
    @Test
    void noFileIsReadAsACommandLine(@TempDir Path folder) throws IOException {
        Path words = Files.writeString(folder.resolve("words"), "--version");
        assertThat(Run.of("@" + words).err()).contains("unknown command '@" + words);
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(Run.of("restore").err()).startsWith("fettle: IN is missing: pictures, and folders");
        assertThat(Run.of("export", "sr-x2").err()).startsWith("fettle: --to FORMAT is missing");
        assertThat(Run.of("restore", "a.png", "-o").err()).startsWith("fettle: --output needs a value: OUT");
        assertThat(Run.of("restore", "a.png", "--scale", "x2").err())
                .startsWith("fettle: --scale: 'x2' is not a whole number");
    }

    @Test
    void helpOnACommandCanBeAskedForInBothWays() {
        assertThat(Run.of("help", "cost").out())
                .isNotEmpty()
                .isEqualTo(Run.of("cost", "--help").out());
    }

    /// A script's unset variable must not stand for the current folder.
    @Test
    void anEmptyFileNameIsWrongUsage() {
        for (String[] words : new String[][] {
            {"evaluate", "bicubic", "--scale", "2", "--data", ""},
            {"inspect", ""},
            {"restore", "a.png", "-o", ""}
        }) {
            Run run = Run.of((Object[]) words);
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).contains("empty").hasLineCount(2);
        }
    }

    @Test
    void aMalformedValueIsWrongUsage() {
        Run run = Run.of("cost", "edsr-baseline", "--output", "wide");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("'wide'", "WIDTHxHEIGHT").hasLineCount(2);
    }

    @Test
    void benchmarksAreRunFromTheSourceTree() {
        Run run = Run.of("bench", "edsr-baseline", "--size", "320x180", "--json");
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err()).contains("run ./fettle bench in the source tree").hasLineCount(1);
        assertThat(run.json().get("error").asString()).startsWith("bench:");
    }
}
