package dev.fettle.lab.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.fettle.lab.Silent;
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
import dev.fettle.network.architecture.ResNet;
import dev.fettle.network.architecture.Slim;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Ghost;
import dev.fettle.network.convolution.Sparse;
import dev.fettle.network.model.Classes;
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

/// Pruning by magnitude, and what all strategies have of its widths.
class MagnitudeTest {
    private static final Carn MOBILE = new Carn(List.of(2, 3), 16, 4, Carn.Block.EFFICIENT, Convolutions.PLAIN);

    /// @param budget of the multiply-adds at a scale, or of each group
    private static PruningReport pruned(Budget budget, Scope scope, ModelFile dense, int scale) throws IOException {
        Sources blind = Trained.blind();
        Limits limits = new Limits(scope, 1, 1, List.of());
        Optional<Integer> counted = Optional.of(scale);
        PruningPlan plan = new Pruning(Magnitude.DEFAULTS, budget, limits, blind, counted).plan(dense, new Silent());
        PruningReport.Wanted wanted =
                new PruningReport.Wanted(counted, Optional.empty(), 1, Optional.empty(), Optional.empty());
        return new Application(plan, blind.degrading(), wanted).to(dense, new Silent());
    }

    private static PruningReport pruned(Budget budget, Scope scope, ModelFile dense) throws IOException {
        return pruned(budget, scope, dense, dense.scale());
    }

    private static ModelFile halved(ModelFile dense) throws IOException {
        return pruned(new Budget.Keep(0.5), Scope.BLOCKS, dense).model();
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

    @Test
    void whatTellsClassesIsCountedByPicture() throws IOException {
        ResNet network = new ResNet(List.of(1), 1, 8, 2, ResNet.Stem.CIFAR, Convolutions.PLAIN);
        ModelCard card = new ModelCard(
                "dense",
                new ModelCard.Usage(1, new Classes(List.of("dark", "light"), 8)),
                new ModelCard.Training("", List.of(), new ModelCard.Provenance("abc", 7, "", List.of())),
                List.of());
        ModelFile dense = new ModelFile(network, Weights.initial(network.graph(), 1), card);
        List<String> lines = pruned(new Budget.Keep(0.5), Scope.BLOCKS, dense).lines();
        assertThat(lines).last(STRING).contains("of the multiply-adds stay (", " for a picture of 48x48)");
        assertThat(lines).noneMatch(line -> line.contains("pixel"));
    }

    private static double macs(ModelFile model, int scale) {
        return Cost.macsPerOutputPixel(model.architecture().at(scale).graph());
    }

    @Test
    void filtersOfTheLargestNormsStayInTheirOrder() throws IOException {
        Architecture vdsr = new Vdsr(2, 3, 4, 1, true);
        Map<String, Values> weights =
                new LinkedHashMap<>(Weights.initial(vdsr.graph(), 4).byName());
        float[] filters = new float[4 * 9];
        float[] heights = {0.5f, -2, 0, 1};
        for (int i = 0; i < filters.length; i++) {
            filters[i] = heights[i / 9];
        }
        weights.put("input.weight", new Values(Shape.of(4, 1, 3, 3), filters));
        PruningReport result = pruned(new Budget.Keep(0.5), Scope.BLOCKS, model(vdsr, Weights.of(weights)));
        float[] kept = result.model().weights().get("input.weight").array();
        assertThat(kept).hasSize(18).startsWith(-2).endsWith(1);
        assertThat(result.plan().groups().getFirst().part()).isCloseTo(3 / 3.5, within(1e-12));
    }

    /// Channels that are nothing are the first to go, and are not missed.
    @Test
    void channelsWithoutWeightsAreNotMissed() throws IOException {
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
        ModelFile slim = halved(dense);
        Values picture = new Initial.Uniform(1).draw(Shape.of(1, 3, 6, 5), new Random(2));
        assertThat(Reference.run(slim.network(), picture).array())
                .isEqualTo(Reference.run(dense.network(), picture).array());
    }

    @ParameterizedTest
    @EnumSource(Scope.class)
    void multiplyAddsComeNearTheGoalFromBelow(Scope scope) throws IOException {
        for (Architecture architecture : List.of(
                new Edsr(2, 2, 16, 1, 1),
                new Wdsr(2, 1, 8, 2, Wdsr.Block.A, Convolutions.PLAIN),
                new Edsr(2, 2, 16, 1, 1, Sparse.DEFAULTS.withGroups(4, 2)),
                new Rdn(2, 8, 8, 2, 2),
                MOBILE)) {
            ModelFile dense = initial(architecture);
            PruningReport result = pruned(new Budget.Macs(0.8), scope, dense, 2);
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
    void noTurnIsLeftOut() throws IOException {
        ModelFile dense = initial(new Edsr(2, 3, 16, 1, 1));
        PruningReport result = pruned(new Budget.Macs(0.7), Scope.BLOCKS, dense);
        double one = 2 * 9 * 16 / 4.0; // a filter and a channel of the next, for a quarter of the result's pixels
        double goal = 0.7 * macs(dense, 2);
        assertThat(result.multiplyAdds().after()).isBetween(goal - one, goal);
        int widest = result.plan().groups().getFirst().kept().size();
        assertThat(result.plan().groups())
                .allMatch(group -> widest - group.kept().size() <= 1);
    }

    @Test
    void groupsOfConvolutionsStayEqualAndOtherScalesKeepTheirWidths() throws IOException {
        PruningReport result = pruned(new Budget.Keep(0.5), Scope.BLOCKS, initial(MOBILE));
        assertThat(result.plan().groups())
                .allMatch(group -> group.channels() == 4 && group.kept().size() == 2);
        ModelFile three = result.model().at(3);
        assertThat(three.weights().get("b1.b1.body.0.weight").shape()).isEqualTo(Shape.of(8, 4, 3, 3));
        assertThat(three.weights().get("upsample.up3.body.0.weight").shape()).isEqualTo(Shape.of(144, 4, 3, 3));
        PruningReport atThree = pruned(new Budget.Macs(0.8), Scope.BLOCKS, initial(MOBILE), 3);
        assertThat(atThree.multiplyAdds().after()).isEqualTo(macs(atThree.model(), 3));
    }

    @Test
    void theCardSaysWhatItIsAndScoresAreNotTakenOver() throws IOException {
        ModelCard card = halved(initial(new Edsr(2, 1, 8, 1, 1))).card();
        assertThat(card.name()).isEqualTo("dense-prune");
        assertThat(card.metrics()).isEmpty();
        assertThat(card.training().recipe())
                .startsWith("made of 'dense' by fettle compress prune, not trained since: ")
                .contains("magnitude", "0.5 of each group's channels", "cut: blocks");
        assertThat(card.training().provenance().parents()).containsExactly("abc");
    }

    @Test
    void whatDoesNotFitIsRefusedByName() {
        assertRefused(initial(ArCnn.DEFAULTS), Scope.BLOCKS, "no channels to cut by --cut blocks; --cut");
        Ghost ordered = Ghost.DEFAULTS.inStoredOrder();
        assertRefused(
                initial(new Edsr(2, 1, 8, 1, 1, ordered)),
                Scope.ALL,
                "body.0.body.0: the order of its channels comes with the weights");
        assertThatThrownBy(() -> pruned(new Budget.Macs(0.8), Scope.BLOCKS, initial(new Edsr(2, 1, 8, 1, 1)), 4))
                .hasMessage("--scale 4: the network has [2]");
    }

    private static void assertRefused(ModelFile model, Scope scope, String reason) {
        assertThatThrownBy(() -> pruned(new Budget.Keep(0.5), scope, model))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason);
    }

    /// Ghosts of networks trained with them from the beginning go with their intrinsic channels.
    @Test
    void ghostsGoWithTheirIntrinsicChannels() throws IOException {
        ModelFile ghosts = initial(new Edsr(2, 1, 8, 1, 1, Ghost.DEFAULTS));
        ModelFile slim = halved(ghosts);
        assertThat(slim.architecture()).isInstanceOf(Slim.class);
        assertThat(slim.weights().get("body.0.body.0.weight").shape()).isEqualTo(Shape.of(2, 8, 3, 3));
    }
}
