package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.network.FeatureMaps;
import dev.fettle.network.Initial;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.convolution.Ghost;
import dev.fettle.network.convolution.SqueezeExcite;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelCard.Provenance;
import dev.fettle.network.model.ModelCard.Training;
import dev.fettle.network.model.ModelCard.Usage;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.InnerMaps.Maps;
import dev.fettle.runtime.LayerMaps.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LayerMapsTest {
    private static final int WIDTH = 19;
    private static final int HEIGHT = 13;
    private static final float[] PLANE = new Initial.Uniform(0.5)
            .draw(Shape.of(1, 1, HEIGHT, WIDTH), new Random(2))
            .array();

    private static ModelFile model(Architecture architecture, Colour colour) {
        Training training = new Training("none", List.of(), new Provenance("", 1, "", List.of()));
        ModelCard card = new ModelCard("tiny", new Usage("denoise", 1, colour, 0), training, List.of());
        return new ModelFile(architecture, Weights.initial(architecture.graph(), 7), card);
    }

    private static List<Maps> shown(LayerMaps maps) {
        List<Maps> all = new ArrayList<>();
        maps.show(2, (one, total) -> {
            assertThat(total).isEqualTo(maps.layers().size());
            all.add(one);
        });
        return all;
    }

    @Test
    void mapsAreThoseOfTheReference() {
        ModelFile model = model(new Vdsr(1, 4, 8, 1, true, Ghost.DEFAULTS), Colour.GRAY);
        List<Maps> all = shown(LayerMaps.of(model, Image.of(WIDTH, HEIGHT, PLANE), new Choice(List.of(), 8)));
        Values picture = new Values(Shape.of(1, 1, HEIGHT, WIDTH), PLANE);
        List<FeatureMaps.Layer> layers = FeatureMaps.of(model.network()).layers();
        assertThat(all).hasSameSizeAs(layers);
        for (int layer = 0; layer < all.size(); layer++) {
            Maps maps = all.get(layer);
            double[] wanted = Reference.value(
                            model.network(), picture, layers.get(layer).map())
                    .array();
            assertThat(maps.layer()).isEqualTo(layers.get(layer).name());
            for (int i = 0; i < wanted.length; i++) {
                float got = maps.channels()[i / (WIDTH * HEIGHT)][i % (WIDTH * HEIGHT)];
                assertThat((double) got).as("%s, %d", maps.layer(), i).isCloseTo(wanted[i], within(1e-4));
            }
        }
    }

    @Test
    void mapsBehindTheUpsamplerAreLarger() {
        LayerMaps maps = LayerMaps.of(
                model(new Edsr(4, 1, 4, 1.0, 1.0), Colour.RGB),
                Image.of(WIDTH, HEIGHT, PLANE, PLANE, PLANE),
                new Choice(List.of("head.0", "tail.0.2"), 8));
        assertThat(shown(maps)).extracting(Maps::width).containsExactly(WIDTH, 2 * WIDTH);
    }

    @Test
    void gatesAreNoMaps() {
        LayerMaps maps = LayerMaps.of(
                model(new Edsr(2, 1, 8, 1.0, 1.0, SqueezeExcite.DEFAULTS), Colour.RGB),
                Image.of(WIDTH, HEIGHT, PLANE, PLANE, PLANE),
                new Choice(List.of(), 8));
        assertThat(shown(maps)).allSatisfy(one -> assertThat(one.height()).isGreaterThanOrEqualTo(HEIGHT));
        assertThat(maps.layers()).contains("head.0", "body.0.body.0").noneMatch(name -> name.contains("gate"));
    }
}
