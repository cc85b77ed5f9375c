package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import dev.fettle.image.degrade.Task;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import dev.fettle.network.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A folder as the bundled models lie in one, with fine models among them.
class CatalogueTest {
    private static final RestoreOptions ONE_THREAD = RestoreOptions.DEFAULTS.withThreads(1);

    @TempDir
    private Path folder;

    private Catalogue catalogue;

    @BeforeEach
    void fill() throws IOException {
        catalogue = new Catalogue(name -> Files.exists(folder.resolve(name))
                ? Optional.of(Files.newInputStream(folder.resolve(name)))
                : Optional.empty());
        add("sr-x2-fine", Tiny.ENLARGE);
        add("sr-x2", Tiny.ENLARGE);
        add("denoise", Tiny.DENOISE);
        add("deblock", Tiny.DEBLOCK);
    }

    private void add(String name, PreparedModel model) throws IOException {
        add(named(name, model.file()));
    }

    /// A file and a line.
    private void add(ModelFile model) throws IOException {
        String name = model.card().name();
        model.write(folder.resolve(name + ".safetensors"));
        Path list = folder.resolve("models.txt");
        String before = Files.exists(list) ? Files.readString(list) : "";
        Files.writeString(list, before + name + "\n");
    }

    private static ModelFile named(String name, ModelFile model) {
        ModelCard card = model.card();
        return model.withCard(new ModelCard(name, card.usage(), card.training(), card.metrics()));
    }

    private List<String> taken(String tasks, Effort effort) {
        try (Chain chain = Chain.of(models(TaskSequence.parse(tasks), effort), ONE_THREAD)) {
            return names(chain.models());
        }
    }

    private List<PreparedModel> models(TaskSequence sequence, Effort effort) {
        return catalogue.modelsFor(sequence, 2, effort);
    }

    private static List<String> names(List<ModelFile> models) {
        return models.stream().map(model -> model.card().name()).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sr                 | FAST | sr-x2
            sr                 | FINE | sr-x2-fine
            denoise            | FAST | denoise
            denoise            | FINE | denoise
            deblock,sr         | FAST | deblock, sr-x2
            deblock,sr         | FINE | deblock, sr-x2-fine
            denoise,deblock,sr | FINE | denoise, deblock, sr-x2-fine
            """)
    void aTaskIsDoneByTheModelOfTheEffortOrElseByTheFastOne(String tasks, Effort effort, String models) {
        assertThat(String.join(", ", taken(tasks, effort))).isEqualTo(models);
    }

    @Test
    void aFineModelIsAFileAndALine() throws IOException {
        add("denoise-fine", Tiny.DENOISE);
        assertThat(taken("denoise,deblock", Effort.FINE)).containsExactly("denoise-fine", "deblock");
        assertThat(taken("denoise,deblock", Effort.FAST)).containsExactly("denoise", "deblock");
        assertThat(catalogue.open("denoise-fine").card().name()).isEqualTo("denoise-fine");
        assertThat(catalogue.names()).containsExactly("sr-x2-fine", "sr-x2", "denoise", "deblock", "denoise-fine");
    }

    @Test
    void aChainThatChoosesDoesSoAmongTheModelsOfItsEffort() throws IOException {
        add("denoise-fine", Tiny.DENOISE);
        TaskSequence sequence = TaskSequence.parse("auto,sr");
        Remedies always = Remedies.parse(List.of("denoise"));
        Image picture = Image.of(24, 20, new float[480], new float[480], new float[480]);
        try (Chain chain = Chain.choosing(always, models(sequence, Effort.FINE), ONE_THREAD)) {
            assertThat(names(chain.models())).containsExactly("denoise-fine", "deblock", "sr-x2-fine");
            assertThat(names(chain.models(chain.choice(picture)))).containsExactly("denoise-fine", "sr-x2-fine");
        }
    }

    @Test
    void aScaleWithoutAnyModelIsRefusedWhateverTheEffort() {
        for (Effort effort : Effort.values()) {
            assertThatThrownBy(() -> catalogue.defaultFor(Task.SR, 3, effort))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no bundled model for task 'sr' at scale 3; bundled: "
                            + "sr-x2-fine, sr-x2, denoise, deblock; or give a model file");
        }
    }

    @Test
    void aNameThatIsNotListedAndALineWithoutItsFileAreToldApart() throws IOException {
        assertThatThrownBy(() -> catalogue.open("denoise-fine"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown model 'denoise-fine'; bundled: sr-x2-fine, sr-x2, denoise, deblock; "
                        + "or give a model file");
        Files.delete(folder.resolve("denoise.safetensors"));
        assertThatThrownBy(() -> catalogue.open("denoise"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("model 'denoise' is listed in models.txt but is not in this build");
        Files.delete(folder.resolve("models.txt"));
        assertThat(catalogue.names()).isEmpty();
    }

    /// To the last bit what a model of 32 bits makes whose numbers were rounded beforehand.
    @Test
    void aModelOf16BitsRestoresByItsRoundedWeights() throws IOException {
        ModelFile exact = Tiny.ENLARGE.file();
        LinkedHashMap<String, Values> rounded =
                new LinkedHashMap<>(exact.weights().byName());
        rounded.replaceAll((_, values) -> values.shape().rank() == 4 ? halves(values) : values);
        ModelFile expected = new ModelFile(exact.architecture(), Weights.of(rounded), exact.card());
        add(named("half", exact).kept(Precision.HALF));
        Image picture = gradient(17, 13);
        Image restored = restored(catalogue.open("half"), picture);
        assertThat(restored.hasSamplesOf(restored(expected, picture))).isTrue();
        assertThat(restored.hasSamplesOf(restored(exact, picture)))
                .as("not rounded")
                .isFalse();
    }

    private static Values halves(Values values) {
        float[] rounded = values.array().clone();
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = Float.float16ToFloat(Float.floatToFloat16(rounded[i]));
        }
        return new Values(values.shape(), rounded);
    }

    private static Image gradient(int width, int height) {
        float[][] planes = new float[3][width * height];
        for (int c = 0; c < planes.length; c++) {
            for (int i = 0; i < width * height; i++) {
                planes[c][i] = (i * (c + 3) % 29) / 29f;
            }
        }
        return Image.of(width, height, planes);
    }

    private static Image restored(ModelFile model, Image picture) {
        try (Restorer restorer = PreparedModel.of(model).restorer(ONE_THREAD)) {
            return restorer.restore(picture);
        }
    }
}
