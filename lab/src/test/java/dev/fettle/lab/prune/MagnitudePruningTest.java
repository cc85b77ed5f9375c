package dev.fettle.lab.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.lab.Silent;
import dev.fettle.lab.prune.MagnitudePruning.Goal;
import dev.fettle.network.Cost;
import dev.fettle.network.Initial;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.ArCnn;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Carn;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Rdn;
import dev.fettle.network.architecture.Slim;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Ghost;
import dev.fettle.network.convolution.Sparse;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MagnitudePruningTest {
    private static final Carn MOBILE = new Carn(List.of(2, 3), 16, 4, Carn.Block.EFFICIENT, Convolutions.PLAIN);

    private static MagnitudePruning keeping(double part, Scope scope) {
        return new MagnitudePruning(new Goal.Keep(part), scope, Optional.empty());
    }

    private static MagnitudePruning macs(double part, Scope scope) {
        return new MagnitudePruning(new Goal.Macs(part), scope, Optional.empty());
    }

    private static ModelFile model(Architecture architecture, Weights weights) {
        Colour colour = architecture.graph().inputChannels() == 1 ? Colour.GRAY : Colour.RGB;
        ModelCard card = new ModelCard(
                "dense",
                new ModelCard.Usage("sr", 1, colour, 0),
                new ModelCard.Training("", List.of(), new ModelCard.Provenance("abc", 7, "", List.of())),
                List.of(new ModelCard.Measurement("Set5", "psnr", 30)));
        return new ModelFile(architecture, weights, card);
    }

    private static ModelFile initial(Architecture architecture) {
        return model(architecture, Weights.initial(architecture.graph(), 1));
    }

    private static double macs(ModelFile model, int scale) {
        return Cost.macsPerOutputPixel(model.architecture().at(scale).graph());
    }

    @Test
    void filtersOfTheLargestNormsStayInTheirOrder() {
        Architecture vdsr = new Vdsr(2, 3, 4, 1, true);
        Map<String, Values> weights =
                new LinkedHashMap<>(Weights.initial(vdsr.graph(), 4).byName());
        float[] filters = new float[4 * 9];
        float[] heights = {0.5f, -2, 0, 1};
        for (int i = 0; i < filters.length; i++) {
            filters[i] = heights[i / 9];
        }
        weights.put("input.weight", new Values(Shape.of(4, 1, 3, 3), filters));
        MagnitudePruning.Result result = keeping(0.5, Scope.BLOCKS).of(model(vdsr, Weights.of(weights)), new Silent());
        float[] kept = result.model().weights().get("input.weight").array();
        assertThat(kept).hasSize(18).startsWith(-2).endsWith(1);
        assertThat(result.groups().getFirst().norm()).isCloseTo(3 / 3.5, within(1e-12));
    }

    /// Channels that are nothing are the first to go, and are not missed.
    @Test
    void channelsWithoutWeightsAreNotMissed() {
        Architecture edsr = new Edsr(2, 1, 4, 1, 1);
        Map<String, Values> weights =
                new LinkedHashMap<>(Weights.initial(edsr.graph(), 4).byName());
        for (String parameter : List.of("body.0.body.0.weight", "body.0.body.0.bias")) {
            Values values = weights.get(parameter);
            float[] array = values.array().clone();
            int each = array.length / 4;
            for (int i = 0; i < each; i++) {
                array[i] = 0; // filter 0
                array[2 * each + i] = 0;
            }
            weights.put(parameter, new Values(values.shape(), array));
        }
        ModelFile dense = model(edsr, Weights.of(weights));
        ModelFile slim = keeping(0.5, Scope.BLOCKS).of(dense, new Silent()).model();
        Values picture = new Initial.Uniform(1).draw(Shape.of(1, 3, 6, 5), new Random(2));
        assertThat(Reference.run(slim.network(), picture).array())
                .isEqualTo(Reference.run(dense.network(), picture).array());
    }

    @ParameterizedTest
    @EnumSource(Scope.class)
    void multiplyAddsComeNearTheGoalFromBelow(Scope scope) {
        for (Architecture architecture : List.of(
                new Edsr(2, 2, 16, 1, 1),
                new Wdsr(2, 1, 8, 2, Wdsr.Block.A, Convolutions.PLAIN),
                new Edsr(2, 2, 16, 1, 1, Sparse.DEFAULTS.withGroups(4, 2)),
                new Rdn(2, 8, 8, 2, 2),
                MOBILE)) {
            ModelFile dense = initial(architecture);
            MagnitudePruning.Result result = macs(0.8, scope).of(dense, new Silent());
            for (int scale : dense.scales()) {
                assertThat(result.model().scales()).contains(scale);
            }
            double part = macs(result.model(), 2) / macs(dense, 2);
            assertThat(part).as("%s %s", architecture, scope).isBetween(0.7, 0.8 + 1e-9);
            assertThat(result.multiplyAdds().after()).isEqualTo(macs(result.model(), 2));
            assertThat(result.multiplyAdds().before()).isEqualTo(macs(dense, 2));
            assertThat(result.model().network().deployed().graph().nodes()).isNotEmpty();
        }
    }

    /// No group could have a channel more.
    @Test
    void noTurnIsLeftOut() {
        ModelFile dense = initial(new Edsr(2, 3, 16, 1, 1));
        MagnitudePruning.Result result = macs(0.7, Scope.BLOCKS).of(dense, new Silent());
        double one = 2 * 9 * 16 / 4.0; // a filter and a channel of the next, for a quarter of the result's pixels
        double goal = 0.7 * macs(dense, 2);
        assertThat(result.multiplyAdds().after()).isBetween(goal - one, goal);
        int widest = result.groups().getFirst().kept();
        assertThat(result.groups()).allMatch(group -> widest - group.kept() <= 1);
    }

    @Test
    void groupsOfConvolutionsStayEqualAndOtherScalesKeepTheirWidths() {
        MagnitudePruning.Result result = keeping(0.5, Scope.BLOCKS).of(initial(MOBILE), new Silent());
        assertThat(result.groups()).allMatch(group -> group.channels() == 4 && group.kept() == 2);
        ModelFile three = result.model().at(3);
        assertThat(three.weights().get("b1.b1.body.0.weight").shape()).isEqualTo(Shape.of(8, 4, 3, 3));
        assertThat(three.weights().get("upsample.up3.body.0.weight").shape()).isEqualTo(Shape.of(144, 4, 3, 3));
        MagnitudePruning third = new MagnitudePruning(new Goal.Macs(0.8), Scope.BLOCKS, Optional.of(3));
        MagnitudePruning.Result atThree = third.of(initial(MOBILE), new Silent());
        assertThat(atThree.multiplyAdds().after()).isEqualTo(macs(atThree.model(), 3));
    }

    @Test
    void allOfItStaysWhereAllMayStay() {
        ModelFile dense = initial(new Edsr(2, 1, 8, 1, 1));
        for (MagnitudePruning pruning : List.of(keeping(1, Scope.ALL), macs(1, Scope.ALL))) {
            ModelFile same = pruning.of(dense, new Silent()).model();
            dense.weights()
                    .byName()
                    .forEach((name, values) ->
                            assertThat(same.weights().get(name).array()).isEqualTo(values.array()));
        }
    }

    @Test
    void theCardSaysWhatItIsAndScoresAreNotTakenOver() {
        ModelCard card = keeping(0.5, Scope.BLOCKS)
                .of(initial(new Edsr(2, 1, 8, 1, 1)), new Silent())
                .model()
                .card();
        assertThat(card.name()).isEqualTo("dense-magnitude");
        assertThat(card.metrics()).isEmpty();
        assertThat(card.training().recipe())
                .isEqualTo("made of 'dense' by fettle compress magnitude, not trained since: 0.5 of each group's "
                        + "channels kept by the l1 norm of filters, cut: blocks");
        assertThat(card.training().provenance().parents()).containsExactly("abc");
    }

    @Test
    void whatDoesNotFitIsRefusedByName() {
        ModelFile edsr = initial(new Edsr(2, 1, 8, 1, 1));
        ModelFile slim = keeping(0.5, Scope.BLOCKS).of(edsr, new Silent()).model();
        assertRefused(keeping(0.5, Scope.BLOCKS), slim, "channels of it are cut already; prune the network that it");
        assertRefused(
                keeping(0.1, Scope.BLOCKS), edsr, "body.0.body.0: 0.1 of 8 channels leaves none; keep at least 0.1250");
        assertRefused(
                macs(0.1, Scope.BLOCKS), edsr, "0.1 of the multiply-adds is out of reach: one channel in each group");
        assertRefused(keeping(0.5, Scope.BLOCKS), initial(ArCnn.DEFAULTS), "no channels to cut by --cut blocks; --cut");
        Ghost ordered = Ghost.DEFAULTS.inStoredOrder();
        assertRefused(
                keeping(0.5, Scope.ALL),
                initial(new Edsr(2, 1, 8, 1, 1, ordered)),
                "body.0.body.0: the order of its channels comes with the weights");
        MagnitudePruning four = new MagnitudePruning(new Goal.Macs(0.8), Scope.BLOCKS, Optional.of(4));
        assertRefused(four, edsr, "--scale 4: the network has [2]");
        for (double part : new double[] {0, -1, 1.01, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new Goal.Keep(part)).hasMessageStartingWith("keep must be above 0 and at most 1");
            assertThatThrownBy(() -> new Goal.Macs(part)).hasMessageStartingWith("macs must be above 0 and at most 1");
        }
    }

    private static void assertRefused(MagnitudePruning pruning, ModelFile model, String reason) {
        assertThatThrownBy(() -> pruning.of(model, new Silent()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason);
    }

    /// Ghosts of networks trained with them from the beginning go with their intrinsic channels.
    @Test
    void ghostsGoWithTheirIntrinsicChannels() {
        ModelFile ghosts = initial(new Edsr(2, 1, 8, 1, 1, Ghost.DEFAULTS));
        ModelFile slim = keeping(0.5, Scope.BLOCKS).of(ghosts, new Silent()).model();
        assertThat(slim.architecture()).isInstanceOf(Slim.class);
        assertThat(slim.weights().get("body.0.body.0.weight").shape()).isEqualTo(Shape.of(2, 8, 3, 3));
    }
}
