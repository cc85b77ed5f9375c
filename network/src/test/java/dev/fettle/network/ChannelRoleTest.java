package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.network.architecture.ArCnn;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Carn;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Rdn;
import dev.fettle.network.architecture.Vdsr;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ChannelRoleTest {
    private static List<String> groups(Architecture architecture, ChannelRole role) {
        return groups(architecture.graph(), role);
    }

    private static List<String> groups(Graph graph, ChannelRole role) {
        return Channels.of(graph).groups().values().stream()
                .filter(group -> group.role() == role)
                .map(Channels.Group::name)
                .toList();
    }

    @Test
    void theBlocksOfEdsrAreItsResidualOnes() {
        Edsr edsr = new Edsr(2, 2, 4, 1, 1);
        assertThat(groups(edsr, ChannelRole.BLOCK)).containsExactly("body.0.body.0", "body.1.body.0");
        assertThat(groups(edsr, ChannelRole.STREAM)).containsExactly("head.0");
        assertThat(groups(edsr, ChannelRole.OPEN)).containsExactly("tail.0.0");
    }

    /// Cascades and upsamplers are in no sum; the blocks' pairs are.
    @Test
    void theBlocksOfCarnAreThoseThatAreSummedUp() {
        assertThat(groups(Carn.MOBILE, ChannelRole.BLOCK))
                .allMatch(name -> name.matches("b[123]\\.b1\\.body\\.[02]"))
                .hasSize(6);
        assertThat(groups(Carn.MOBILE, ChannelRole.STREAM)).containsExactly("entry", "c1.body.0", "c2.body.0");
    }

    /// VDSR adds what it computes to the picture: all of it is one block. Of RDN the layers that grow, and the fusion
    /// behind all blocks; ARCNN has no sums.
    @Test
    void otherNetworks() {
        assertThat(groups(new Vdsr(2, 3, 4, 1, true), ChannelRole.BLOCK))
                .containsExactly("input", "residual_layer.0.conv");
        Rdn rdn = new Rdn(2, 4, 3, 1, 2);
        assertThat(groups(rdn, ChannelRole.BLOCK).stream().collect(Collectors.joining(" ")))
                .contains("RDBs.0.convs.0.conv.0 RDBs.0.convs.1.conv.0", "GFF.0");
        assertThat(groups(ArCnn.DEFAULTS, ChannelRole.BLOCK)).isEmpty();
        assertThat(groups(ArCnn.DEFAULTS, ChannelRole.OPEN)).isNotEmpty();
    }

    /// A projection instead of the identity leaves both branches inside; a constant that is added is no sum.
    @Test
    void projectionsAreBranchesAndConstantsAreNoSums() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("entry", g.input("image", 3), 4, 3);
        Node branch = g.conv("second", g.conv("first", x, 5, 3), 6, 3);
        Node projected = g.conv("outer", g.conv("inner", x, 3, 1), 6, 1);
        Node sum = g.add(branch, projected);
        Node moved = g.add(g.conv("open", sum, 7, 3), g.constant("mean", Values.zeros(Shape.of(1, 7, 1, 1))));
        Graph graph = g.build(g.conv("last", moved, 3, 3));
        assertThat(groups(graph, ChannelRole.BLOCK)).containsExactly("first", "inner");
        assertThat(groups(graph, ChannelRole.STREAM)).containsExactly("second");
        assertThat(groups(graph, ChannelRole.OPEN)).containsExactly("entry", "open");
    }
}
