package dev.fettle.network.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Halo;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelCard.Provenance;
import dev.fettle.network.model.ModelCard.Training;
import dev.fettle.network.model.ModelCard.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassesTest {
    /// Ends in so many scores, behind a convolution that leaves every second sample.
    private record Sorting(int classes) implements Architecture {
        @Override
        public Graph graph() {
            GraphBuilder g = new GraphBuilder();
            Node half = g.conv("a", g.input("image", 3), 4, 3, new Convolve(2, 1, 1, 1));
            return g.build(g.conv("fc", g.add("mean", new GlobalMean(), half), classes, 1));
        }

        @Override
        public int scale() {
            return 1;
        }
    }

    private static ModelFile model(Architecture architecture, Usage usage) {
        Training training = new Training("none", List.of(), new Provenance("", 1, "", List.of()));
        ModelCard card = new ModelCard("sorter", usage, training, List.of());
        return new ModelFile(architecture, Weights.initial(architecture.graph(), 1), card);
    }

    @Test
    void aModelThatEndsInClassesSeesTheWholePicture() {
        Classes classes = new Classes(List.of("cat", "dog", "a cow"), 8);
        ModelFile model = model(new Sorting(3), new Usage(1, classes));
        assertThat(model.classes()).isEqualTo(classes);
        assertThat(model.card().usage().task()).isEqualTo("classify");
        assertThat(model.halo()).isEqualTo(new Halo(0, 2, true));
        assertThat(model(new Edsr(2, 1, 4, 1, 1), new Usage("sr", 1, Colour.RGB, 0)).classes())
                .isEqualTo(Classes.NONE);
    }

    @Test
    void asManyClassesAsScoresAreNeeded() {
        Classes two = new Classes(List.of("cat", "dog"), 8);
        assertThatThrownBy(() -> model(new Sorting(3), new Usage(1, two)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model 'sorter': 2 classes do not fit a network that ends in a vector of 3 values");
        assertThatThrownBy(() -> model(new Sorting(3), new Usage("sr", 1, Colour.RGB, 0)))
                .hasMessage("model 'sorter': 0 classes do not fit a network that ends in a vector of 3 values");
        assertThatThrownBy(() -> model(new Edsr(2, 1, 4, 1, 1), new Usage(1, two)))
                .hasMessage("model 'sorter': 2 classes do not fit a network that ends in a picture");
        assertThatThrownBy(() -> new Usage("classify", 1, Colour.RGB, 0))
                .hasMessage("task 'classify' does not fit 0 classes; 'classify' has some, others have none");
    }

    @Test
    void namesAreDistinctAndFitALine() {
        assertThat(new Classes(List.of("n01440764", "tench, Tinca tinca"), 224).areGiven()).isTrue();
        assertThat(Classes.NONE.areGiven()).isFalse();
        assertRefused(List.of("cat"), 8, "classes: at least two are needed, got [cat]");
        assertRefused(List.of("cat", "dog", "cat"), 8, "classes: two are named 'cat'");
        assertRefused(List.of("cat", " "), 8, "got ' '");
        assertRefused(List.of("cat", "do\ng"), 8, "got 'do?g'");
        assertRefused(List.of("cat", "d".repeat(101)), 8, "a name has 1 to 100 characters");
        assertRefused(List.of("cat", "dog"), 0, "names and a patch belong together, got 2 names and patch 0");
        assertRefused(List.of(), 8, "names and a patch belong together, got 0 names and patch 8");
        assertRefused(List.of("cat", "dog"), -1, "patch must be 1 to 65536, got -1");
        assertRefused(List.of("cat", "dog"), 65_537, "patch must be 1 to 65536, got 65537");
    }

    private static void assertRefused(List<String> names, int patch, String reason) {
        assertThatThrownBy(() -> new Classes(names, patch))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(reason)
                .doesNotContain("\n");
    }
}
