package dev.fettle.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `fettle inspect --dual`: what is measured is tested where it is computed.
@Tag("slow") // loads libtorch
class InspectDualTest {
    @TempDir
    private Path folder;

    private Path train(String loss) throws IOException {
        Pictures.write(folder.resolve("photos/a.png"), Pictures.colour(64, 64, 1));
        Pictures.write(folder.resolve("valid/b.png"), Pictures.colour(64, 48, 2));
        Path experiment = Files.writeString(
                folder.resolve("tiny.yaml"), """
                name: tiny
                steps: 2
                threads: 1
                architecture: {type: drn, scale: 4, channels: 4, blocks: 1}
                loss: %s
                data: {photos: '%s', patch: 8, batch: 2}
                validation: {photos: '%s', every: 2}
                """.formatted(loss, folder.resolve("photos"), folder.resolve("valid")));
        Path run = folder.resolve("run");
        Run made = Run.of("train", experiment, "-o", run);
        Assumptions.assumeFalse(made.err().contains("libtorch is not on the class path"));
        assertThat(made.status()).as(made.err()).isZero();
        return run;
    }

    @Test
    void tapsOfEveryDualModelStandBesideBicubics() throws IOException {
        Path run = train("[{type: distance}, {type: dual, scale: 2, channels: 4},"
                + " {type: dual, name: small, result: x2, channels: 4}]");
        Path page = folder.resolve("page.html");
        Run table = Run.of("inspect", run, "--dual", folder.resolve("valid"), "-o", page);
        assertThat(table.status()).as(table.err()).isZero();
        assertThat(table.out())
                .contains("dual: from scale 4 to 2, linearised at 560 places of 1 picture, after 2 steps")
                .contains("small: from scale 2 to 1", "across     down  bicubic")
                .containsPattern("\n +0 +-?0\\.\\d{4} +-?0\\.\\d{4} +0\\.4336\n")
                .endsWith(page + "\n");
        assertThat(Files.readString(page))
                .contains("<h1>How pictures are made small", "data:image/png;base64,", "0.4336")
                .doesNotContain("NaN");
        JsonNode json = Run.of(
                        "inspect",
                        run.resolve("tiny.safetensors"),
                        "--dual",
                        folder.resolve("valid"),
                        "--json",
                        "-o",
                        page,
                        "--overwrite")
                .json();
        assertThat(json.get("kind").asString()).isEqualTo("dual");
        JsonNode dual = json.get("duals").get(0);
        assertThat(dual.get("taps").get("kernel").size()).isEqualTo(10);
        assertThat(dual.get("taps")
                        .get("bicubic")
                        .get(dual.get("first").asInt() * -1)
                        .asDouble())
                .isEqualTo(0.43359375);
        refusals(run);
    }

    private void refusals(Path run) {
        Path page = folder.resolve("page.html");
        Path valid = folder.resolve("valid");
        assertRefused(2, "is there already", "inspect", run, "--dual", valid, "-o", page);
        assertRefused(2, "--dual and --channels are two questions", "inspect", run, "--dual", valid, "--channels");
        assertRefused(
                4,
                "no checkpoint.safetensors there; dual models stay in the folder of a training",
                "inspect",
                folder.resolve("photos"),
                "--dual",
                valid,
                "-o",
                folder.resolve("other.html"));
        assertRefused(
                3, "--dual", "inspect", run, "--dual", folder.resolve("none"), "-o", folder.resolve("other.html"));
    }

    private static void assertRefused(int status, String reason, Object... words) {
        Run refused = Run.of(words);
        assertThat(refused.err()).contains(reason).hasLineCount(status == 2 ? 2 : 1); // usage has a hint below
        assertThat(refused.status()).isEqualTo(status);
    }

    @Test
    void aTrainingWithoutDualModelsHasNothingToShow() throws IOException {
        Path run = train("[{type: distance}]");
        assertRefused(
                4,
                "no dual model was trained; its loss has no term of type dual",
                "inspect",
                run,
                "--dual",
                folder.resolve("valid"),
                "-o",
                folder.resolve("other.html"));
    }
}
