package dev.fettle.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class InspectFeaturesTest {
    @TempDir
    Path folder;

    private Path model(ModelFile model) throws IOException {
        return Models.write(folder.resolve(model.card().name() + ".safetensors"), model);
    }

    private Path colour() throws IOException {
        return Pictures.write(folder.resolve("photo.png"), Pictures.colour(40, 32, 1));
    }

    private Run features(Object... rest) {
        List<Object> words = new ArrayList<>(List.of("inspect"));
        words.addAll(Arrays.asList(rest));
        return Run.of(words.toArray());
    }

    @Test
    void tableAndSheetAreMade() throws IOException {
        Path sheet = folder.resolve("sheet.png");
        Run run = features(model(Models.edsr(2)), "--features", colour(), "-o", sheet, "--threads", 1);
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("head.0", "body.0.body.0", "40x32 pixels at 0, 0");
        assertThat(run.out().strip()).endsWith(sheet.toString());
        assertThat(ImageFiles.read(sheet).width()).isGreaterThan(1000);
    }

    @Test
    void inAFolderTheSheetIsNamedAfterThePicture() throws IOException {
        Path sheets = Files.createDirectory(folder.resolve("sheets"));
        Run run = features(model(Models.edsr(2)), "--features", colour(), "-o", sheets);
        assertThat(run.err()).isEmpty();
        assertThat(sheets.resolve("photo.features.png")).exists();
    }

    @Test
    void theObjectHasTheSamePairs() throws IOException {
        Run run = features(
                model(Models.vdsr("denoise")),
                "--features",
                colour(),
                "--pairs",
                1,
                "--offset",
                2,
                "--side",
                24,
                "--at",
                "3,5",
                "-o",
                folder.resolve("sheet.png"),
                "--json");
        JsonNode report = run.json();
        assertThat(report.get("kind").asString()).isEqualTo("features");
        assertThat(report.get("model").asString()).isEqualTo("tiny-denoise");
        assertThat(report.get("region").get("left").asInt()).isEqualTo(3);
        assertThat(report.get("region").get("height").asInt()).isEqualTo(24);
        assertThat(report.get("offset").asInt()).isEqualTo(2);
        assertThat(report.get("notes").get(0).asString()).startsWith("A colour picture for a model of gray");
        assertThat(report.get("layers").get(0).get("name").asString()).isEqualTo("input");
        assertThat(pairs(report)).isNotEmpty().allSatisfy(pair -> {
            assertThat(pair.get("correlation").asDouble())
                    .isGreaterThanOrEqualTo(pair.get("still").asDouble());
            assertThat(pair.get("shift").size()).isEqualTo(2);
        });
    }

    private static List<JsonNode> pairs(JsonNode report) {
        List<JsonNode> pairs = new ArrayList<>();
        for (JsonNode layer : report.get("layers")) {
            assertThat(layer.get("pairs").size()).isLessThanOrEqualTo(1);
            layer.get("pairs").forEach(pairs::add);
        }
        return pairs;
    }

    @Test
    void aModelOfSeveralScalesIsSeenAtTheOneThatIsAsked() throws IOException {
        Path model = model(Models.ofThreeScales());
        for (int scale : new int[] {2, 3}) {
            Run run = features(
                    model,
                    "--scale",
                    scale,
                    "--features",
                    colour(),
                    "-o",
                    folder.resolve("x" + scale + ".png"),
                    "--json");
            JsonNode layers = run.json().get("layers");
            assertThat(layers.get(layers.size() - 1).get("name").asString())
                    .isEqualTo("upsample.up" + scale + ".body.0");
        }
        requireRefused(4, "--scale 8: model", model, "--features", colour(), "--scale", 8);
    }

    @Test
    void aModelOfColourTakesAGrayPicture() throws IOException {
        Path gray = Pictures.write(folder.resolve("gray.png"), Pictures.gray(40, 32, 1));
        Run run = features(model(Models.edsr(2)), "--features", gray, "-o", folder.resolve("sheet.png"));
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("seen as three equal channels");
    }

    @Test
    void whatDoesNotFitIsRefusedInOneLine() throws IOException {
        Path model = model(Models.edsr(2));
        Path picture = colour();
        requireRefused(3, "missing.png", model, "--features", folder.resolve("missing.png"));
        requireRefused(4, "unknown model 'edsr-x9'", "edsr-x9", "--features", picture);
        requireRefused(3, "less than 10x10", model, "--features", picture, "--side", 4);
        requireRefused(3, "less than 40x40", model, "--features", picture, "--offset", 16);
        requireRefused(2, "--offset must be 0 to 16, got 17", model, "--features", picture, "--offset", 17);
        requireRefused(2, "--pairs must be at least 1, got 0", model, "--features", picture, "--pairs", 0);
        requireRefused(2, "--side must be at least 1, got 0", model, "--features", picture, "--side", 0);
        requireRefused(2, "'12' is not a place", model, "--features", picture, "--at", "12");
        requireRefused(2, "are not inside", model, "--features", picture, "--at", "39,0", "--side", "20");
        requireRefused(
                4, "unknown layer 'head'; did you mean 'head.0'?", model, "--features", picture, "--layers", "head");
        requireRefused(2, "ask one at a time", model, "--features", picture, "--plan");
        requireRefused(2, "--output is for --kernels and --features", model);
        requireRefused(2, "--features", model, "--pairs", 2);
    }

    @Test
    void optionsOfOtherQuestionsAreRefused() throws IOException {
        Path model = model(Models.edsr(2));
        assertThat(features(model, "--scale", 2).err()).contains("--scale is for --plan and --features");
        assertThat(features(model, "--overwrite").err()).contains("--overwrite is for --kernels and --features");
    }

    @Test
    void aSheetIsAPngAndReplacedOnRequestOnly() throws IOException {
        Path model = model(Models.edsr(2));
        Path picture = colour();
        Run jpeg = features(model, "--features", picture, "-o", folder.resolve("sheet.jpg"));
        assertThat(jpeg.status()).isEqualTo(2);
        assertThat(jpeg.err()).contains("sheet.jpg: a PNG is written here");
        Path sheet = Files.writeString(folder.resolve("sheet.png"), "precious");
        Run run = features(model, "--features", picture, "-o", sheet);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("sheet.png", "--overwrite");
        assertThat(sheet).hasContent("precious");
        assertThat(features(model, "--features", picture, "-o", sheet, "--overwrite")
                        .status())
                .isZero();
        Run lost = features(model, "--features", picture, "-o", folder.resolve("no/such/sheet.png"));
        assertThat(lost.status()).isEqualTo(1);
        assertThat(lost.err()).contains("no/such").hasLineCount(1);
    }

    private void requireRefused(int status, String words, Object... command) {
        Path sheet = folder.resolve("refused.png");
        Object[] whole = Arrays.copyOf(command, command.length + 2);
        whole[command.length] = "-o";
        whole[command.length + 1] = sheet;
        Run run = features(whole);
        assertThat(run.status()).as("%s", run.err()).isEqualTo(status);
        assertThat(run.err().lines().findFirst().orElse("")).contains(words);
        assertThat(run.err()).doesNotContain("Exception");
        assertThat(sheet).doesNotExist();
    }
}
