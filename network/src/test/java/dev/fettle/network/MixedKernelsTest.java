package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.MixedKernels.Choice;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.CondConv;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.DynamicConv;
import dev.fettle.network.convolution.Layer;
import dev.fettle.network.convolution.Sparse;
import dev.fettle.network.convolution.Sparse.Constraint;
import dev.fettle.network.convolution.Sparse.Form;
import dev.fettle.network.convolution.Sparse.Pooling;
import dev.fettle.network.convolution.Sparse.Selection;
import dev.fettle.network.convolution.SqueezeExcite;
import dev.fettle.network.convolution.Temperature;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class MixedKernelsTest {
    private static Network network(Convolution convolution) {
        return Network.initial(new Wdsr(2, 2, 4, 1, Wdsr.Block.A, convolution).graph(), 3);
    }

    private static Sparse sparse(int groups, Constraint constraint, Selection selection, Form form, Pooling pooling) {
        int cardinals = form == Form.SUM ? 1 : 2;
        return new Sparse(
                groups,
                cardinals,
                new Sparse.Choice(constraint, Temperature.DEFAULTS, selection, form),
                Sparse.Routing.of(pooling, 8));
    }

    private static Sparse sparse(Selection selection, Form form) {
        return sparse(3, Constraint.SOFTMAX, selection, form, Pooling.GLOBAL);
    }

    private static Values picture() {
        return new Initial.Uniform(1).draw(Shape.of(1, 3, 20, 12), new Random(5));
    }

    /// The coefficients that each choice stands for, from a run of the whole network.
    private static void requireSameAsWholeNetwork(Network trained) {
        DeployedNetwork whole = Deployment.of(trained);
        MixedKernels kernels = MixedKernels.of(trained.deployed());
        SequencedMap<String, Reference.Array> ended =
                Reference.results(kernels.network().network(), picture());
        assertThat(ended.sequencedKeySet())
                .containsExactlyElementsOf(
                        kernels.choices().stream().map(Choice::result).toList());
        for (Choice choice : kernels.choices()) {
            Node layer = whole.graph().nodes().stream()
                    .filter(node -> node.name().equals(choice.layers().getFirst()))
                    .findFirst()
                    .orElseThrow();
            Node coefficients = ((MixedConvolve) layer.operation()).coefficients(layer);
            Reference.Array given = Reference.value(whole.network(), picture(), coefficients);
            Reference.Array made = ended.get(choice.result());
            assertThat(made.shape().channels()).isEqualTo(choice.groups() * choice.cardinals());
            assertThat(made.array()).as(choice.toString()).containsExactly(given.array());
        }
    }

    @Test
    void everyLayerChoosesOnItsOwn() {
        MixedKernels kernels = MixedKernels.of(
                network(sparse(Selection.INDEPENDENT, Form.MERGED)).deployed());
        assertThat(kernels.choices())
                .containsExactly(
                        new Choice(List.of("body.1.body.0"), 3, 2, 0),
                        new Choice(List.of("body.1.body.2"), 3, 2, 0),
                        new Choice(List.of("body.2.body.0"), 3, 2, 0),
                        new Choice(List.of("body.2.body.2"), 3, 2, 0));
        assertThat(kernels.choices().get(1).channel(2, 1)).isEqualTo(2 * 2 + 1);
    }

    @Test
    void theCoefficientsAreThoseOfTheWholeNetwork() {
        for (Constraint constraint : Constraint.values()) {
            for (Pooling pooling : Pooling.values()) {
                requireSameAsWholeNetwork(network(sparse(3, constraint, Selection.INDEPENDENT, Form.MERGED, pooling)));
            }
        }
        requireSameAsWholeNetwork(network(CondConv.DEFAULTS));
        requireSameAsWholeNetwork(network(DynamicConv.DEFAULTS));
    }

    @Test
    void layersThatShareAChoiceAreOneChoiceAndItsRootIsLeftOut() {
        Network trained = network(sparse(Selection.SHARED, Form.MERGED));
        MixedKernels kernels = MixedKernels.of(trained.deployed());
        assertThat(kernels.choices())
                .extracting(Choice::layers)
                .containsExactly(List.of("body.1.body.0", "body.1.body.2"), List.of("body.2.body.0", "body.2.body.2"));
        Choice last = kernels.choices().getLast();
        double[] beta = Reference.results(kernels.network().network(), picture())
                .get(last.result())
                .array();
        for (int j = 0; j < 2; j++) {
            double sum = 0;
            for (int i = 0; i < 3; i++) {
                sum += beta[last.channel(i, j)];
            }
            assertThat(sum).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void theExactSumIsOneChoiceBetweenAllItsKernels() {
        MixedKernels kernels =
                MixedKernels.of(network(sparse(Selection.SHARED, Form.SUM)).deployed());
        assertThat(kernels.choices()).hasSize(2).allSatisfy(choice -> {
            assertThat(choice.groups()).isEqualTo(3);
            assertThat(choice.cardinals()).isEqualTo(1);
            assertThat(choice.layers()).hasSize(1);
        });
    }

    @Test
    void windowsOfTheNetworkAreTold() {
        Network windowed = network(sparse(3, Constraint.SOFTMAX, Selection.INDEPENDENT, Form.MERGED, Pooling.WINDOW));
        MixedKernels kernels = MixedKernels.of(windowed.deployed());
        assertThat(kernels.choices()).extracting(Choice::window).containsOnly(8);
        assertThat(Reference.run(kernels.network().network(), picture()).shape())
                .isEqualTo(Shape.of(1, 6, 3, 2));
    }

    @Test
    void networksWithoutAChoiceAreRefused() {
        Sparse single = sparse(1, Constraint.SOFTMAX, Selection.INDEPENDENT, Form.MERGED, Pooling.GLOBAL);
        for (Convolution convolution : List.of(Convolutions.PLAIN, SqueezeExcite.DEFAULTS, single)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> MixedKernels.of(network(convolution).deployed()))
                    .withMessage("none of its layers chooses between kernels");
        }
    }

    @Test
    void layersMayChooseByDifferentWindows() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", 4);
        Sparse whole = sparse(3, Constraint.SOFTMAX, Selection.INDEPENDENT, Form.MERGED, Pooling.GLOBAL);
        Sparse windowed = sparse(3, Constraint.SOFTMAX, Selection.INDEPENDENT, Form.MERGED, Pooling.WINDOW);
        x = whole.apply(g, new Layer("0", 4, 3), x);
        x = windowed.apply(g, new Layer("1", 4, 3), x);
        MixedKernels kernels = MixedKernels.of(Network.initial(g.build(x), 1).deployed());
        assertThat(kernels.choices()).extracting(Choice::window).containsExactly(0, 8);
        Values picture = new Initial.Uniform(1).draw(Shape.of(1, 4, 20, 12), new Random(5));
        assertThat(Reference.results(kernels.network().network(), picture).values())
                .extracting(Reference.Array::shape)
                .containsExactly(Shape.of(1, 6, 1, 1), Shape.of(1, 6, 3, 2));
    }
}
