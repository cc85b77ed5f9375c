package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Image;
import dev.fettle.image.JpegCoding;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelCard.Provenance;
import dev.fettle.network.model.ModelCard.Training;
import dev.fettle.network.model.ModelCard.Usage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SuitabilityTest {
    private static final Image GRAY = Image.of(2, 1, new float[] {0.2f, 0.7f});
    private static final Image COLOURED =
            Image.of(2, 1, new float[] {0.2f, 0.7f}, new float[] {0.1f, 0.7f}, new float[] {0.2f, 0.9f});

    @Test
    void grayNoiseIsUnknownToAModelForColourThatHasSeenNone() {
        assertThat(told("denoise", GRAY))
                .hasValueSatisfying(
                        text -> assertThat(text).startsWith("gray, so its noise is the same in all channels"));
        assertThat(told("denoise", GRAY, "gray")).isEmpty();
        assertThat(told("denoise", COLOURED)).isEmpty();
    }

    @Test
    void storedNoiseIsUnknownToAModelThatHasSeenNone() {
        Image jpeg = jpeg();
        assertThat(told("denoise", jpeg, "gray", "smoothed"))
                .hasValueSatisfying(text -> assertThat(text).startsWith("a JPEG, whose noise was changed"));
        assertThat(told("denoise", jpeg, "jpeg")).isEmpty();
    }

    @Test
    void aModelThatHasSeenNoCleanPicturesHarmsThem() {
        assertThat(told("deblock", COLOURED, "twice"))
                .hasValueSatisfying(text -> assertThat(text).contains("pictures of good quality lose by this task"));
        assertThat(told("deblock", COLOURED, "clean")).isEmpty();
        assertThat(told("deblock", jpeg())).isEmpty();
    }

    private static Image jpeg() {
        return COLOURED.withSource(Source.NONE.withJpeg(new JpegCoding(80, 2, 2)));
    }

    private static Optional<String> told(String task, Image picture, String... mixture) {
        Training training =
                new Training("none", List.of(), new Provenance("", 1, "", List.of())).withMixture(List.of(mixture));
        ModelCard card = new ModelCard("tiny", new Usage(task, 1, Colour.RGB, 0), training, List.of());
        return Suitability.remark(card, picture).map(Remark::text);
    }
}
