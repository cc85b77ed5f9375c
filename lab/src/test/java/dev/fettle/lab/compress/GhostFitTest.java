package dev.fettle.lab.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.WriteOptions;
import dev.fettle.lab.NothingToMeasureException;
import dev.fettle.lab.UnfitRequestException;
import dev.fettle.lab.evaluation.Degrading;
import dev.fettle.lab.fit.Specimens;
import dev.fettle.network.Network;
import dev.fettle.network.Shape;
import dev.fettle.network.ShiftChoice.Rule;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Carn;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Rdn;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Ghost;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.InnerMaps;
import dev.fettle.runtime.InnerMaps.Maps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GhostFitTest {
    private static final Degrading NOTHING = new Degrading(Optional.empty(), Optional.empty(), Optional.empty());

    @TempDir
    private Path photos;

    @BeforeEach
    void write() throws IOException {
        for (int i = 0; i < 2; i++) {
            ImageFiles.write(noise(150, i), photos.resolve(i + ".png"), WriteOptions.of(Format.PNG));
        }
    }

    private static Image noise(int side, int seed) {
        Random random = new Random(seed);
        float[][] planes = new float[3][side * side];
        for (float[] plane : planes) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = random.nextFloat();
            }
        }
        return Image.of(side, side, planes[0], planes[1], planes[2]);
    }

    private GhostCompression fitting(Selection selection) {
        return compression(selection, Optional.of(new Specimens("--fit", photos, NOTHING, 3, 1)));
    }

    private static GhostCompression compression(Selection selection, Optional<Specimens> specimens) {
        return new GhostCompression(Ghost.DEFAULTS, selection, true, 1, 2, specimens);
    }

    private static ModelFile model(Architecture architecture, Weights weights) {
        boolean isColour = architecture.graph().inputChannels() == 3;
        String task = architecture.scale() > 1 ? "sr" : "denoise";
        ModelCard card = new ModelCard(
                "dense",
                new ModelCard.Usage(task, 1, isColour ? Colour.RGB : Colour.Y, 0),
                new ModelCard.Training("", List.of(), new ModelCard.Provenance("", 1, "", List.of())),
                List.of());
        return new ModelFile(architecture, weights, card);
    }

    private static ModelFile initial(Architecture architecture) {
        return model(architecture, Weights.initial(architecture.graph(), 1));
    }

    /// Both layers of its block make channels of which the second half are the first, one sample further.
    private static ModelFile ofShiftedCopies() {
        Architecture edsr = new Edsr(2, 1, 8, 1, 1);
        Map<String, Values> weights =
                new LinkedHashMap<>(Weights.initial(edsr.graph(), 4).byName());
        for (String layer : List.of("body.0.body.0", "body.0.body.2")) {
            float[] filters = weights.get(layer + ".weight").array().clone();
            float[] biases = weights.get(layer + ".bias").array().clone();
            for (int row = 0; row < 4 * 8 * 3; row++) {
                int at = 3 * row;
                int copy = at + 4 * 8 * 9;
                filters[at] = 0;
                filters[copy] = filters[at + 1];
                filters[copy + 1] = filters[at + 2];
                filters[copy + 2] = 0;
            }
            System.arraycopy(biases, 0, biases, 4, 4);
            weights.put(layer + ".weight", new Values(Shape.of(8, 8, 3, 3), filters));
            weights.put(layer + ".bias", new Values(Shape.of(8), biases));
        }
        return model(edsr, Weights.of(weights));
    }

    /// Of what both make of a picture, on the mean; away from the edges, where a ghost is 0 and a convolution is not.
    private double difference(ModelFile one, ModelFile other) throws IOException {
        Image picture =
                new Specimens("--fit", photos, NOTHING, 1, 77).of(one, 24).getFirst();
        Maps expected = made(one, picture);
        Maps actual = made(other, picture);
        int margin = expected.width() / 3;
        double sum = 0;
        for (int y = margin; y < expected.height() - margin; y++) {
            for (int x = margin; x < expected.width() - margin; x++) {
                int at = y * expected.width() + x;
                sum += Math.abs(actual.channels()[0][at] - expected.channels()[0][at]);
            }
        }
        return sum / (expected.width() - 2 * margin) / (expected.height() - 2 * margin);
    }

    private static Maps made(ModelFile model, Image picture) {
        Network network = model.network();
        try (InnerMaps maps = InnerMaps.of(
                model,
                network,
                new LinkedHashMap<>(Map.of("result", network.graph().output())),
                1)) {
            return maps.of(picture).get("result");
        }
    }

    @Test
    void shiftedCopiesAreFoundByTheirMaps() throws IOException {
        ModelFile dense = ofShiftedCopies();
        Ghost.Learning each = new Ghost.Learning(
                Ghost.Shifts.CHANNEL,
                Rule.MAGNITUDE,
                true,
                Ghost.DEFAULTS.learning().noise());
        ModelFile ghost = new GhostCompression(
                        Ghost.DEFAULTS.with(each),
                        Selection.MAPS,
                        true,
                        1,
                        1,
                        Optional.of(new Specimens("--fit", photos, NOTHING, 3, 1)))
                .of(dense)
                .model();
        assertThat(difference(dense, ghost)).isCloseTo(0, within(1e-4));
        assertThat(difference(
                        dense,
                        compression(Selection.CLUSTERS, Optional.empty())
                                .of(dense)
                                .model()))
                .isGreaterThan(1e-3);
    }

    /// Sums, groups and layers that are used again, layers that all later ones read, weight normalisation, no biases.
    @Test
    void allKindsOfNetworksComeCloserToTheDenseOne() throws IOException {
        for (Architecture architecture : List.of(
                new Edsr(2, 2, 8, 0.5, 1),
                new Carn(List.of(2, 3), 8, 2, Carn.Block.EFFICIENT, Convolutions.PLAIN),
                new Rdn(2, 4, 4, 1, 2),
                new Vdsr(2, 4, 12, 1, false),
                new Wdsr(2, 2, 4, 2, Wdsr.Block.A, Convolutions.PLAIN))) {
            ModelFile dense = initial(architecture);
            for (Selection selection : List.of(Selection.CLUSTERS, Selection.MAPS)) {
                ModelFile fitted = fitting(selection).of(dense).model();
                ModelFile nearest = compression(Selection.CLUSTERS, Optional.empty())
                        .of(dense)
                        .model();
                assertThat(difference(dense, fitted))
                        .as("%s %s", architecture, selection)
                        .isLessThan(0.9 * difference(dense, nearest));
            }
        }
    }

    @Test
    void theSameSeedMakesTheSameBits() throws IOException {
        ModelFile dense = initial(new Edsr(2, 1, 8, 1, 1));
        Weights one = fitting(Selection.MAPS).of(dense).model().weights();
        Weights other = fitting(Selection.MAPS).of(dense).model().weights();
        one.byName()
                .forEach((name, values) ->
                        assertThat(values.array()).isEqualTo(other.get(name).array()));
    }

    @Test
    void whatDoesNotDoIsRefusedInOneLine() throws IOException {
        ModelFile edsr = initial(new Edsr(2, 1, 8, 1, 1));
        assertThatThrownBy(() -> compression(Selection.MAPS, Optional.empty()))
                .hasMessage("maps are those of photographs: name them by --fit PHOTOS");
        GhostCompression few = compression(Selection.ORDER, Optional.of(new Specimens("--fit", photos, NOTHING, 1, 1)));
        assertThatThrownBy(() -> few.of(initial(new Edsr(2, 1, 40, 1, 1))))
                .hasMessage(
                        "body.0.body.0: filters have 361 unknowns and 1024 samples to be fitted to, at least 1444 are"
                                + " wanted; --patches N takes more");
        assertThatThrownBy(() -> fitting(Selection.ORDER).of(initial(new Vdsr(1, 3, 4, 1, true))))
                .isInstanceOf(UnfitRequestException.class)
                .hasMessage("model 'dense' is for denoise: how strong, --sigma S or --quality Q");
        Degrading noise = new Degrading(Optional.empty(), Optional.of(25.0), Optional.empty());
        assertThatThrownBy(() -> new Specimens("--fit", photos, noise, 3, 1).of(edsr, 8))
                .isInstanceOf(UnfitRequestException.class)
                .hasMessageContaining("'dense' enlarges");
        assertThatThrownBy(() -> new Specimens("--fit", photos, NOTHING, 0, 1))
                .hasMessage("--patches must be at least 1, got 0");
        Path empty = java.nio.file.Files.createDirectory(photos.resolve("empty"));
        assertThatThrownBy(() -> new Specimens("--fit", empty, NOTHING, 3, 1).of(edsr, 8))
                .isInstanceOf(NothingToMeasureException.class)
                .hasMessageContaining("no pictures in this folder");
        ImageFiles.write(noise(20, 1), empty.resolve("small.png"), WriteOptions.of(Format.PNG));
        assertThatThrownBy(() -> new Specimens("--fit", empty, NOTHING, 3, 1).of(edsr, 11))
                .isInstanceOf(NothingToMeasureException.class)
                .hasMessageContaining("small.png: 20x20 is smaller than a patch of 22x22");
    }
}
