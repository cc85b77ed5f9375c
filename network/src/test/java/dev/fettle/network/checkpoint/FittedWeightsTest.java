package dev.fettle.network.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Graph;
import dev.fettle.network.ModelFormatException;
import dev.fettle.network.Operation;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.architecture.DnCnn;
import dev.fettle.network.architecture.Drn;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.ResNet;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Sparse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /// As d-li14/dgconv.pytorch has them: beside gates and filters the two blocks that masks are made of.
    @Test
    void publishedGatesLoadByName() {
        Graph graph = ((ResNet) Architectures.preset("g-resnext-20", Optional.empty())).graph();
        SequencedMap<String, Values> before =
                new LinkedHashMap<>(Weights.initial(graph, 1).byName());
        SequencedMap<String, Values> published = new LinkedHashMap<>(before);
        for (String buffer : List.of("D", "I")) {
            published.put("layer1.0.conv2." + buffer, Values.zeros(Shape.of(2, 2)));
        }
        FittedWeights fitted = FittedWeights.of(graph, published);
        assertThat(fitted.weights().byName()).containsExactlyEntriesOf(before);
        assertThat(fitted.leftOut()).containsExactly("layer1.0.conv2.D", "layer1.0.conv2.I");
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

    /// The authors' mean of DIV2K on 0..255, to a network for 0..1 and the other way round.
    @Test
    void aMeanOfAnotherRangeIsRefusedWithTheSettingThatFits() throws IOException {
        for (double range : new double[] {1, 255, 65535}) {
            withMeanShift(range);
            assertThat(fitted(new Edsr(2, 1, 4, 1, range)).origin().tellsWhite())
                    .isTrue();
            assertMisfit(new Edsr(2, 1, 4, 1, 100), "sub_mean.bias", "valueRange=" + (int) range);
            assertMisfit(
                    new Edsr(4, 3, 8, 1, 100),
                    "it has no",
                    "scale=2",
                    "blocks=1",
                    "channels=4",
                    "valueRange=" + (int) range);
        }
        tensors.put("add_mean.bias", new Values(Shape.of(3), new float[] {1, 2, 3}));
        assertMisfit(new Edsr(2, 1, 4, 1, 65535), "'add_mean.bias' of the file adds (1.000, 2.000, 3.000)");
    }

    @Test
    void aMeanLayerThatScalesIsRefused() {
        withMeanShift(255);
        float[] half = {.5f, 0, 0, 0, .5f, 0, 0, 0, .5f};
        tensors.put("sub_mean.weight", new Values(Shape.of(3, 3, 1, 1), half));
        assertMisfit(new Edsr(2, 1, 4, 1, 255), "'sub_mean.weight' of the file mixes or scales red, green and blue");
    }

    @Test
    void withoutAMeanTheFileDoesNotTellWhatIsWhite() throws IOException {
        assertThat(fitted(new Edsr(2, 1, 4, 1, 1)).origin().tellsWhite()).isFalse();
    }

    private void withMeanShift(double range) {
        float white = (float) range;
        float[] identity = {1, 0, 0, 0, 1, 0, 0, 0, 1};
        for (String name : List.of("sub_mean", "add_mean")) {
            float sign = name.equals("sub_mean") ? -white : white;
            tensors.put(name + ".weight", new Values(Shape.of(3, 3, 1, 1), identity));
            tensors.put(
                    name + ".bias", new Values(Shape.of(3), new float[] {.4488f * sign, .4371f * sign, .404f * sign}));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "module.",
                "_orig_mod.",
                "net_g.",
                "model.",
                "module._orig_mod.",
                "_orig_mod.module.",
                "generator.",
                "netG.",
                "model.network.",
                "ema."
            })
    void whateverStandsBeforeTheNamesIsFound(String prefix) throws IOException {
        SequencedMap<String, Values> before = new LinkedHashMap<>(tensors);
        tensors.clear();
        before.forEach((name, values) -> tensors.put(prefix + name, values));
        tensors.put("loss.weight", Values.zeros(Shape.of(2)));
        FittedWeights fitted = fitted(new Edsr(2, 1, 4, 1, 255));
        assertThat(fitted.weights().byName()).containsExactlyEntriesOf(before);
        assertThat(fitted.origin().prefix()).isEqualTo(prefix);
        assertThat(fitted.leftOut()).containsExactly("loss.weight");
    }

    @Test
    void wrappersInTheMiddleOfNamesAreNoObstacle() throws IOException {
        SequencedMap<String, Values> before = new LinkedHashMap<>(tensors);
        tensors.clear();
        before.forEach((name, values) -> tensors.put(name.replace("body.", "body._orig_mod."), values));
        assertThat(fitted(new Edsr(2, 1, 4, 1, 255)).weights().byName()).containsExactlyEntriesOf(before);
    }

    @Test
    void twoNetworksInOneDictionaryAreToldApart() throws IOException {
        SequencedMap<String, Values> both = new LinkedHashMap<>();
        tensors.forEach((name, values) -> both.put("online_model." + name, values));
        tensors.forEach((name, values) -> both.put("ema_model." + name, values));
        tensors.clear();
        tensors.putAll(both);
        FittedWeights average = fitted(new Edsr(2, 1, 4, 1, 255));
        assertThat(average.origin().prefix()).isEqualTo("ema_model.");
        assertThat(average.origin().others()).containsExactly("online_model");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void whatIsNoNumberIsRefusedWithFileAndTensor(float value) {
        float[] bias = new float[4];
        bias[3] = value;
        tensors.put("head.0.bias", new Values(Shape.of(4), bias));
        assertThatThrownBy(() -> fitted(new Edsr(2, 1, 4, 1, 255)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("edsr.pt: tensor 'head.0.bias' holds " + value);
    }

    /// The files of SaoYan, asked for as those of KAIR: another layout, found by other settings.
    @Test
    void severalSettingsAreFoundTogether() throws IOException {
        Graph batch = new DnCnn(6, 8, 1, DnCnn.Normalisation.BATCH, false).graph();
        tensors.clear();
        tensors.putAll(Weights.initial(batch, 1).byName());
        Architecture merged = Architectures.preset("dncnn-s", 1);
        assertMisfit(merged, "it has none", "layers=6", "channels=8", "normalisation=batch", "bias=false");
        assertThatThrownBy(() -> fitted(Architectures.preset("vdsr", 2)))
                .isInstanceOfSatisfying(
                        MisfitException.class,
                        e -> assertThat(e.remedy().preset()).contains("dncnn-s"));
    }

    /// Its residual scale is no tensor: only the published network has it right.
    @Test
    void theLargeEdsrIsFoundAsPublished() {
        assertThat(remedy("edsr-baseline", 2, Architectures.preset("edsr", 3)))
                .isEqualTo(new MisfitException.Remedy(Optional.of("edsr"), List.of("scale=3")));
    }

    /// Usual is ×4.
    @Test
    void searchedWidthsAreFoundAsPublished() {
        Architecture searched = Architectures.preset("drn-s50", 8);
        assertThat(remedy("drn-xs", 8, searched))
                .isEqualTo(new MisfitException.Remedy(Optional.of("drn-s50"), List.of("scale=8")));
    }

    /// Of a network that is asked for, where a file has the tensors of another.
    private static MisfitException.Remedy remedy(String asked, int scale, Architecture held) {
        SequencedMap<String, StoredTensor> stored = new LinkedHashMap<>();
        for (Operation.Parameter parameter : held.graph().parameters()) {
            stored.put(parameter.name(), new StoredTensor() {
                @Override
                public Optional<Shape> shape() {
                    return Optional.of(parameter.shape());
                }

                @Override
                public Values read() throws IOException {
                    throw new IOException("only shapes are compared");
                }
            });
        }
        try {
            FittedWeights.of(Architectures.preset(asked, scale), Checkpoint.of("other.pt", stored), Optional.empty());
        } catch (MisfitException e) {
            return e.remedy();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("fits");
    }

    /// DRN's mean colour is a parameter, which training moves a little.
    @Test
    void aMeanThatTrainedTellsTheRangeToo() throws IOException {
        Drn drn = new Drn(2, 4, 1);
        holdTensorsOf(drn);
        Objects.requireNonNull(tensors.get("sub_mean.bias")).array()[0] *= 1.03f;
        FittedWeights fitted = fitted(drn);
        assertThat(fitted.origin().tellsWhite()).isTrue();
        assertThat(fitted.weights().get("sub_mean.bias").array()[0]).isEqualTo(-0.4488f * 255 * 1.03f, within(1e-4f));
        assertThat(fitted.leftOut()).isEmpty();
        assertMisfit(new Drn(2, 4, 1, 1, Convolutions.PLAIN), "'sub_mean.bias' of the file adds", "valueRange=255");
    }

    @Test
    void settingsWithinABlockAreFoundToo() {
        Wdsr plain = new Wdsr(2, 1, 16, 1, Wdsr.Block.A, Convolutions.PLAIN);
        Wdsr sparse = new Wdsr(2, 1, 16, 1, Wdsr.Block.A, Sparse.DEFAULTS);
        Wdsr other = new Wdsr(2, 1, 16, 1, Wdsr.Block.A, Sparse.DEFAULTS.withGroups(2, 4));

        holdTensorsOf(other);
        assertMisfit(sparse, "body.1.body.0", "convolution.groups=2", "convolution.cardinals=4");
        holdTensorsOf(sparse);
        assertMisfit(plain, "body.1.body.0", "convolution.type=sparse");
    }

    private void holdTensorsOf(Architecture architecture) {
        tensors.clear();
        tensors.putAll(Weights.initial(architecture.graph(), 1).byName());
    }

    private void assertMisfit(Architecture architecture, String reason, String... settings) {
        assertThatThrownBy(() -> fitted(architecture))
                .hasMessageContaining(reason)
                .isInstanceOfSatisfying(
                        MisfitException.class,
                        e -> assertThat(e.remedy().settings()).containsExactlyInAnyOrder(settings));
    }

    private FittedWeights fitted(Architecture architecture) throws IOException {
        SequencedMap<String, StoredTensor> stored = new LinkedHashMap<>();
        tensors.forEach((name, values) -> stored.put(name, StoredTensor.of(values)));
        return FittedWeights.of(architecture, Checkpoint.of("edsr.pt", stored), Optional.empty());
    }
}
