package dev.fettle.network.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fettle.network.Graph;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.DnCnn;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Sparse;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class FittedWeightsTest {
    private final Graph edsr = new Edsr(2, 1, 4, 1, 255).graph();
    private final SequencedMap<String, Values> tensors =
            new LinkedHashMap<>(Weights.initial(edsr, 1).byName());

    /// As in the authors' files, where the mean colour is a convolution that does not train.
    @Test
    void layersThatAreConstantsHereAreLeftOut() {
        SequencedMap<String, Values> before = new LinkedHashMap<>(tensors);
        tensors.putFirst("sub_mean.bias", new Values(Shape.of(3), new float[3]));
        tensors.putFirst("sub_mean.weight", new Values(Shape.of(3, 3, 1, 1), new float[9]));
        FittedWeights fitted = FittedWeights.of(edsr, tensors);
        assertThat(fitted.leftOut()).containsExactly("sub_mean.weight", "sub_mean.bias");
        assertThat(fitted.weights().byName()).containsExactlyEntriesOf(before);
    }

    /// NSR's routers are linear layers on vectors.
    @Test
    void aLinearLayerBecomesAConvolution() {
        Graph nsr = new Wdsr(2, 1, 8, 1, Wdsr.Block.A, Sparse.DEFAULTS.withGroups(2, 4)).graph();
        SequencedMap<String, Values> published =
                new LinkedHashMap<>(Weights.initial(nsr, 1).byName());
        Values router = published.get("body.1.body.2.mlp.0.weight");
        published.put("body.1.body.2.mlp.0.weight", new Values(Shape.of(8, 8), router.array()));
        Values fitted = FittedWeights.of(nsr, published).weights().get("body.1.body.2.mlp.0.weight");
        assertThat(fitted.shape()).isEqualTo(Shape.of(8, 8, 1, 1));
        assertThat(fitted.array()).isSameAs(router.array());
        published.put("body.1.body.2.mlp.0.weight", new Values(Shape.of(4, 16), router.array()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FittedWeights.of(nsr, published))
                .withMessageContaining("'body.1.body.2.mlp.0.weight' should be [8×8×1×1], is [4×16]");
    }

    /// As SaoYan's files have them.
    @Test
    void namesOfParallelTrainingAndCountersOfBatchNormAreNoObstacle() {
        Graph graph = new DnCnn(3, 4, 1, DnCnn.Normalisation.BATCH, false).graph();
        SequencedMap<String, Values> before =
                new LinkedHashMap<>(Weights.initial(graph, 1).byName());
        SequencedMap<String, Values> parallel = new LinkedHashMap<>();
        before.forEach((name, values) -> parallel.put("module." + name, values));
        parallel.put("module.dncnn.3.num_batches_tracked", new Values(Shape.of(), new float[] {9}));
        FittedWeights fitted = FittedWeights.of(graph, parallel);
        assertThat(fitted.weights().byName()).containsExactlyEntriesOf(before);
        assertThat(fitted.leftOut()).containsExactly("dncnn.3.num_batches_tracked");
    }

    @Test
    void whatDoesNotFitIsNamed() {
        Values first = tensors.pollFirstEntry().getValue();
        tensors.remove("head.0.bias");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FittedWeights.of(edsr, tensors))
                .withMessage("it has no 'head.0.weight' and 1 more");
        tensors.putAll(Weights.initial(edsr, 1).byName());
        tensors.put("body.9.weight", first);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FittedWeights.of(edsr, tensors))
                .withMessage("the network has no 'body.9.weight'");
        tensors.remove("body.9.weight");
        tensors.put("head.0.bias", new Values(Shape.of(5), new float[5]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FittedWeights.of(edsr, tensors))
                .withMessageContaining("'head.0.bias' should be");
    }
}
