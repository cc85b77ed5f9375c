package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import dev.fettle.image.Remark;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.Multiply;
import dev.fettle.network.Operation.Sigmoid;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Drn;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelCard.Provenance;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.Restorer.Footprint;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlendedWindowsTest {
    private static final RestoreOptions ONE_THREAD = RestoreOptions.DEFAULTS.withThreads(1);
    private static final Image PICTURE = noise(460, 340);

    /// Twice as large, pixel by pixel, and weighed by what the mean of the picture leads to.
    private record Weighing() implements Architecture {
        @Override
        public Graph graph() {
            GraphBuilder g = new GraphBuilder();
            Node image = g.input("image", 3);
            Node mean = g.add("mean", new GlobalMean(), image);
            Node gate = g.add("sigmoid", new Sigmoid(), g.conv("gate", mean, 12, 1));
            return g.build(g.pixelShuffle(g.add("weighed", new Multiply(), g.conv("body", image, 12, 1), gate), 2));
        }

        @Override
        public int scale() {
            return 2;
        }
    }

    private static ModelFile model(Architecture architecture) {
        ModelCard card = new ModelCard(
                "attentive",
                new ModelCard.Usage("sr", architecture.valueRange(), Colour.RGB, 0),
                new ModelCard.Training("none", List.of(), new Provenance("", 0, "", List.of())),
                List.of());
        return new ModelFile(architecture, Weights.initial(architecture.graph(), 3), card);
    }

    private static ModelFile drn() {
        return model(new Drn(2, 4, 1, 1, Convolutions.PLAIN));
    }

    private static Image noise(int width, int height) {
        Random random = new Random(5);
        float[][] planes = new float[3][width * height];
        for (float[] plane : planes) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = random.nextFloat();
            }
        }
        return Image.of(width, height, planes);
    }

    /// A part of what the whole picture needs.
    private static RestoreOptions tight(ModelFile model, int divisor) {
        try (Restorer restorer = Restorer.of(model, ONE_THREAD)) {
            Footprint whole = restorer.footprint(PICTURE.width(), PICTURE.height());
            assertThat(whole.tiles()).isEqualTo(1);
            return ONE_THREAD.withMemoryBytes(whole.bufferBytes() / divisor);
        }
    }

    private static Image restored(ModelFile model, RestoreOptions options) {
        return restored(model, options, PICTURE);
    }

    private static Image restored(ModelFile model, RestoreOptions options, Image picture) {
        try (Restorer restorer = Restorer.of(model, options)) {
            return restorer.restore(picture);
        }
    }

    private static double largestDifference(Image a, Image b) {
        double largest = 0;
        for (int c = 0; c < a.channels(); c++) {
            for (int i = 0; i < a.plane(c).length; i++) {
                largest = Math.max(largest, Math.abs(a.plane(c)[i] - b.plane(c)[i]));
            }
        }
        return largest;
    }

    @Test
    void aPictureThatFitsIsRunWhole() {
        ModelFile model = drn();
        Image result = restored(model, ONE_THREAD);
        assertThat(result.source().remarks()).isEmpty();
        assertThat(largestDifference(result, restored(model, ONE_THREAD.withWindows(WindowScheme.WHOLE))))
                .isZero();
    }

    @Test
    void aLargerOneIsCutIntoWindowsAndSaysSo() {
        ModelFile model = drn();
        RestoreOptions tight = tight(model, 3);
        try (Restorer restorer = Restorer.of(model, tight)) {
            Footprint footprint = restorer.footprint(PICTURE.width(), PICTURE.height());
            assertThat(footprint.tiles()).isGreaterThan(1);
            assertThat(footprint.tileWidth() % 16).isZero();
            assertThat(footprint.bufferBytes()).isLessThanOrEqualTo(tight.memoryBytes());
            assertThat(footprint.growWithMemory()).isTrue();
            assertThat(restorer.restore(PICTURE).source().remarks())
                    .extracting(Remark::text)
                    .singleElement()
                    .asString()
                    .contains("pools over the whole picture")
                    .contains("%d windows of %dx%d "
                            .formatted(
                                    footprint.tiles(),
                                    footprint.tileWidth() + 2 * footprint.overlap(),
                                    footprint.tileHeight() + 2 * footprint.overlap()));
            assertThat(restorer.windows())
                    .hasValueSatisfying(text -> assertThat(text).contains("pools over the whole picture"));
            assertThat(restorer.heldBytes()).isLessThanOrEqualTo(tight.memoryBytes());
        }
    }

    @Test
    void windowsDoNotDependOnTheNumberOfThreads() {
        ModelFile model = drn();
        RestoreOptions tight = tight(model, 3);
        Image one = restored(model, tight);
        for (int threads : new int[] {2, 5}) {
            assertThat(largestDifference(restored(model, tight.withThreads(threads)), one))
                    .as("%d threads", threads)
                    .isZero();
        }
    }

    @Test
    void whereNothingDependsOnTheMeanTheSeamsAreNotSeen() {
        ModelFile model = model(new Weighing());
        Arrays.fill(model.weights().get("gate.weight").array(), 0);
        Image result = restored(model, tight(model, 2));
        assertThat(result.source().remarks()).hasSize(1);
        assertThat(largestDifference(result, restored(model, ONE_THREAD))).isLessThan(1e-6);
    }

    /// Half of it is black, so that windows differ in their means, and the whole from all of them.
    @Test
    void eachWindowPoolsOverItself() {
        ModelFile model = model(new Weighing());
        Arrays.fill(model.weights().get("gate.weight").array(), 3);
        Image picture = noise(PICTURE.width(), PICTURE.height());
        for (int c = 0; c < 3; c++) {
            Arrays.fill(picture.plane(c), 0, picture.plane(c).length / 2, 0);
        }
        assertThat(largestDifference(restored(model, tight(model, 2), picture), restored(model, ONE_THREAD, picture)))
                .isGreaterThan(0.01);
    }

    @Test
    void whoWantsThePictureWholeIsToldWhatThatTakes() {
        ModelFile model = drn();
        RestoreOptions whole = tight(model, 3).withWindows(WindowScheme.WHOLE);
        assertThatThrownBy(() -> restored(model, whole))
                .isInstanceOf(MemoryBudgetException.class)
                .hasMessageContaining("pools over the whole picture");
    }

    @Test
    void aBudgetBelowTheLeastWindowIsRefused() {
        ModelFile model = drn();
        RestoreOptions none = ONE_THREAD.withMemoryBytes(10_000);
        assertThatThrownBy(() -> restored(model, none))
                .isInstanceOf(MemoryBudgetException.class)
                .hasMessageContaining("is too small for this network: at least");
    }
}
