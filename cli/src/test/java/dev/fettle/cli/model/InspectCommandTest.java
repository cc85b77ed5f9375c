package dev.fettle.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.network.Fading;
import dev.fettle.network.ShiftChoice.Rule;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.convolution.Ghost;
import dev.fettle.network.convolution.Ghost.Learning;
import dev.fettle.network.convolution.Ghost.Shifts;
import dev.fettle.runtime.BundledModels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class InspectCommandTest {
    @TempDir
    Path folder;

    @Test
    void aModelTellsItsTaskItsSizeAndItsWeights() throws IOException {
        Path file = Models.write(folder.resolve("m.safetensors"), Models.edsr(2));
        JsonNode report = Run.of("inspect", file, "--json").json();
        assertThat(report.get("kind").asString()).isEqualTo("model");
        assertThat(report.get("task").asString()).isEqualTo("sr");
        assertThat(report.get("scale").asInt()).isEqualTo(2);
        assertThat(report.get("colour").asString()).isEqualTo("rgb");
        assertThat(report.get("input").asString()).isEqualTo("lr");
        assertThat(report.get("border").asString()).isEqualTo("zeros");
        long values = 0;
        for (JsonNode tensor : report.get("tensors")) {
            long size = 1;
            for (JsonNode dimension : tensor.get("shape")) {
                size *= dimension.asLong();
            }
            values += size;
        }
        assertThat(report.get("parameters").asLong()).isEqualTo(values);
        assertThat(Run.of("inspect", file).out())
                .contains("tiny-sr-x2", "head.0.weight", "CC0-1.0", "recipe        name: untrained", "   steps: 0");
    }

    @Test
    void bundledModelsWantThePicturesEdgeRepeated() {
        for (String name : BundledModels.names()) {
            assertThat(Run.of("inspect", name, "--json").json().get("border").asString())
                    .as(name)
                    .isEqualTo("repeat");
            assertThat(Run.of("inspect", name).out()).contains(", border repeat\n");
        }
    }

    /// What a model's plan computes beyond the edges is part of what restore does; a published network has zeros.
    @Test
    void aPlanComputesWhatRestoreComputes() {
        long bundled = macs(Run.of("inspect", "sr-x2", "--plan", "--size", "60x40", "--json"));
        long cost = Run.of("cost", "sr-x2", "--output", "120x80", "--json")
                .json()
                .get("macs")
                .asLong();
        assertThat(bundled).isBetween(cost * 5 / 4, cost * 3 / 2);
    }

    private static long macs(Run plan) {
        long macs = 0;
        for (JsonNode step : plan.json().get("steps")) {
            macs += step.get("macs").asLong();
        }
        return macs;
    }

    @Test
    void aPictureTellsItsHeaderWhateverItsName() throws IOException {
        Path file = Pictures.write(folder.resolve("a.png"), Pictures.gray(7, 5, 1));
        Files.move(file, folder.resolve("a.jpg"));
        JsonNode report = Run.of("inspect", folder.resolve("a.jpg"), "--json").json();
        assertThat(report.get("kind").asString()).isEqualTo("picture");
        assertThat(report.get("format").asString()).isEqualTo("PNG");
        assertThat(report.get("width").asInt()).isEqualTo(7);
        assertThat(report.get("height").asInt()).isEqualTo(5);
    }

    @Test
    void aModelFileWithALyingHeaderIsAModelError() throws IOException {
        byte[] good = Files.readAllBytes(Models.write(folder.resolve("m.safetensors"), Models.edsr(2)));
        Path file = folder.resolve("lying.safetensors");
        byte[] header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1000000,1000],\"data_offsets\":[0,4]}}"
                .getBytes(StandardCharsets.UTF_8);
        byte[] lying = ByteBuffer.allocate(8 + header.length + 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array();
        byte[] longHeader = good.clone();
        ByteBuffer.wrap(longHeader).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.MAX_VALUE);
        for (byte[] content : new byte[][] {lying, longHeader, Arrays.copyOf(good, good.length / 2)}) {
            Files.write(file, content);
            for (String command : new String[] {"inspect", "cost"}) {
                Run run = Run.of(command, file);
                assertThat(run.status()).isEqualTo(4);
                assertThat(run.err())
                        .contains("lying.safetensors")
                        .hasLineCount(1)
                        .doesNotContain("Exception");
            }
        }
    }

    @Test
    void whatIsNeitherIsNoInput() throws IOException {
        Path text = Files.writeString(folder.resolve("a.txt"), "only words");
        for (Path file : new Path[] {text, folder.resolve("missing"), folder}) {
            Run run = Run.of("inspect", file);
            assertThat(run.status()).isEqualTo(3);
            assertThat(run.err()).contains(file.toString()).hasLineCount(1);
        }
    }

    @Test
    void aModelFileHasACost() throws IOException {
        Path file = Models.write(folder.resolve("m.safetensors"), Models.edsr(2));
        JsonNode cost = Run.of("cost", file, "--json").json();
        assertThat(cost.get("parameters"))
                .isEqualTo(Run.of("inspect", file, "--json").json().get("parameters"));
        assertThat(Run.of("cost", file, "--scale", 3).status()).isEqualTo(4);
    }

    @Test
    void thePlanNamesNodesKernelsAndCosts() {
        Run run =
                Run.of("inspect", "edsr-baseline", "--scale", 2, "--plan", "--size", "24x16", "--threads", 2, "--json");
        JsonNode steps = run.json().get("steps");
        Run cost = Run.of("cost", "edsr-baseline", "--scale", 2, "--output", "48x32", "--json");
        assertThat(macs(run)).isEqualTo(cost.json().get("macs").asLong());
        assertThat(steps.get(2).get("node").asString()).isEqualTo("head.0");
        assertThat(steps.get(2).get("kernel").asString()).isEqualTo("direct 3×3");
        assertThat(run.json().get("millis").asDouble()).isPositive();
    }

    /// A network of classes has no tiles, and takes pictures of any size.
    @Test
    void theRunOfANetworkOfClassesIsShownStepByStep() {
        Run run = Run.of("inspect", "resnext-20", "--plan", "--size", "35x33", "--threads", 2, "--json");
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode steps = run.json().get("steps");
        assertThat(steps).extracting(step -> step.get("node").asString()).contains("layer3.1.bn2", "mean", "fc");
        assertThat(steps.get(steps.size() - 2).get("macs").asLong()).isEqualTo(1024 * 10);
        assertThat(run.json().get("halo").get("global").asBoolean()).isTrue();
    }

    @Test
    void aPlanOfAnUnknownAlgorithmIsRefused() {
        Run run = Run.of("inspect", "edsr-baseline", "--plan", "--algorithm", "fft");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains("unknown algorithm 'fft'; known: automatic, direct, winograd-2, winograd-4, winograd-6");
    }

    @Test
    void whatTheShiftsOfGhostsAddIsTold() throws IOException {
        Ghost moving = Ghost.DEFAULTS.with(new Learning(Shifts.LAYER, Rule.MAGNITUDE, false, Fading.DEFAULTS));
        Path ghost = Models.write(
                folder.resolve("ghost.safetensors"), Models.rgb("ghost", new Vdsr(1, 4, 4, 3, true, moving)));
        JsonNode field = Run.of("inspect", ghost, "--json").json().get("receptiveField");
        assertThat(field.get("withoutShifts").get("width").asInt()).isEqualTo(9); // four layers of 3×3
        assertThat(field.get("withoutShifts").get("height").asInt()).isEqualTo(9);
        int width = field.get("width").asInt();
        int height = field.get("height").asInt();
        assertThat(width + height).isBetween(20, 22); // by one or two samples of each of two layers
        assertThat(Run.of("inspect", ghost).out())
                .contains("sees          " + width + "x" + height + " pixels, 9x9 without the shifts of its ghosts");
        Path dense = Models.write(folder.resolve("dense.safetensors"), Models.rgb("dense", new Vdsr(1, 4, 4, 3, true)));
        assertThat(Run.of("inspect", dense).out()).containsPattern("sees +9x9 pixels\\R");
    }
}
