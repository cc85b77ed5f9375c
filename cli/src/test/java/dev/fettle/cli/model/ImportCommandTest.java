package dev.fettle.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.cli.SharedData;
import dev.fettle.image.EightBits;
import dev.fettle.image.Image;
import dev.fettle.image.Plane;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.metric.Luma;
import dev.fettle.image.metric.Psnr;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Carn;
import dev.fettle.network.model.ModelFile;
import dev.fettle.network.model.Safetensors;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.Restorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ImportCommandTest {
    @TempDir
    Path folder;

    /// With the published weights, which have no bias.
    private static Run imported(String setting, Path model) {
        Path weights = SharedData.folder("Set5").resolve("../../weights/vdsr_epoch_50.pth");
        return Run.of(
                "import",
                weights.normalize(),
                "--architecture",
                "vdsr",
                "--set",
                "bias=false",
                "--set",
                setting,
                "-o",
                model,
                "--json");
    }

    /// As twtygqyy/pytorch-vdsr measures: ×2, luma, border 2, neither luma nor result rounded.
    @Tag("data")
    @Tag("slow") // twenty layers of 64 channels on 256×256
    @Test
    void publishedVdsrRestoresTheButterflyAsPublished() throws IOException {
        Path model = folder.resolve("vdsr-x2.safetensors");
        Run run = imported("bias=false", model);
        assertThat(run.err()).isEmpty();
        assertThat(run.json().get("parameters").asInt()).isEqualTo(664_704);
        Plane luma = Luma.of(ImageFiles.read(SharedData.folder("Set5/HR").resolve("butterfly.png")));
        Image original = Image.of(luma.width(), luma.height(), EightBits.samples(luma.samples()));
        try (Restorer restorer = Restorer.open(model, RestoreOptions.DEFAULTS)) {
            Image restored = restorer.restore(Bicubic.shrink(original, 2, Flavour.MIRROR_UNROUNDED));
            assertThat(psnr(luma, restored)).isCloseTo(34.72, within(0.006));
        }
    }

    private static double psnr(Plane luma, Image restored) {
        double[] clipped = new double[restored.plane(0).length];
        for (int i = 0; i < clipped.length; i++) {
            clipped[i] = Math.clamp(255.0 * restored.plane(0)[i], 0, 255);
        }
        Plane plane = Plane.of(luma.width(), luma.height(), clipped);
        return Psnr.of(luma.withoutBorder(2), plane.withoutBorder(2));
    }

    @Tag("data")
    @Test
    void anotherNetworksWeightsAreAModelError() {
        Path model = folder.resolve("m.safetensors");
        for (String setting : new String[] {"bias=true", "layers=19", "channels=32"}) {
            Run run = imported(setting, model);
            assertThat(run.status()).as(setting).isEqualTo(4);
            assertThat(run.err())
                    .contains("vdsr_epoch_50.pth: does not fit {\"type\":\"vdsr\"")
                    .hasLineCount(1);
        }
        assertThat(model).doesNotExist();
    }

    /// Noise is in each channel of a colour picture, JPEG artifacts mostly in luma.
    @Tag("data")
    @Test
    void theTaskDecidesWhatOneChannelMeans() {
        Path weights = SharedData.folder("Set5").resolve("../../weights/dncnn_25.pth");
        for (String task : new String[] {"denoise", "deblock"}) {
            Path model = folder.resolve(task + ".safetensors");
            Run run = Run.of(
                    "import", weights.normalize(), "--architecture", "dncnn-s", "--task", task, "-o", model, "--json");
            assertThat(run.status()).isZero();
            JsonNode report = Run.of("inspect", model, "--json").json();
            assertThat(report.get("colour").asString()).as(task).isEqualTo(task.equals("denoise") ? "gray" : "y");
            assertThat(report.get("border").asString()).as(task).isEqualTo("zeros"); // as published
        }
    }

    @Test
    void whatIsNoCheckpointIsAModelError() throws IOException {
        Path text = Files.writeString(folder.resolve("a.pth"), "only words");
        for (Path file : new Path[] {text, folder.resolve("missing.pth"), folder}) {
            Run run = Run.of("import", file, "--architecture", "vdsr", "-o", folder.resolve("m.safetensors"));
            assertThat(run.status()).isEqualTo(4);
            assertThat(run.err()).contains(file.toString()).hasLineCount(1).doesNotContain("Exception");
        }
    }

    @Test
    void aMisspeltSettingIsAModelErrorWithTheNearestKey() throws IOException {
        Path file = Files.writeString(folder.resolve("a.pth"), "never read");
        Run twice = Run.of("import", file, "--architecture", "vdsr", "--scale", 2, "--set", "scale=3");
        assertThat(twice.status()).isEqualTo(2);
        assertThat(twice.err()).contains("--scale 2 and --set scale=3 set the same; give one of them");
        Run run = Run.of("import", file, "--architecture", "vdsr", "--set", "bais=false");
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err()).contains("did you mean 'bias'").hasLineCount(1);
    }

    @Test
    void anExistingFileIsReplacedOnRequestOnly() throws IOException {
        Path precious = Files.writeString(folder.resolve("m.safetensors"), "precious");
        Run run = Run.of("import", folder.resolve("a.pth"), "--architecture", "vdsr", "-o", precious);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("m.safetensors", "--overwrite");
    }

    @Test
    void aTaskThatDoesNotFitTheNetworkIsWrongUsage() throws IOException {
        Path file = Files.writeString(folder.resolve("a.pth"), "never read");
        Path model = folder.resolve("m.safetensors");
        Run sr = Run.of("import", file, "--architecture", "dncnn-s", "-o", model);
        assertThat(sr.status()).isEqualTo(2);
        assertThat(sr.err()).contains("--task sr enlarges, but dncnn-s keeps the size; add --task denoise");
        Run denoise = Run.of("import", file, "--architecture", "vdsr", "--task", "denoise", "-o", model);
        assertThat(denoise.status()).isEqualTo(2);
        assertThat(denoise.err()).contains("--task denoise keeps the size, but vdsr enlarges by 2");
    }

    /// Wherever a command takes a model, a checkpoint is sent to import.
    @Test
    void aCheckpointAsAModelIsSentToImport() throws IOException {
        Path torch = Files.write(folder.resolve("w.pth"), Arrays.copyOf(new byte[] {(byte) 0x80, 2, (byte) 0x8a}, 99));
        Path foreign = foreign("f.safetensors", Models.edsr(2).weights().byName());
        Path picture = Pictures.write(folder.resolve("a.png"), Pictures.colour(8, 8, 1));
        for (Path file : new Path[] {torch, foreign}) {
            for (Run run : new Run[] {
                Run.of("restore", picture, "--model", file),
                Run.of("evaluate", file, "--data", folder),
                Run.of("inspect", file),
                Run.of("inspect", file, "--plan"),
                Run.of("export", file, "--to", "onnx"),
                Run.of("cost", file)
            }) {
                assertThat(run.status()).isEqualTo(4);
                assertThat(run.err())
                        .contains(file.toString(), "'fettle import " + file + " --architecture NAME'")
                        .hasLineCount(1);
            }
        }
        Run missing = Run.of("restore", picture, "--model", folder.resolve("none.pth"));
        assertThat(missing.err()).contains("none.pth: no such model file").hasLineCount(1);
    }

    @Test
    void safetensorsOfAnotherProgramBecomeAModelBesideThem() throws IOException {
        ModelFile edsr = Models.edsr(2);
        SequencedMap<String, Values> tensors = new LinkedHashMap<>();
        edsr.weights().byName().forEach((name, values) -> tensors.put("module." + name, values));
        Path foreign = foreign("f.safetensors", tensors);
        Path model = folder.resolve("an odd name (1).safetensors");
        Run run = importing(foreign, "-o", model.toString());
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("parameters; prefix module. removed)");
        assertThat(ModelFile.read(model).card().name()).isEqualTo("an-odd-name-1-");
        assertThat(ModelFile.read(model).weights().get("head.0.bias").array())
                .containsExactly(edsr.weights().get("head.0.bias").array());
        Run itself = importing(foreign, "-o", foreign.toString(), "--overwrite");
        assertThat(itself.status()).isEqualTo(2);
        assertThat(itself.err()).contains("is what is read; name another file");
        Run again = importing(model, "-o", folder.resolve("x.safetensors").toString());
        assertThat(again.status()).isEqualTo(4);
        assertThat(again.err()).contains("is a model of Fettle already");
    }

    /// As one word to a shell each.
    @Test
    void ofANetworkOfSeveralScalesItIsSaidWhichFit() throws IOException {
        Carn all = Carn.MOBILE;
        assertThat(refusedAs("carn-m", all, "--scale", "4")).contains("--architecture carn-m --set scales=[2,3,4]");
        assertThat(refusedAs("carn-m", all.at(2))).contains("--architecture carn-m --scale 2");
        assertThat(refusedAs("edsr", all.at(3))).contains("--architecture carn-m --scale 3");
    }

    private String refusedAs(String architecture, Architecture held, String... options) throws IOException {
        Path file =
                foreign("foreign.safetensors", Weights.initial(held.graph(), 1).byName());
        List<String> words = new ArrayList<>(List.of("import", file.toString(), "--architecture", architecture));
        words.addAll(List.of(options));
        Run run = Run.of(words.toArray());
        assertThat(run.status()).isEqualTo(4);
        return run.err();
    }

    @Test
    void whatDoesNotFitIsSaidWithTheSettingThatDoes() throws IOException {
        SequencedMap<String, Values> tensors =
                new LinkedHashMap<>(Models.edsr(2).weights().byName());
        Run deeper = importing(foreign("deep.safetensors", tensors), "--set", "blocks=3", "--scale", "4");
        assertThat(deeper.status()).isEqualTo(4);
        assertThat(deeper.err())
                .contains("; it fits with", "--set blocks=1", "--scale 2")
                .hasLineCount(1);
        float[] white = {-.4488f * 255, -.4371f * 255, -.404f * 255};
        tensors.put("sub_mean.bias", new Values(Shape.of(3), white));
        Run range = importing(foreign("range.safetensors", tensors));
        assertThat(range.status()).isEqualTo(4);
        assertThat(range.err())
                .contains(
                        "'sub_mean.bias' of the file adds (-114.4, -111.5, -103.0)",
                        "; it fits with --set valueRange=255")
                .hasLineCount(1);
        tensors.remove("sub_mean.bias");
        tensors.put("head.0.bias", new Values(Shape.of(4), new float[] {1, Float.NaN, 1, 1}));
        Run nan = importing(foreign("nan.safetensors", tensors));
        assertThat(nan.status()).isEqualTo(4);
        assertThat(nan.err())
                .contains("nan.safetensors: tensor 'head.0.bias' holds NaN")
                .hasLineCount(1);
    }

    @Test
    void anEdsrWithoutItsMeanIsImportedWithARemark() throws IOException {
        Path foreign = foreign("f.safetensors", Models.edsr(2).weights().byName());
        Run run = importing(foreign, "-o", folder.resolve("m.safetensors").toString());
        assertThat(run.status()).isZero();
        assertThat(run.err()).contains("no sub_mean", "--set valueRange=255").hasLineCount(1);
    }

    /// The small network of {@link Models#edsr}.
    private static Run importing(Path file, String... more) {
        Stream<String> words = Stream.of(
                "import",
                file.toString(),
                "--architecture",
                "edsr-baseline",
                "--set",
                "blocks=1",
                "--set",
                "channels=4");
        return Run.of(Stream.concat(words, Stream.of(more)).toArray());
    }

    private Path foreign(String name, SequencedMap<String, Values> tensors) throws IOException {
        Path file = folder.resolve(name);
        new Safetensors(new LinkedHashMap<>(), tensors).write(file);
        return file;
    }
}
