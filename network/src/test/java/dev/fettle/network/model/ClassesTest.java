package dev.fettle.network.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.Configuration;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Halo;
import dev.fettle.network.ModelFormatException;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.ResNet;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelCard.Provenance;
import dev.fettle.network.model.ModelCard.Training;
import dev.fettle.network.model.ModelCard.Usage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

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
        assertThat(model(new Edsr(2, 1, 4, 1, 1), new Usage("sr", 1, Colour.RGB, 0))
                        .classes())
                .isEqualTo(Classes.NONE);
    }

    private static ModelFile tiny() {
        ResNet network = new ResNet(List.of(1), 1, 2, 3, ResNet.Stem.CIFAR, Convolutions.PLAIN);
        return model(network, new Usage(1, new Classes(List.of("cat", "a \"dog\"", "Kühe"), 8)));
    }

    private static byte[] bytes(ModelFile model) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        model.write(out);
        return out.toByteArray();
    }

    private static ModelFile read(byte[] file) throws IOException {
        return ModelFile.read(new ByteArrayInputStream(file), "test");
    }

    @Test
    void whatIsWrittenReadsBack() throws IOException {
        ModelFile read = read(bytes(tiny()));
        assertThat(read.card()).isEqualTo(tiny().card());
        assertThat(read.architecture()).isEqualTo(tiny().architecture());
        assertThat(read.halo()).isEqualTo(tiny().halo());
        assertThat(bytes(read)).isEqualTo(bytes(tiny()));
    }

    /// Files of before there were classes have none of their keys, and keep their bytes.
    @Test
    void aModelThatRestoresSaysNothingOfClasses() throws IOException {
        byte[] file = bytes(model(new Edsr(2, 1, 4, 1, 1), new Usage("sr", 1, Colour.RGB, 0)));
        String header = new String(file, StandardCharsets.ISO_8859_1);
        assertThat(header).doesNotContain("classes").doesNotContain("\\\"patch\\\"");
        assertThat(read(file).classes()).isEqualTo(Classes.NONE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ["cat","dog"]            | 8     | model 'sorter': 2 classes do not fit a network that ends in a vector of 3 values
            ["a","b","c","d"]        | 8     | model 'sorter': 4 classes do not fit a network that ends in a vector of 3 values
            ["cat","dog","cat"]      | 8     | classes: two are named 'cat'
            ["cat","dog",""]         | 8     | a name has 1 to 100 characters
            ["cat","dog",null]       | 8     | classes
            "cat"                    | 8     | classes
            ["cat","dog","cow"]      | 0     | names and a patch belong together, got 3 names and patch 0
            ["cat","dog","cow"]      | 70000 | patch must be 1 to 65536, got 70000
            ["cat","dog","cow"]      | 1.5   | patch
            []                       | 0     | task 'classify' does not fit 0 classes
            """)
    void aDamagedDescriptionIsRefused(String classes, String patch, String reason) throws IOException {
        Safetensors parts = Safetensors.read(new ByteArrayInputStream(bytes(tiny())), "");
        LinkedHashMap<String, String> metadata = new LinkedHashMap<>(parts.metadata());
        metadata.computeIfPresent("fettle", (_, json) -> {
            ObjectNode description = (ObjectNode) Configuration.MAPPER.readTree(json);
            description.set("classes", Configuration.MAPPER.readTree(classes));
            description.set("patch", Configuration.MAPPER.readTree(patch));
            return description.toString();
        });
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Safetensors(metadata, parts.tensors()).write(out);
        assertThatThrownBy(() -> read(out.toByteArray()))
                .isInstanceOf(ModelFormatException.class)
                .message()
                .startsWith("test: ")
                .contains(reason)
                .doesNotContain("\n");
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
        assertThat(new Classes(List.of("n01440764", "tench, Tinca tinca"), 224).areGiven())
                .isTrue();
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
