package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Check;
import dev.fettle.image.Image;
import dev.fettle.image.Source;
import dev.fettle.image.degrade.Task;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.network.Border;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Ending;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.WindowMean;
import dev.fettle.network.Weights;
import dev.fettle.network.Windows;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Sparse;
import dev.fettle.network.model.Classes;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.engine.PreparedNetwork;
import dev.fettle.runtime.engine.Workers;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestorerTest {
    private static final RestoreOptions ONE_THREAD = RestoreOptions.DEFAULTS.withThreads(1);

    private static ModelFile model(Architecture architecture, Colour colour, double range, Weights weights) {
        ModelCard card = new ModelCard(
                "test",
                usage(architecture.graph(), range, colour),
                new ModelCard.Training("none", List.of(), new ModelCard.Provenance("", 1, "", List.of())),
                List.of());
        return new ModelFile(architecture, weights, card);
    }

    private static ModelCard.Usage usage(Graph graph, double range, Colour colour) {
        return switch (Ending.of(graph)) {
            case Ending.Picture _ -> new ModelCard.Usage("sr", range, colour, 0);
            case Ending.Vector(int length) -> {
                List<String> names =
                        IntStream.range(0, length).mapToObj(String::valueOf).toList();
                yield new ModelCard.Usage(range, new Classes(names, 8));
            }
        };
    }

    private static ModelFile random(Architecture architecture, Colour colour) {
        return model(architecture, colour, 1, Weights.initial(architecture.graph(), 11));
    }

    /// VDSR whose last layer is silent: it returns the bicubic enlargement.
    private static ModelFile silentVdsr(int colourChannels, Colour colour) {
        Vdsr vdsr = new Vdsr(2, 3, 4, colourChannels, true);
        Weights weights = Weights.initial(vdsr.graph(), 3);
        Arrays.fill(weights.get("output.weight").array(), 0);
        return model(vdsr, colour, 1, weights);
    }

    private static Image noise(int width, int height, int channels, long seed) {
        Random random = new Random(seed);
        float[][] planes = new float[channels][width * height];
        for (float[] plane : planes) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = random.nextFloat();
            }
        }
        return Image.of(width, height, planes);
    }

    private static Image restore(ModelFile model, RestoreOptions options, Image picture) {
        try (Restorer restorer = Restorer.of(model, options)) {
            return restorer.restore(picture);
        }
    }

    private static double largestDifference(Image a, Image b) {
        assertThat(a.width()).isEqualTo(b.width());
        assertThat(a.channels()).isEqualTo(b.channels());
        double largest = 0;
        for (int c = 0; c < a.channels(); c++) {
            for (int i = 0; i < a.plane(c).length; i++) {
                largest = Math.max(largest, Math.abs(a.plane(c)[i] - b.plane(c)[i]));
            }
        }
        return largest;
    }

    @Test
    void tiledEqualsUntiled() {
        List<Architecture> networks =
                List.of(new Edsr(2, 1, 32, 1, 1), new Edsr(3, 1, 4, 1, 1), new Vdsr(2, 3, 24, 3, true));
        for (Architecture network : networks) {
            ModelFile model = random(network, Colour.RGB);
            Image picture = noise(5000, 9, 3, 5);
            Image whole = restore(model, ONE_THREAD, picture);
            long needed;
            try (Restorer untiled = Restorer.of(model, ONE_THREAD)) {
                needed = untiled.footprint(5000, 9).bufferBytes();
                assertThat(untiled.footprint(5000, 9).work()).isEqualTo(1);
            }
            for (int part = 2; part <= 4; part++) {
                RestoreOptions tight = ONE_THREAD.withMemoryBytes(needed / part).withThreads(part - 1);
                try (Restorer tiled = Restorer.of(model, tight)) {
                    assertThat(tiled.footprint(5000, 9).tiles()).isGreaterThan(1);
                    assertThat(tiled.footprint(5000, 9).work()).isGreaterThan(1);
                    assertThat(tiled.footprint(5000, 9).bufferBytes()).isLessThanOrEqualTo(needed / part);
                    assertThat(largestDifference(tiled.restore(picture), whole))
                            .as("%s in 1/%d of the memory", network, part)
                            .isZero();
                }
            }
        }
    }

    /// @param results in their order: the picture, its features at half the size, and a vector
    private record Branching(List<String> results) implements Architecture {
        @Override
        public Graph graph() {
            GraphBuilder g = new GraphBuilder();
            Node features = g.relu(g.conv("a", g.input("image", 3), 8, 3));
            Node picture = g.pixelShuffle(g.conv("b", features, 12, 3), 2);
            Node half = g.pixelUnshuffle(features, 4);
            Map<String, Node> nodes =
                    Map.of("picture", picture, "half", half, "vector", g.add("mean", new GlobalMean(), half));
            SequencedMap<String, Node> named = new LinkedHashMap<>();
            results.forEach(name -> named.put(name, nodes.get(name)));
            return g.build(named);
        }

        @Override
        public int scale() {
            return 2;
        }
    }

    /// Sides that the other results would not take.
    @Test
    void ofSeveralResultsTheFirstIsThePicture() {
        ModelFile all = random(new Branching(List.of("picture", "vector", "half")), Colour.RGB);
        Image picture = noise(21, 15, 3, 4);
        ModelFile alone = new ModelFile(new Branching(List.of("picture")), all.weights(), all.card());
        Image restored = restore(all, ONE_THREAD, picture);
        assertThat(restored.width()).isEqualTo(42);
        assertThat(largestDifference(restored, restore(alone, ONE_THREAD, picture)))
                .isZero();
    }

    @Test
    void aNetworkThatEndsInAVectorIsRefused() {
        ModelFile model = random(new Branching(List.of("vector", "picture")), Colour.RGB);
        assertThatThrownBy(() -> Restorer.of(model, ONE_THREAD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model 'test': the network ends in a vector of 128 values, not in a picture");
    }

    @Test
    void aClosedRestorerRefusesToWork() {
        for (int threads : new int[] {1, 3}) {
            Restorer restorer =
                    Restorer.of(random(new Edsr(2, 1, 4, 1, 1), Colour.RGB), ONE_THREAD.withThreads(threads));
            restorer.restore(noise(20, 20, 3, 1));
            restorer.close();
            restorer.close();
            assertThatThrownBy(() -> restorer.restore(noise(20, 20, 3, 1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void anInterruptedThreadStopsSoon() {
        try (Restorer restorer = Restorer.of(random(new Edsr(2, 1, 4, 1, 1), Colour.RGB), ONE_THREAD)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> restorer.restore(noise(20, 20, 3, 1))).isInstanceOf(CancellationException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /// Otherwise a batch, or a service between two requests, holds the last picture and its result for nothing.
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void neitherPictureNorResultIsKept(int threads) throws InterruptedException {
        RestoreOptions options = ONE_THREAD.withThreads(threads);
        try (Restorer restorer = Restorer.of(random(new Edsr(2, 1, 4, 1, 1), Colour.RGB), options)) {
            List<WeakReference<float[]>> planes = planesOfARun(restorer);
            for (int i = 0; i < 100 && planes.stream().anyMatch(plane -> plane.get() != null); i++) {
                System.gc();
                Thread.sleep(10);
            }
            assertThat(planes).allMatch(plane -> plane.get() == null);
        }
    }

    private static List<WeakReference<float[]>> planesOfARun(Restorer restorer) {
        Image picture = noise(20, 20, 3, 1);
        Image restored = restorer.restore(picture);
        return List.of(new WeakReference<>(picture.plane(0)), new WeakReference<>(restored.plane(0)));
    }

    /// NSR, trained on patches of 16.
    private static ModelFile sparse(int poolSize) {
        return sparse(poolSize, Sparse.DEFAULTS.withGroups(4, 2));
    }

    private static ModelFile sparse(int poolSize, Sparse convolution) {
        Architecture wdsr = new Wdsr(2, 1, 8, 1, Wdsr.Block.A, convolution);
        ModelFile model = random(wdsr, Colour.RGB);
        ModelCard.Usage usage = new ModelCard.Usage("sr", 1, Colour.RGB, poolSize);
        ModelCard card = new ModelCard("sparse", usage, model.card().training(), List.of());
        return new ModelFile(wdsr, model.weights(), card);
    }

    private static Image restoredBy(DeployedNetwork network, Image picture) {
        Planes planes = new Planes(
                picture.width(), picture.height(), new float[][] {picture.plane(0), picture.plane(1), picture.plane(2)
                });
        try (Holdings holdings = new Holdings(new Workers(1), RestoreOptions.DEFAULTS.memoryBytes())) {
            Planes result =
                    new TiledNetwork(PreparedNetwork.of(network, Border.ZEROS), holdings).run(planes, Watch.SILENT);
            return Image.of(result.width(), result.height(), result.channels());
        }
    }

    @Test
    void kernelsAreChosenAnewForWindowsOfTheTrainingSize() {
        ModelFile model = sparse(16);
        DeployedNetwork windowed = Windows.of(model.network().deployed(), 16);
        Image large = noise(70, 64, 3, 1);
        Image restored = restore(model, ONE_THREAD, large);
        assertThat(largestDifference(restored, restoredBy(windowed, large))).isZero();
        assertThat(largestDifference(restored, restoredBy(model.network().deployed(), large)))
                .isPositive();
        RestoreOptions threads = ONE_THREAD.withThreads(3);
        assertThat(largestDifference(restore(model, threads, large), restored)).isZero();
    }

    /// What the file holds is the network in training, whose hard choices carry noise; deployed, they are one-hot, and
    /// neighbouring windows must not average them.
    @Test
    void hardChoicesOfNeighbouringWindowsAreNotAveraged() {
        ModelFile model = sparse(16, Sparse.DEFAULTS.withGroups(4, 2).withConstraint(Sparse.Constraint.HARD));
        DeployedNetwork alone = Windows.of(model.network().deployed(), new WindowMean(16, 0), 1);
        Image large = noise(70, 64, 3, 1);
        assertThat(largestDifference(restore(model, ONE_THREAD, large), restoredBy(alone, large)))
                .isZero();
    }

    @Test
    void picturesOfLessThanFourWindowsAreOneWindow() {
        ModelFile model = sparse(16);
        for (Image small : List.of(noise(63, 200, 3, 1), noise(200, 63, 3, 1), noise(9, 7, 3, 1))) {
            Image restored = restore(model, ONE_THREAD, small);
            assertThat(largestDifference(restored, restoredBy(model.network().deployed(), small)))
                    .isZero();
        }
    }

    @Test
    void windowsCanBeChosen() {
        ModelFile model = sparse(24);
        Image picture = noise(110, 100, 3, 1);
        Image cheap = restore(model, ONE_THREAD, picture);
        Image whole = restore(model, ONE_THREAD.withWindows(WindowScheme.WHOLE), picture);
        Image authors = restore(model, ONE_THREAD.withWindows(WindowScheme.AUTHORS), picture);
        assertThat(largestDifference(whole, restoredBy(model.network().deployed(), picture)))
                .isZero();
        assertThat(largestDifference(authors, whole)).isPositive();
        assertThat(largestDifference(authors, cheap)).isPositive();
        assertThat(restore(sparse(0), ONE_THREAD, picture).plane(0)).isEqualTo(whole.plane(0));
        RestoreOptions tight = ONE_THREAD.withMemoryBytes(100_000);
        assertThatThrownBy(() -> restore(model, tight, picture))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chooses its kernels window by window, and cannot be tiled");
    }

    /// Pictures are made up to whole folds, and the choice of windows is by their own size.
    @Test
    void foldedNetworksMeetLargePicturesInWindowsToo() {
        Wdsr folded = new Wdsr(2, 1, 8, 1, Wdsr.Block.A, 2, Sparse.DEFAULTS.withGroups(4, 2));
        ModelFile whole = random(folded, Colour.RGB);
        ModelCard.Usage usage = new ModelCard.Usage("sr", 1, Colour.RGB, 24);
        ModelCard card = new ModelCard("folded", usage, whole.card().training(), List.of());
        ModelFile model = new ModelFile(folded, whole.weights(), card);
        Image small = noise(95, 120, 3, 1);
        assertThat(largestDifference(restore(model, ONE_THREAD, small), restore(whole, ONE_THREAD, small)))
                .isZero();
        Image large = noise(97, 99, 3, 1);
        Image cheap = restore(model, ONE_THREAD, large);
        Image authors = restore(model, ONE_THREAD.withWindows(WindowScheme.AUTHORS), large);
        assertThat(authors.width()).isEqualTo(2 * 97);
        assertThat(largestDifference(cheap, restore(whole, ONE_THREAD, large))).isPositive();
        assertThat(largestDifference(authors, cheap)).isPositive();
    }

    @Test
    void theMemoryOfOverlappingWindowsIsKeptAndToldInFull() {
        ModelFile model = sparse(24);
        RestoreOptions authors = ONE_THREAD.withWindows(WindowScheme.AUTHORS);
        long needed;
        try (Restorer ample = Restorer.of(model, authors)) {
            needed = ample.footprint(120, 100).bufferBytes();
            assertThat(ample.footprint(120, 100).growWithMemory()).isFalse();
            assertThat(needed).isGreaterThan(4L * 13 * 120 * 100); // the blend alone: 12 channels and weights
        }
        try (Restorer tight = Restorer.of(model, authors.withMemoryBytes(needed))) {
            assertThat(tight.footprint(120, 100).bufferBytes()).isLessThanOrEqualTo(needed);
            assertThat(tight.restore(noise(120, 100, 3, 1)).width()).isEqualTo(240);
        }
        try (Restorer little = Restorer.of(model, authors.withMemoryBytes(500_000))) {
            assertThatThrownBy(() -> little.restore(noise(120, 100, 3, 1)))
                    .hasMessageContaining("the memory budget of 489 KB is too small for this network: at least ");
        }
    }

    /// What is beyond the last column and row are copies of them, and is cut off again.
    @Test
    void aFoldedNetworkRestoresPicturesOfAnySize() {
        Wdsr folded = new Wdsr(2, 1, 8, 1, Wdsr.Block.A, 4, Convolutions.PLAIN);
        ModelFile model = random(folded, Colour.RGB);
        Image even = noise(24, 20, 3, 1);
        Image odd = cropped(even, 21, 17);
        float[][] padded = new float[3][24 * 20];
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < padded[c].length; i++) {
                padded[c][i] = odd.plane(c)[Math.min(i / 24, 16) * 21 + Math.min(i % 24, 20)];
            }
        }
        Image whole = restore(model, ONE_THREAD, Image.of(24, 20, padded));
        assertThat(largestDifference(restore(model, ONE_THREAD, odd), cropped(whole, 42, 34)))
                .isZero();
        assertThat(restore(model, ONE_THREAD, noise(1, 1, 3, 1)).width()).isEqualTo(2);
        assertThat(restore(model, ONE_THREAD.withSelfEnsemble(true), odd).width())
                .isEqualTo(42);
        try (Restorer restorer = Restorer.of(model, ONE_THREAD)) {
            assertThat(restorer.footprint(21, 17).bufferBytes())
                    .isEqualTo(restorer.footprint(24, 20).bufferBytes());
        }
    }

    private static Image cropped(Image picture, int width, int height) {
        float[][] planes = new float[3][width * height];
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < planes[c].length; i++) {
                planes[c][i] = picture.plane(c)[i / width * picture.width() + i % width];
            }
        }
        return Image.of(width, height, planes);
    }

    @Test
    void aResultTooLargeForAnArrayIsRefusedBeforeWork() {
        try (Restorer restorer = Restorer.of(random(new Edsr(8, 1, 4, 1, 1), Colour.RGB), ONE_THREAD)) {
            assertThatThrownBy(() -> restorer.footprint(10_000, 10_000))
                    .hasMessageContaining("more pixels than an array holds");
        }
    }

    @Test
    void onePixelAndLongThinPicturesAreRestored() {
        ModelFile model = random(new Edsr(2, 1, 4, 1, 1), Colour.RGB);
        Image tiny = restore(model, ONE_THREAD, noise(1, 1, 3, 1));
        assertThat(List.of(tiny.width(), tiny.height())).containsExactly(2, 2);
        Image thin = restore(model, ONE_THREAD.withMemoryBytes(2_000_000), noise(3, 100_000, 3, 1));
        assertThat(List.of(thin.width(), thin.height())).containsExactly(6, 200_000);
    }

    @Test
    void aLumaModelKeepsBicubicChroma() {
        Image picture = noise(12, 10, 3, 2);
        Image bicubic = Bicubic.enlarge(picture, 2, Flavour.MIRROR_UNROUNDED);
        assertThat(largestDifference(restore(silentVdsr(1, Colour.Y), ONE_THREAD, picture), bicubic))
                .isLessThan(1e-5);
    }

    @Test
    void aLumaModelTakesGrayAsLuma() {
        Image picture = noise(12, 10, 1, 2);
        Image bicubic = Bicubic.enlarge(picture, 2, Flavour.MIRROR_UNROUNDED);
        assertThat(largestDifference(restore(silentVdsr(1, Colour.Y), ONE_THREAD, picture), bicubic))
                .isLessThan(1e-6);
    }

    @Test
    void aGrayModelTakesEachChannelOnItsOwn() {
        Image picture = noise(12, 10, 3, 2);
        ModelFile model = random(new Vdsr(2, 3, 4, 1, true), Colour.GRAY);
        Image restored = restore(model, ONE_THREAD, picture);
        Image red = restore(model, ONE_THREAD, Image.of(12, 10, picture.plane(0)));
        assertThat(restored.channels()).isEqualTo(3);
        assertThat(restored.plane(0)).isEqualTo(red.plane(0));
    }

    @Test
    void aColourModelReturnsGrayForGray() {
        Image picture = noise(12, 10, 1, 2);
        Image restored = restore(silentVdsr(3, Colour.RGB), ONE_THREAD, picture);
        assertThat(restored.channels()).isEqualTo(1);
        assertThat(largestDifference(restored, Bicubic.enlarge(picture, 2, Flavour.MIRROR_UNROUNDED)))
                .isLessThan(1e-5);
    }

    @Test
    void valueRangeIsAppliedAndTakenBack() {
        Weights wideWeights = Weights.initial(new Edsr(2, 1, 4, 1, 255).graph(), 3);
        Weights narrowWeights = Weights.initial(new Edsr(2, 1, 4, 1, 1).graph(), 3);
        wideWeights.byName().forEach((name, values) -> {
            if (name.endsWith("bias")) {
                for (int i = 0; i < values.array().length; i++) {
                    narrowWeights.get(name).array()[i] = values.array()[i] / 255;
                }
            }
        });
        Image picture = noise(9, 8, 3, 2);
        Image wide = restore(model(new Edsr(2, 1, 4, 1, 255), Colour.RGB, 255, wideWeights), ONE_THREAD, picture);
        // EDSR is positively homogeneous once its biases are scaled along
        Image narrow = restore(model(new Edsr(2, 1, 4, 1, 1), Colour.RGB, 1, narrowWeights), ONE_THREAD, picture);
        assertThat(largestDifference(wide, narrow)).isLessThan(1e-5);
    }

    @Test
    void depthProfileAndMetadataAreCarriedOver() {
        Source source = Source.NONE.withBitDepth(16).withIccProfile(new byte[] {1, 2, 3});
        Image restored =
                restore(silentVdsr(3, Colour.RGB), ONE_THREAD, noise(4, 4, 3, 1).withSource(source));
        assertThat(restored.source()).isEqualTo(source);
    }

    @Test
    void colourUnderTransparentPixelsDoesNotBleed() {
        int size = 16;
        float[] white = new float[size * size];
        float[] alpha = new float[size * size];
        for (int i = 0; i < white.length; i++) {
            boolean visible = i % size < size / 2;
            white[i] = visible ? 1 : 0; // black under the transparent half, as files usually have it
            alpha[i] = visible ? 1 : 0;
        }
        Image picture =
                Image.of(size, size, white, white.clone(), white.clone()).withAlpha(alpha);
        Image restored = restore(silentVdsr(3, Colour.RGB), ONE_THREAD, picture);
        for (int x = 0; x < 2 * size; x++) {
            assertThat(restored.plane(0)[2 * size * size + x])
                    .as("column %d", x)
                    .isCloseTo(1, within(1e-5f));
        }
        float[] enlarged = restored.alpha().orElseThrow();
        assertThat(enlarged).hasSize(4 * size * size);
        assertThat(enlarged[0]).isEqualTo(1);
        assertThat(enlarged[2 * size - 1]).isZero();
    }

    /// Turned by quarters and mirrored here, flipped and transposed in the code.
    @Test
    void selfEnsembleIsTheMeanOfAllEightViews() {
        ModelFile model = random(new Edsr(2, 1, 4, 1, 1), Colour.RGB);
        Image picture = noise(9, 7, 3, 4);
        Planes sum = Planes.empty(18, 14, 3, Watch.SILENT);
        for (int quarters = 0; quarters < 4; quarters++) {
            Planes turned = turned(planes(picture), quarters);
            sum.add(turned(planes(restore(model, ONE_THREAD, image(turned))), 4 - quarters), Check.NONE);
            Planes mirrored = turned.flippedLeftRight(Check.NONE);
            Planes restored = planes(restore(model, ONE_THREAD, image(mirrored)));
            sum.add(turned(restored.flippedLeftRight(Check.NONE), 4 - quarters), Check.NONE);
        }
        Image eightfold = restore(model, ONE_THREAD.withSelfEnsemble(true), picture);
        assertThat(largestDifference(eightfold, image(sum.scaled(1f / 8, Check.NONE))))
                .isLessThan(1e-6);
        assertThat(largestDifference(eightfold, restore(model, ONE_THREAD, picture)))
                .isGreaterThan(1e-3);
    }

    private static Planes turned(Planes picture, int quarters) {
        Planes turned = picture;
        for (int i = 0; i < quarters; i++) {
            turned = turned.transposed(Check.NONE).flippedLeftRight(Check.NONE);
        }
        return turned;
    }

    private static Image image(Planes planes) {
        return Image.of(planes.width(), planes.height(), planes.channels());
    }

    @Test
    void selfEnsembleDoesNotDependOnOrientation() {
        ModelFile model = random(new Edsr(2, 1, 4, 1, 1), Colour.RGB);
        RestoreOptions eightfold = ONE_THREAD.withSelfEnsemble(true);
        Image picture = noise(9, 7, 3, 4);
        Planes turned = planes(picture).transposed(Check.NONE).flippedUpDown(Check.NONE);
        Image upright = restore(model, eightfold, picture);
        Image lying = restore(model, eightfold, image(turned));
        Planes expected = planes(upright).transposed(Check.NONE).flippedUpDown(Check.NONE);
        assertThat(largestDifference(lying, image(expected))).isLessThan(1e-5);
    }

    private static Planes planes(Image image) {
        return new Planes(
                image.width(), image.height(), new float[][] {image.plane(0), image.plane(1), image.plane(2)});
    }

    @Test
    void nanIsAnErrorNotAPicture() {
        Image picture = Image.of(2, 2, new float[] {0, 1, Float.NaN, 0});
        assertThatThrownBy(() -> restore(silentVdsr(1, Colour.Y), ONE_THREAD, picture))
                .isInstanceOf(RestorationException.class)
                .hasMessageContaining("model 'test' produced NaN");
    }

    @Test
    void progressRisesToTheTotal() {
        ModelFile model = random(new Edsr(2, 1, 4, 1, 1), Colour.RGB);
        int[] last = new int[2];
        try (Restorer restorer = Restorer.of(model, ONE_THREAD.withMemoryBytes(200_000))) {
            assertThat(restorer.footprint(900, 21).tiles()).isGreaterThan(1);
            restorer.restore(noise(900, 21, 3, 1), (done, total) -> {
                assertThat(done).isGreaterThan(last[0]);
                last[0] = done;
                last[1] = total;
            });
            assertThat(last[0]).isEqualTo(last[1]).isPositive();
        }
    }

    @Test
    void anUnknownBundledModelListsTheKnownOnes() {
        assertThatThrownBy(() -> Restorer.open("sr-x99", ONE_THREAD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown model 'sr-x99'; bundled: ");
        assertThatThrownBy(() -> BundledModels.defaultFor(Task.SR, 7))
                .hasMessageContaining("no bundled model for task 'sr' at scale 7");
    }
}
