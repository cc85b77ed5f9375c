package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Sparse;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrunkTest {
    private static final Sparse SPARSE = Sparse.DEFAULTS.withGroups(4, 2);
    private static final Values PICTURE = new Initial.Uniform(1).draw(Shape.of(1, 3, 14, 11), new Random(5));

    /// Trunk and rest on the whole picture, one after the other.
    private static double[] inTwo(DeployedNetwork network) {
        Trunk trunk = Trunk.of(network);
        Reference.Array body = Reference.run(trunk.network().network(), PICTURE);
        if (trunk.rest().isEmpty()) {
            return body.array();
        }
        int plane = 14 * 11;
        float[] joined = new float[3 * plane + body.array().length];
        System.arraycopy(PICTURE.array(), 0, joined, 0, 3 * plane);
        for (int i = 0; i < body.array().length; i++) {
            joined[3 * plane + i] = (float) body.array()[i];
        }
        Values both = new Values(Shape.of(1, 3 + body.shape().channels(), 14, 11), joined);
        return Reference.run(trunk.rest().orElseThrow().network(), both).array();
    }

    @Test
    void trunkAndRestTogetherAreTheNetwork() {
        List<Architecture> architectures = List.of(
                new Wdsr(2, 2, 4, 1, Wdsr.Block.A, SPARSE),
                new Wdsr(3, 2, 10, 2, Wdsr.Block.B, SPARSE),
                new Edsr(4, 2, 4, 1, 1, SPARSE));
        for (Architecture architecture : architectures) {
            DeployedNetwork network = Deployment.of(Network.initial(architecture.graph(), 3));
            double[] expected = Reference.run(network.network(), PICTURE).array();
            assertThat(inTwo(network)).as("%s", architecture).containsExactly(expected, within(1e-5));
        }
    }

    /// WDSR (ychfan/pt_ir, `wdsr_nsr`): the 5×5 skip convolution sees the whole picture, everything else is in
    /// the trunk.
    @Test
    void theRestOfWdsrIsItsSkip() {
        Graph rest = Trunk.of(Network.initial(new Wdsr(2, 2, 4, 1, Wdsr.Block.A, SPARSE).graph(), 3)
                        .deployed())
                .rest()
                .orElseThrow()
                .graph();
        assertThat(rest.parameters().stream().map(Operation.Parameter::shape).filter(shape -> shape.rank() == 4))
                .extracting(Shape::height)
                .contains(5)
                .doesNotContain(3);
    }

    /// Its result joins the skip connection only when it is shuffled, four times as large.
    @Test
    void aFoldedNetworkIsATrunkAltogether() {
        for (int scale : new int[] {1, 2}) {
            Wdsr folded = new Wdsr(scale, 1, 4, 1, Wdsr.Block.A, 2, SPARSE);
            DeployedNetwork network = Network.initial(folded.graph(), 3).deployed();
            Trunk trunk = Trunk.of(network);
            assertThat(trunk.rest().isPresent()).isEqualTo(scale == 1);
            assertThat(trunk.network().graph().parameters())
                    .hasSize(network.graph().parameters().size() - (scale == 1 ? 2 : 0)); // those of the skip
        }
    }
}
