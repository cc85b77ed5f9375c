package dev.fettle.cli.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.network.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class FrontCommandTest {
    @TempDir
    Path folder;

    private Path file = Path.of("");
    private Path page = Path.of("");

    @BeforeEach
    void write() throws IOException {
        Pictures.write(folder.resolve("waves/a.png"), Pictures.colour(40, 36, 1));
        page = folder.resolve("page.md");
        file = Files.writeString(folder.resolve("front.yaml"), """
                title: Front
                timing: {width: 32, height: 24, runs: 3, warmUpSeconds: 0}
                sources: [{name: etds, text: Chao et al., protocol: luma}]
                panels:
                  - name: sr-x2
                    title: Enlarging
                    set: {name: Waves, folder: '%s/waves', scale: 2}
                    published:
                      - {name: ETDS-M, network: etds-m, psnr: 37.54, source: etds}
                      - {name: VDSR, network: vdsr, psnr: 37.53, source: etds}
                  - name: noise
                    title: Denoising
                    set: {name: Nowhere, sigma: 25, protocol: rgb}
                    published: [{name: FFDNet, network: ffdnet-rgb, psnr: 31.21, source: etds}]
                """.formatted(folder));
    }

    @Test
    void theScoreIsThatOfEvaluate() throws IOException {
        Run run = Run.of("front", file, "-o", page, "--only", "sr-x2", "--json");
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode panel = Configuration.MAPPER.readTree(run.out()).at("/panels/0");
        JsonNode ours = panel.at("/rows/0");
        JsonNode evaluated = Configuration.MAPPER.readTree(
                Run.of("evaluate", "sr-x2", "--data", folder.resolve("waves"), "--scale", 2, "--json")
                        .out());
        assertThat(ours.path("name").stringValue()).isEqualTo("sr-x2");
        assertThat(ours.path("psnr").doubleValue())
                .isEqualTo(evaluated.at("/mean/psnr").doubleValue());
        assertThat(panel.path("protocol")).isEqualTo(evaluated.path("protocol"));
        assertThat(panel.path("without").doubleValue())
                .isCloseTo(
                        evaluated.at("/baseline/mean/psnr").doubleValue(),
                        org.assertj.core.api.Assertions.within(1e-9));
        JsonNode vdsr = panel.at("/rows/2");
        assertThat(vdsr.path("psnr").doubleValue()).isEqualTo(37.53);
        assertThat(vdsr.at("/published/source").stringValue()).isEqualTo("Chao et al.");
        JsonNode millis = vdsr.path("millisPerMegapixel");
        assertThat(millis.path("median").doubleValue())
                .isBetween(millis.path("min").doubleValue(), millis.path("max").doubleValue())
                .isPositive();
        assertThat(vdsr.path("macsPerPixel").doubleValue()).isEqualTo(664_704);
    }

    @Test
    void withoutPicturesOursAreTimedAlone() throws IOException {
        Run run = Run.of("front", file, "-o", page);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("page.md: 2 panels");
        assertThat(Files.readString(page))
                .contains(
                        "## Enlarging",
                        "## Denoising",
                        "PSNR of ours was not measured: there were no pictures of Nowhere.")
                .containsPattern("\\| denoise \\|.*\\| not measured \\| not measured \\|")
                .containsPattern("\\| FFDNet \\|.*\\| 31.21 \\| published \\(1\\) \\|");
        assertThat(folder.resolve("pictures/page-sr-x2.svg")).content().contains("ETDS-M", "sr-x2");
        assertThat(Run.of("front", file, "-o", page).err()).contains("is there already; add --overwrite");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--only=sr-x3                         | 4 | unknown panel 'sr-x3'; known: sr-x2, noise",
                "--set=panels.sr-x2.set.folder=DATA/x | 3 | x: no such folder; say --set panels.sr-x2.set.folder=FOLDER",
                "--set=panels.sr-x2.set.folder=DATA   | 3 | no pictures in this folder",
                "--set=panels.sr-x2.models=[sr-x9]    | 4 | unknown model 'sr-x9'",
                "--set=panels.sr-x2.models=[denoise]  | 4 | panel 'sr-x2': model 'denoise' is for task 'denoise', and the set for 'sr' at scale 2",
                "--set=panels.sr-x2.set.scale=5       | 4 | 'ETDS-M': chain: scale must be 1, 2, 3, 4 or 8, got 5",
                "--set=panels.sr-x2.published.VDSR.network=vdsr9 | 4 | 'VDSR': unknown architecture 'vdsr9'",
                "--set=panels.sr-x2.published.VDSR.network=dncnn-s | 4 | 'VDSR': dncnn-s: keeps the size, scale must be 1, got 2",
                "--set=panels.sr-x2.published.VDSR.network=resnet-20 | 4 | 'VDSR'",
                "--set=timing.width=33                | 4 | 33x24 is no multiple of 2",
                "--set=timing.runs=0                  | 4 | runs 1 to 1000, got 1 and 0",
                "--set=timing=3                       | 4 | timing",
            })
    void whatCannotBeMeasuredIsRefusedInOneLine(String option, int status, String says) {
        Run run = Run.of("front", file, "-o", page, option.replace("DATA", folder.toString()));
        assertThat(run.err()).contains(says).hasLineCount(1);
        assertThat(run.status()).isEqualTo(status);
        assertThat(page).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"title", "psnr"})
    void aKeyWithNothingBehindItIsRefused(String key) throws IOException {
        Files.writeString(file, Files.readString(file).replaceFirst(key + ": [^,}\\n]+", key + ": "));
        Run run = Run.of("front", file, "-o", page);
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err())
                .contains("'" + key + "' has no value; leave the key out")
                .hasLineCount(1);
    }

    /// A page of another ending has the same charts.
    @Test
    void chartsAreNotReplacedUnasked() throws IOException {
        Path chart = Files.createDirectories(folder.resolve("pictures")).resolve("page-sr-x2.svg");
        Files.writeString(chart, "mine");
        Run run = Run.of("front", file, "-o", folder.resolve("page.txt"), "--only", "sr-x2");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("page-sr-x2.svg is there already; add --overwrite");
        assertThat(chart).hasContent("mine");
    }

    @Test
    void aPictureThatCannotBeReadEndsTheMeasurement() throws IOException {
        Files.writeString(folder.resolve("waves/b.png"), "no picture");
        Run run = Run.of("front", file, "-o", page, "--only", "sr-x2");
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains("a mean of fewer pictures compares with nothing");
        assertThat(page).doesNotExist();
    }

    @Test
    void thePageIsNotTheFile() {
        assertThat(Run.of("front", file, "-o", file, "--overwrite").err()).contains("is what is read");
        assertThat(Run.of("front", folder.resolve("none.yaml"), "-o", page).status())
                .isEqualTo(4);
    }
}
