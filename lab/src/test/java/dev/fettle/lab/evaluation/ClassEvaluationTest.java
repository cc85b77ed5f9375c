package dev.fettle.lab.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.WriteOptions;
import dev.fettle.lab.NothingToMeasureException;
import dev.fettle.lab.Silent;
import dev.fettle.lab.evaluation.ClassReport.OfClass;
import dev.fettle.lab.evaluation.ClassReport.Row;
import dev.fettle.lab.evaluation.ClassReport.Share;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.model.Classes;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Measurement;
import dev.fettle.network.model.ModelCard.Provenance;
import dev.fettle.network.model.ModelCard.Training;
import dev.fettle.network.model.ModelCard.Usage;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.RestoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A model that knows how bright pictures are: of K classes the score of class k is 2·k·b - k² for a mean
/// red of b times K - 1, which is largest for the nearest k, and second largest for the second nearest.
class ClassEvaluationTest {
    private static final RestoreOptions ONE_THREAD = RestoreOptions.DEFAULTS.withThreads(1);

    @TempDir
    private Path folder;

    private record Brightness(int classes) implements Architecture {
        @Override
        public Graph graph() {
            GraphBuilder g = new GraphBuilder();
            Node mean = g.add("mean", new GlobalMean(), g.input("image", 3));
            return g.build(g.conv("fc", mean, classes, 1));
        }

        @Override
        public int scale() {
            return 1;
        }
    }

    private static String name(int label) {
        return "level" + label;
    }

    private static ModelFile model(int classes) {
        return model(
                IntStream.range(0, classes).mapToObj(ClassEvaluationTest::name).toList());
    }

    private static ModelFile model(List<String> names) {
        int classes = names.size();
        Brightness architecture = new Brightness(classes);
        Map<String, Values> weights =
                new LinkedHashMap<>(Weights.initial(architecture.graph(), 1).byName());
        Values slopes = Values.zeros(weights.get("fc.weight").shape());
        Values offsets = Values.zeros(weights.get("fc.bias").shape());
        for (int k = 0; k < classes; k++) {
            slopes.array()[3 * k] = 2f * k * (classes - 1);
            offsets.array()[k] = -k * k;
        }
        weights.put("fc.weight", slopes);
        weights.put("fc.bias", offsets);
        Training training = new Training("none", List.of(), new Provenance("", 1, "", List.of()));
        ModelCard card = new ModelCard("levels", new Usage(1, new Classes(names, 4)), training, List.of());
        return new ModelFile(architecture, Weights.of(weights), card);
    }

    private void write(String file, double brightness, int side) throws IOException {
        float[] plane = new float[side * side];
        Arrays.fill(plane, (float) brightness);
        Files.createDirectories(folder.resolve(file).getParent());
        ImageFiles.write(Image.of(side, side, plane), folder.resolve(file), WriteOptions.of(Format.PNG));
    }

    private ClassReport report(ModelFile model) throws IOException {
        return new ClassEvaluation(folder).model(model, ONE_THREAD, new Silent());
    }

    @Test
    void classesAreFoundAndCounted() throws IOException {
        write("level0/a.png", 0, 4);
        write("level0/b.png", 0.1, 4);
        write("level0/wrong.png", 0.9, 4);
        write("level1/a.png", 1, 4);
        ClassReport report = report(model(2));
        assertThat(report.top1()).isEqualTo(new Share(3, 4, 75));
        assertThat(report.top5()).isEmpty();
        assertThat(report.protocol()).isEqualTo("centre-crop 4");
        assertThat(report.ofClasses()).containsExactly(new OfClass("level0", 2, 3), new OfClass("level1", 1, 1));
        assertThat(report.images())
                .containsExactly(
                        new Row("level0/a", "level0", "level0", 1),
                        new Row("level0/b", "level0", "level0", 1),
                        new Row("level0/wrong", "level0", "level1", 2),
                        new Row("level1/a", "level1", "level1", 1));
        assertThat(report.measurements("levels")).containsExactly(new Measurement("levels", "top-1 centre-crop 4", 75));
        assertThat(report.lines())
                .contains("levels: 75.00 % (3 of 4 pictures); protocol: top-1 centre-crop 4; weights: fp32")
                .noneMatch(line -> line.contains("top-5"));
    }

    /// A picture of level 0 in the folder of level 5 is the sixth guess, one of level 1 in that of level 4
    /// the fifth.
    @Test
    void ofMoreThanFiveClassesTheFiveLargestScoresCount() throws IOException {
        for (int k = 0; k < 7; k++) {
            write(name(k) + "/right.png", k / 6.0, 4);
        }
        write("level5/sixth.png", 0, 4);
        write("level4/fifth.png", 1.1 / 6, 4);
        ClassReport report = report(model(7));
        assertThat(report.images()).contains(new Row("level5/sixth", "level5", "level0", 6));
        assertThat(report.images()).contains(new Row("level4/fifth", "level4", "level1", 5));
        assertThat(report.top1().right()).isEqualTo(7);
        assertThat(report.top5()).contains(new Share(8, 9, 800.0 / 9));
        assertThat(report.measurements("levels"))
                .extracting(Measurement::protocol)
                .containsExactly("top-1 centre-crop 4", "top-5 centre-crop 4");
    }

    /// Folders are listed by name: dark, light, middling.
    @Test
    void classesGoByTheirNamesWhateverTheOrderOfTheModel() throws IOException {
        write("middling/a.png", 0.5, 4);
        write("light/a.png", 1, 4);
        write("dark/a.png", 0, 4);
        write("dark/wrong.png", 1, 4);
        ClassReport report = report(model(List.of("dark", "middling", "light")));
        assertThat(report.top1()).isEqualTo(new Share(3, 4, 75));
        assertThat(report.images()).contains(new Row("dark/wrong", "dark", "light", 3));
        assertThat(report.ofClasses()).extracting(OfClass::name).containsExactly("dark", "middling", "light");
    }

    @Test
    void largerPicturesAreReducedAndTheStampSaysSo() throws IOException {
        write("level0/a.png", 0, 9);
        write("level1/a.png", 1, 4);
        ClassReport report = report(model(2));
        assertThat(report.top1().right()).isEqualTo(2);
        assertThat(report.protocol()).isEqualTo("centre-crop 4 of 5");
    }

    @Test
    void whatCannotBeMeasuredIsToldAndLeftOut() throws IOException {
        write("level0/a.png", 0, 4);
        write("level0/small.png", 0, 3);
        write("level1/a.png", 1, 4);
        Files.writeString(folder.resolve("level1/broken.png"), "no picture");
        ClassReport report = report(model(2));
        assertThat(report.top1()).isEqualTo(new Share(2, 2, 100));
        assertThat(report.failed())
                .extracting(EvaluationReport.Failed::name)
                .containsExactly("level0/small", "level1/broken");
        assertThat(report.failed().getFirst().error())
                .isEqualTo("3x3 is smaller than the 4x4 that the network is given");
    }

    @Test
    void foldersThatDoNotFitAreRefusedInOneLine() throws IOException {
        assertThatThrownBy(() -> report(model(2)))
                .isInstanceOf(NothingToMeasureException.class)
                .hasMessageContaining("--data: '" + folder + "' needs a folder of pictures for each class");
        write("level0/a.png", 0, 3);
        write("level1/a.png", 0, 3);
        assertThatThrownBy(() -> report(model(2)))
                .isInstanceOf(NothingToMeasureException.class)
                .hasMessage(folder + ": none of the pictures could be measured");
        assertThatThrownBy(() -> report(model(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--data: the classes of '" + folder
                        + "' are others than those of model 'levels': 'level2' of model 'levels' is missing");
    }
}
