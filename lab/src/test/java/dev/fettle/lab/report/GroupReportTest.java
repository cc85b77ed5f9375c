package dev.fettle.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.network.LearntGroups;
import dev.fettle.network.Links;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupReportTest {
    @TempDir
    private Path folder;

    /// Its matrix has a row for each of two filters, too few for as many pixels as it has columns.
    @Test
    void aLayerOfManyChannelsAndFewFiltersIsDrawn() throws IOException {
        LearntGroups learnt = new LearntGroups("narrow", new Links(List.of(false)), 1024, 2);
        Path page = folder.resolve("page.html");
        GroupReport.write(page, GroupResults.of("model", List.of(learnt)), "today");
        assertThat(Files.readString(page)).contains("narrow", "1024 to 2", "links");
    }

    @Test
    void linksAreCountedByLayerAndTogether() {
        GroupResults results = GroupResults.of(
                "model",
                List.of(
                        new LearntGroups("shuffled", new Links(List.of(true, false)), 8, 8),
                        new LearntGroups("neighbours", new Links(List.of(false, true)), 8, 16),
                        new LearntGroups("dense", new Links(List.of(true)), 2, 6),
                        new LearntGroups("apart", new Links(List.of(false)), 2, 2),
                        new LearntGroups("threes", new Links(List.of(false)), 6, 6)));
        assertThat(results.layers()).extracting(GroupResults.Layer::links).containsExactly(32L, 64L, 12L, 2L, 18L);
        assertThat(results.links()).isEqualTo(128);
        assertThat(results.mostLinks()).isEqualTo(64 + 128 + 12 + 4 + 36);
        assertThat(results.layers())
                .extracting(GroupTable::members)
                .containsExactly("shuffled", "neighbours", "all", "each its own", "neighbours");
    }
}
