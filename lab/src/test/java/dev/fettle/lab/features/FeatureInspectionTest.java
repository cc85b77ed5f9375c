package dev.fettle.lab.features;

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
import dev.fettle.lab.features.FeatureInspection.Outcome;
import dev.fettle.lab.features.FeatureInspection.Place;
import dev.fettle.lab.features.FeatureInspection.Question;
import dev.fettle.lab.report.FeatureResults.Layer;
import dev.fettle.lab.report.FeatureResults.Pair;
import dev.fettle.lab.report.FeatureResults.Region;
import dev.fettle.lab.report.FeatureTable;
import dev.fettle.network.LearntShifts;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Ghost;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelCard.Provenance;
import dev.fettle.network.model.ModelCard.Training;
import dev.fettle.network.model.ModelCard.Usage;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureInspectionTest {
    private static final int WIDTH = 60;
    private static final int HEIGHT = 40;

    @TempDir
    private Path folder;

    private static ModelFile model(int layers, Convolution convolution) {
        Vdsr vdsr = new Vdsr(1, layers, 8, 1, true, convolution);
        Training training = new Training("none", List.of(), new Provenance("", 1, "", List.of()));
        ModelCard card = new ModelCard("tiny", new Usage("denoise", 1, Colour.GRAY, 0), training, List.of());
        return new ModelFile(vdsr, Weights.initial(vdsr.graph(), 5), card);
    }

    private Path picture(int width, int height) throws IOException {
        Random random = new Random(3);
        float[] plane = new float[width * height];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = random.nextFloat();
        }
        Path file = folder.resolve("a%d.png".formatted(width));
        ImageFiles.write(Image.of(width, height, plane), file, WriteOptions.of(Format.PNG));
        return file;
    }

    private static Question question(Optional<Integer> side, Optional<Place> place, int offset) {
        return new Question(List.of(), side, place, offset, 9);
    }

    private static final Question PLAIN = question(Optional.empty(), Optional.empty(), 1);

    private Outcome inspected(ModelFile model, Question question) throws IOException {
        return new FeatureInspection(model, picture(WIDTH, HEIGHT), question, 1).run(new Silent());
    }

    @Test
    void ghostsAreFoundWithTheirShifts() throws IOException {
        ModelFile ghost = model(4, Ghost.DEFAULTS);
        List<LearntShifts> shifts = LearntShifts.of(ghost.network().graph(), ghost.weights());
        List<Layer> layers = inspected(ghost, PLAIN).results().layers();
        for (int i = 0; i < shifts.size(); i++) {
            Layer layer = layers.get(i + 1); // the first has none
            assertThat(layer.name()).isEqualTo(shifts.get(i).layer());
            List<Pair> pairs = layer.pairs().stream()
                    .filter(pair -> pair.second() == pair.first() + 4)
                    .toList();
            assertThat(pairs).as("%s", layer).isNotEmpty();
            for (Pair pair : pairs) {
                assertThat(pair.correlation()).isCloseTo(1, within(1e-6));
                assertThat(pair.shift()).isEqualTo(shifts.get(i).offsets().getFirst());
            }
        }
    }

    @Test
    void withoutAPlaceTheMiddleIsSeen() throws IOException {
        ModelFile model = model(3, Convolutions.PLAIN);
        assertThat(inspected(model, PLAIN).results().region()).isEqualTo(new Region(0, 0, WIDTH, HEIGHT));
        assertThat(inspected(model, question(Optional.of(20), Optional.empty(), 1))
                        .results()
                        .region())
                .isEqualTo(new Region(20, 10, 20, 20));
        Region asked = inspected(model, question(Optional.of(20), Optional.of(new Place(40, 3)), 1))
                .results()
                .region();
        assertThat(asked).isEqualTo(new Region(40, 3, 20, 20));
    }

    @Test
    void theSheetIsAPictureWithACellForEachLayer() throws IOException {
        ModelFile model = model(4, Convolutions.PLAIN);
        Path two = folder.resolve("two.png");
        Path three = folder.resolve("three.png");
        inspected(
                        model,
                        new Question(
                                List.of("input", "residual_layer.0.conv"), Optional.empty(), Optional.empty(), 1, 1))
                .write(two);
        inspected(model, PLAIN).write(three);
        Image small = ImageFiles.read(two);
        Image large = ImageFiles.read(three);
        assertThat(small.width()).isEqualTo(large.width());
        int cell = 192 * HEIGHT / WIDTH; // the maps of a row
        assertThat(large.height() - small.height()).isBetween(cell, cell + 100);
    }

    @Test
    void theTableNamesEveryPair() throws IOException {
        Outcome outcome = inspected(model(3, Ghost.DEFAULTS), PLAIN);
        List<String> lines = FeatureTable.of(outcome.results());
        for (Layer layer : outcome.results().layers()) {
            assertThat(lines).anyMatch(line -> line.startsWith(layer.name()));
            for (Pair pair : layer.pairs()) {
                assertThat(lines).anyMatch(line -> line.matches(".* %d +%d .*".formatted(pair.first(), pair.second())));
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        ModelFile model = model(3, Convolutions.PLAIN);
        Path small = picture(9, 30);
        assertThatThrownBy(() -> new FeatureInspection(model, small, PLAIN, 1).run(new Silent()))
                .isInstanceOf(NothingToMeasureException.class)
                .hasMessageContaining("sees 9x30 pixels of it, less than 10x10");
        Question outside = question(Optional.of(20), Optional.of(new Place(45, 0)), 1);
        assertThatThrownBy(() -> inspected(model, outside))
                .isInstanceOf(UnfitRequestException.class)
                .hasMessageContaining("--at 45,0: 20x20 pixels from there are not inside");
        assertThatThrownBy(() -> question(Optional.empty(), Optional.empty(), 17))
                .hasMessage("--offset must be 0 to 16, got 17");
        ModelFile single = new ModelFile(
                new Vdsr(1, 2, 1, 1, true), Weights.initial(new Vdsr(1, 2, 1, 1, true).graph(), 1), model.card());
        assertThatThrownBy(() -> inspected(single, PLAIN))
                .hasMessageContaining("no two convolutions have feature maps of several channels");
    }
}
