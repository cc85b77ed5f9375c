package dev.fettle.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Models;
import dev.fettle.cli.Run;
import dev.fettle.network.architecture.Edsr;
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
