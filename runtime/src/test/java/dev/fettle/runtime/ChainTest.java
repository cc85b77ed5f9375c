package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Density;
import dev.fettle.image.Image;
import dev.fettle.image.Source;
import dev.fettle.image.degrade.GaussianNoise;
import dev.fettle.image.degrade.JpegCompression;
import dev.fettle.image.degrade.Task;
import dev.fettle.image.files.Subsampling;
import dev.fettle.runtime.Restorer.Footprint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChainTest {
    private static final RestoreOptions ONE_THREAD = RestoreOptions.DEFAULTS.withThreads(1);
    private static final PreparedModel DENOISE = Tiny.DENOISE;
    private static final PreparedModel DEBLOCK = Tiny.DEBLOCK;
    private static final PreparedModel ENLARGE = Tiny.ENLARGE;
    private static final Remedies DENOISE_COLOUR = Remedies.parse(List.of("apart 4", "nothing", "denoise"));

    private static Image gradient(int width, int height, int channels) {
        float[][] planes = new float[channels][width * height];
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < width * height; i++) {
                int row = i / width;
                planes[c][i] = 0.2f + 0.1f * c + 0.3f * (i % width) / width + 0.1f * row / height;
            }
        }
        return Image.of(width, height, planes);
    }

    private static Image restored(PreparedModel model, Image picture) {
        try (Restorer restorer = model.restorer(ONE_THREAD)) {
            return restorer.restore(picture);
        }
    }

    @Test
    void aChainIsItsModelsOneAfterTheOtherWithoutRounding() {
        Image picture = new GaussianNoise(20)
                .apply(gradient(21, 14, 3), 1)
                .withAlpha(new float[21 * 14])
                .withSource(Source.NONE.withBitDepth(16).withDensity(new Density(72, 72, Density.Unit.INCH)));
        Image expected = restored(ENLARGE, restored(DEBLOCK, restored(DENOISE, picture)));
        try (Chain chain = Chain.of(List.of(DENOISE, DEBLOCK, ENLARGE), ONE_THREAD)) {
            Image result = chain.restore(picture);
            assertThat(chain.scale()).isEqualTo(2);
            assertThat(result.hasSamplesOf(expected)).isTrue();
            assertThat(result.source().bitDepth()).isEqualTo(16);
            assertThat(result.source().density()).isEqualTo(picture.source().density());
            assertThat(chain.restore(picture).hasSamplesOf(result))
                    .as("once more")
                    .isTrue();
        }
    }

    @Test
    void strengthCountsForTheModelsThatKeepTheSize() {
        Image picture = gradient(12, 9, 1);
        Image half;
        try (Restorer restorer = DEBLOCK.restorer(ONE_THREAD.withStrength(0.5))) {
            half = restorer.restore(picture);
        }
        try (Chain chain = Chain.of(List.of(DEBLOCK, ENLARGE), ONE_THREAD.withStrength(0.5))) {
            assertThat(chain.restore(picture).hasSamplesOf(restored(ENLARGE, half)))
                    .isTrue();
        }
        assertThatThrownBy(() -> Chain.of(List.of(ENLARGE), ONE_THREAD.withStrength(0.5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the task is sr");
    }

    @Test
    void progressRunsOnceFromNoneToAll() {
        List<Double> told = new ArrayList<>();
        try (Chain chain = Chain.of(List.of(DENOISE, DEBLOCK, ENLARGE), ONE_THREAD)) {
            chain.restore(
                    gradient(60, 40, 3),
                    RestoreControl.NONE.withProgress((done, total) -> told.add((double) done / total)));
        }
        assertThat(told).isSorted().endsWith(1.0);
        assertThat(told.getFirst()).isLessThan(0.2);
    }

    @Test
    void cancellingDuringAnyModelEndsTheChainWhichCanBeUsedOn() {
        Image picture = gradient(40, 30, 3);
        try (Chain chain = Chain.of(List.of(DENOISE, DEBLOCK, ENLARGE), ONE_THREAD)) {
            for (double when : new double[] {0.05, 0.35, 0.9}) {
                Cancellation cancellation = new Cancellation();
                RestoreControl control = RestoreControl.NONE
                        .withCancellation(cancellation)
                        .withProgress((done, total) -> {
                            if (done >= when * total) {
                                cancellation.cancel();
                            }
                        });
                assertThatThrownBy(() -> chain.restore(picture, control))
                        .as("at %s", when)
                        .isInstanceOf(RestorationCancelledException.class);
            }
            assertThatThrownBy(() -> chain.restore(picture, RestoreControl.NONE.withTimeout(Duration.ZERO)))
                    .isInstanceOf(DeadlineExceededException.class);
            assertThat(chain.restore(picture).width()).isEqualTo(80);
        }
    }

    @Test
    void theModelsShareOneBudget() {
        long least;
        try (Chain chain = Chain.of(List.of(DENOISE, DEBLOCK), ONE_THREAD.withMemoryBytes(1))) {
            assertThatThrownBy(() -> chain.restore(gradient(300, 20, 3))).isInstanceOf(MemoryBudgetException.class);
        }
        try (Restorer restorer = DENOISE.restorer(ONE_THREAD)) {
            least = restorer.footprint(300, 20).bufferBytes();
        }
        try (Chain roomy = Chain.of(List.of(DENOISE, DEBLOCK), ONE_THREAD);
                Chain tight = Chain.of(List.of(DENOISE, DEBLOCK), ONE_THREAD.withMemoryBytes(least))) {
            Image picture = gradient(300, 20, 3);
            Image expected = roomy.restore(picture);
            assertThat(tight.restore(picture).hasSamplesOf(expected)).isTrue();
            assertThat(tight.heldBytes()).isLessThanOrEqualTo(least);
            assertThat(roomy.heldBytes()).isGreaterThan(least);
        }
    }

    @Test
    void theFootprintCountsAllRunsAndTheLargestArrays() {
        Footprint deblock;
        Footprint enlarge;
        try (Restorer first = DEBLOCK.restorer(ONE_THREAD);
                Restorer second = ENLARGE.restorer(ONE_THREAD)) {
            deblock = first.footprint(64, 48);
            enlarge = second.footprint(64, 48);
        }
        try (Chain chain = Chain.of(List.of(DEBLOCK, ENLARGE), ONE_THREAD)) {
            Image picture = gradient(64, 48, 3);
            Footprint all = chain.footprint(chain.choice(picture), 64, 48).orElseThrow();
            assertThat(all.tiles()).isEqualTo(deblock.tiles() + enlarge.tiles());
            assertThat(all.bufferBytes()).isEqualTo(deblock.bufferBytes() + enlarge.bufferBytes());
            assertThat(all.pictureBytes()).isGreaterThan(enlarge.pictureBytes());
        }
        try (Chain chain = Chain.of(List.of(DEBLOCK, ENLARGE), ONE_THREAD.withPictureBytes(1000))) {
            assertThatThrownBy(() -> chain.restore(gradient(64, 48, 3)))
                    .isInstanceOf(MemoryBudgetException.class)
                    .hasMessageContaining("pictures of 64x48");
        }
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> Chain.of(List.of(ENLARGE, DEBLOCK), ONE_THREAD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sr comes last");
        assertThatThrownBy(() -> Chain.choosing(DENOISE_COLOUR, List.of(DENOISE), ONE_THREAD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a chain that chooses needs models");
    }

    @Test
    void aClosedChainRestoresNothing() {
        Chain chain = Chain.of(List.of(DENOISE, DEBLOCK), ONE_THREAD);
        chain.close();
        chain.close();
        assertThatThrownBy(() -> chain.restore(gradient(8, 8, 3))).isInstanceOf(RestorerClosedException.class);
    }

    @Test
    void aChainThatChoosesDoesWhatThePictureNeedsAndSaysWhy() {
        Image clean = gradient(128, 128, 3).quantised();
        Image noisy = new GaussianNoise(25).apply(clean, 1).quantised();
        try (Chain chain = Chain.choosing(DENOISE_COLOUR, List.of(DENOISE, DEBLOCK), ONE_THREAD)) {
            Image left = chain.restore(clean);
            assertThat(left.hasSamplesOf(clean)).isTrue();
            assertThat(left.source().remarks())
                    .singleElement()
                    .satisfies(
                            remark -> assertThat(remark.text()).isEqualTo("hardly any noise, no JPEG: left as it is"));
            Image restored = chain.restore(noisy);
            assertThat(restored.hasSamplesOf(restored(DENOISE, noisy))).isTrue();
            assertThat(restored.source().remarks())
                    .singleElement()
                    .satisfies(remark -> assertThat(remark.text())
                            .matches("noise of about sigma 2[3-7], in colour, no JPEG: denoise"));
        }
        try (Chain chain = Chain.choosing(DENOISE_COLOUR, List.of(DENOISE, DEBLOCK, ENLARGE), ONE_THREAD)) {
            assertThat(chain.choice(noisy).tasks()).containsExactly(Task.DENOISE, Task.SR);
            assertThat(chain.restore(clean).width()).isEqualTo(256);
        }
    }

    /// The bundled deblock keeps nothing of its change from quality 96 on.
    @Test
    void aTaskOfWhichNothingWouldBeKeptIsNotChosen() {
        Remedies always = new Remedies.Leaf(List.of(Task.DEBLOCK));
        List<PreparedModel> bundled = List.of(PreparedModel.open("denoise"), PreparedModel.open("deblock"));
        Image picture = gradient(32, 32, 3);
        try (Chain chain = Chain.choosing(always, bundled, ONE_THREAD)) {
            assertThat(chain.choice(new JpegCompression(97, Subsampling.FULL).apply(picture, 0))
                            .tasks())
                    .isEmpty();
            assertThat(chain.choice(new JpegCompression(60, Subsampling.FULL).apply(picture, 0)))
                    .isEqualTo(new Choice(
                            List.of(Task.DEBLOCK), Optional.of("hardly any noise, a JPEG of quality 60: deblock")));
        }
    }

    /// A pixel, a strip, nothing visible, all black, all of one colour.
    @ParameterizedTest
    @CsvSource({"1, 1, 3, 1", "1, 1, 1, 0", "300, 2, 3, 1", "64, 64, 3, 0", "64, 64, 1, 0", "19, 40, 1, 1"})
    void picturesThatTellNothingAreLeftAsTheyAre(int width, int height, int channels, float opacity) {
        for (float value : new float[] {0, 0.4f, 1}) {
            float[][] planes = new float[channels][width * height];
            float[] alpha = new float[width * height];
            Arrays.fill(alpha, opacity);
            for (float[] plane : planes) {
                Arrays.fill(plane, value);
            }
            Image picture = Image.of(width, height, planes).withAlpha(alpha);
            try (Chain chain = Chain.open(TaskSequence.parse("auto"), 1, ONE_THREAD)) {
                Image result = chain.restore(picture);
                assertThat(result.hasSamplesOf(picture)).isTrue();
                assertThat(result.source().remarks())
                        .singleElement()
                        .satisfies(remark -> assertThat(remark.text()).endsWith("no JPEG: left as it is"));
            }
        }
    }
}
