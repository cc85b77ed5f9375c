package dev.fettle.lab.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.WriteOptions;
import dev.fettle.lab.NothingToMeasureException;
import dev.fettle.lab.Silent;
import dev.fettle.lab.UnfitRequestException;
import dev.fettle.lab.Watcher;
import dev.fettle.lab.evaluation.Degrading;
import dev.fettle.lab.fit.Specimens;
import dev.fettle.network.Network;
import dev.fettle.network.Offset;
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
import java.util.ArrayList;
import java.util.Arrays;
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
                .of(dense, new Silent())
                .model();
        assertThat(difference(dense, ghost)).isCloseTo(0, within(1e-4));
        assertThat(difference(
                        dense,
                        compression(Selection.CLUSTERS, Optional.empty())
                                .of(dense, new Silent())
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
                ModelFile fitted = fitting(selection).of(dense, new Silent()).model();
                ModelFile nearest = compression(Selection.CLUSTERS, Optional.empty())
                        .of(dense, new Silent())
                        .model();
                assertThat(difference(dense, fitted))
                        .as("%s %s", architecture, selection)
                        .isLessThan(0.9 * difference(dense, nearest));
            }
        }
    }

    /// What stands behind the fusions sees ghosts through them.
    @Test
    void fusionsOfWhatHasGhostsAreFittedAndWhatIsBehindTheShuffleIsNot() throws IOException {
        ModelFile dense = initial(new Carn(List.of(2), 8, 2, Carn.Block.EFFICIENT, Convolutions.PLAIN));
        Weights fitted =
                fitting(Selection.CLUSTERS).of(dense, new Silent()).model().weights();
        for (String layer :
                List.of("b1.b1.body.4", "b1.c1.body.0", "b2.c3.body.0", "c3.body.0", "upsample.up2.body.0")) {
            assertThat(fitted.get(layer + ".weight").array())
                    .as(layer)
                    .isNotEqualTo(dense.weights().get(layer + ".weight").array());
        }
        for (String layer : List.of("entry", "exit")) {
            assertThat(fitted.get(layer + ".weight").array())
                    .as(layer)
                    .isEqualTo(dense.weights().get(layer + ".weight").array());
        }
    }

    @Test
    void theReportTellsOfThePairsThatWereKept() throws IOException {
        ModelFile dense = initial(new Edsr(2, 3, 8, 0.5, 1));
        GhostCompression.Result result = fitting(Selection.MAPS).of(dense, new Silent());
        for (GhostCompression.Layer layer : result.layers()) {
            int[] channels =
                    places(result.model().weights().get(layer.name() + ".order").array());
            Filters filters = Filters.of(dense.weights(), layer.name(), 1);
            double correlation = 0;
            for (int j = 0; j < 4; j++) {
                correlation += filters.correlation(channels[4 + j], channels[j], new Offset(0, 0)) / 4;
            }
            assertThat(layer.correlation()).as(layer.name()).isCloseTo(correlation, within(1e-12));
        }
    }

    /// A filter of gain 0 keeps a direction, which no fit may make 0.
    @Test
    void aWeightNormalisedFilterThatMakesNothingStaysOne() throws IOException {
        Architecture wdsr = new Wdsr(2, 2, 4, 2, Wdsr.Block.A, Convolutions.PLAIN);
        Map<String, Values> weights =
                new LinkedHashMap<>(Weights.initial(wdsr.graph(), 1).byName());
        weights.replaceAll((name, values) -> name.endsWith(".weight_g") || name.endsWith(".bias")
                ? new Values(values.shape(), new float[values.array().length])
                : values);
        ModelFile fitted = fitting(Selection.ORDER)
                .of(model(wdsr, Weights.of(weights)), new Silent())
                .model();
        for (Values values : fitted.network().deployed().weights().byName().values()) {
            for (float value : values.array()) {
                assertThat(value).isFinite();
            }
        }
    }

    @Test
    void aConstantPictureLeavesTheFilters() throws IOException {
        for (Path file : List.of(photos.resolve("0.png"), photos.resolve("1.png"))) {
            float[] gray = new float[150 * 150];
            Arrays.fill(gray, 0.5f);
            ImageFiles.write(Image.of(150, 150, gray), file, WriteOptions.of(Format.PNG));
        }
        ModelFile dense = initial(new Edsr(2, 1, 8, 1, 1));
        for (Selection selection : List.of(Selection.ORDER, Selection.MAPS)) {
            Weights fitted = fitting(selection).of(dense, new Silent()).model().weights();
            fitted.byName()
                    .values()
                    .forEach(values -> assertThat(values.array()).doesNotContain(Float.NaN));
        }
    }

    /// A group reads copies of what another group sees, side by side.
    @Test
    void whereGroupsReadCopiesGoToOtherGroups() throws IOException {
        ModelFile dense = initial(new Carn(List.of(2), 16, 4, Carn.Block.EFFICIENT, Convolutions.PLAIN));
        for (double ratio : new double[] {0.25, 0.5, 0.75}) {
            GhostCompression maps = new GhostCompression(
                    Ghost.DEFAULTS.withRatio(ratio),
                    Selection.MAPS,
                    true,
                    1,
                    1,
                    Optional.of(new Specimens("--fit", photos, NOTHING, 3, 1)));
            Weights fitted = maps.of(dense, new Silent()).model().weights();
            int[] channels = places(fitted.get("b1.b1.body.0.order").array());
            int intrinsic = (int) (16 * (1 - ratio));
            int ghosts = 16 - intrinsic;
            for (int i = 0; i < intrinsic; i++) {
                assertThat(channels[i] / 4).isEqualTo(i / (intrinsic / 4));
            }
            int strangers = 0;
            for (int j = 0; j < ghosts; j++) {
                int group = channels[intrinsic + j] / 4;
                assertThat(group).isEqualTo(channels[intrinsic + j / (ghosts / 4) * (ghosts / 4)] / 4);
                strangers += group == channels[j % intrinsic] / 4 ? 0 : 1;
            }
            assertThat(strangers).as("of %d, ratio %s", ghosts, ratio).isGreaterThanOrEqualTo(ghosts / 2);
        }
    }

    /// The channel of the dense layer at each place.
    private static int[] places(float[] order) {
        int[] channels = new int[order.length];
        for (int channel = 0; channel < order.length; channel++) {
            channels[(int) order[channel]] = channel;
        }
        return channels;
    }

    @Test
    void momentsThatWouldFillTheMemoryAreRefusedWithNumbers() {
        int offsets = 33 * 33;
        int channels = (int) Math.sqrt(Runtime.getRuntime().maxMemory() / 16.0 / offsets) + 2;
        Ghost far = new Ghost(0.5, 16, Ghost.Cheap.SHIFT, Ghost.DEFAULTS.learning());
        GhostCompression compression = new GhostCompression(
                far, Selection.MAPS, true, 1, 1, Optional.of(new Specimens("--fit", photos, NOTHING, 1, 1)));
        ModelFile dense = initial(new Vdsr(2, 3, channels, 1, true));
        assertThatThrownBy(() -> compression.of(dense, new Silent()))
                .hasMessageMatching("residual_layer.0.conv: products of " + channels
                        + " channels at 1089 offsets take \\d+ MB, and \\d+ MB may be used for them; take a smaller.*");
    }

    @Test
    void aWatcherHearsHowFarItIs() throws IOException {
        List<String> heard = new ArrayList<>();
        fitting(Selection.MAPS).of(initial(new Edsr(2, 2, 8, 1, 1)), new Diary(heard));
        assertThat(heard).startsWith("1 items", "channels are paired", "4 of 4", "1 items", "layers are fitted");
        List<Integer> parts = heard.subList(5, heard.size()).stream()
                .map(line -> Integer.valueOf(line.substring(0, line.indexOf(' '))))
                .toList();
        assertThat(parts).hasSize(6).isSorted().endsWith(10_000); // four layers with ghosts, body.2 and the upsampler
    }

    private record Diary(List<String> heard) implements Watcher, Watcher.Course {
        @Override
        public Course course(int items) {
            heard.add(items + " items");
            return this;
        }

        @Override
        public void start(String name) {
            heard.add(name);
        }

        @Override
        public void part(int done, int total) {
            heard.add(done + " of " + total);
        }

        @Override
        public void note(String line) {}

        @Override
        public void paint(String line) {}

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void finished() {}

        @Override
        public void close() {}
    }

    @Test
    void theSameSeedMakesTheSameBits() throws IOException {
        ModelFile dense = initial(new Edsr(2, 1, 8, 1, 1));
        Weights one = fitting(Selection.MAPS).of(dense, new Silent()).model().weights();
        Weights other = fitting(Selection.MAPS).of(dense, new Silent()).model().weights();
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
        assertThatThrownBy(() -> few.of(initial(new Edsr(2, 1, 40, 1, 1)), new Silent()))
                .hasMessage(
                        "body.0.body.0: filters have 361 unknowns and 1024 samples to be fitted to, at least 1444 are"
                                + " wanted; --patches N takes more");
        assertThatThrownBy(() -> fitting(Selection.ORDER).of(initial(new Vdsr(1, 3, 4, 1, true)), new Silent()))
                .isInstanceOf(UnfitRequestException.class)
                .hasMessage("model 'dense' is for denoise: how strong, --sigma S");
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
