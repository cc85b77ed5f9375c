package dev.fettle.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.network.Configuration;
import dev.fettle.network.Cost;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Slim;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What a search computes is tested where the trainer is.
@Tag("slow") // loads libtorch
class SearchCommandTest {
    @TempDir
    Path folder;

    private Path config = Path.of("");
    private Path model = Path.of("");

    @BeforeEach
    void write() throws IOException {
        Pictures.write(folder.resolve("photos/a.png"), Pictures.colour(64, 64, 1));
        Pictures.write(folder.resolve("photos/b.png"), Pictures.colour(64, 64, 3));
        Pictures.write(folder.resolve("valid/b.png"), Pictures.colour(64, 64, 2));
        config = Files.writeString(
                folder.resolve("search.yaml"), """
                steps: 4
                threads: 1
                regimen: {type: bilevel, ratio: 0.25}
                data: {photos: '%s', patch: 8, batch: 2}
                validation: {photos: '%s', every: 2}
                checkpoints: {every: 2}
                """.formatted(folder.resolve("photos"), folder.resolve("valid")));
        model = folder.resolve("dense.safetensors");
        Models.rgb("dense", new Edsr(2, 1, 16, 1.0, 1.0)).write(model);
    }

    private Run search(Object... more) {
        List<Object> words =
                new ArrayList<>(List.of("compress", "search", model, "--config", config, "-o", folder.resolve("run")));
        words.addAll(List.of(more));
        return run(words);
    }

    private static Run run(List<Object> words) {
        Run run = Run.of(words.toArray());
        if (run.err().contains("libtorch is not on the class path")) {
            assertThat(run.status()).isEqualTo(4);
            assertThat(run.err()).hasLineCount(1);
            Assumptions.abort("libtorch is not on the class path: run with -Plibtorch");
        }
        return run;
    }

    @Test
    void aSlimNetworkComesOutThatTrainsOn() throws IOException {
        Run run = search("--json");
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode json = run.json();
        ModelFile found = ModelFile.read(Path.of(json.get("model").asString()));
        ModelFile cut = ModelFile.read(Path.of(json.get("cut").asString()));
        assertThat(found.card().name()).isEqualTo("dense-search");
        assertThat(found.architecture()).isInstanceOf(Slim.class).isEqualTo(cut.architecture());
        assertThat(json.get("after").get("parameters").asLong())
                .isEqualTo(found.network().graph().parameterCount())
                .isLessThan(json.get("before").get("parameters").asLong());
        assertThat(cut.card().training().recipe()).contains("by fettle compress search");
        ModelFile even = ModelFile.read(Path.of(json.get("even").asString()));
        assertThat(Cost.macsPerOutputPixel(even.network().graph()))
                .isBetween(
                        0.9 * json.get("after").get("macsPerOutputPixel").asDouble(),
                        json.get("after").get("macsPerOutputPixel").asDouble());
        assertThat(((Slim) even.architecture()).widths().values()).allMatch(width -> width >= 4 && width <= 12);
        Run trained = run(List.of(
                "train",
                config,
                "-o",
                folder.resolve("on"),
                "--set",
                "regimen=supervised",
                "--set",
                "start={type: model, file: " + json.get("model").asString() + "}",
                "--set",
                "architecture=" + Configuration.MAPPER.writeValueAsString(architecture(found))));
        assertThat(trained.status()).as(trained.err()).isZero();
        assertThat(trained.err()).contains("start: 12 of 12 parameters are those of");
    }

    private static JsonNode architecture(ModelFile model) {
        return Architectures.write(model.architecture());
    }

    @Test
    void theReportTellsTheWidthsAndHowClearTheyAre() throws IOException {
        assertThat(search().status()).isZero();
        Path run = folder.resolve("run");
        JsonNode json = Configuration.MAPPER.readTree(Files.readString(run.resolve("search.json")));
        ModelFile found = ModelFile.read(run.resolve("dense-search.safetensors"));
        Slim slim = (Slim) found.architecture();
        json.get("groups").forEach(group -> {
            assertThat(group.get("width").asInt())
                    .isEqualTo(slim.widths().get(group.get("name").asString()));
            assertThat(group.get("channels").asInt()).isEqualTo(16);
        });
        assertThat(json.get("course")).hasSize(2);
        JsonNode best = json.get("course").get(json.get("bestStep").asLong() == 2 ? 0 : 1);
        assertThat(best.get("macsPerOutputPixel").asDouble())
                .isCloseTo(json.get("after").get("macsPerOutputPixel").asDouble(), within(1e-9));
        assertThat(Files.readString(run.resolve("report.md")))
                .contains("# Channel numbers of dense-search", "body.0.body.0", "multiply-adds per output pixel stay");
        assertThat(Files.readString(run.resolve("report.html"))).contains("tail.0.0", "How they were found");
        assertThat(Files.readString(run.resolve("architecture.yaml"))).contains("type: \"slim\"", "widths:");
    }

    @Test
    void settingsOfTheRegimenNeedNoType() throws IOException {
        Files.writeString(config, Files.readString(config).replaceFirst("regimen:.*\n", ""));
        assertThat(search("--set", "regimen.ratio=0.5").status()).isZero();
        JsonNode json = Configuration.MAPPER.readTree(
                Files.readString(folder.resolve("run").resolve("search.json")));
        json.get("groups")
                .forEach(group -> assertThat(group.get("candidates").toString()).isEqualTo("[4,4,4,4,8,8]"));
    }

    /// As the release does, which begins with trained dual models.
    @Test
    void aSearchMayBeginWithDualModels() throws IOException {
        String loss = "loss=[{type: distance}, {type: dual, channels: 2}]";
        Run trained = run(List.of(
                "train",
                config,
                "-o",
                folder.resolve("before"),
                "--set",
                loss,
                "--set",
                "regimen=supervised",
                "--set",
                "architecture=" + Configuration.MAPPER.writeValueAsString(architecture(ModelFile.read(model)))));
        assertThat(trained.status()).as(trained.err()).isZero();
        String companions =
                folder.resolve("before").resolve("checkpoint.safetensors").toString();
        Run run = search("--set", loss, "--set", "start={type: model, companions: " + companions + "}");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(Files.readString(folder.resolve("run").resolve("experiment.yaml")))
                .contains(companions);
    }

    @Test
    void aStoppedSearchGoesOn() throws IOException {
        assertThat(search("--set", "steps=2").status()).isZero();
        Run again = search();
        assertThat(again.status()).isEqualTo(4);
        assertThat(again.err()).contains("--resume").hasLineCount(1);
        Run resumed = search("--resume", "--set", "steps=4");
        assertThat(resumed.status()).as(resumed.err()).isZero();
        JsonNode json = Configuration.MAPPER.readTree(
                Files.readString(folder.resolve("run").resolve("search.json")));
        assertThat(json.get("course")).hasSize(2);
    }

    @Test
    void aRunThatGoesOnNeedsNoFile() {
        assertThat(search("--set", "steps=2").status()).isZero();
        Run resumed = run(List.of(
                "compress", "search", model, "--resume", "-o", folder.resolve("run"), "--set", "steps=4", "--json"));
        assertThat(resumed.status()).as(resumed.err()).isZero();
        assertThat(resumed.json().get("step").asLong()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "validation.photos=; validation.photos: the folder of pictures is missing; 4",
                "regimen=supervised; the experiment's regimen is not 'bilevel'; 2",
                "regimen.ratio=1; regimen: ratio must be above 0 and below 1, got 1.0; 4",
                "regimen.parts=[0.5, 2]; regimen: parts must be at least two numbers above 0 and at most 1; 4",
                "regimen.least=16; this network has nothing to search; 4",
                "regimen.groups=[body.0.bod]; covers no channels that can be searched; 4",
                "architecture={type: edsr, channels: 12, blocks: 1}; for another architecture than that of; 2",
                "start={type: model, file: other.safetensors}; leave out start; 2",
                "start={type: model, anew: [tail]}; leave out start; 2",
                "regimen.order=third; regimen.order; 4"
            })
    void whatDoesNotDoIsRefusedInALine(String setting, String message, int status) {
        Run run = search("--set", setting);
        assertThat(run.err()).contains(message);
        assertThat(run.status()).isEqualTo(status);
        assertThat(run.err().lines().filter(line -> !line.startsWith("Try"))).hasSize(1);
        assertThat(folder.resolve("run").resolve("checkpoint.safetensors")).doesNotExist();
    }

    @Test
    void aDeviceIsNamedOnce() {
        Run run = search("--device", "cpu", "--set", "device=cuda");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--device cpu");
    }

    @Test
    void anotherNetworksRunIsRefused() throws IOException {
        assertThat(search("--set", "steps=2").status()).isZero();
        Models.rgb("other", new Edsr(2, 1, 12, 1.0, 1.0)).write(model);
        Run run = search("--resume");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("for another architecture than that of");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(Run.of("compress", "search").err()).contains("MODEL is missing");
        Run noConfig = run(List.of("compress", "search", model));
        assertThat(noConfig.status()).isEqualTo(2);
        assertThat(noConfig.err()).contains("name the experiment by --config FILE.yaml");
        Run none = Run.of("compress");
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.err()).contains("name a method: ghost, prune, search or fold");
        assertThat(Run.of("compress", "ghost").err()).contains("MODEL is missing");
    }
}
