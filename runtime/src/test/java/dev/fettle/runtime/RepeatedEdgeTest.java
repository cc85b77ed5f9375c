package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.network.Border;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.DnCnn;
import dev.fettle.network.architecture.DnCnn.Normalisation;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Sparse;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelFile;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Models that want a picture's edge repeated. With the random weights of these a flat picture becomes anything, but
/// the same everywhere.
class RepeatedEdgeTest {
    private static final RestoreOptions ONE_THREAD = RestoreOptions.DEFAULTS.withThreads(1);

    private static ModelFile model(Architecture architecture, Colour colour, int poolSize) {
        ModelCard.Usage usage = new ModelCard.Usage("sr", architecture.valueRange(), colour, poolSize);
        ModelCard card = new ModelCard(
                "test",
                usage.withBorder(Border.REPEAT),
                new ModelCard.Training("none", List.of(), new ModelCard.Provenance("", 1, "", List.of())),
                List.of());
        return new ModelFile(architecture, Weights.initial(architecture.graph(), 11), card);
    }

    private static Image restore(ModelFile model, RestoreOptions options, Image picture) {
        try (Restorer restorer = Restorer.of(model, options)) {
            return restorer.restore(picture);
        }
    }

    private static Image flat(int width, int height, float... colour) {
        float[][] planes = new float[colour.length][width * height];
        for (int c = 0; c < planes.length; c++) {
            Arrays.fill(planes[c], colour[c]);
        }
        return Image.of(width, height, planes);
    }

    /// A shuffle by r makes something of its own of each of r×r pixels; those of the same place are compared.
    private static void assertEqualEverywhere(Image picture, int shuffle, String name) {
        int width = picture.width();
        for (int c = 0; c < picture.channels(); c++) {
            float[] plane = picture.plane(c);
            for (int i = 0; i < plane.length; i++) {
                float first = plane[i / width % shuffle * width + i % width % shuffle];
                assertThat(plane[i])
                        .as("%s: sample %d of channel %d", name, i, c)
                        .isCloseTo(first, within(1e-4f));
            }
        }
    }

    @Test
    void flatPicturesStayFlatWithEveryKindOfModel() {
        Wdsr sparse = new Wdsr(2, 1, 8, 1, Wdsr.Block.A, Sparse.DEFAULTS.withGroups(4, 2));
        Wdsr folded = new Wdsr(2, 1, 8, 1, Wdsr.Block.A, 4, Convolutions.PLAIN);
        List<ModelFile> models = List.of(
                model(new Edsr(3, 2, 16, 1, 255), Colour.RGB, 0),
                model(new Vdsr(2, 4, 8, 1, true), Colour.Y, 0),
                model(new DnCnn(5, 8, 1, Normalisation.NONE, true), Colour.GRAY, 0),
                model(folded, Colour.RGB, 0),
                model(sparse, Colour.RGB, 24));
        for (ModelFile model : models) {
            for (int[] size : new int[][] {{1, 1}, {1, 30}, {5, 3}, {100, 97}}) {
                int shuffle = model.scale() * model.halo().alignment();
                for (WindowScheme windows : WindowScheme.values()) {
                    String name = "%s, %dx%d, %s".formatted(model.architecture(), size[0], size[1], windows);
                    RestoreOptions options = ONE_THREAD.withWindows(windows);
                    Image colour = restore(model, options, flat(size[0], size[1], 0.8f, 0.6f, 0.4f));
                    assertEqualEverywhere(colour, shuffle, name);
                    Image gray = restore(model, options, flat(size[0], size[1], 0.7f));
                    assertEqualEverywhere(gray, shuffle, name + ", gray");
                }
            }
        }
    }

    private static Image noise(int width, int height) {
        Random random = new Random(width);
        float[][] planes = new float[3][width * height];
        for (float[] plane : planes) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = random.nextFloat();
            }
        }
        return Image.of(width, height, planes);
    }

    private static void assertSameBits(Image a, Image b, String name) {
        for (int c = 0; c < a.channels(); c++) {
            assertThat(a.plane(c)).as(name).isEqualTo(b.plane(c));
        }
    }

    @Test
    void tiledEqualsUntiledAndStaysWithinTheBudget() {
        List<Architecture> networks = List.of(
                new Edsr(2, 2, 32, 1, 1),
                new Edsr(3, 1, 4, 1, 1),
                new Wdsr(1, 2, 16, 2, Wdsr.Block.A, 2, Convolutions.PLAIN),
                new Vdsr(2, 3, 24, 3, true));
        for (Architecture network : networks) {
            ModelFile model = model(network, Colour.RGB, 0);
            Image picture = noise(3001, 9);
            Image whole = restore(model, ONE_THREAD, picture);
            try (Restorer untiled = Restorer.of(model, ONE_THREAD)) {
                Restorer.Footprint one = untiled.footprint(3001, 9);
                assertThat(one.work()).isBetween(1.05, 5.0); // nine rows, and some beyond them
                for (int part = 2; part <= 4; part++) {
                    RestoreOptions tight =
                            ONE_THREAD.withMemoryBytes(one.bufferBytes() / part).withThreads(part - 1);
                    try (Restorer tiled = Restorer.of(model, tight)) {
                        Restorer.Footprint several = tiled.footprint(3001, 9);
                        assertThat(several.tiles()).isGreaterThan(1);
                        assertThat(several.work()).isGreaterThan(one.work());
                        assertThat(several.bufferBytes()).isLessThanOrEqualTo(one.bufferBytes() / part);
                        assertSameBits(tiled.restore(picture), whole, network + " in 1/" + part + " of the memory");
                    }
                }
            }
        }
    }

    @Test
    void onlyWhatTheNetworkSeesBeyondTheEdgeIsWorked() {
        ModelFile model = model(new Edsr(2, 6, 32, 1, 1), Colour.RGB, 0);
        try (Restorer restorer = Restorer.of(model, ONE_THREAD)) {
            assertThat(restorer.footprint(640, 360).work()).isBetween(1.03, 1.05);
            assertThat(restorer.footprint(1, 1).work()).isGreaterThan(50);
            assertThat(restorer.footprint(1, 1).growWithMemory()).isFalse();
        }
    }

    /// The border touches nothing that lies further inside than the network sees.
    @Test
    void theMiddleIsThatOfAModelWithZeros() {
        ModelFile repeat = model(new Edsr(2, 1, 8, 1, 1), Colour.RGB, 0);
        ModelCard card = repeat.card();
        ModelFile zeros = repeat.withCard(
                new ModelCard(card.name(), card.usage().withBorder(Border.ZEROS), card.training(), card.metrics()));
        Image picture = noise(40, 30);
        Image a = restore(repeat, ONE_THREAD, picture);
        Image b = restore(zeros, ONE_THREAD, picture);
        int halo = 2 * repeat.halo().pixels();
        int changed = 0;
        for (int i = 0; i < a.plane(0).length; i++) {
            int x = i % 80;
            int y = i / 80;
            boolean isInside = Math.min(Math.min(x, 79 - x), Math.min(y, 59 - y)) >= halo;
            float difference = Math.abs(a.plane(0)[i] - b.plane(0)[i]);
            assertThat(difference).isLessThan(isInside ? 1e-5f : 10);
            changed += difference > 1e-4f ? 1 : 0;
        }
        assertThat(changed).isGreaterThan(500);
    }
}
