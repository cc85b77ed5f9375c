package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.model.Classes;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelCard.Provenance;
import dev.fettle.network.model.ModelCard.Training;
import dev.fettle.network.model.ModelCard.Usage;
import dev.fettle.network.model.ModelFile;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassifierTest {
    private static final RestoreOptions ONE_THREAD = RestoreOptions.DEFAULTS.withThreads(1);
    private static final int SIDE = 12;

    /// Of 7 classes, behind two convolutions of which one leaves every second sample.
    private record Sorting(double valueRange) implements Architecture {
        @Override
        public Graph graph() {
            GraphBuilder g = new GraphBuilder();
            Node x = g.relu(g.conv("a", g.input("image", 3), 8, 3));
            Node half = g.relu(g.conv("b", x, 8, 3, new Convolve(2, 1, 1, 1)));
            return g.build(g.conv("fc", g.add("mean", new GlobalMean(), half), 7, 1));
        }

        @Override
        public int scale() {
            return 1;
        }
    }

    private static ModelFile model(double valueRange, Weights weights) {
        List<String> names = IntStream.range(0, 7).mapToObj(i -> "class" + i).toList();
        return model(new Sorting(valueRange), weights, new Usage(valueRange, new Classes(names, SIDE)));
    }

    private static ModelFile model(Architecture architecture, Weights weights, Usage usage) {
        Training training = new Training("none", List.of(), new Provenance("", 1, "", List.of()));
        return new ModelFile(architecture, weights, new ModelCard("sorter", usage, training, List.of()));
    }

    private static Weights weights() {
        return Weights.initial(new Sorting(1).graph(), 5);
    }

    private static Image noise(int width, int height, int channels) {
        Random random = new Random(1);
        float[][] planes = new float[channels][width * height];
        for (float[] plane : planes) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = random.nextInt(256) / 255f;
            }
        }
        return Image.of(width, height, planes);
    }

    private static float[] scores(ModelFile model, RestoreOptions options, Image picture) {
        try (Classifier classifier = Classifier.of(model, options)) {
            return classifier.scores(picture);
        }
    }

    /// The middle of the picture, with zeros around it, by the reference in double precision.
    @Test
    void scoresAreThoseOfTheReferenceForTheMiddleOfThePicture() {
        for (double valueRange : new double[] {1, 255}) {
            ModelFile model = model(valueRange, weights());
            Image picture = noise(20, SIDE, 3);
            Values input = Values.zeros(Shape.of(1, 3, SIDE, SIDE));
            for (int i = 0; i < input.array().length; i++) {
                int pixel = i % (SIDE * SIDE);
                int column = 4 + pixel % SIDE;
                float sample = picture.plane(i / (SIDE * SIDE))[Math.floorDiv(pixel, SIDE) * 20 + column];
                input.array()[i] = (float) valueRange * sample;
            }
            double[] expected = Reference.run(model.network(), input).array();
            float[] found = scores(model, ONE_THREAD, picture);
            assertThat(found).hasSize(7);
            for (int i = 0; i < 7; i++) {
                assertThat((double) found[i]).isCloseTo(expected[i], within(2e-6 * valueRange));
            }
            assertThat(scores(model, ONE_THREAD.withThreads(3), picture)).isEqualTo(found);
        }
    }

    @Test
    void aGrayPictureIsThatOfThreeEqualChannels() {
        ModelFile model = model(1, weights());
        Image gray = noise(SIDE, SIDE, 1);
        Image colour = Image.of(SIDE, SIDE, gray.plane(0), gray.plane(0), gray.plane(0));
        assertThat(scores(model, ONE_THREAD, gray)).isEqualTo(scores(model, ONE_THREAD, colour));
    }

    @Test
    void whatCannotBeSortedIsRefusedInOneLine() {
        ModelFile model = model(1, weights());
        assertThatThrownBy(() -> scores(model, ONE_THREAD, noise(SIDE, SIDE - 1, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("12x11 is smaller than the 12x12 that the network is given");
        Edsr edsr = new Edsr(2, 1, 4, 1, 1);
        ModelFile restoring = model(edsr, Weights.initial(edsr.graph(), 1), new Usage("sr", 1, Colour.RGB, 0));
        assertThatThrownBy(() -> Classifier.of(restoring, ONE_THREAD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model 'sorter': restores pictures and has no classes");
        Weights huge = weights();
        Arrays.fill(huge.get("a.bias").array(), Float.MAX_VALUE);
        Arrays.fill(huge.get("b.weight").array(), 9);
        assertThatThrownBy(() -> scores(model(1, huge), ONE_THREAD, noise(SIDE, SIDE, 3)))
                .isInstanceOf(RestorationException.class)
                .hasMessageStartingWith("model 'sorter': a score is ");
    }

    /// As the largest of several equal numbers is found from the left.
    @Test
    void ranksCountTheScoresThatStandBefore() {
        float[] scores = {2, 5, 5, -1, 2};
        assertThat(IntStream.range(0, 5).map(label -> Classifier.rank(scores, label)))
                .containsExactly(3, 1, 2, 5, 4);
    }
}
