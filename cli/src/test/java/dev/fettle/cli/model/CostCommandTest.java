package dev.fettle.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.cli.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Counts of the layers as the authors' code builds them: EDSR of sanghyun-son/EDSR-PyTorch, VDSR with the biases
/// of Kim et al., CVPR 2016, DnCNN-S of cszn/KAIR, batch norm merged.
class CostCommandTest {
    @ParameterizedTest
    @CsvSource({"2, 1369859, 316.2", "3, 1554499, 160.3", "4, 1517571, 114.2"})
    void edsrBaselineCostsWhatThePaperSays(int scale, long parameters, double gigaMacs) {
        JsonNode report =
                Run.of("cost", "edsr-baseline", "--scale", scale, "--json").json();
        assertThat(report.get("parameters").asLong()).isEqualTo(parameters);
        assertThat(report.get("macs").asLong() / 1e9).isCloseTo(gigaMacs, within(0.05));
    }

    @Test
    void macsAreMacsPerPixelTimesPixels() {
        JsonNode report = Run.of("cost", "vdsr", "--output", "100x50", "--json").json();
        assertThat(report.get("parameters").asLong()).isEqualTo(665_921);
        assertThat(report.get("macsPerOutputPixel").asDouble()).isEqualTo(664_704);
        assertThat(report.get("macs").asLong()).isEqualTo(664_704L * 5000);
    }

    @Test
    void aNetworkThatKeepsTheSizeNeedsNoScale() {
        JsonNode report = Run.of("cost", "dncnn-s", "--json").json();
        assertThat(report.get("scale").asInt()).isEqualTo(1);
        assertThat(report.get("parameters").asLong()).isEqualTo(555_137);
        assertThat(report.get("macsPerOutputPixel").asDouble()).isEqualTo(554_112);
        Run enlarged = Run.of("cost", "arcnn", "--scale", 2);
        assertThat(enlarged.status()).isEqualTo(4);
        assertThat(enlarged.err()).contains("arcnn: keeps the size").hasLineCount(1);
    }

    @Test
    void textNamesEveryLayerAndTheSums() {
        Run run = Run.of("cost", "edsr-baseline", "--scale", "2");
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("head.0", "body.15.body.2", "1,369,859 parameters", "316.2 G");
    }

    @Test
    void anUnknownArchitectureIsAConfigurationError() {
        Run run = Run.of("cost", "resnet", "--json");
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err())
                .contains("unknown architecture 'resnet'", "edsr-baseline")
                .hasLineCount(1);
        assertThat(run.json().get("error").asString()).contains("resnet");
    }
}
