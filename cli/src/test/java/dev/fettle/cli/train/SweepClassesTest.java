package dev.fettle.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.network.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Sweeps of networks that sort pictures.
class SweepClassesTest {
    @TempDir
    Path folder;

    private TinySweep sweep = new TinySweep(Path.of(""));

    @BeforeEach
    void write() throws IOException {
        for (String part : List.of("training", "test")) {
            for (int i = part.length(); i < part.length() + 4; i++) { // of each part others
                Pictures.write(folder.resolve(part + "/dark/" + i + ".png"), Pictures.colour(10, 8, i));
                Pictures.write(folder.resolve(part + "/light/" + i + ".png"), Pictures.gray(8, 8, 20 + i));
            }
        }
        sweep = new TinySweep(Files.createDirectory(folder.resolve("tiny")));
        Files.writeString(sweep.file("plain.yaml"), "architecture: {convolution: plain}\n");
        Files.writeString(sweep.file("learnt.yaml"), """
                architecture: {convolution: {type: groupable, scaled: false}}
                loss: [{type: cross-entropy}, {type: budget, name: links, b: 2}]
                """);
        Files.writeString(sweep.file("sweep.yaml"), """
                title: Sorters
                seeds: [1, 2]
                base:
                  task: classify
                  steps: 4
                  threads: 1
                  architecture: {type: resnet, blocks: [1], cardinality: 2, widthPerGroup: 4, channels: 4, classes: 2, stem: cifar}
                  data: {photos: '%1$s/training', patch: 8, batch: 4}
                  validation: {photos: '%1$s/test', every: 2}
                  checkpoints: {every: 4}
                sets:
                  - {name: Tones, folder: '%1$s/test'}
                published:
                  - {name: Rival, source: 'Some paper, tab. 1', set: Tones, top1: 91.5, macs: 4321}
                baseline: plain
                latency: {runs: 2, warmUp: 1}
                """.formatted(folder));
    }

    private void isRefused(int status, String... says) {
        Run run = sweep.run();
        assertThat(run.err()).contains(says).hasLineCount(1);
        assertThat(run.status()).isEqualTo(status);
        assertThat(sweep.output()).doesNotExist();
    }

    @Test
    @Tag("slow") // trains on libtorch, a few steps each
    void theReportHasTheNumbersOfEvaluateAndCost() throws IOException {
        Files.writeString(sweep.file("shifted.yaml"), "architecture: {convolution: ghost}\n");
        Run run = sweep.run("--threads", "1");
        if (run.err().contains("libtorch is not on the class path")) {
            Assumptions.abort("libtorch is not on the class path: run with -Plibtorch");
        }
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode results =
                Configuration.MAPPER.readTree(Files.readString(sweep.output().resolve("results.json")));
        JsonNode plain = results.get("variants").get(1);
        assertThat(plain.get("name").asString()).isEqualTo("plain");
        for (JsonNode one : plain.get("runs")) {
            Path model = Path.of(one.get("folder").asString(), "plain.safetensors");
            JsonNode evaluated = Run.of("evaluate", model, "--data", folder.resolve("test"), "--json")
                    .json();
            JsonNode scored = one.get("scores").get("Tones");
            assertThat(scored.get("top1")).isEqualTo(evaluated.get("top1").get("percent"));
            assertThat(scored.get("ranks")).hasSize(8);
            assertThat(scored.get("protocol").asString()).isEqualTo("centre-crop 8");
        }
        JsonNode cost = Run.of("cost", sweep.output().resolve("settings/002-plain.yaml"), "--input", "8x8", "--json")
                .json();
        assertThat(plain.get("macs").asLong()).isEqualTo(cost.get("macs").asLong());
        assertThat(plain.get("parameters")).isEqualTo(cost.get("parameters"));
        assertThat(plain.get("latency").get("runs")).hasSize(2);
        JsonNode pair = results.get("pairs").get(0);
        assertThat(pair.get("first").asString()).isEqualTo("learnt");
        assertThat(pair.get("pictures").asInt()).isEqualTo(8);
        assertThat(pair.get("seeds")).hasSize(2);
        JsonNode groups = results.get("variants").get(0).get("runs").get(0).get("groups");
        assertThat(groups.get("layers").get(0).get("name").asString()).isEqualTo("layer1.0.conv2");
        assertThat(groups.get("layers").get(0).get("groups")).as("validations").hasSize(2);
        assertThat(groups.get("budgets").get("links")).isNotEmpty();
        assertThat(results.get("latency").asString()).contains("one picture of 8x8");
        assertThat(Files.readString(sweep.output().resolve("report.md")))
                .contains("91.50", "4,321", "the whole picture");
    }

    @Test
    void sortingAndRestoringHaveNoNumberInCommon() throws IOException {
        Files.writeString(sweep.file("sr.yaml"), "task: sr\narchitecture: {type: edsr, scale: 2}\ndata: {patch: 8}\n");
        isRefused(4, "'learnt' is for task 'classify' and 'sr' for 'sr'", "in sweeps of their own");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "/test'}  | /test', scale: 2} | set 'Tones': pictures are sorted as they are; leave out scale",
                "/test'}  | /test', protocol: rgb} | set 'Tones': pictures are sorted as they are",
                "top1: 91.5 | psnr: 30 | published 'Rival': networks that sort pictures have top1, top5 and macs",
                "top1: 91.5 | top1: 915 | top1 and top5 are per cent, 0 to 100",
                "baseline: plain | baseline: plane | unknown variant 'plane'; known: learnt, plain",
                "latency: {runs: 2 | latency: {width: 64, runs: 2 | timed on pictures of data.patch",
                "latency: | \"crops: [{set: Tones, picture: a}]\nlatency:\" | crops: show restored pictures",
            })
    void whatMeansNothingToSortersIsRefused(String was, String becomes, String says) throws IOException {
        sweep.replace("sweep.yaml", was, becomes.replace("\\n", "\n"));
        isRefused(4, "sweep.yaml", says);
    }

    @Test
    void whatMeansNothingToRestorersIsRefused() throws IOException {
        sweep = TinySweep.in(Files.createDirectory(folder.resolve("restoring")));
        sweep.replace("sweep.yaml", "seeds:", "baseline: wide\nseeds:");
        isRefused(4, "sweep.yaml: baseline: pairs are compared where pictures are sorted");
        sweep.replace("sweep.yaml", "baseline: wide\n", "");
        sweep.replace("sweep.yaml", "psnr: 30.12", "top1: 30.12");
        isRefused(4, "published 'Rival': networks that restore pictures have psnr");
        sweep.replace("sweep.yaml", "top1: 30.12", "psnr: 30.12");
        sweep.replace("sweep.yaml", "/more', scale: 2", "/more'");
        isRefused(4, "set 'Stripes': needs one of scale");
    }

    @Test
    void networksHaveAsManyClassesAsTheirPictures() throws IOException {
        sweep.replace("plain.yaml", "{convolution: plain}", "{convolution: plain, classes: 3}");
        isRefused(3, "data.photos of plain: '", "/training' has 2 classes, the network ends in 3; correct");
    }

    @Test
    void timesOfABudgetAreLookedForBeforeTheFirstStep() throws IOException {
        sweep.replace("learnt.yaml", "b: 2}", "b: 2, cost: millis, times: 'nowhere.yaml'}");
        isRefused(3, "loss.links.times of learnt, seed 1: no file 'nowhere.yaml'; correct");
    }

    /// What would come to light after hours is looked for before the first step.
    @Test
    void foldersThatDoNotDoAreNamedBeforeTheFirstStep() throws IOException {
        Pictures.write(folder.resolve("test/dark/small.png"), Pictures.colour(8, 7, 1));
        isRefused(3, "small.png is 8x7, smaller than data.patch, 8");
        Files.delete(folder.resolve("test/dark/small.png"));
        Files.move(folder.resolve("test/dark"), folder.resolve("test/bright"));
        isRefused(3, "set 'Tones': the classes of", "'dark' of data.photos", "is missing");
        sweep.replace("sweep.yaml", "/test'}", "/test/light'}");
        isRefused(3, "set 'Tones': ", "needs a folder of pictures for each class");
        sweep.replace("sweep.yaml", "/test/light'}", "/none'}");
        sweep.replace("sweep.yaml", "/training', patch", "/training/light', patch");
        isRefused(3, "set 'Tones': no folder", "data.photos: ", "needs a folder of pictures for each class");
    }
}
