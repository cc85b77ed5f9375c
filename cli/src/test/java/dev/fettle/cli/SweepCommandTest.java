package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is refused before anything is trained; the rest is in {@link SweepRunTest}.
class SweepCommandTest {
    @TempDir
    Path folder;

    private TinySweep sweep = new TinySweep(Path.of(""));

    @BeforeEach
    void write() throws IOException {
        sweep = TinySweep.in(folder);
    }

    private void isRefused(int status, String... says) {
        Run run = sweep.run();
        assertThat(run.err()).contains(says).hasLineCount(1);
        assertThat(run.status()).isEqualTo(status);
        assertThat(run.out()).isEmpty();
        assertThat(sweep.output()).doesNotExist();
    }

    @Test
    void anEmptyFolderIsNoSweep() throws IOException {
        sweep = new TinySweep(Files.createDirectory(folder.resolve("empty")));
        isRefused(4, "empty: no sweep", "sweep.yaml");
    }

    @Test
    void aFolderWithoutExperimentsIsNoSweep() throws IOException {
        Files.delete(sweep.file("narrow.yaml"));
        Files.delete(sweep.file("wide.yaml"));
        isRefused(4, "no experiment beside sweep.yaml");
    }

    @Test
    void theFolderMustBeThere() {
        sweep = new TinySweep(folder.resolve("nowhere"));
        isRefused(4, "nowhere: no sweep");
    }

    @Test
    void twoVariantsOfOneNameAreRefused() throws IOException {
        Files.writeString(sweep.file("other.yaml"), "name: Wide\narchitecture: {channels: 3}\n");
        isRefused(4, "other.yaml", "wide.yaml", "both are named", "rename one");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "seeds: [1, 2] | \"\" | 'seeds' is missing; add seeds:",
                "seeds: [1, 2] | seeds: [2, 2] | seed 2 is named twice",
                "seeds: [1, 2] | seeds: [one] | sweep.yaml",
                "seeds: [1, 2] | sedes: [1, 2] | did you mean 'seeds'?",
                "title: Width | title: '' # | 'title' is missing",
                "set: Waves | set: Wavs | unknown set 'Wavs'; known: Waves",
                "scale: 2, protocol | scale: 3, protocol | does not fit the set 'Waves'",
                "scale: 2, protocol | scale: 2, sigma: 5, protocol | needs one of scale (at least 2), sigma and quality",
                "protocol: y | protocol: y-double | choose y, y-rounded or rgb",
                "protocol: y | protokol: y | did you mean 'protocol'?",
                "protocol: y | protocol: yy | unknown protocol 'yy'",
                "psnr: 30 | psrn: 30 | did you mean 'psnr'?",
                "zoom: 2 | zoom: 0 | zoom at least 1",
                "steps: 4 | stps: 4 | did you mean 'steps'?",
                "steps: 4 | seed: 4 | 'seed' differs between runs",
                "published: | published: [ | not valid YAML",
            })
    void aDescriptionThatDoesNotDoIsRefusedWithTheWayOut(String was, String becomes, String says) throws IOException {
        sweep.replace("sweep.yaml", was, becomes);
        isRefused(4, says);
    }

    @Test
    void anExperimentThatCannotBeReadIsNamed() throws IOException {
        sweep.replace("wide.yaml", "channels", "chanels");
        isRefused(4, "wide.yaml", "did you mean 'channels'");
        Files.write(sweep.file("wide.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        isRefused(4, "wide.yaml: not a text in UTF-8");
    }

    @Test
    void unknownNamesAndNumbersOnTheCommandLineAreRefused() {
        assertThat(sweep.run("--only", "wid").err())
                .contains("unknown variant 'wid'; known: narrow, wide")
                .hasLineCount(1);
        assertThat(sweep.run("--seeds", "one").status()).isEqualTo(2);
        assertThat(sweep.run("--threads", "0").status()).isEqualTo(2);
        assertThat(sweep.run("--set", "steps").err()).contains("--set needs key=value");
    }
}
