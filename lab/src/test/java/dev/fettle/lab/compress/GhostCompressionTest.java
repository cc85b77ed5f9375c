package dev.fettle.lab.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.lab.Silent;
import dev.fettle.network.Initial;
import dev.fettle.network.LearntShifts;
import dev.fettle.network.Offset;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Carn;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Ghost;
import dev.fettle.network.convolution.Groupable;
import dev.fettle.network.convolution.Sparse;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GhostCompressionTest {
    private static final int CHANNELS = 6;
    private static final Shape ONE = Shape.of(1, 1, 1, 1);

    private static GhostCompression halving(Selection selection) {
        return new GhostCompression(Ghost.DEFAULTS, selection, true, 1, 3, Optional.empty());
    }

    private static ModelFile model(Architecture architecture, Weights weights) {
        Colour colour = architecture.graph().inputChannels() == 1 ? Colour.GRAY : Colour.RGB;
        ModelCard card = new ModelCard(
                "dense",
                new ModelCard.Usage("sr", 1, colour, 0),
                new ModelCard.Training("", List.of(), new ModelCard.Provenance("", 1, "", List.of())),
                List.of(new ModelCard.Measurement("Set5", "psnr", 30)));
        return new ModelFile(architecture, weights, card);
    }

    private static ModelFile initial(Architecture architecture) {
        return model(architecture, Weights.initial(architecture.graph(), 1));
    }

    /// Filters of the middle layer in pairs, (v, v, 0) and (0, v, v) in each row of channel p: the second makes what
    /// the first does, one sample to the left. Other layers read them in any order.
    private static ModelFile inPairs(List<Integer> places) {
        Architecture vdsr = new Vdsr(2, 3, CHANNELS, 1, true);
        Map<String, Values> weights =
                new LinkedHashMap<>(Weights.initial(vdsr.graph(), 4).byName());
        float[] filters = new float[CHANNELS * CHANNELS * 9];
        float[] biases = new float[CHANNELS];
        for (int i = 0; i < CHANNELS; i++) {
            int pair = i / 2;
            for (int y = 0; y < 3; y++) {
                int row = (places.get(i) * CHANNELS + pair) * 9 + 3 * y;
                float value = 0.2f + 0.1f * pair + 0.05f * y;
                filters[row + i % 2] = value;
                filters[row + i % 2 + 1] = value;
            }
            biases[places.get(i)] = 0.1f * pair;
        }
        weights.put("residual_layer.0.conv.weight", new Values(Shape.of(CHANNELS, CHANNELS, 3, 3), filters));
        weights.put("residual_layer.0.conv.bias", new Values(Shape.of(CHANNELS), biases));
        return model(vdsr, Weights.of(weights));
    }

    @Test
    void filtersThatAreShiftedCopiesOfOthersBecomeTheirGhostsAndNothingIsLost() throws IOException {
        ModelFile dense = inPairs(List.of(3, 0, 5, 2, 1, 4));
        GhostCompression compression =
                new GhostCompression(perChannel(), Selection.CLUSTERS, true, 1, 5, Optional.empty());
        ModelFile result = compression.of(dense, new Silent()).model();
        assertThat(LearntShifts.of(result.network().graph(), result.weights())
                        .getFirst()
                        .offsets())
                .allMatch(offset -> offset.down() == 0 && Math.abs(offset.right()) == 1);
        int side = 11;
        Values picture = new Initial.Uniform(1).draw(Shape.of(1, 1, side, side), new Random(2));
        double[] expected = Reference.run(dense.network(), picture).array();
        double[] actual = Reference.run(result.network(), picture).array();
        for (int y = 3; y < side - 3; y++) {
            for (int x = 3; x < side - 3; x++) { // a ghost is 0 beyond the edge, where a convolution is not
                assertThat(actual[y * side + x]).isCloseTo(expected[y * side + x], within(1e-6));
            }
        }
    }

    private static Ghost perChannel() {
        return Ghost.DEFAULTS.with(new Ghost.Learning(
                Ghost.Shifts.CHANNEL,
                Ghost.DEFAULTS.learning().rule(),
                true,
                Ghost.DEFAULTS.learning().noise()));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MAPS")
    void whatStaysKeepsItsWeightsAndItsPlace(Selection selection) throws IOException {
        for (Architecture architecture : List.of(
                new Edsr(2, 2, 8, 1, 1),
                new Wdsr(2, 1, 8, 2, Wdsr.Block.A, Convolutions.PLAIN),
                new Carn(List.of(2, 3), 16, 4, Carn.Block.EFFICIENT, Convolutions.PLAIN))) {
            ModelFile dense = initial(architecture);
            GhostCompression.Result result = halving(selection).of(dense, new Silent());
            assertThat(result.model().scales()).isEqualTo(dense.scales());
            assertThat(result.layers()).isNotEmpty().allMatch(layer -> 2 * layer.intrinsic() == layer.channels());
            for (GhostCompression.Layer layer : result.layers()) {
                float[] order =
                        result.model().weights().get(layer.name() + ".order").array();
                float[] before = dense.weights().get(layer.name() + ".bias").array();
                float[] after =
                        result.model().weights().get(layer.name() + ".bias").array();
                for (int channel = 0; channel < order.length; channel++) {
                    if (order[channel] < layer.intrinsic()) {
                        assertThat(after[(int) order[channel]]).isEqualTo(before[channel]);
                    }
                }
            }
            assertThat(result.model().network().deployed().graph().nodes()).isNotEmpty();
        }
    }

    @Test
    void theCardSaysWhatGhostsBeginAs() throws IOException {
        assertThat(recipe(Ghost.DEFAULTS, true)).endsWith(", filters by order, shifts by correlation");
        assertThat(recipe(Ghost.DEFAULTS, false)).endsWith(", filters by order, shifts by chance");
        assertThat(recipe(Ghost.DEFAULTS.with(Ghost.Cheap.DEPTHWISE), true))
                .endsWith(", filters by order, kernels by chance");
        Ghost plain = new Ghost(0.5, 0, Ghost.Cheap.SHIFT, Ghost.DEFAULTS.learning());
        assertThat(recipe(plain, true)).endsWith(", filters by order, plain copies");
        assertThat(recipe(Ghost.DEFAULTS.withRatio(0), true)).endsWith(", no ghosts");
        assertThatThrownBy(() -> recipe(plain, false))
                .hasMessage("--random-shifts: ghosts with offset 0 have no shifts");
        assertThatThrownBy(() -> recipe(Ghost.DEFAULTS.with(Ghost.Cheap.DEPTHWISE), false))
                .hasMessage("--random-shifts: ghosts with cheap: depthwise have no shifts");
    }

    private static String recipe(Ghost ghost, boolean correlated) throws IOException {
        return new GhostCompression(ghost, Selection.ORDER, correlated, 1, 1, Optional.empty())
                .of(initial(new Edsr(2, 1, 8, 1, 1)), new Silent())
                .model()
                .card()
                .training()
                .recipe();
    }

    @Test
    void aRatioOfNothingChangesNothing() throws IOException {
        ModelFile dense = initial(new Edsr(2, 1, 8, 1, 1));
        ModelFile same = new GhostCompression(
                        Ghost.DEFAULTS.withRatio(0), Selection.CLUSTERS, true, 1, 1, Optional.empty())
                .of(dense, new Silent())
                .model();
        assertThat(same.weights().byName().keySet())
                .isEqualTo(dense.weights().byName().keySet());
        assertThat(same.weights().get("body.0.body.0.weight").array())
                .isEqualTo(dense.weights().get("body.0.body.0.weight").array());
    }

    @Test
    void theSameSeedMakesTheSameAndScoresAreNotTakenOver() throws IOException {
        ModelFile dense = initial(new Edsr(2, 1, 16, 1, 1));
        ModelFile one = halving(Selection.CLUSTERS).of(dense, new Silent()).model();
        ModelFile other = halving(Selection.CLUSTERS).of(dense, new Silent()).model();
        assertThat(one.weights().get("body.0.body.2.order").array())
                .isEqualTo(other.weights().get("body.0.body.2.order").array());
        assertThat(one.card().metrics()).isEmpty();
        assertThat(one.card().name()).isEqualTo("dense-ghost");
        assertThat(one.card().training().recipe()).contains("made of 'dense'", "by clusters");
    }

    @Test
    void chanceChoosesOtherFiltersInEachLayer() throws IOException {
        Weights weights = halving(Selection.RANDOM)
                .of(initial(new Edsr(2, 1, 16, 1, 1)), new Silent())
                .model()
                .weights();
        assertThat(weights.get("body.0.body.0.order").array())
                .isNotEqualTo(weights.get("body.0.body.2.order").array());
    }

    @Test
    void withMoreGhostsThanIntrinsicFiltersEachHasAtMostOneMoreThanAnother() throws IOException {
        ModelFile dense = initial(new Edsr(2, 1, 16, 1, 1));
        GhostCompression two =
                new GhostCompression(Ghost.DEFAULTS.withRatio(0.7), Selection.CLUSTERS, true, 1, 2, Optional.empty());
        ModelFile result = two.of(dense, new Silent()).model();
        float[] order = result.weights().get("body.0.body.0.order").array();
        assertThat(order).hasSize(16).doesNotHaveDuplicates();
        assertThat(result.weights().get("body.0.body.0.weight").shape()).isEqualTo(Shape.of(5, 16, 3, 3));
    }

    /// Filters of another group read other channels, and are like nothing here.
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MAPS")
    void inGroupsAFilterBecomesAGhostOfOneOfItsOwnGroup(Selection selection) throws IOException {
        int channels = 32;
        int groups = 4;
        Architecture mobile = new Carn(List.of(2), channels, groups, Carn.Block.EFFICIENT, Convolutions.PLAIN);
        for (int seed = 1; seed <= 3; seed++) {
            GhostCompression halving = new GhostCompression(Ghost.DEFAULTS, selection, true, seed, 2, Optional.empty());
            float[] order = halving.of(initial(mobile), new Silent())
                    .model()
                    .weights()
                    .get("b2.b1.body.0.order")
                    .array();
            int[] groupAt = new int[channels];
            for (int channel = 0; channel < channels; channel++) {
                groupAt[(int) order[channel]] = channel / (channels / groups);
            }
            for (int ghost = channels / 2; ghost < channels; ghost++) {
                assertThat(groupAt[ghost]).as("seed %d", seed).isEqualTo(groupAt[ghost - channels / 2]);
            }
        }
    }

    @Test
    void filtersOfDifferentGroupsAreNotAlike() throws IOException {
        Filters filters = new Filters(Shape.of(2, 1, 1, 1), new double[][] {{1}, {1}}, 2);
        assertThat(filters.correlation(0, 1, new Offset(0, 0))).isZero();
        assertThat(filters.correlation(1, 1, new Offset(0, 0))).isEqualTo(1);
    }

    @Test
    void correlationLooksForTheShiftThatMakesASourceLikeTheFilter() throws IOException {
        double[][] rows = {{1, 1, 0, 1, 1, 0, 1, 1, 0}, {0, 1, 1, 0, 1, 1, 0, 1, 1}};
        Filters filters = new Filters(Shape.of(2, 1, 3, 3), rows, 1);
        assertThat(filters.correlation(1, 0, new Offset(0, -1))).isCloseTo(1, within(1e-12));
        assertThat(filters.correlation(0, 1, new Offset(0, 1))).isCloseTo(1, within(1e-12));
        assertThat(filters.correlation(1, 0, new Offset(0, 0))).isCloseTo(0.5, within(1e-12));
        assertThat(filters.correlation(1, 0, new Offset(0, 1))).isCloseTo(0, within(1e-12));
    }

    @Test
    void whatDoesNotFitIsRefusedByName() throws IOException {
        assertThatThrownBy(() ->
                        halving(Selection.ORDER).of(initial(new Edsr(2, 1, 16, 1, 1, Sparse.DEFAULTS)), new Silent()))
                .hasMessage("edsr with convolution 'sparse': ghosts are made of plain convolutions");
        assertThatThrownBy(() -> halving(Selection.ORDER)
                        .of(initial(new Edsr(2, 1, 16, 1, 1, Groupable.DEFAULTS)), new Silent()))
                .hasMessage("edsr with convolution 'groupable': ghosts are made of plain convolutions");
        Architecture mobile = new Carn(List.of(2), 8, 4, Carn.Block.EFFICIENT, Convolutions.PLAIN);
        GhostCompression quarter =
                new GhostCompression(Ghost.DEFAULTS.withRatio(0.25), Selection.ORDER, true, 1, 1, Optional.empty());
        assertThatThrownBy(() -> quarter.of(initial(mobile), new Silent()))
                .hasMessage("b1.b1.body.0: 6 intrinsic channels (of 8, ratio 0.25) do not divide into 4 groups");
        Architecture edsr = new Edsr(2, 1, 4, 1, 1);
        assertFiltersRefused(edsr, 0, "2 clusters are wanted of 4 filters, of which 1 differ");
        assertFiltersRefused(edsr, -0f, "2 clusters are wanted of 4 filters, of which 1 differ");
        Weights withoutDirection =
                Weights.of(Map.of("a.weight_v", Values.zeros(ONE), "a.weight_g", new Values(ONE, new float[] {1})));
        assertThatThrownBy(() -> Filters.of(withoutDirection, "a", 1))
                .hasMessage("a: filter 0 has values that are no finite numbers");
    }

    private static void assertFiltersRefused(Architecture edsr, float oneValue, String reason) {
        float[] filters = new float[4 * 4 * 9];
        filters[4 * 9] = oneValue;
        Map<String, Values> weights =
                new LinkedHashMap<>(Weights.initial(edsr.graph(), 1).byName());
        weights.put("body.0.body.0.weight", new Values(Shape.of(4, 4, 3, 3), filters));
        assertThatThrownBy(() -> halving(Selection.CLUSTERS).of(model(edsr, Weights.of(weights)), new Silent()))
                .hasMessage("body.0.body.0: " + reason);
    }
}
