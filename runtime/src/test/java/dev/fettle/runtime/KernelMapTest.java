package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.LumaChroma;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.MixedKernels;
import dev.fettle.network.MixedKernels.Choice;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Layer;
import dev.fettle.network.convolution.Sparse;
import dev.fettle.network.convolution.Sparse.Pooling;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelCard.Provenance;
import dev.fettle.network.model.ModelCard.Training;
import dev.fettle.network.model.ModelCard.Usage;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.KernelMap.Grid;
import dev.fettle.runtime.KernelMap.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class KernelMapTest {
    private static final float STEEPNESS = 10;

    private static Sparse sparse(int groups, int cardinals, Pooling pooling) {
        return new Sparse(groups, cardinals, Sparse.Choice.DEFAULTS, Sparse.Routing.of(pooling, 16));
    }

    private static Wdsr wdsr(Convolution convolution) {
        return new Wdsr(2, 2, 8, 1, Wdsr.Block.A, convolution);
    }

    private static ModelFile model(Architecture architecture, Colour colour, String task) {
        Weights weights = Weights.initial(architecture.graph(), 7);
        Training training = new Training("none", List.of(), new Provenance("", 1, "", List.of()));
        ModelCard card =
                new ModelCard("tiny", new Usage(task, architecture.valueRange(), colour, 0), training, List.of());
        return new ModelFile(architecture, weights, card);
    }

    private static Image picture(int width, int height, int channels) {
        Random random = new Random(3);
        float[][] planes = new float[channels][width * height];
        for (float[] plane : planes) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = random.nextFloat() * (i % width) / width;
            }
        }
        return Image.of(width, height, planes);
    }

    /// The reference on the window as if it were a picture of its own.
    private static double[] reference(ModelFile model, float[][] planes, int width, Window window) {
        float white = (float) model.card().usage().valueRange();
        float[] values = new float[planes.length * window.width() * window.height()];
        int at = 0;
        for (float[] plane : planes) {
            for (int y = window.top(); y < window.top() + window.height(); y++) {
                for (int x = window.left(); x < window.left() + window.width(); x++) {
                    values[at++] = white * plane[y * width + x];
                }
            }
        }
        Shape shape = Shape.of(1, planes.length, window.height(), window.width());
        Network kernels = MixedKernels.of(model.network().deployed()).network().network();
        return Reference.results(kernels, new Values(shape, values)).values().stream()
                .flatMapToDouble(choice -> Arrays.stream(choice.array()))
                .toArray();
    }

    private static float[][] planes(Image image) {
        float[][] planes = new float[image.channels()][];
        Arrays.setAll(planes, image::plane);
        return planes;
    }

    /// The coefficients of all choices in a window.
    private static float[] of(KernelMap map, int window) {
        float[] all = new float[0];
        for (float[][] choice : map.coefficients()) {
            int before = all.length;
            all = Arrays.copyOf(all, before + choice[window].length);
            System.arraycopy(choice[window], 0, all, before, choice[window].length);
        }
        return all;
    }

    private static void requireEqual(float[] found, double[] expected) {
        assertThat(found).hasSize(expected.length);
        for (int i = 0; i < found.length; i++) {
            assertThat((double) found[i]).as("coefficient %d", i).isCloseTo(expected[i], within(1e-5));
        }
    }

    @Test
    void eachWindowIsThatOfTheNetworkOnTheWindowAlone() {
        ModelFile model = model(wdsr(sparse(3, 2, Pooling.GLOBAL)), Colour.RGB, "sr");
        Image picture = picture(52, 37, 3);
        KernelMap map = KernelMap.of(model, picture, new Grid(16, 12), 2, RestoreProgress.SILENT);
        assertThat(map.columns()).isEqualTo(4);
        assertThat(map.rows()).isEqualTo(3);
        assertThat(map.choices()).hasSize(4);
        for (int i = 0; i < map.windows().size(); i++) {
            requireEqual(
                    of(map, i),
                    reference(model, planes(picture), 52, map.windows().get(i)));
        }
    }

    @Test
    void windowsLieEvenlyFromEdgeToEdge() {
        ModelFile model = model(wdsr(sparse(2, 1, Pooling.GLOBAL)), Colour.RGB, "sr");
        KernelMap map = KernelMap.of(model, picture(45, 16, 3), new Grid(16, 16), 1, RestoreProgress.SILENT);
        assertThat(map.windows())
                .containsExactly(new Window(0, 0, 16, 16), new Window(15, 0, 16, 16), new Window(29, 0, 16, 16));
        assertThat(map.disjoint()).isEqualTo(2);
    }

    @Test
    void windowsOfTheLayersThemselvesAreThoseOfTheWholePicture() {
        for (Pooling pooling : new Pooling[] {Pooling.WINDOW, Pooling.LOCAL}) {
            ModelFile model = model(wdsr(sparse(3, 2, pooling)), Colour.RGB, "sr");
            Image picture = picture(52, 37, 3);
            assertThat(KernelMap.ownWindows(model)).containsExactly(16);
            KernelMap map = KernelMap.ofOwnWindows(model, picture, 2).get(16);
            assertThat(map.windows().getLast()).isEqualTo(new Window(48, 32, 4, 5));
            double[] whole = reference(model, planes(picture), 52, new Window(0, 0, 52, 37));
            for (int i = 0; i < 12; i++) {
                float[] window = of(map, i);
                for (int channel = 0; channel < window.length; channel++) {
                    assertThat((double) window[channel]).isCloseTo(whole[channel * 12 + i], within(1e-5));
                }
            }
        }
    }

    /// Layers that choose by windows of two sizes, and once for the whole picture.
    private record Mixed() implements Architecture {
        @Override
        public Graph graph() {
            GraphBuilder g = new GraphBuilder();
            Node x = g.input("image", 3);
            x = window(5).apply(g, new Layer("0", 8, 3), x);
            x = sparse(3, 2, Pooling.GLOBAL).apply(g, new Layer("1", 8, 3), x);
            x = window(8).apply(g, new Layer("2", 8, 3), x);
            return g.build(window(5).apply(g, new Layer("3", 3, 3), x));
        }

        private static Sparse window(int side) {
            return new Sparse(2, 1, Sparse.Choice.DEFAULTS, Sparse.Routing.of(Pooling.WINDOW, side));
        }

        @Override
        public int scale() {
            return 1;
        }
    }

    @Test
    void eachSizeOfWindowsHasAMapOfItsOwn() {
        ModelFile model = model(new Mixed(), Colour.RGB, "denoise");
        Image picture = picture(20, 13, 3);
        assertThat(KernelMap.ownWindows(model)).containsExactly(5, 8);
        SequencedMap<Integer, KernelMap> maps = KernelMap.ofOwnWindows(model, picture, 2);
        assertThat(maps.sequencedKeySet()).containsExactly(0, 5, 8);
        assertThat(maps.get(0).windows()).containsExactly(new Window(0, 0, 20, 13));
        assertThat(maps.get(5).choices()).extracting(Choice::result).containsExactly("0", "3");
        assertThat(maps.get(8).windows().getLast()).isEqualTo(new Window(16, 8, 4, 5));
        double[] all = reference(model, planes(picture), 20, new Window(0, 0, 20, 13));
        int at = 0;
        for (Choice choice : MixedKernels.of(model.network().deployed()).choices()) {
            KernelMap map = maps.get(choice.window());
            for (int group = 0; group < choice.groups(); group++) {
                for (int cardinal = 0; cardinal < choice.cardinals(); cardinal++) {
                    for (int i = 0; i < map.windows().size(); i++) {
                        assertThat((double) map.coefficient(i, choice, group, cardinal))
                                .isCloseTo(all[at], within(1e-5));
                        at++;
                    }
                }
            }
        }
        assertThat(at).isEqualTo(all.length);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KernelMap.of(model, picture, new Grid(8, 8), 1, RestoreProgress.SILENT))
                .withMessage("model 'tiny' has windows of its own, of 5 and 8 pixels");
    }

    /// The first router is made to read the mean of red alone: β of group 1 is 1 / (1 + exp(-2 s (red - 1/2))).
    @Test
    void aRouterThatLooksAtRedChoosesByRed() {
        ModelFile model = model(wdsr(sparse(2, 1, Pooling.GLOBAL)), Colour.RGB, "sr");
        float[] head = zeroed(model, "body.0.weight_v");
        head[4] = 1; // the middle of red in the first filter
        for (int filter = 1; filter < 8; filter++) {
            head[filter * 27] = 1; // of length 1, as all are; without a reader
        }
        zeroed(model, "body.0.bias");
        zeroed(model, "body.1.body.0.mlp.0.bias");
        float[] router = zeroed(model, "body.1.body.0.mlp.0.weight");
        router[0] = STEEPNESS;
        router[8] = -STEEPNESS;
        Image picture = picture(64, 32, 3);
        KernelMap map = KernelMap.of(model, picture, new Grid(16, 16), 1, RestoreProgress.SILENT);
        Choice first = map.choices().getFirst();
        assertThat(first.layers()).containsExactly("body.1.body.0");
        for (int i = 0; i < map.windows().size(); i++) {
            Window window = map.windows().get(i);
            double red = 0;
            for (float sample :
                    picture.crop(window.left(), window.top(), 16, 16).plane(0)) {
                red += sample / 256.0;
            }
            double expected = 1 / (1 + Math.exp(-2 * STEEPNESS * (red - 0.5)));
            assertThat((double) map.coefficient(i, first, 0, 0)).isCloseTo(expected, within(1e-5));
            assertThat((double) map.coefficient(i, first, 1, 0)).isCloseTo(1 - expected, within(1e-5));
        }
    }

    private static float[] zeroed(ModelFile model, String name) {
        float[] array = model.weights().get(name).array();
        Arrays.fill(array, 0);
        return array;
    }

    @Test
    void colourMeetsTheModelAsInRestoring() {
        Sparse sparse = sparse(2, 1, Pooling.GLOBAL);
        Grid grid = new Grid(16, 16);
        Image gray = picture(20, 17, 1);
        Image colour = picture(20, 17, 3);
        ModelFile rgb = model(new Edsr(2, 1, 4, 1.0, 255, sparse), Colour.RGB, "sr");
        KernelMap equal = KernelMap.of(rgb, gray, grid, 1, RestoreProgress.SILENT);
        float[][] three = {gray.plane(0), gray.plane(0), gray.plane(0)};
        requireEqual(of(equal, 0), reference(rgb, three, 20, equal.windows().getFirst()));
        ModelFile y = model(new Vdsr(1, 3, 4, 1, true, sparse), Colour.Y, "deblock");
        KernelMap luma = KernelMap.of(y, colour, grid, 1, RestoreProgress.SILENT);
        float[][] split = {LumaChroma.of(planes(colour))[0]};
        requireEqual(of(luma, 0), reference(y, split, 20, luma.windows().getFirst()));
        ModelFile one = model(new Vdsr(1, 3, 4, 1, true, sparse), Colour.GRAY, "denoise");
        KernelMap mixed = KernelMap.of(one, colour, grid, 1, RestoreProgress.SILENT);
        float[][] full = {LumaChroma.gray(planes(colour))};
        requireEqual(of(mixed, 0), reference(one, full, 20, mixed.windows().getFirst()));
        ModelFile enlarged = model(new Vdsr(2, 3, 4, 1, true, sparse), Colour.Y, "sr");
        KernelMap large = KernelMap.of(enlarged, gray, grid, 1, RestoreProgress.SILENT);
        assertThat(large.seen().width()).isEqualTo(40);
        requireEqual(
                of(large, 0),
                reference(enlarged, planes(large.seen()), 40, large.windows().getFirst()));
    }

    @Test
    void whatCannotBeMappedIsRefusedWithTheNumbers() {
        ModelFile plain = model(wdsr(Convolutions.PLAIN), Colour.RGB, "sr");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KernelMap.ownWindows(plain))
                .withMessage("model 'tiny': none of its layers chooses between kernels");
        ModelFile global = model(wdsr(sparse(2, 1, Pooling.GLOBAL)), Colour.RGB, "sr");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KernelMap.of(global, picture(20, 15, 3), new Grid(16, 16), 1, RestoreProgress.SILENT))
                .withMessage("the network is given 20x15 pixels, less than a window of 16x16");
        assertThatIllegalArgumentException().isThrownBy(() -> KernelMap.ofOwnWindows(global, picture(20, 15, 3), 1));
        ModelFile own = model(wdsr(sparse(2, 1, Pooling.WINDOW)), Colour.RGB, "sr");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KernelMap.of(own, picture(20, 20, 3), new Grid(8, 8), 1, RestoreProgress.SILENT))
                .withMessage("model 'tiny' has windows of its own, of 16 pixels");
        assertThatIllegalArgumentException().isThrownBy(() -> new Grid(16, 17)).withMessageContaining("got 16 and 17");
    }
}
