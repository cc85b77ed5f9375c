package dev.fettle.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class PruneCommandTest {
    @TempDir
    Path folder;

    private Path dense;
    private Path small;
    private Path photos;

    @BeforeEach
    void write() throws IOException {
        dense = Models.write(folder.resolve("dense.safetensors"), Models.rgb("tiny", new Edsr(2, 1, 8, 1, 1)));
        small = folder.resolve("small.safetensors");
        photos = folder.resolve("photos");
        Pictures.write(photos.resolve("a.png"), Pictures.colour(120, 110, 1));
    }

    private Run prune(Object... options) {
        Object[] words = new Object[options.length + 3];
        words[0] = "compress";
        words[1] = "prune";
        words[2] = dense;
        System.arraycopy(options, 0, words, 3, options.length);
        return Run.of(words);
    }

    @Test
    void aNetworkOfClassesIsCutByWhatNeedsNoPictures() throws IOException {
        dense = Models.write(folder.resolve("sorter.safetensors"), Models.sorter());
        Run run = prune("--strategy", "magnitude", "--keep", 0.5, "--no-times", "-o", small);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(ModelFile.read(small).classes()).isEqualTo(Models.sorter().classes());
        Run refused = prune("--strategy", "thinet", "--keep", 0.5, "--photos", photos, "-o", small, "--overwrite");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err())
                .contains("model 'tiny-sorter' tells classes, and filters are fitted to what models restore");
    }

    @Test
    void aPlanIsSavedAndAppliedToTheSameBytes() throws IOException {
        Run run = prune(
                "--strategy", "magnitude", "--macs", 0.8, "--size", "16x16", "--data", photos, "-o", small, "--json");
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode report = run.json();
        assertThat(report.get("parameters").get("after").asLong())
                .isLessThan(report.get("parameters").get("before").asLong());
        assertThat(report.get("multiplyAdds").get("after").asDouble())
                .isLessThanOrEqualTo(
                        0.8 * report.get("multiplyAdds").get("before").asDouble());
        assertThat(report.get("times").get("millis").get("after").asDouble()).isPositive();
        assertThat(report.get("quality").get("pruned").asDouble()).isPositive();
        assertThat(report.get("plan").get("left").get(0).get("why").asString()).isNotEmpty();
        Path plan = folder.resolve("small.plan.json");
        assertThat(report.get("planFile").asString()).isEqualTo(plan.toString());
        Path again = folder.resolve("again.safetensors");
        Run applied = prune("--apply", plan, "-o", again, "--no-times");
        assertThat(applied.status()).as(applied.err()).isZero();
        assertThat(again).hasSameBinaryContentAs(small);
        assertThat(applied.out()).contains("of the multiply-adds at x2 stay", "channels stay: ");
        Run restored = Run.of("restore", photos.resolve("a.png"), "--model", again, "-o", folder.resolve("large.png"));
        assertThat(restored.status()).as(restored.err()).isZero();
        assertThat(ModelFile.read(again).card().name()).isEqualTo("tiny-prune");
        assertThat(ModelFile.read(again).card().training().recipe()).contains("magnitude", "0.8 of the multiply-adds");
    }

    @Test
    void widthsComeFromAPlanANetworkOrByName() throws IOException {
        assertThat(prune("--strategy", "manual", "--widths", "body.0.body.0=5,tail.0.0=6", "--no-times", "-o", small)
                        .status())
                .isZero();
        Path other = folder.resolve("other.safetensors");
        for (Path source : new Path[] {small, folder.resolve("small.plan.json")}) {
            Run run = prune("--strategy", "magnitude", "--widths", source, "--no-times", "-o", other, "--overwrite");
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(ModelFile.read(other).architecture())
                    .isEqualTo(ModelFile.read(small).architecture());
        }
        Run tuned = prune(
                "--apply",
                folder.resolve("small.plan.json"),
                "--tuned",
                other,
                "--data",
                photos,
                "--no-times",
                "-o",
                other,
                "--overwrite");
        assertThat(tuned.out()).as(tuned.err()).contains("trained on since");
    }

    @Test
    @Tag("slow") // loads libtorch
    void channelsAreGrown() throws IOException {
        Object[] options = {
            "--keep",
            0.5,
            "--photos",
            photos,
            "--set",
            "batches=1",
            "--set",
            "tuning=1",
            "--set",
            "companionSteps=2",
            "--set",
            "fit=true",
            "--train",
            "data.patch=8",
            "--train",
            "data.batch=2",
            "--no-times",
            "--overwrite",
            "-o",
            small
        };
        Run grown = prune(options);
        Assumptions.assumeFalse(grown.err().contains("libtorch is not on the class path"));
        assertThat(grown.status()).as(grown.err()).isZero();
        byte[] first = Files.readAllBytes(small);
        assertThat(prune(options).status()).isZero();
        assertThat(small).hasBinaryContent(first);
        Path again = folder.resolve("again.safetensors");
        assertThat(prune("--apply", folder.resolve("small.plan.json"), "-o", again, "--no-times")
                        .status())
                .isZero();
        assertThat(again).hasBinaryContent(first);
    }

    @Test
    @Tag("slow") // loads libtorch
    void normalisedFiltersAreGrown() throws IOException {
        Models.write(dense, Models.rgb("tiny-wdsr", new Wdsr(2, 1, 4, 2, Wdsr.Block.A, Convolutions.PLAIN)));
        Run grown = prune(
                "--strategy",
                "dcp",
                "--keep",
                0.5,
                "--photos",
                photos,
                "--set",
                "batches=1",
                "--set",
                "tuning=2",
                "--train",
                "data.patch=8",
                "--train",
                "data.batch=2",
                "--no-times",
                "-o",
                small);
        Assumptions.assumeFalse(grown.err().contains("libtorch is not on the class path"));
        assertThat(grown.status()).as(grown.err()).isZero();
        assertThat(ModelFile.read(small)
                        .weights()
                        .get("body.1.body.0.weight_v")
                        .shape()
                        .dimension(0))
                .isEqualTo(4);
    }

    @Test
    void whatDoesNotDoIsRefusedInOneLine() throws IOException {
        assertRefused(2, "how much stays is said by one of --keep, --macs, --parameters, --millis and --widths, got 0");
        assertRefused(2, "and --widths, got 2", "--keep", 0.5, "--macs", 0.5);
        assertRefused(2, "macs must be above 0 and below 1, got 1.0", "--macs", 1);
        assertRefused(2, "--strategy: unknown type 'drcc'; did you mean 'drc'?", "--keep", 0.5, "--strategy", "drcc");
        assertRefused(2, "unknown key 'gama'; did you mean 'gamma'?", "--keep", 0.5, "--set", "gama=1");
        assertRefused(2, "strategy 'drc' looks at photographs: name a folder by --photos", "--keep", 0.5);
        assertRefused(2, "--widths needs GROUP=N,GROUP=N, got 'x='", "--widths", "x=");
        assertRefused(2, "has no widths; name a slim network", "--widths", dense);
        assertRefused(2, "--tuned is measured on photographs", "--keep", 0.5, "--tuned", dense);
        assertRefused(2, "least and multiple must be at least 1, got 0 and 1", "--keep", 0.5, "--least", 0);
        assertRefused(4, "channels: unknown group 'bod'", "--keep", 0.5, "--leave", "bod", "--strategy", "magnitude");
        assertRefused(
                4, "is out of reach: one channel in each group leaves 0.", "--macs", 0.01, "--strategy", "magnitude");
        Path plan = Files.writeString(folder.resolve("x.json"), "{}");
        assertRefused(4, "x.json: not a pruning plan of this version", "--apply", plan);
        assertRefused(4, "none.json: the plan cannot be read (no such", "--apply", folder.resolve("none.json"));
        assertRefused(2, "none.json: the plan cannot be read (no such", "--widths", folder.resolve("none.json"));
        assertRefused(2, "--widths names the group 'head.0' twice", "--widths", "head.0=3,head.0=4");
        assertRefused(2, "--widths '': has no widths", "--widths", "");
        Object[] magnitude = {"--strategy", "magnitude", "--keep", 0.5};
        assertRefused(2, "threads must be at least 1, got 0", with(magnitude, "--threads", 0));
        assertRefused(2, "--photos: strategy 'magnitude' looks at none", with(magnitude, "--photos", photos));
        for (String option : new String[] {"--config", "--checkpoint"}) {
            assertRefused(2, "strategy 'magnitude' looks at no training", with(magnitude, option, plan));
        }
        assertRefused(2, "strategy 'magnitude' looks at no training", with(magnitude, "--train", "steps=3"));
        assertRefused(2, "strategy 'magnitude' looks at photographs", with(magnitude, "--set", "fit=true"));
        assertRefused(2, "--sigma is for models that keep the size", with(magnitude, "--sigma", 3));
        assertRefused(4, "--scale 0: the network has [2]", with(magnitude, "--scale", 0));
        assertRefused(
                4,
                "no such model file",
                with(magnitude, "--data", photos, "--tuned", folder.resolve("none.safetensors")));
        assertRefused(
                4,
                "body.0.body.0: 5 of 8 channels are not what --least 1 and --multiple 4 allow",
                "--strategy",
                "magnitude",
                "--widths",
                "body.0.body.0=5",
                "--multiple",
                4);
        Object[] growing = {"--keep", 0.5, "--photos", photos};
        assertRefused(2, "growing needs gamma >= 0", with(growing, "--set", "gamma=.inf"));
        assertRefused(2, "growing needs gamma >= 0", with(growing, "--set", "learningRate=.inf"));
        assertRefused(2, "companionSteps must be at least 1, got 0", with(growing, "--set", "companionSteps=0"));
        assertRefused(
                2,
                "--train steps=3: of a training only data, loss, device, threads count here",
                with(growing, "--train", "steps=3"));
        Path nothing = Files.createDirectory(folder.resolve("nothing"));
        for (String strategy : new String[] {"drc", "dcp", "cp", "thinet"}) {
            assertRefused(
                    3,
                    "--photos " + nothing + ": no pictures",
                    "--keep",
                    0.5,
                    "--photos",
                    nothing,
                    "--strategy",
                    strategy);
            assertRefused(
                    3,
                    "/none: no such folder",
                    "--keep",
                    0.5,
                    "--photos",
                    folder.resolve("none"),
                    "--strategy",
                    strategy);
        }
        assertRefused(2, "--macs: all is decided by the plan of --apply", "--apply", plan, "--macs", 0.5);
        assertRefused(2, "--strategy: all is decided by the plan", "--apply", plan, "--strategy", "cp");
    }

    private static Object[] with(Object[] options, Object... more) {
        return Stream.concat(Arrays.stream(options), Arrays.stream(more)).toArray();
    }

    private void assertRefused(int status, String reason, Object... options) {
        Object[] words = Arrays.copyOf(options, options.length + 3);
        words[options.length] = "--no-times";
        words[options.length + 1] = "-o";
        words[options.length + 2] = small;
        Run run = prune(words);
        assertThat(run.err()).contains(reason);
        assertThat(run.status()).as(run.err()).isEqualTo(status);
        assertThat(small).doesNotExist();
        assertThat(folder.resolve("small.plan.json")).doesNotExist();
    }
}
