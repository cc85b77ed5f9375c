package dev.fettle.cli.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.network.model.ModelCard.Measurement;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.Classifier;
import dev.fettle.runtime.RestoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Models that sort pictures, on the command line.
class EvaluateClassesTest {
    @TempDir
    Path folder;

    private Path data = Path.of("");
    private Path model = Path.of("");

    @BeforeEach
    void writePictures() throws IOException {
        data = folder.resolve("data");
        for (int i = 0; i < 3; i++) {
            Pictures.write(data.resolve("dark/" + i + ".png"), Pictures.colour(8, 8, i));
            Pictures.write(data.resolve("light/" + i + ".png"), Pictures.gray(8, 8, 10 + i));
        }
        model = Models.write(folder.resolve("sorter.safetensors"), Models.sorter());
    }

    private int rank(String name, int label) throws IOException {
        try (Classifier classifier = Classifier.of(ModelFile.read(model), RestoreOptions.DEFAULTS.withThreads(1))) {
            return Classifier.rank(classifier.scores(ImageFiles.read(data.resolve(name + ".png"))), label);
        }
    }

    @Test
    void everyPictureIsToldWithItsRankAndCounted() throws IOException {
        Run run = Run.of("evaluate", model, "--data", data, "--json");
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        JsonNode report = run.json();
        assertThat(report.get("method").asString()).isEqualTo("tiny-sorter");
        assertThat(report.get("protocol").asString()).isEqualTo("centre-crop 8");
        assertThat(report.get("failed").isEmpty()).isTrue();
        assertThat(report.has("top5")).isFalse();
        JsonNode images = report.get("images");
        assertThat(images.size()).isEqualTo(6);
        int right = 0;
        for (JsonNode image : images) {
            String name = image.get("name").asString();
            int label = name.startsWith("light") ? 1 : 0;
            int rank = rank(name, label);
            assertThat(image.get("rank").asInt()).isEqualTo(rank);
            assertThat(image.get("expected").asString()).isEqualTo(label == 1 ? "light" : "dark");
            boolean isFound = image.get("found").equals(image.get("expected"));
            assertThat(isFound).isEqualTo(rank == 1);
            right += isFound ? 1 : 0;
        }
        assertThat(report.get("top1").get("right").asInt()).isEqualTo(right);
        assertThat(report.get("top1").get("pictures").asInt()).isEqualTo(6);
        assertThat(report.get("top1").get("percent").asDouble()).isEqualTo(100.0 * right / 6);
        assertThat(report.get("classes").get(1).get("name").asString()).isEqualTo("light");
    }

    @Test
    void theTextHasClassesSharesAndStamps() throws IOException {
        List<String> names = IntStream.range(0, 6).mapToObj(i -> "c" + i).toList();
        for (String name : names) {
            Pictures.write(folder.resolve("six/" + name + "/a.png"), Pictures.colour(8, 8, 1));
        }
        Path six = Models.write(folder.resolve("six.safetensors"), Models.sorter(names));
        Run run = Run.of("evaluate", six, "--data", folder.resolve("six"));
        assertThat(run.status()).isZero();
        assertThat(run.out().lines()).hasSize(9); // a head, six classes, two shares
        assertThat(run.out())
                .contains("tiny-sorter: 16.67 % (1 of 6 pictures); protocol: top-1 centre-crop 8")
                .contains("tiny-sorter: 83.33 % (5 of 6 pictures); protocol: top-5 centre-crop 8");
    }

    @Test
    void aPictureThatCannotBeReadIsToldAndTheRestMeasured() throws IOException {
        Files.writeString(data.resolve("dark/broken.png"), "no picture");
        Run run = Run.of("evaluate", model, "--data", data, "--json");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("broken.png").hasLineCount(1);
        assertThat(run.json().get("top1").get("pictures").asInt()).isEqualTo(6);
        assertThat(run.json().get("failed").get(0).get("name").asString()).isEqualTo("dark/broken");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--scale 2",
                "--sigma 25",
                "--quality 10",
                "--seed 3",
                "--protocol rgb",
                "--self-ensemble",
                "--windows whole",
                "--full-strength",
                "--lr ."
            })
    void whatIsForRestoringIsWrongUsage(String option) {
        String[] words = option.split(" ", -1);
        Object[] call = words.length == 1
                ? new Object[] {"evaluate", model, "--data", data, words[0]}
                : new Object[] {"evaluate", model, "--data", data, words[0], words[1]};
        Run run = Run.of(call);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines().findFirst())
                .hasValue(
                        "fettle: model '%s' sorts pictures as they are, and %s is for models that restore; leave it out"
                                .formatted(model, words[0]));
        assertThat(run.out()).isEmpty();
    }

    @Test
    void foldersThatDoNotFitAreRefusedInOneLine() throws IOException {
        assertRefused(3, "no folder", folder.resolve("none"));
        assertRefused(3, "needs a folder of pictures for each class", data.resolve("dark"));
        Files.move(data.resolve("dark"), data.resolve("bright"));
        assertRefused(4, "'dark' of model 'tiny-sorter' is missing", data);
    }

    private void assertRefused(int status, String reason, Path at) {
        Run run = Run.of("evaluate", model, "--data", at);
        assertThat(run.status()).isEqualTo(status);
        assertThat(run.err()).contains(reason).hasLineCount(1);
    }

    @Test
    void sharesAreRecordedInTheCardAndShown() throws IOException {
        Path recorded = folder.resolve("recorded.safetensors");
        assertThat(Run.of("evaluate", model, "--data", data, "--record", recorded)
                        .status())
                .isZero();
        Measurement measured = ModelFile.read(recorded).card().metrics().getFirst();
        assertThat(measured.data()).isEqualTo("data");
        assertThat(measured.protocol()).isEqualTo("top-1 centre-crop 8");
        Run inspected = Run.of("inspect", recorded);
        assertThat(inspected.status()).isZero();
        assertThat(inspected.out())
                .contains("task          classify")
                .contains("sees          the whole picture")
                .doesNotContain("halo")
                .contains("classes       2, of pictures of 8x8: dark, light")
                .contains("on data (top-1 centre-crop 8)");
        JsonNode json = Run.of("inspect", recorded, "--json").json();
        assertThat(json.get("classes").get("names").get(1).asString()).isEqualTo("light");
        assertThat(json.get("classes").get("patch").asInt()).isEqualTo(8);
        assertThat(json.has("receptiveField")).isFalse();
    }

    @Test
    void restoringIsRefusedWithTheWayOut() throws IOException {
        Path picture = Pictures.write(folder.resolve("a.png"), Pictures.colour(8, 8, 1));
        Run run = Run.of("restore", picture, "--model", model);
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err())
                .isEqualToIgnoringNewLines(
                        "fettle: model '%s' sorts pictures into 2 classes and restores none; ".formatted(model)
                                + "'fettle evaluate %s --data FOLDER' measures it".formatted(model));
    }

    /// Whatever else takes a model: it works, or says in one line why not.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cost MODEL                                                       | 0
            cost MODEL --json                                                | 0
            inspect MODEL --channels                                         | 0
            inspect MODEL --features LARGE/a.png -o OUT.png                  | 0
            inspect MODEL --kernels LARGE/a.png -o OUT.html                  | 4
            export MODEL --to onnx -o OUT.onnx                               | 0
            calibrate MODEL --data DATA/dark -o OUT                          | 2
            compress ghost MODEL -o OUT                                      | 0
            compress ghost MODEL --fit LARGE -o OUT                          | 2
            compress prune MODEL --strategy magnitude --keep 0.5 -o OUT      | 0
            compress prune MODEL --strategy thinet --photos LARGE --keep 0.5 -o OUT | 2
            compress prune MODEL --strategy thinet --photos LARGE --keep 0.5 --quality 9 -o OUT | 2
            """)
    void otherCommandsWorkOrRefuseInOneLine(String line, int status) throws IOException {
        Pictures.write(folder.resolve("large/a.png"), Pictures.colour(96, 96, 1));
        String[] words = line.split(" +", -1);
        Object[] call = new Object[words.length];
        for (int i = 0; i < words.length; i++) {
            call[i] = words[i].replace("MODEL", model.toString())
                    .replace("DATA", data.toString())
                    .replace("LARGE", folder.resolve("large").toString())
                    .replace("OUT", folder.resolve("out").toString());
        }
        Run run = Run.of(call);
        assertThat(run.status()).as(run.err()).isEqualTo(status);
        assertThat(run.err().lines().count()).as(run.err()).isLessThanOrEqualTo(status == 4 ? 1 : 2);
    }
}
