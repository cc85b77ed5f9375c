package dev.fettle.lab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.WriteOptions;
import dev.fettle.lab.Silent;
import dev.fettle.lab.UnfitRequestException;
import dev.fettle.lab.report.KernelResults;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.convolution.Layer;
import dev.fettle.network.convolution.Sparse;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A model whose layers choose by windows of two sizes.
class KernelInspectionTest {
    private record TwoSizes() implements Architecture {
        @Override
        public Graph graph() {
            GraphBuilder g = new GraphBuilder();
            Node x = window(5).apply(g, new Layer("first", 4, 3), g.input("image", 1));
            return g.build(window(8).apply(g, new Layer("second", 1, 3), x));
        }

        private static Sparse window(int side) {
            return new Sparse(2, 1, Sparse.Choice.DEFAULTS, Sparse.Routing.of(Sparse.Pooling.WINDOW, side));
        }

        @Override
        public int scale() {
            return 1;
        }
    }

    @TempDir
    private Path folder;

    private Path picture;

    @BeforeEach
    void makePicture() throws IOException {
        picture = folder.resolve("picture.png");
        float[] plane = new float[17 * 13];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = i % 7 / 7f;
        }
        ImageFiles.write(Image.of(17, 13, plane), picture, WriteOptions.of(Format.PNG));
    }

    private KernelResults inspected(Optional<Integer> window) throws IOException {
        Architecture architecture = new TwoSizes();
        Training training = new Training("none", List.of(), new Provenance("", 1, "", List.of()));
        ModelCard card = new ModelCard("two", new Usage("denoise", 1, Colour.GRAY, 0), training, List.of());
        ModelFile model = new ModelFile(architecture, Weights.initial(architecture.graph(), 3), card);
        return new KernelInspection(model, picture, window, Optional.empty(), 1)
                .run(new Silent())
                .results();
    }

    @Test
    void theWindowsThatAreNamedAreShownWithTheLayersThatChooseByThem() throws IOException {
        KernelResults small = inspected(Optional.of(5));
        assertThat(List.of(small.columns(), small.rows())).containsExactly(4, 3);
        assertThat(small.layers()).extracting(KernelResults.Layer::name).containsExactly("first");
        KernelResults large = inspected(Optional.of(8));
        assertThat(List.of(large.columns(), large.rows())).containsExactly(3, 2);
        assertThat(large.layers()).extracting(KernelResults.Layer::name).containsExactly("second");
    }

    @Test
    void oneOfTheSizesMustBeNamed() {
        for (Optional<Integer> window : List.of(Optional.<Integer>empty(), Optional.of(6))) {
            assertThatThrownBy(() -> inspected(window))
                    .isInstanceOf(UnfitRequestException.class)
                    .hasMessage("--window: model 'two' has windows of its own, of 5 and 8 pixels; name one");
        }
    }
}
