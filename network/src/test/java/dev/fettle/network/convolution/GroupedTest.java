package dev.fettle.network.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.Cost;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Operation.Permutation;
import dev.fettle.network.architecture.Edsr;
import org.junit.jupiter.api.Test;

class GroupedTest {
    private static Graph layer(Grouped grouped, int channels) {
        GraphBuilder g = new GraphBuilder();
        return g.build(grouped.apply(g, new Layer("conv", channels, 3), g.input("image", channels)));
    }

    @Test
    void eachFilterReadsThePartOfItsGroup() {
        assertThat(layer(new Grouped(4, false), 16).parameterCount()).isEqualTo(16 * 4 * 9 + 16);
        assertThat(layer(new Grouped(16, false), 16).parameterCount()).isEqualTo(16 * 9 + 16);
    }

    /// Of an EDSR the two layers of each block, and nothing else.
    @Test
    void multiplyAddsOfBlocksAreDividedByTheGroups() {
        Graph dense = new Edsr(2, 2, 16, 1, 1).graph();
        Graph grouped = new Edsr(2, 2, 16, 1, 1, new Grouped(4, false)).graph();
        long ofBlocks = 4L * 16 * 16 * 9 * 8 * 8;
        assertThat(Cost.of(dense, 8, 8).macs() - Cost.of(grouped, 8, 8).macs()).isEqualTo(ofBlocks * 3 / 4);
    }

    @Test
    void shuffledChannelsAreDealtOutBeforeTheLayer() {
        assertThat(layer(new Grouped(4, true), 16).nodes())
                .anyMatch(node -> node.operation().equals(Permutation.shuffle(16, 4)));
        assertThat(layer(new Grouped(16, true), 16).nodes()).noneMatch(node -> node.operation() instanceof Permutation);
    }

    @Test
    void groupsThatDoNotDivideTheChannelsAreRefusedByName() {
        assertThatThrownBy(() -> layer(new Grouped(3, true), 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("conv: groups (3) must divide input channels (16) and output channels (16)");
        assertThatThrownBy(() -> new Grouped(0, false)).hasMessage("grouped: groups must be at least 1, got 0");
    }
}
