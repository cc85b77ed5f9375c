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

    /// Guo et al., CVPR 2020 and 2022, for a picture of 96×96 going in: what it costs with smaller results beside it.
    @ParameterizedTest
    @CsvSource({
        "drn-s, 4, 4804065, 109.7",
        "drn-l, 8, 10004018, 365.6",
        "drn-s70, 8, 1572288, 53.0",
        "drn-s30, 4, 3116637, 72.03",
        "drn-s50, 4, 2267417, 52.87",
        "drn-s70, 4, 1427545, 32.62",
        "drn-s30, 8, 3490832, 123.41",
        "drn-s50, 8, 2548420, 93.86"
    })
    void smallerResultsCountAsThePaperCountsThem(String name, int scale, long parameters, double gigaMacs) {
        String output = 96 * scale + "x" + 96 * scale;
        Run run = Run.of("cost", name, "--scale", scale, "--output", output, "--json");
        assertThat(run.json().get("parameters").asLong()).isEqualTo(parameters);
        assertThat(run.json().get("macs").asLong() / 1e9).isCloseTo(gigaMacs, within(0.05));
        double asRun = run.json().get("macsAsRun").asDouble();
        assertThat(asRun / run.json().get("macs").asDouble()).isBetween(0.995, 0.9999);
    }

    @Test
    void textSaysWhatThePictureAloneTakes() {
        assertThat(Run.of("cost", "drn-xs").out())
                .contains(
                        "drn-xs x4: 309,729 parameters",
                        "44.5 G multiply-adds",
                        "44.2 G of them for the picture alone");
        assertThat(Run.of("cost", "edsr-baseline").out()).doesNotContain("alone");
        Run refused = Run.of("cost", "drn-s", "--scale", 3);
        assertThat(refused.status()).isEqualTo(4);
        assertThat(refused.err()).contains("drn-s: scale must be 4 or 8, got 3").hasLineCount(1);
    }

    @Test
    void textNamesEveryLayerAndTheSums() {
        Run run = Run.of("cost", "edsr-baseline", "--scale", "2");
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("head.0", "body.15.body.2", "1,369,859 parameters", "316.2 G");
    }

    /// He et al. and Xie et al. as torchvision builds them, for a picture of 224×224 unless another is
    /// said.
    @ParameterizedTest
    @CsvSource({
        "resnet-50, 25557032, 4.089",
        "resnext-50, 25028904, 4.230",
        "resnext-101, 44177704, 7.970",
        "resnext-101-32x8d, 88791336, 16.414"
    })
    void networksOfClassesCostWhatIsPublished(String name, long parameters, double gigaMacs) {
        JsonNode report = Run.of("cost", name, "--json").json();
        assertThat(report.propertyNames()).containsExactly("architecture", "classes", "input", "parameters", "macs");
        assertThat(report.get("input").asString()).isEqualTo("224x224");
        assertThat(report.get("parameters").asLong()).isEqualTo(parameters);
        assertThat(report.get("macs").asLong() / 1e9).isCloseTo(gigaMacs, within(0.0005));
        assertThat(report.get("classes").asInt()).isEqualTo(1000);
    }

    /// All but the last layer's 2048 · 1000 grow with the picture.
    @Test
    void theInputOfANetworkOfClassesMayBeAnother() {
        long last = 2048 * 1000;
        long usual = Run.of("cost", "resnext-50", "--json").json().get("macs").asLong();
        Run twice = Run.of("cost", "resnext-50", "--input", "448x224", "--json");
        assertThat(twice.json().get("macs").asLong() - last).isEqualTo(2 * (usual - last));
        assertThat(Run.of("cost", "resnext-20").out())
                .contains("resnext-20: ", " parameters, 10 classes", " G multiply-adds for a picture of 32x32")
                .contains("layer3.1.conv2", "fc")
                .doesNotContain("output pixel");
    }

    @Test
    void theInputOfOtherNetworksSaysTheirOutput() {
        JsonNode report =
                Run.of("cost", "edsr-baseline", "--input", "640x360", "--json").json();
        assertThat(report.get("input").asString()).isEqualTo("640x360");
        assertThat(report.get("output").asString()).isEqualTo("1280x720");
        assertThat(report.get("macs").asLong() / 1e9).isCloseTo(316.2, within(0.05));
        assertThat(Run.of("cost", "vdsr", "--input", "100x50", "--json")
                        .json()
                        .get("output")
                        .asString())
                .isEqualTo("100x50");
    }

    @Test
    void sizesThatDoNotFitTheQuestionAreUsageErrors() {
        refused("--output: 'resnext-20' tells classes", "cost", "resnext-20", "--output", "32x32");
        refused("--input and --output exclude", "cost", "vdsr", "--output", "32x32", "--input", "32x32");
        refused("--input: 'carn' enlarges by x2, x3, x4", "cost", "carn", "--input", "32x32");
    }

    private static void refused(String why, String... arguments) {
        Run run = Run.of((Object[]) arguments);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines().findFirst())
                .hasValueSatisfying(line -> assertThat(line).contains(why));
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
