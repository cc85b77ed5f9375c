package dev.fettle.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.lab.report.SweepResults.Variant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DifferencesTest {
    private static Variant variant(String name, Map<String, String> settings) {
        return new Variant(name, new LinkedHashMap<>(settings), 1, 1, Optional.empty(), List.of());
    }

    /// The sweep over NSR's constraint: thirteen keys that plain convolutions do not have, of which two tell.
    @Test
    void keysThatOnlyAnotherTypeLacksAreLeftOut() {
        String block = "architecture.convolution.";
        Differences differences = Differences.of(List.of(
                variant("none", Map.of(block + "type", "plain")),
                variant("hard", Map.of(block + "type", "sparse", block + "constraint", "hard", block + "groups", "4")),
                variant(
                        "softmax",
                        Map.of(block + "type", "sparse", block + "constraint", "softmax", block + "groups", "4"))));
        assertThat(differences.block()).isEqualTo("architecture.convolution");
        assertThat(differences.table())
                .containsExactly(
                        List.of("", "constraint", "type"),
                        List.of("none", "–", "plain"),
                        List.of("hard", "hard", "sparse"),
                        List.of("softmax", "softmax", "sparse"));
    }

    @Test
    void aBlockWithinABlockOfAnotherTypeIsToldByTheTypeToo() {
        Differences differences = Differences.of(List.of(
                variant("a", Map.of("architecture.type", "edsr", "steps", "3")),
                variant(
                        "b",
                        Map.of("architecture.type", "wdsr", "architecture.convolution.groups", "4", "steps", "4"))));
        assertThat(differences.block()).isEmpty();
        assertThat(differences.caption()).isEmpty();
        assertThat(differences.keys()).containsExactly("architecture.type", "steps");
    }

    @Test
    void moreSettingsThanVariantsStandBelowOneAnother() {
        Differences differences = Differences.of(List.of(
                variant("a", Map.of("data.patch", "8", "data.batch", "2", "data.mirrored", "true")),
                variant("b", Map.of("data.patch", "9", "data.batch", "3", "data.mirrored", "false"))));
        assertThat(differences.table())
                .containsExactly(
                        List.of("", "a", "b"),
                        List.of("batch", "2", "3"),
                        List.of("mirrored", "true", "false"),
                        List.of("patch", "8", "9"));
    }

    @Test
    void aSingleVariantDiffersInNothing() {
        assertThat(Differences.of(List.of(variant("a", Map.of()))).keys()).isEmpty();
    }
}
