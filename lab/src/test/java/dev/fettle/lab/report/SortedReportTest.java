package dev.fettle.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.lab.report.SweepResults.Variant;
import dev.fettle.network.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The report on a sweep that sorts pictures.
class SortedReportTest {
    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        GroupCourse course = SortedVariants.course(new int[] {1, 1}, new int[] {1, 4});
        Variant plain = SortedVariants.of("plain", "11000000", "11100000");
        Variant learnt = SortedVariants.of("learnt", Optional.of(course), "11110000", "11111000");
        List<ComparedPair> pairs = List.of(ComparedPair.of(SortedVariants.SET, learnt, plain));
        SweepReport.write(folder, SortedVariants.results(pairs, plain, learnt), List.of());
    }

    private String file(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    @Test
    void itSpeaksOfSharesAndNotOfDecibels() throws IOException {
        assertThat(file("report.md"))
                .contains("| plain (2 seeds) | 1,234 | 56,789 | 0.26; 0.25 – 0.50 | 31.25 ± 8.84; 100.00 ± 0.00 |")
                .contains("multiply-adds (of a picture)", "Test set (top-1, %; top-5; centre-crop 32)")
                .contains("| learnt | plain | Test set | 8 | +25.00 | ", "| learnt | 2 | trained | 62.50 / 100.00 |")
                .contains("## Validation top-1", "## Learnt groups", "## Test set: top-1 over parameters")
                .doesNotContain("PSNR", "SSIM", "dB", "output pixel");
        assertThat(file("report.html"))
                .contains("Pairs, seed by seed", "Groups over the steps: learnt")
                .doesNotContain("PSNR", "SSIM", " dB", "output pixel");
        assertThat(folder.resolve("pictures/top-1-Test-set-macs.svg")).exists();
    }

    @Test
    void theNumbersAreThereForOthersToTest() throws IOException {
        JsonNode results = Configuration.MAPPER.readTree(file("results.json"));
        JsonNode plain = results.get("variants").get(0);
        assertThat(plain.get("macs").asDouble()).isEqualTo(56_789);
        assertThat(plain.has("macsPerOutputPixel")).isFalse();
        JsonNode ranks =
                plain.get("runs").get(1).get("scores").get(SortedVariants.SET).get("ranks");
        assertThat(ranks.get("c/2").asInt()).isEqualTo(1);
        assertThat(ranks.get("c/3").asInt()).isEqualTo(3);
        JsonNode pair = results.get("pairs").get(0);
        assertThat(pair.get("seeds").get(0).get("onlyFirst").asInt()).isEqualTo(2);
        assertThat(pair.get("paired").get("points").asDouble()).isEqualTo(25);
    }
}
