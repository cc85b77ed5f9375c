package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinksTest {
    private static List<Links> patterns(int gates) {
        List<Links> patterns = new ArrayList<>();
        for (int bits = 0; bits < 1 << gates; bits++) {
            int each = bits;
            patterns.add(new Links(IntStream.range(0, gates)
                    .mapToObj(gate -> (each >> gate & 1) == 1)
                    .toList()));
        }
        return patterns;
    }

    private static Links links(String digits) {
        return new Links(digits.chars().mapToObj(digit -> digit == '1').toList());
    }

    /// U as eq. 4 and 5 of the paper have it: the Kronecker product of g · ones + (1 - g) · identity.
    private static int[][] kronecker(Links links) {
        int[][] product = {{1}};
        for (boolean open : links.open()) {
            int side = product.length;
            int[][] next = new int[2 * side][2 * side];
            for (int p = 0; p < 2 * side; p++) {
                for (int q = 0; q < 2 * side; q++) {
                    next[p][q] = product[p / 2][q / 2] * (open || p % 2 == q % 2 ? 1 : 0);
                }
            }
            product = next;
        }
        return product;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void channelsAreLinkedWhereTheKroneckerProductIsOne(int gates) {
        int channels = 1 << gates;
        for (Links links : patterns(gates)) {
            int[][] product = kronecker(links);
            int ones = 0;
            for (int p = 0; p < channels; p++) {
                for (int q = 0; q < channels; q++) {
                    boolean isLinked = links.group(p, channels) == links.group(q, channels);
                    assertThat(isLinked).as("%s: %d, %d", links, p, q).isEqualTo(product[p][q] == 1);
                    ones += product[p][q];
                }
            }
            int open = Collections.frequency(links.open(), true);
            assertThat(links.count(channels, channels)).isEqualTo(ones).isEqualTo(1L << gates + open);
            assertThat(links.groups()).isEqualTo(1 << gates - open);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void allGroupsAreEquallyLargeAndTheOrderPutsThemSideBySide(int gates) {
        int channels = 1 << gates;
        for (Links links : patterns(gates)) {
            List<Integer> order = links.order(channels);
            assertThat(new TreeSet<>(order)).hasSize(channels);
            int each = channels / links.groups();
            for (int i = 0; i < channels; i++) {
                assertThat(links.group(order.get(i), channels))
                        .as("%s: %d", links, i)
                        .isEqualTo(i / each);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void closedGatesFirstAreGroupsOfNeighbours(int gates) {
        int channels = 1 << gates;
        for (Links links : patterns(gates)) {
            boolean isSorted = !links.toString().contains("10");
            List<Integer> inPlace = IntStream.range(0, channels).boxed().toList();
            assertThat(links.order(channels).equals(inPlace))
                    .as(links.toString())
                    .isEqualTo(isSorted);
        }
    }

    /// Figure 2 of the paper: dense, depthwise, groups, and groups that are shuffled.
    @Test
    void theSpecialCasesOfThePaper() {
        assertThat(links("111").isDense()).isTrue();
        assertThat(links("000").groups()).isEqualTo(8);
        assertThat(members(links("001"))).containsExactly(List.of(0, 1), List.of(2, 3), List.of(4, 5), List.of(6, 7));
        assertThat(members(links("010"))).containsExactly(List.of(0, 2), List.of(1, 3), List.of(4, 6), List.of(5, 7));
        assertThat(members(links("100"))).containsExactly(List.of(0, 4), List.of(1, 5), List.of(2, 6), List.of(3, 7));
        assertThat(members(links("011"))).containsExactly(List.of(0, 1, 2, 3), List.of(4, 5, 6, 7));
        assertThat(members(links("101"))).containsExactly(List.of(0, 1, 4, 5), List.of(2, 3, 6, 7));
    }

    private static List<List<Integer>> members(Links links) {
        Map<Integer, List<Integer>> members = new HashMap<>();
        for (int channel = 0; channel < 8; channel++) {
            members.computeIfAbsent(links.group(channel, 8), _ -> new ArrayList<>())
                    .add(channel);
        }
        return List.copyOf(members.values());
    }

    @ParameterizedTest
    @CsvSource({"64, 64, 6", "128, 128, 7", "64, 256, 6", "256, 64, 6", "48, 48, 4", "24, 36, 2", "3, 64, 0", "5, 5, 0"
    })
    void aLayerHasAGateForEachTimeThatTwoDividesBothNumbers(int in, int out, int gates) {
        assertThat(Links.gates(in, out)).isEqualTo(gates);
    }

    /// With r filters for each channel the paper's matrix has each row r times.
    @Test
    void moreFiltersThanChannelsRepeatTheRows() {
        for (Links links : patterns(3)) {
            for (int filter = 0; filter < 24; filter++) {
                assertThat(links.group(filter, 24)).isEqualTo(links.group(filter / 3, 8));
            }
            assertThat(links.count(8, 24)).isEqualTo(3 * links.count(8, 8));
        }
    }

    @Test
    void gatesAboveZeroAreOpenAndSortedOnesStandBehindTheClosed() {
        float[] gates = {1e-8f, -1e-8f, 0, 0.7f};
        assertThat(Links.of(gates, false)).hasToString("1001");
        assertThat(Links.of(gates, true)).hasToString("0011");
    }

    @Test
    void withoutAGateThereAreNoLinks() {
        assertThatThrownBy(() -> new Links(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("links: 1 to 20 gates are needed, got 0");
    }
}
