package dev.fettle.cli.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.cli.Run;
import dev.fettle.cli.SharedData;
import dev.fettle.network.model.ModelCard.Measurement;
import dev.fettle.runtime.BundledModels;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What the cards of the bundled models claim is measured again.
@Tag("data")
@Tag("slow") // a network on five pictures
class BundledScoresTest {
    /// Far more than kernels may differ by, far less than a better or worse model would.
    private static final double DECIBELS = 0.002;

    @ParameterizedTest
    @CsvSource({
        "sr-x2, Set5, --scale, 2, 37.3213",
        "sr-x3, Set5, --scale, 3, 33.4729",
        "sr-x4, Set5, --scale, 4, 31.253",
        "deblock, Classic5, --quality, 10, 29.1315"
    })
    void theRecordedScoresAreMeasuredAgain(String model, String set, String option, int level, double psnr) {
        JsonNode report = Run.of("evaluate", model, "--data", SharedData.folder(set), option, level, "--json")
                .json();
        String way = report.get("protocol").asString() + "; input: "
                + report.get("input").asString();
        double measured = report.get("mean").get("psnr").asDouble();
        assertThat(measured).isCloseTo(psnr, within(DECIBELS));
        assertThat(recorded(model, set, "psnr " + way)).isCloseTo(measured, within(DECIBELS));
        assertThat(recorded(model, set, "ssim " + way))
                .isCloseTo(report.get("mean").get("ssim").asDouble(), within(1e-4));
    }

    private static double recorded(String model, String set, String protocol) {
        List<Measurement> found = BundledModels.open(model).card().metrics().stream()
                .filter(metric -> metric.data().equals(set) && metric.protocol().equals(protocol))
                .toList();
        assertThat(found).as(set + ", " + protocol).hasSize(1);
        return found.getFirst().value();
    }
}
