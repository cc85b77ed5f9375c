package dev.fettle.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
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
                "scale: 2, protocol | scale: 2, sigma: 5, protocol | needs one of scale (at least 2), sigma, quality and steps",
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

    /// What would come to light after hours is looked for before the first step.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/test'           | /absent'         | set 'Waves': | absent: no such folder",
                "/test'           | /tiny'           | set 'Waves': | tiny: no pictures in this folder",
                "/photos', patch  | /nowhere', patch | data.photos: | nowhere: no folder with pictures",
                "/valid', every   | /nowhere', every | validation.photos: | nowhere: no folder with pictures",
                "picture: c       | picture: x       | no picture 'x' | its crop is not shown",
                "left: 4          | left: 40         | picture 'c' is 48x40 | is not inside",
                "/test', scale: 2, protocol: y | /gray', scale: 2, protocol: gray | g.png is in colour | wants gray",
                "/more'           | /small'          | s.png is 14x40 | sides of at least 16 are wanted at scale 2",
                "/more'           | /torn'           | set 'Stripes' | t.png",
            })
    void whatCannotBeMeasuredIsNamedBeforeTheFirstStep(String was, String becomes, String where, String what)
            throws IOException {
        Pictures.write(folder.resolve("gray/c.png"), Pictures.gray(48, 40, 1));
        Pictures.write(folder.resolve("gray/g.png"), Pictures.colour(40, 40, 1));
        Pictures.write(folder.resolve("small/s.png"), Pictures.colour(14, 40, 1));
        Files.writeString(Files.createDirectories(folder.resolve("torn")).resolve("t.png"), "torn");
        sweep.replace("sweep.yaml", was, becomes);
        isRefused(3, "nothing was trained", where, what, "--set");
    }

    @Test
    void everythingThatIsMissingIsNamedAtOnce() throws IOException {
        sweep.replace("sweep.yaml", "/test'", "/first'");
        sweep.replace("sweep.yaml", "/more'", "/second'");
        isRefused(3, "first: no such folder; ", "second: no such folder; ");
    }

    /// The training of `wide` would come to its start after all of `narrow`, and to that of the second seed
    /// after hours.
    @Test
    void filesThatSettingsNameAreLookedForBeforeTheFirstStep() throws IOException {
        Files.writeString(folder.resolve("start-1.safetensors"), "looked for, not read");
        Files.writeString(sweep.file("wide.yaml"), """
                start: {type: model, file: '%1$s/start-{seed}.safetensors', companions: '%1$s/start-1.safetensors'}
                loss: [{type: distance}, {type: distillation, teacher: '%1$s/teacher.safetensors'}]
                """.formatted(folder));
        isRefused(
                3,
                "nothing was trained, since not all of it could be trained and measured: "
                        + "loss.distillation.teacher of wide, seed 1: no file '%s/teacher.safetensors'; "
                                .formatted(folder)
                        + "start.file of wide, seed 2: no file '%s/start-2.safetensors'; ".formatted(folder),
                "--only");
        Files.writeString(sweep.file("wide.yaml"), "start: model\n");
        isRefused(3, "start.file of wide, seed 1: no file is named; correct");
        Files.writeString(sweep.file("wide.yaml"), """
                architecture: {type: drn, scale: 2}
                loss: [{type: distance}, {type: dual}]
                data: {unpaired: {photos: '%s/none'}}
                """.formatted(folder));
        isRefused(3, "data.unpaired.photos: " + folder.resolve("none") + ": no folder with pictures; correct");
    }

    /// What is trained earlier may be what a later variant starts from; of two that wait for each other one
    /// comes first.
    @Test
    void aVariantMayStartFromAnEarlierOne() throws IOException {
        sweep.replace("sweep.yaml", "/more'", "/absent'");
        String start = "start: {type: model, file: '%s/%s/seed-{seed}/%s.safetensors'}%n";
        Files.writeString(sweep.file("wide.yaml"), start.formatted(sweep.output(), "narrow", "narrow"));
        Run run = sweep.run();
        assertThat(run.err()).contains("absent: no such folder; correct").doesNotContain("start.file");
        Files.writeString(sweep.file("narrow.yaml"), start.formatted(sweep.output(), "wide", "wide"));
        isRefused(3, "start.file of narrow, seed 1: no file '", "wide.safetensors'; start.file of narrow, seed 2: ");
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
        for (String[] twice : new String[][] {
            {"--threads", "1", "--set", "threads=2"},
            {"--seeds", "1", "--set", "seeds=[2]"}
        }) {
            Run run = sweep.run((Object[]) twice);
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).contains("and --set " + twice[3] + " set the same; give one of them");
        }
        assertThat(sweep.run("--set", "steps").err()).contains("--set needs key=value");
        assertThat(sweep.run("--set", "seed=3").err()).contains("--seeds").hasLineCount(1);
        assertThat(sweep.run("--set", "name=x").err()).contains("--only").hasLineCount(1);
    }

    /// Every key of the file, however deep, by the names and the suggestions that the file has.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "sets.Waves.scale=3            | does not fit the set 'Waves'",
                "sets.0.scale=3                | does not fit the set 'Waves'",
                "sets.Wave.scale=3             | unknown key 'Wave'; did you mean 'Waves'? known: Waves, Stripes",
                "sets.2.scale=3                | unknown key '2'; known: Waves, Stripes",
                "sets.Waves.skale=3            | did you mean 'scale'?",
                "sets=[{name: A, folder: b, sigma: 5}] | unknown set 'Waves'; known: A",
                "sets=[]                       | unknown set 'Waves'; there are none, and crops=[]",
                "sets=Set5                     | sweep.sets: a list is expected",
                "latency.run=3                 | did you mean 'runs'?",
                "latency.runs=0                | runs at least 1",
                "crops.0.zoom=0                | zoom at least 1",
                "published.Rival.psnr=-1       | published 'Rival'",
                "published.0.pnsr=1            | did you mean 'psnr'?",
                "title=                        | 'title' is missing",
                "seeds=[2, 2]                  | seed 2 is named twice",
                "base.stps=3                   | did you mean 'steps'?",
                "base.seed=3                   | differs between runs",
                "setz=[]                       | unknown key 'setz'; did you mean 'sets'?",
                "stps=3                        | unknown key 'stps'; did you mean 'steps'?",
                "optimizer.clop=3              | did you mean 'clip'?",
            })
    void anySettingOfTheFileIsSetFromTheCommandLine(String setting, String says) {
        Run run = sweep.run("--set", setting);
        assertThat(run.err()).contains(says).hasLineCount(1);
        assertThat(run.status()).isEqualTo(4);
    }
}
