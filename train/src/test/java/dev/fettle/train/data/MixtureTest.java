package dev.fettle.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.degrade.Degradation;
import dev.fettle.image.degrade.Downsizing;
import dev.fettle.image.degrade.GaussianNoise;
import dev.fettle.image.degrade.Gray;
import dev.fettle.image.degrade.JpegCompression;
import dev.fettle.image.degrade.NoiseField;
import dev.fettle.image.degrade.PoissonNoise;
import dev.fettle.image.files.Subsampling;
import dev.fettle.train.data.DegradationModel.Jpeg;
import dev.fettle.train.data.DegradationModel.Noise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class MixtureTest {
    private static final NoiseLevels BLIND = new NoiseLevels(0, 55);
    private static final JpegQualities ALL = new JpegQualities(5, 98);
    private static final JpegQualities STORED = new JpegQualities(60, 98);
    private static final JpegQualities FIRST = new JpegQualities(10, 95);
    private static final JpegQualities FINE = new JpegQualities(90, 99);
    private static final int DRAWS = 20_000;

    private static Mixture noise(double gray, double clean, double smoothed, double poisson, double jpeg) {
        return new Mixture(gray, clean, smoothed, poisson, jpeg, STORED, 0, FIRST, 0, 0, FINE);
    }

    private static Mixture jpeg(double gray, double clean, double twice, double reduced) {
        return new Mixture(gray, clean, 0, 0, 0, STORED, twice, FIRST, reduced, 0, FINE);
    }

    private static Pair texture(int side) {
        Random random = new Random(11);
        float[][] planes = new float[3][side * side];
        for (int channel = 0; channel < 3; channel++) {
            for (int i = 0; i < side * side; i++) {
                int row = i / side;
                double wave = Math.sin(i % side * 0.2 + channel) + Math.sin(row * 0.15);
                planes[channel][i] = Math.round(255 * (0.5 + 0.15 * wave + 0.05 * random.nextDouble())) / 255f;
            }
        }
        Bitmap bitmap = Bitmap.eightBits(Image.of(side, side, planes));
        return new Pair("texture", bitmap, bitmap);
    }

    private static Batch batch(DegradationModel model, int side, int count) {
        return new PatchSampler(List.of(texture(150)), side, true, model).next(new RandomState(5), count);
    }

    private static double deviation(Batch batch, int patch) {
        int samples = batch.side() * batch.side() * batch.channels();
        double squares = 0;
        for (int i = patch * samples; i < (patch + 1) * samples; i++) {
            squares += Math.pow(batch.input()[i] - batch.target(1)[i], 2);
        }
        return Math.sqrt(squares / samples);
    }

    private static double share(List<Recipe> recipes, Predicate<Degradation> wanted) {
        return recipes.stream()
                        .filter(recipe -> recipe.steps().stream().anyMatch(wanted))
                        .count()
                / (double) recipes.size();
    }

    /// Five deviations of a share p over n draws: 5 √(p (1 - p) / n).
    private static void assertShare(String what, double found, double wanted) {
        assertThat(found).as(what).isCloseTo(wanted, within(5 * Math.sqrt(wanted * (1 - wanted) / DRAWS)));
    }

    @Test
    void eachKindOfNoiseHasItsShare() {
        Mixture mixture = noise(0.2, 0.05, 0.15, 0.25, 0.4);
        RandomState random = new RandomState(1);
        List<Recipe> recipes = new ArrayList<>();
        for (int i = 0; i < DRAWS; i++) {
            recipes.add(mixture.noise(random, BLIND, 3));
        }
        assertShare("gray", share(recipes, Gray.class::isInstance), 0.2);
        assertShare("poisson", share(recipes, PoissonNoise.class::isInstance), 0.95 * 0.25);
        assertShare("stored", share(recipes, JpegCompression.class::isInstance), 0.95 * 0.4);
        assertShare("smoothed", share(recipes, MixtureTest::isSmoothed), 0.95 * 0.15);
        double clean = recipes.stream()
                        .filter(recipe -> recipe.steps().stream().allMatch(Gray.class::isInstance))
                        .count()
                / (double) DRAWS;
        assertShare("clean", clean, 0.05);
        assertShare("fine chroma", share(recipes, MixtureTest::isFine), 0.95 * 0.4 * 0.8 * 0.5); // gray has none
    }

    private static boolean isSmoothed(Degradation step) {
        return switch (step) {
            case GaussianNoise noise -> noise.field().smoothing() > 0;
            case PoissonNoise noise -> noise.field().smoothing() > 0;
            default -> false;
        };
    }

    private static boolean isFine(Degradation step) {
        return step instanceof JpegCompression jpeg && jpeg.subsampling() == Subsampling.FULL;
    }

    @Test
    void partsAreTheSharesThatAreGiven() {
        assertThat(Mixture.NONE.parts()).isEmpty();
        assertThat(noise(0.2, 0, 0.15, 0, 0.4).parts()).containsExactly("gray", "smoothed", "jpeg");
        assertThat(jpeg(0, 0.05, 0.25, 0.3).parts()).containsExactly("clean", "twice", "reduced");
    }

    @Test
    void eachKindOfJpegHasItsShare() {
        Mixture mixture = jpeg(0.2, 0.05, 0.25, 0.3);
        RandomState random = new RandomState(2);
        List<Recipe> recipes = new ArrayList<>();
        for (int i = 0; i < DRAWS; i++) {
            recipes.add(mixture.jpeg(random, ALL, 3));
        }
        assertShare("gray", share(recipes, Gray.class::isInstance), 0.2);
        assertShare("coded", share(recipes, JpegCompression.class::isInstance), 0.95);
        double twice = recipes.stream()
                        .filter(recipe -> recipe.steps().stream()
                                        .filter(JpegCompression.class::isInstance)
                                        .count()
                                == 2)
                        .count()
                / (double) DRAWS;
        assertShare("twice", twice, 0.95 * 0.25);
        assertShare("reduced", share(recipes, Downsizing.class::isInstance), 0.95 * 0.25 * 0.3);
        assertThat(recipes).allSatisfy(recipe -> {
            if (recipe.steps().stream().anyMatch(Downsizing.class::isInstance)) {
                Downsizing smaller =
                        (Downsizing) recipe.steps().get(recipe.steps().size() - 2);
                assertThat(smaller.factor()).isBetween(1.2, 2.0);
            }
        });
    }

    /// The last JPEG, of whatever comes once or twice.
    @Test
    void fineFilesHaveTheirShareAndQualities() {
        JpegQualities coarse = new JpegQualities(5, 50);
        Mixture mixture = new Mixture(0.2, 0.05, 0, 0, 0, STORED, 0.25, coarse, 0.3, 0.4, FINE);
        RandomState random = new RandomState(3);
        List<Recipe> recipes = new ArrayList<>();
        for (int i = 0; i < DRAWS; i++) {
            recipes.add(mixture.jpeg(random, coarse, 3));
        }
        assertShare(
                "fine",
                share(recipes, step -> step instanceof JpegCompression jpeg && jpeg.quality() >= 90),
                0.95 * 0.4);
        assertThat(recipes).allSatisfy(recipe -> {
            for (int i = 0; i < recipe.steps().size() - 1; i++) {
                if (recipe.steps().get(i) instanceof JpegCompression first) {
                    assertThat(first.quality()).isLessThanOrEqualTo(50);
                }
            }
        });
        assertThat(mixture.parts()).containsExactly("gray", "clean", "twice", "reduced", "fine");
    }

    /// R = G = B in the patch and in its original, which has gray of BT.601; the noise is equal, too.
    @Test
    void grayPatchesHaveThreeEqualChannels() {
        for (DegradationModel model :
                List.of(new Noise(BLIND, noise(1, 0, 0.3, 0.3, 0.5)), new Jpeg(ALL, jpeg(1, 0, 0.5, 0.5)))) {
            Batch batch = batch(model, 24, 30);
            for (float[] samples : List.of(batch.input(), batch.target(1))) {
                int different = 0;
                for (int i = 0; i < samples.length; i += 3) {
                    different += samples[i + 1] != samples[i] || samples[i + 2] != samples[i] ? 1 : 0;
                }
                assertThat(different).isZero();
            }
        }
    }

    @Test
    void theOriginalOfAGrayPatchIsGrayByTheWeightsOfLuma() {
        Batch gray = batch(new Noise(BLIND, noise(1, 0.999, 0, 0, 0)), 24, 10);
        Batch colour = batch(new Noise(BLIND, noise(0, 0.999, 0, 0, 0)), 24, 10);
        for (int i = 0; i < gray.input().length; i += 3) {
            float[] rgb = colour.target(1);
            double luma = 0.299 * rgb[i] + 0.587 * rgb[i + 1] + 0.114 * rgb[i + 2];
            assertThat(gray.target(1)[i]).isCloseTo((float) luma, within(0.5001f / 255));
        }
    }

    @Test
    void cleanPatchesAreWhatTheyWere() {
        int patches = 400;
        for (DegradationModel model :
                List.of(new Noise(NoiseLevels.of(25), noise(0.5, 0.3, 0, 0, 0)), new Jpeg(ALL, jpeg(0.5, 0.3, 0, 0)))) {
            Batch batch = batch(model, 16, patches);
            int clean = 0;
            for (int patch = 0; patch < patches; patch++) {
                clean += deviation(batch, patch) == 0 ? 1 : 0;
            }
            assertThat(clean / (double) patches).isCloseTo(0.3, within(0.115)); // 5 deviations
        }
    }

    /// Noise keeps its σ where it is smoothed, and a middle gray has it where it grows with light.
    @Test
    void theLevelIsThatOfTheResult() {
        float[] middle = new float[150 * 150];
        Arrays.fill(middle, 128 / 255f);
        Bitmap bitmap = Bitmap.eightBits(Image.of(150, 150, middle));
        for (Mixture mixture : List.of(noise(0, 0, 1, 0, 0), noise(0, 0, 0, 1, 0), noise(0, 0, 1, 1, 0))) {
            Batch batch = new PatchSampler(
                            List.of(new Pair("flat", bitmap, bitmap)),
                            100,
                            true,
                            new Noise(NoiseLevels.of(25), mixture))
                    .next(new RandomState(3), 20);
            double squares = 0;
            for (int patch = 0; patch < 20; patch++) {
                squares += Math.pow(255 * deviation(batch, patch), 2) / 20;
            }
            assertThat(Math.sqrt(squares)).as(mixture.toString()).isCloseTo(25, within(0.4));
        }
    }

    /// With qualities of 100 the input is nearly the target, wherever the patch lies and however it is
    /// turned, whether the picture was made smaller in between or not.
    @Test
    void inputAndTargetShowTheSamePlace() {
        JpegQualities best = JpegQualities.of(100);
        for (double reduced : new double[] {0, 1}) {
            Mixture mixture = new Mixture(1, 0, 0, 0, 0, STORED, 1, best, reduced, 0, FINE);
            Batch batch = batch(new Jpeg(best, mixture), 32, 100);
            for (int patch = 0; patch < 100; patch++) {
                assertThat(deviation(batch, patch))
                        .as("patch %d, %s", patch, reduced)
                        .isLessThan(0.006);
            }
        }
    }

    /// A patch and its original lie where the sampler's choice of place is, however many windows lie around
    /// it.
    @Test
    void theTargetIsThePlaceThatWasDrawn() {
        JpegCompression jpeg = new JpegCompression(30, Subsampling.HALF);
        List<Degradation> steps = List.of(jpeg, new GaussianNoise(5), jpeg, jpeg);
        Pair pair = texture(150);
        for (int symmetry = 0; symmetry < 8; symmetry++) {
            float[] expected = new float[20 * 20 * 3];
            Square place = new Square(31, 77, 20, symmetry);
            place.copy(pair.input(), expected, 0);
            Batch batch = new Batch(1, 20, 1, 3, new float[expected.length], new float[expected.length]);
            new Recipe(steps).make(new RandomState(symmetry), new Cut(pair, place, batch, 0));
            assertThat(batch.target(1)).as("symmetry %d", symmetry).containsExactly(expected);
            assertThat(batch.input()).isNotEqualTo(expected);
        }
    }

    /// A slope across, that is made smaller: the middle of the patch stays the middle, and twice as much is
    /// seen.
    @Test
    void whatIsMadeSmallerShowsMoreAroundTheSameMiddle() {
        float[] slope = new float[200 * 200];
        for (int i = 0; i < slope.length; i++) {
            slope[i] = (20 + i % 200) / 255f;
        }
        Bitmap bitmap = Bitmap.eightBits(Image.of(200, 200, slope));
        Pair pair = new Pair("slope", bitmap, bitmap);
        JpegCompression jpeg = new JpegCompression(95, Subsampling.HALF);
        Recipe recipe = new Recipe(List.of(jpeg, new Downsizing(2), jpeg));
        for (int seed = 0; seed < 20; seed++) {
            Batch batch = new Batch(1, 24, 1, 1, new float[24 * 24], new float[24 * 24]);
            recipe.make(new RandomState(seed), new Cut(pair, new Square(80, 60, 24, 0), batch, 0));
            for (int column = 0; column < 24; column++) {
                double expected = 20 + 91.5 + 2 * (column - 11.5); // the middle lies between columns 91 and 92
                assertThat(255.0 * batch.target(1)[12 * 24 + column])
                        .as("column %d, seed %d", column, seed)
                        .isCloseTo(expected, within(2.1)); // windows begin at whole pixels of the large picture
            }
        }
    }

    @Test
    void theSameStateDrawsTheSamePatches() {
        for (DegradationModel model : List.of(
                new Noise(BLIND, noise(0.2, 0.05, 0.15, 0.15, 0.4)), new Jpeg(ALL, jpeg(0.2, 0.05, 0.25, 0.3)))) {
            PatchSampler sampler = new PatchSampler(List.of(texture(150)), 16, true, model);
            RandomState random = new RandomState(1);
            sampler.next(random, 30);
            RandomState resumed = new RandomState(random.state());
            Batch going = sampler.next(random, 30);
            Batch again = sampler.next(resumed, 30);
            assertThat(going.input()).isEqualTo(again.input());
            assertThat(going.target(1)).isEqualTo(again.target(1));
            assertThat(random.state()).isEqualTo(resumed.state());
        }
    }

    @Test
    void validationMeasuresAnExampleOfEachKind() {
        assertThat(new Noise(BLIND).measured()).hasSize(3);
        assertThat(labels(new Noise(BLIND, noise(0.2, 0.05, 0.15, 0.15, 0.4))))
                .containsExactly(
                        "noise sigma=15.0",
                        "noise sigma=25.0",
                        "noise sigma=50.0",
                        "gray then noise sigma=25.0",
                        "noise sigma=1.0",
                        "noise sigma=25.0 smooth=0.8",
                        PoissonNoise.ofMiddle(25, 0.5, NoiseField.WHITE).label(),
                        "noise sigma=25.0 then jpeg quality=90 4:2:0");
        assertThat(labels(new Noise(BLIND, noise(0, 0, 0, 0, 0.4)))).hasSize(4);
        assertThat(labels(new Jpeg(ALL, jpeg(0.2, 0.05, 0.25, 0.3))))
                .containsExactly(
                        "jpeg quality=10 4:2:0",
                        "jpeg quality=20 4:2:0",
                        "jpeg quality=30 4:2:0",
                        "jpeg quality=40 4:2:0",
                        "gray then jpeg quality=30 4:2:0",
                        "jpeg quality=95 4:2:0",
                        "jpeg quality=30 4:2:0 shift=4,4 then jpeg quality=60 4:2:0");
    }

    private static List<String> labels(DegradationModel model) {
        return model.measured().stream().map(Degradation::label).toList();
    }

    @Test
    void sharesAreFromZeroToOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> noise(-0.1, 0, 0, 0, 0))
                .withMessage("data.mixture.gray is a share and must be from 0 to 1, got -0.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jpeg(0, 0, 1.5, 0))
                .withMessageContaining("data.mixture.twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> noise(0, 1, 0, 0, 0))
                .withMessage("data.mixture.clean must be below 1: there would be nothing to restore");
        assertThatIllegalArgumentException().isThrownBy(() -> noise(0, 0, Double.NaN, 0, 0));
    }
}
