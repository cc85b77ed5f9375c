package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Image;
import dev.fettle.image.JpegCoding;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.model.Blend;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelFile;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JpegBlendTest {
    private static final Blend BLEND = new Blend(new TreeMap<>(Map.of(20, 1.0, 80, 0.4, 90, 0.0)));
    private static final RestoreOptions ONE_THREAD = RestoreOptions.DEFAULTS.withThreads(1);

    /// VDSR whose last layer adds a number to every sample.
    private static ModelFile adding(float number, String task, Blend blend) {
        Vdsr vdsr = new Vdsr(1, 3, 4, 3, true);
        Weights weights = Weights.initial(vdsr.graph(), 3);
        Arrays.fill(weights.get("output.weight").array(), 0);
        Arrays.fill(weights.get("output.bias").array(), number);
        ModelCard card = new ModelCard(
                "adding",
                new ModelCard.Usage(task, 1, Colour.RGB, 0).withBlend(blend),
                new ModelCard.Training("none", List.of(), new ModelCard.Provenance("", 1, "", List.of())),
                List.of());
        return new ModelFile(vdsr, weights, card);
    }

    private static Image flat(int channels, Source source) {
        float[][] planes = new float[channels][12 * 9];
        for (float[] plane : planes) {
            Arrays.fill(plane, 0.25f);
        }
        return Image.of(12, 9, planes).withSource(source);
    }

    private static Source jpeg(int quality) {
        return Source.NONE.withJpeg(new JpegCoding(quality, 2, 2));
    }

    private static Image restored(Image picture, RestoreOptions options) {
        try (Restorer restorer = Restorer.of(adding(0.5f, "deblock", BLEND), options)) {
            return restorer.restore(picture);
        }
    }

    @ParameterizedTest
    @CsvSource({"10, 0.75", "20, 0.75", "50, 0.6", "80, 0.45", "85, 0.35"})
    void asMuchOfTheChangeIsKeptAsTheQualityAllows(int quality, float value) {
        for (int channels : new int[] {1, 3}) {
            Image result = restored(flat(channels, jpeg(quality)), ONE_THREAD);
            for (int channel = 0; channel < channels; channel++) {
                assertThat(result.plane(channel)[40]).isCloseTo(value, Offset.offset(1e-6f));
            }
            assertThat(result.source().remarks()).hasSize(quality > 20 ? 1 : 0);
        }
    }

    @Test
    void aGoodJpegStaysAsItIsAndSaysSo() {
        Image picture = flat(3, jpeg(92)).withAlpha(new float[12 * 9]);
        Image result = restored(picture, ONE_THREAD);
        assertThat(result.hasSamplesOf(picture)).isTrue();
        assertThat(result.source().remarks())
                .containsExactly(
                        Remark.noted("a JPEG of quality 92, which model 'adding' would make worse; it stays as it is"));
    }

    @Test
    void aFileWithoutTablesIsRestoredAsAskedWithARemark() {
        Image result = restored(flat(3, Source.NONE), ONE_THREAD);
        assertThat(result.plane(0)[40]).isEqualTo(0.75f);
        assertThat(result.source().remarks())
                .singleElement()
                .satisfies(remark -> assertThat(remark.text()).contains("good quality lose"));
    }

    @Test
    void fullStrengthKeepsTheWholeChange() {
        Image result = restored(flat(3, jpeg(95)), ONE_THREAD.withFullStrength(true));
        assertThat(result.plane(1)[40]).isEqualTo(0.75f);
        assertThat(result.source().remarks()).isEmpty();
    }

    @Test
    void aModelWithoutFactorsIsTakenAsItIs() {
        try (Restorer restorer = Restorer.of(adding(0.5f, "deblock", Blend.NONE), ONE_THREAD)) {
            Image result = restorer.restore(flat(3, jpeg(95)));
            assertThat(result.plane(1)[40]).isEqualTo(0.75f);
        }
    }

    @Test
    void denoisingAJpegSaysThatItHardlyHelps() {
        try (Restorer restorer = Restorer.of(adding(0, "denoise", Blend.NONE), ONE_THREAD)) {
            assertThat(restorer.restore(flat(3, jpeg(80))).source().remarks())
                    .singleElement()
                    .satisfies(remark ->
                            assertThat(remark.text()).startsWith("a JPEG").contains("hardly helps"));
        }
    }
}
