package dev.fettle.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Models;
import dev.fettle.cli.Run;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.convolution.Ghost;
import dev.fettle.network.convolution.Groupable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class InspectGroupsTest {
    @TempDir
    Path folder;

    private Path learnt() throws IOException {
        Edsr network = new Edsr(2, 1, 16, 1, 1, Groupable.DEFAULTS);
        return Models.write(folder.resolve("learnt.safetensors"), Models.rgb("learnt", network));
    }

    @Test
    void groupsAreToldByLayerAndShownOnAPage() throws IOException {
        Path page = folder.resolve("groups.html");
        JsonNode report =
                Run.of("inspect", learnt(), "--groups", "-o", page, "--json").json();
        long links = 0;
        for (JsonNode layer : report.get("layers")) {
            String gates = layer.get("gates").asString();
            long closed = gates.chars().filter(gate -> gate == '0').count();
            assertThat(gates).hasSize(4);
            assertThat(layer.get("groups").asInt()).isEqualTo(1 << closed);
            assertThat(layer.get("links").asLong()).isEqualTo(256 >> closed);
            links += layer.get("links").asLong();
            assertThat(Files.readString(page)).contains("<td>" + gates + "</td>");
        }
        assertThat(report.get("links").asLong()).isEqualTo(links);
        assertThat(report.get("mostLinks").asLong()).isEqualTo(512);
        assertThat(Files.readString(page)).contains("body.0.body.2", "depthwise", "4 groups of neighbours");
        assertThat(Run.of("inspect", learnt(), "--groups", "-o", page, "--overwrite")
                        .out())
                .contains("body.0.body.0", "Links between channels: %d of 512".formatted(links), page.toString());
    }

    @Test
    void aPageThatIsThereStays() throws IOException {
        Path page = Files.writeString(folder.resolve("groups.html"), "mine");
        Run run = Run.of("inspect", learnt(), "--groups", "-o", page);
        assertThat(run.status()).isNotZero();
        assertThat(Files.readString(page)).isEqualTo("mine");
    }

    /// What a pair of channels that are not linked saves: a kernel of 3×3, and that for each pixel that
    /// goes in.
    @Test
    void itsCostInUseIsToldBesideThatOfAllLinks() throws IOException {
        Path model = learnt();
        long cut = 9 * cutLinks(model);
        JsonNode cost = Run.of("cost", model, "--output", "40x20", "--json").json();
        JsonNode used = cost.get("inUse");
        assertThat(cost.get("parameters").asLong() - used.get("parameters").asLong())
                .isEqualTo(cut + 8); // and the gates
        assertThat(cost.get("macs").asLong() - used.get("macs").asLong()).isEqualTo(cut * 20 * 10);
        assertThat(Run.of("cost", model).out())
                .contains("in use, once gates are decided: %,d parameters"
                        .formatted(used.get("parameters").asLong()));
        assertThat(Run.of("cost", "sr-x2", "--json").json().has("inUse")).isFalse();
    }

    @Test
    void soIsThatOfANetworkOfClasses() throws IOException {
        Path model = Models.write(folder.resolve("sorter.safetensors"), Models.sorter(Groupable.DEFAULTS));
        long cut = 9 * cutLinks(model);
        JsonNode cost = Run.of("cost", model, "--input", "8x8", "--json").json();
        assertThat(cost.get("parameters").asLong()
                        - cost.get("inUse").get("parameters").asLong())
                .isEqualTo(cut + 3);
        assertThat(cost.get("macs").asLong() - cost.get("inUse").get("macs").asLong())
                .isEqualTo(cut * 64);
        assertThat(Run.of("cost", model, "--input", "8x8").out()).contains("in use, once gates are decided: ");
    }

    private long cutLinks(Path model) {
        JsonNode report = Run.of("inspect", model, "--groups", "-o", folder.resolve("links.html"), "--json")
                .json();
        return report.get("mostLinks").asLong() - report.get("links").asLong();
    }

    @Test
    void groupsUnderGhostsAreToldAndCostToo() throws IOException {
        Edsr network = new Edsr(2, 1, 16, 1, 1, Ghost.DEFAULTS.over(Groupable.DEFAULTS));
        Path model = Models.write(folder.resolve("both.safetensors"), Models.rgb("both", network));
        Path page = folder.resolve("groups.html");
        JsonNode report =
                Run.of("inspect", model, "--groups", "-o", page, "--json").json();
        assertThat(report.get("mostLinks").asLong()).isEqualTo(2 * 8 * 16);
        JsonNode used = Run.of("cost", model, "--json").json().get("inUse");
        long filters = 9 * report.get("links").asLong() + 2 * 8 + 2 * 9; // with biases and proxies
        long others = 9 * (3 * 16 + 16 * 16 + 16 * 64 + 16 * 3) + 16 + 16 + 64 + 3;
        assertThat(used.get("parameters").asLong()).isEqualTo(filters + others);
        assertThat(Run.of("export", model, "--to", "onnx", "-o", folder.resolve("both.onnx"))
                        .status())
                .isZero();
    }

    @Test
    void channelsThatGatesPartAreNamedWhereChannelsAreTold() throws IOException {
        Path model = learnt();
        assertThat(Run.of("inspect", model, "--channels").out())
                .contains(
                        "parted by gates, so that none can be cut, though a slim network that begins anew may have fewer: head.0 (16), body.0.body.0 (16)");
        JsonNode report = Run.of("inspect", model, "--channels", "--json").json();
        assertThat(report.get("parted").get(1).get("name").asString()).isEqualTo("body.0.body.0");
        assertThat(report.get("groups")).hasSize(1);
    }

    @Test
    void aModelWithoutGatesHasNone() {
        Run run = Run.of("inspect", "sr-x2", "--groups", "-o", folder.resolve("groups.html"));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "--groups: no layer of 'sr-x2' has gates; they come with training a network whose convolution "
                                + "is groupable");
    }

    @Test
    void anotherQuestionIsAskedAlone() throws IOException {
        assertThat(Run.of("inspect", learnt(), "--groups", "--channels").err())
                .contains("--channels and --groups are two questions; ask one at a time");
    }
}
