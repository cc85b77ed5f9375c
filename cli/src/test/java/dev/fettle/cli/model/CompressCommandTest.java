package dev.fettle.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.convolution.Conv3xc;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import dev.fettle.network.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class CompressCommandTest {
    @TempDir
    Path folder;

    private Path dense;

    @BeforeEach
    void write() throws IOException {
        dense = Models.write(folder.resolve("dense.safetensors"), Models.ofThreeScales());
    }

    @Test
    void aModelWithGhostsRestoresAtAllItsScales() throws IOException {
        Path ghost = folder.resolve("ghost.safetensors");
        Run run = Run.of("compress", "ghost", dense, "--ratio", 0.5, "-o", ghost, "--json");
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode parameters = run.json().get("parameters");
        assertThat(parameters.get("after").asLong())
                .isLessThan(parameters.get("before").asLong());
        assertThat(run.json().get("layers").get(0).get("name").asString()).isEqualTo("b1.b1.body.0");
        Path picture = Pictures.write(folder.resolve("photo.png"), Pictures.colour(12, 10, 1));
        Run restored = Run.of("restore", picture, "--model", ghost, "--scale", 3, "-o", folder.resolve("large.png"));
        assertThat(restored.status()).as(restored.err()).isZero();
        assertThat(ModelFile.read(ghost).card().name()).isEqualTo("tiny-carn-ghost");
    }

    /// Each pixel of the picture, 8 bits, is the same before and after.
    @Test
    void branchesAreAddedUpAndThePictureStays() throws IOException {
        Path trained = Models.write(
                folder.resolve("trained.safetensors"), Models.rgb("tiny", new Edsr(2, 2, 8, 1, 1, Conv3xc.DEFAULTS)));
        Path folded = folder.resolve("folded.safetensors");
        Run run = Run.of("compress", "fold", trained, "-o", folded, "--json");
        assertThat(run.status()).as(run.err()).isZero();
        ModelFile small = ModelFile.read(folded);
        assertThat(small.architecture()).isEqualTo(new Edsr(2, 2, 8, 1, 1));
        assertThat(small.card()).isEqualTo(ModelFile.read(trained).card());
        Path picture = Pictures.write(folder.resolve("photo.png"), Pictures.colour(24, 20, 1));
        Path before = folder.resolve("before.png");
        Path after = folder.resolve("after.png");
        assertThat(Run.of("restore", picture, "--model", trained, "-o", before).status())
                .isZero();
        assertThat(Run.of("restore", picture, "--model", folded, "-o", after).status())
                .isZero();
        assertThat(Files.readAllBytes(after)).isEqualTo(Files.readAllBytes(before));
        assertRefuses(List.of("compress", "fold", dense, "-o", folded, "--overwrite"), 4, "nothing to fold");
        Path ghost = folder.resolve("ghost.safetensors");
        assertThat(Run.of("compress", "ghost", trained, "-o", ghost).status()).isZero(); // of the sums
    }

    @Test
    void weightsOf16BitsHalveTheFileAndEveryCommandReadsAndTellsThem() throws IOException {
        Path exact = Models.write(folder.resolve("exact.safetensors"), Models.rgb("tiny", new Edsr(2, 2, 16, 1, 1)));
        Path half = folder.resolve("half.safetensors");
        Run run = Run.of("compress", "fold", exact, "--weights", "fp16", "-o", half, "--json");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.json().get("weights").asString()).isEqualTo("fp16");
        assertThat(run.json().get("folded").asBoolean()).isFalse();
        assertThat(run.json().get("largestChange").asDouble()).isBetween(1e-6, 0x1p-12);
        assertThat(Files.size(half)).isLessThan(Files.size(exact) * 6 / 10);
        assertThat(Run.of("inspect", half, "--json").json().get("weights").asString())
                .isEqualTo("fp16");
        assertThat(Run.of("inspect", half).out()).contains("weights       fp16\n");
        assertThat(Run.of("inspect", exact).out()).contains("weights       fp32\n");
        Path photos = folder.resolve("photos");
        Pictures.write(photos.resolve("a.png"), Pictures.colour(40, 32, 1));
        Run measured = Run.of("evaluate", half, "--data", photos, "--record", half, "--overwrite");
        assertThat(measured.status()).as(measured.err()).isZero();
        assertThat(measured.out()).contains("; weights: fp16\n");
        assertThat(ModelFile.read(half).precision()).as("recorded").isEqualTo(Precision.HALF);
        assertThat(Run.of("evaluate", exact, "--data", photos, "--json")
                        .json()
                        .get("weights")
                        .asString())
                .isEqualTo("fp32");
        assertThat(Run.of("evaluate", "bicubic", "--scale", 2, "--data", photos, "--json")
                        .json()
                        .has("weights"))
                .isFalse();
        Path onnx = folder.resolve("half.onnx");
        assertThat(Run.of("export", half, "--to", "onnx", "-o", onnx).status()).isZero();
        Path back = folder.resolve("back.safetensors");
        assertThat(Run.of("compress", "fold", half, "--weights", "fp32", "-o", back)
                        .out())
                .contains("weights kept as fp32: none changes");
        assertThat(ModelFile.read(back).card()).isEqualTo(ModelFile.read(half).card());
        Run text = Run.of("compress", "fold", exact, "--weights", "fp16", "-o", half, "--overwrite");
        assertThat(text.out())
                .containsPattern("weights kept as fp16: none changes by more than \\d.*measure them anew");
        assertThat(ModelFile.read(half).card().metrics()).isEmpty();
    }

    @Test
    void branchesAreAddedUpBeforeTheirSumsAreRounded() throws IOException {
        Path trained = Models.write(
                folder.resolve("trained.safetensors"), Models.rgb("tiny", new Edsr(2, 2, 8, 1, 1, Conv3xc.DEFAULTS)));
        Path half = folder.resolve("half.safetensors");
        Path folded = folder.resolve("folded.safetensors");
        assertThat(Run.of("compress", "fold", trained, "--weights", "fp16", "-o", half)
                        .status())
                .isZero();
        assertThat(Run.of("compress", "fold", trained, "-o", folded).status()).isZero();
        ModelFile expected = ModelFile.read(folded).kept(Precision.HALF);
        ModelFile found = ModelFile.read(half);
        assertThat(found.architecture()).isEqualTo(new Edsr(2, 2, 8, 1, 1));
        for (String name : expected.weights().byName().keySet()) {
            assertThat(found.weights().get(name).array())
                    .as(name)
                    .containsExactly(expected.weights().get(name).array());
        }
    }

    @Test
    void weightsThatDoNotFit16BitsAreRefusedByName() throws IOException {
        ModelFile model = Models.rgb("tiny", new Edsr(2, 1, 4, 1, 1));
        model.weights().get("body.0.body.0.weight").array()[5] = 70_000;
        Path large = Models.write(folder.resolve("large.safetensors"), model);
        Path half = folder.resolve("half.safetensors");
        assertRefuses(
                List.of("compress", "fold", large, "--weights", "fp16", "-o", half),
                4,
                "large.safetensors: tensor 'body.0.body.0.weight' holds 70000.0, beyond 65504");
        assertRefuses(
                List.of("compress", "fold", large, "--weights", "fp8", "-o", half),
                2,
                "unknown type of weights 'fp8'; known: fp32, fp16");
        assertThat(half).doesNotExist();
    }

    @Test
    void theLongestNameIsCut() throws IOException {
        String name = "x".repeat(ModelCard.LONGEST_NAME);
        Path longest = Models.write(folder.resolve("long.safetensors"), Models.rgb(name, new Edsr(2, 1, 4, 1, 1)));
        Path small = folder.resolve("small.safetensors");
        Run run = Run.of("compress", "ghost", longest, "-o", small);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(ModelFile.read(small).card().name()).endsWith("xx-ghost").hasSize(ModelCard.LONGEST_NAME);
    }

    @Test
    void settingsOfTheConvolutionCanBeChanged() {
        Path ghost = folder.resolve("ghost.safetensors");
        Run run = Run.of(
                "compress",
                "ghost",
                dense,
                "-o",
                ghost,
                "--select",
                "order",
                "--set",
                "shifts=channel",
                "--set",
                "offset=2");
        assertThat(run.status()).as(run.err()).isZero();
        String settings =
                Run.of("inspect", ghost, "--json").json().get("architecture").toString();
        assertThat(settings).contains("\"shifts\":\"channel\"", "\"offset\":2", "\"ordered\":true");
    }

    @Test
    void offsetsAreToldBeforeAnyTraining() {
        Path ghost = folder.resolve("ghost.safetensors");
        Run run = Run.of("compress", "ghost", dense, "-o", ghost, "--select", "order");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(Run.of("inspect", ghost).out()).containsPattern("ghosts +b1.b1.body.0: \\(-?\\d, -?\\d\\)");
        assertThat(Run.of("inspect", dense).out()).doesNotContain("ghosts");
    }

    @Test
    void filtersAreFittedToPhotographs() throws IOException {
        Path ghost = folder.resolve("ghost.safetensors");
        Path photos = folder.resolve("photos");
        Pictures.write(photos.resolve("a.png"), Pictures.colour(200, 200, 1));
        Run run = Run.of("compress", "ghost", dense, "-o", ghost, "--fit", photos, "--select", "maps", "--patches", 3);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(ModelFile.read(ghost).card().training().recipe()).contains("by maps", "fitted to 3 patches");
        Path other = folder.resolve("other.safetensors");
        Path nothing = folder.resolve("nothing");
        assertRefused(2, "maps are those of photographs: name them by --fit PHOTOS", "--select", "maps");
        assertRefused(2, "--patches must be at least 1, got 0", "--fit", photos, "--patches", 0);
        assertRefused(2, "--patches, --sigma and --quality are for --fit PHOTOS", "--sigma", 25, "-o", other);
        assertRefused(2, "'tiny-carn' enlarges; --sigma is", "--fit", photos, "--sigma", 25, "-o", other);
        assertRefused(3, "--fit " + nothing + ": no such folder", "--fit", nothing, "-o", other);
        assertThat(other).doesNotExist();
    }

    @Test
    void photographsThatCannotBeFittedToAreRefusedByName() throws IOException {
        Path other = folder.resolve("other.safetensors");
        Path photos = Files.createDirectory(folder.resolve("photos"));
        assertRefused(3, "no pictures in this folder", "--fit", photos, "-o", other);
        Files.writeString(photos.resolve("notes.txt"), "text");
        assertRefused(3, "no pictures in this folder", "--fit", photos, "-o", other);
        Files.writeString(photos.resolve("a.png"), "text");
        assertRefused(3, "a.png", "--fit", photos, "-o", other);
        Pictures.write(photos.resolve("a.png"), Pictures.colour(60, 200, 1));
        assertRefused(3, "a.png: 60x200 is smaller than a patch of 96x96; leave the file out", "--fit", photos);
        Pictures.write(photos.resolve("a.png"), Pictures.colour(200, 200, 1));
        assertRefused(2, "-o", "--fit", photos, "-o", dense, "--overwrite");
        Path denoiser = Models.write(folder.resolve("denoiser.safetensors"), Models.vdsr("denoise"));
        assertRefusedFor(denoiser, 2, "is for denoise: how strong, --sigma S", "--fit", photos);
        assertRefusedFor(denoiser, 2, "how strong, --sigma S", "--fit", photos, "--quality", 50);
        assertRefusedFor(denoiser, 2, "quality", "--fit", photos, "--quality", 101);
        assertRefusedFor(denoiser, 2, "sigma", "--fit", photos, "--sigma", -1);
        assertThat(other).doesNotExist();
    }

    /// Gray photographs for a network of colours, and the other way round.
    @Test
    void photographsAreShownAsTheNetworkWantsThem() throws IOException {
        Path photos = folder.resolve("photos");
        Pictures.write(photos.resolve("gray.png"), Pictures.gray(200, 200, 1));
        Pictures.write(photos.resolve("colour.png"), Pictures.colour(200, 200, 1));
        Path denoiser = Models.write(folder.resolve("denoiser.safetensors"), Models.vdsr("denoise"));
        Path ghost = folder.resolve("ghost.safetensors");
        Run colours = Run.of("compress", "ghost", dense, "--fit", photos, "--patches", 4, "-o", ghost);
        assertThat(colours.status()).as(colours.err()).isZero();
        Run grays = Run.of(
                "compress",
                "ghost",
                denoiser,
                "--fit",
                photos,
                "--patches",
                4,
                "--sigma",
                25,
                "-o",
                ghost,
                "--overwrite");
        assertThat(grays.status()).as(grays.err()).isZero();
    }

    @Test
    void whatDoesNotDoIsRefusedAndLeavesNothing() throws IOException {
        Path ghost = folder.resolve("ghost.safetensors");
        assertRefused(2, "ghost: ratio must be at least 0 and below 1, got 1", "--ratio", "1", "-o", ghost);
        assertRefused(
                2, "unknown selection 'best'; known: clusters, directions, order, random, maps", "--select", "best");
        assertRefused(
                4,
                "b1.b1.body.0: 3 intrinsic channels (of 4, ratio 0.25) do not divide",
                "--ratio",
                "0.25",
                "-o",
                ghost);
        assertRefused(
                2,
                "--set primary=…: the filters that stay are those of the trained network, which are plain",
                "--set",
                "primary=groupable");
        assertRefused(2, "--set ordered=false: the order of trained channels is always kept", "--set", "ordered=false");
        assertRefused(
                2,
                "--ratio 0.5 and --set ratio=0.25 set the same; give one of them",
                "--ratio",
                0.5,
                "--set",
                "ratio=0.25");
        assertRefused(2, "--starts is for --select clusters and directions", "--starts", 2, "--select", "order");
        assertRefused(2, "ghosts with offset 0 have no shifts", "--random-shifts", "--set", "offset=0");
        assertThat(ghost).doesNotExist();
        Path precious = Files.writeString(folder.resolve("there.safetensors"), "precious");
        assertRefused(2, "--overwrite", "-o", precious);
        assertThat(precious).hasContent("precious");
    }

    @Test
    void aPrunedModelRestoresAndExportsAtAllItsScales() throws IOException {
        Path slim = folder.resolve("slim.safetensors");
        Run run = Run.of(
                "compress",
                "prune",
                dense,
                "--strategy",
                "magnitude",
                "--cut",
                "blocks",
                "--keep",
                0.5,
                "--no-times",
                "-o",
                slim,
                "--json");
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode report = run.json();
        assertThat(report.get("parameters").get("after").asLong())
                .isLessThan(report.get("parameters").get("before").asLong());
        assertThat(report.get("multiplyAdds").get("after").asDouble())
                .isLessThan(report.get("multiplyAdds").get("before").asDouble());
        JsonNode group = report.get("plan").get("groups").get(0);
        assertThat(group.get("name").asString()).isEqualTo("b1.b1.body.0");
        assertThat(group.get("kept").size()).isEqualTo(1);
        assertThat(report.get("architecture"))
                .isEqualTo(Run.of("inspect", slim, "--json").json().get("architecture"));
        Path picture = Pictures.write(folder.resolve("photo.png"), Pictures.colour(12, 10, 1));
        for (int scale : new int[] {2, 3, 4}) {
            Run restored = Run.of("restore", picture, "--model", slim, "--scale", scale);
            assertThat(restored.status()).as(restored.err()).isZero();
            Path onnx = folder.resolve("x" + scale + ".onnx");
            Run exported = Run.of("export", slim, "--to", "onnx", "--scale", scale, "-o", onnx);
            assertThat(exported.status()).as(exported.err()).isZero();
        }
        assertThat(ModelFile.read(slim).card().name()).isEqualTo("tiny-carn-prune");
    }

    @Test
    @Tag("slow") // loads libtorch
    void aPrunedModelTrainsOnAndResumes() throws IOException {
        Path slim = folder.resolve("slim.safetensors");
        Path whole = Models.write(folder.resolve("whole.safetensors"), Models.edsr(2));
        JsonNode report = Run.of(
                        "compress",
                        "prune",
                        whole,
                        "--strategy",
                        "magnitude",
                        "--cut",
                        "blocks",
                        "--macs",
                        0.9,
                        "--no-times",
                        "-o",
                        slim,
                        "--json")
                .json();
        Pictures.write(folder.resolve("photos/a.png"), Pictures.colour(64, 64, 1));
        Pictures.write(folder.resolve("valid/b.png"), Pictures.colour(64, 64, 2));
        Path experiment = Files.writeString(folder.resolve("fine.yaml"), """
                name: fine
                steps: 4
                threads: 1
                architecture: %s
                start: {type: model, file: '%s'}
                data: {photos: '%s', patch: 8, batch: 2}
                validation: {photos: '%s', every: 2}
                checkpoints: {every: 2}
                """.formatted(
                        report.get("architecture"), slim, folder.resolve("photos"), folder.resolve("valid")));
        Run once = Run.of("train", experiment, "-o", folder.resolve("once"));
        Assumptions.assumeFalse(once.err().contains("libtorch is not on the class path"));
        assertThat(once.status()).as(once.err()).isZero();
        assertThat(once.err()).contains("start: 12 of 12 parameters are those of " + slim);
        Run half = Run.of("train", experiment, "-o", folder.resolve("twice"), "--set", "steps=2");
        assertThat(half.status()).as(half.err()).isZero();
        Run resumed = Run.of("train", experiment, "-o", folder.resolve("twice"), "--resume", "--set", "steps=4");
        assertThat(resumed.status()).as(resumed.err()).isZero();
        ModelFile trained = ModelFile.read(folder.resolve("twice/fine.safetensors"));
        assertThat(trained.architecture()).isEqualTo(ModelFile.read(slim).architecture());
        assertThat(trained.weights().get("head.0.weight").array())
                .isNotEqualTo(
                        ModelFile.read(slim).weights().get("head.0.weight").array());
    }

    @Test
    void ghostsAreForWholeNetworks() {
        Path slim = folder.resolve("slim.safetensors");
        Run pruned =
                Run.of("compress", "prune", dense, "--strategy", "magnitude", "--keep", 0.5, "--no-times", "-o", slim);
        assertThat(pruned.status()).as(pruned.err()).isZero();
        Run ghosts = Run.of("compress", "ghost", slim, "-o", folder.resolve("again.safetensors"));
        assertThat(ghosts.status()).isEqualTo(4);
        assertThat(ghosts.err())
                .contains("channels of it are cut already; give ghosts to")
                .hasLineCount(1);
    }

    @Test
    void methodsAreNamed() {
        assertRefuses(List.of("compress"), 2, "name a method: ghost, prune, search or fold");
        assertRefuses(List.of("compress", "gost", dense), 2, "did you mean 'ghost'");
    }

    private void assertRefused(int status, String reason, Object... options) {
        assertRefusedFor(dense, status, reason, options);
    }

    private void assertRefusedFor(Path model, int status, String reason, Object... options) {
        assertRefuses(List.of("compress", "ghost", model), status, reason, options);
    }

    private static void assertRefuses(List<Object> command, int status, String reason, Object... options) {
        Run run = Run.of(Stream.concat(command.stream(), Arrays.stream(options)).toArray());
        assertThat(run.status()).isEqualTo(status);
        assertThat(run.err()).contains(reason);
    }
}
