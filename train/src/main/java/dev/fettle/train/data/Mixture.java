package dev.fettle.train.data;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.fettle.image.degrade.Degradation;
import dev.fettle.image.degrade.DegradationChain;
import dev.fettle.image.degrade.Downsizing;
import dev.fettle.image.degrade.GaussianNoise;
import dev.fettle.image.degrade.Gray;
import dev.fettle.image.degrade.JpegCompression;
import dev.fettle.image.degrade.JpegCompression.Shift;
import dev.fettle.image.degrade.NoiseField;
import dev.fettle.image.degrade.NoiseField.Channels;
import dev.fettle.image.degrade.PoissonNoise;
import dev.fettle.image.degrade.Task;
import dev.fettle.image.files.Subsampling;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Degradations as people meet them: which shares of the patches are spoilt otherwise than by white noise
/// alone, or by one JPEG alone. Shares are probabilities, drawn for each patch and independently of one
/// another, so that a patch may have several of them. `gray` and `clean` are shares of all patches, the
/// others of those that are not clean.
///
/// @param gray patches of the picture in gray, in three equal channels, with noise that is equal in them,
/// or a gray JPEG
/// @param clean patches that nothing happens to
/// @param smoothed of `denoise`: the noise is smoothed by a filter of {@value #LEAST_SMOOTHING} to {@value
/// #MOST_SMOOTHING} pixels ({@link NoiseField}); σ is of the result
/// @param poisson of `denoise`: the variance grows with light ({@link PoissonNoise#ofMiddle}); σ is that of
/// a middle gray, and the part of the variance that comes from photons is uniform
/// @param jpeg of `denoise`: the noisy picture is then stored as JPEG
/// @param jpegQuality of these files
/// @param twice of `deblock`: a JPEG of another quality, with its grid of blocks elsewhere, comes before
/// @param firstQuality of these files
/// @param reduced part of `twice` that is made smaller between the two, by a factor of {@value
/// #LEAST_FACTOR} to {@value #MOST_FACTOR}, uniform
/// @param fine of `deblock`: the file, or the second of two, is one of the qualities that cameras choose instead
/// @param fineQuality of these files
public record Mixture(
        double gray,
        double clean,
        double smoothed,
        double poisson,
        double jpeg,
        JpegQualities jpegQuality,
        double twice,
        JpegQualities firstQuality,
        double reduced,
        double fine,
        JpegQualities fineQuality) {
    /// Every patch is spoilt alike.
    public static final Mixture NONE = new Mixture(
            0, 0, 0, 0, 0, new JpegQualities(60, 98), 0, new JpegQualities(10, 95), 0, 0, new JpegQualities(85, 99));

    private static final double LEAST_SMOOTHING = 0.4;
    private static final double MOST_SMOOTHING = 1.2;
    private static final double LEAST_FACTOR = 1.2;
    private static final double MOST_FACTOR = 2;
    private static final double UNSEEN = 1; // 48.1 dB
    private static final NoiseField SMOOTHED = new NoiseField(Channels.INDEPENDENT, 0.8); // the middle of the range

    public Mixture {
        requireShare("gray", gray);
        requireShare("clean", clean);
        requireShare("smoothed", smoothed);
        requireShare("poisson", poisson);
        requireShare("jpeg", jpeg);
        requireShare("twice", twice);
        requireShare("reduced", reduced);
        requireShare("fine", fine);
        if (clean == 1) {
            throw new IllegalArgumentException("data.mixture.clean must be below 1: there would be nothing to restore");
        }
    }

    private static void requireShare(String key, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "data.mixture.%s is a share and must be from 0 to 1, got %s".formatted(key, share));
        }
    }

    /// Whether nothing is said.
    @JsonIgnore
    public boolean isNone() {
        return equals(NONE);
    }

    /// A key of this block.
    ///
    /// @param of the tasks that it means something to
    private record Setting(String key, boolean isGiven, Task... of) {
        void requireOf(String task) {
            if (isGiven && Stream.of(of).noneMatch(each -> each.label().equals(task))) {
                String owners =
                        Stream.of(of).map(each -> "'" + each.label() + "'").collect(Collectors.joining(" and "));
                throw new IllegalArgumentException(
                        "data.mixture.%s is a setting of task %s and means nothing to '%s'; leave it out"
                                .formatted(key, owners, task));
            }
        }

        void requireBeside(String share, double value) {
            if (isGiven && value == 0) {
                throw new IllegalArgumentException(
                        "data.mixture.%s means nothing without data.mixture.%s; say that, too".formatted(key, share));
            }
        }
    }

    /// What some of the patches are spoilt by, as the keys of this block call it: `gray`, `jpeg`.
    @JsonIgnore
    public List<String> parts() {
        return shares().filter(Setting::isGiven).map(Setting::key).toList();
    }

    private Stream<Setting> shares() {
        return Stream.of(
                new Setting("gray", gray > 0, Task.DENOISE, Task.DEBLOCK),
                new Setting("clean", clean > 0, Task.DENOISE, Task.DEBLOCK),
                new Setting("smoothed", smoothed > 0, Task.DENOISE),
                new Setting("poisson", poisson > 0, Task.DENOISE),
                new Setting("jpeg", jpeg > 0, Task.DENOISE),
                new Setting("twice", twice > 0, Task.DEBLOCK),
                new Setting("reduced", reduced > 0, Task.DEBLOCK),
                new Setting("fine", fine > 0, Task.DEBLOCK));
    }

    /// @param task as experiments spell it
    /// @throws IllegalArgumentException naming a setting that means nothing to the task, or without another
    /// one
    public void requireOf(String task) {
        Setting quality = new Setting("jpegQuality", !jpegQuality.equals(NONE.jpegQuality), Task.DENOISE);
        Setting first = new Setting("firstQuality", !firstQuality.equals(NONE.firstQuality), Task.DEBLOCK);
        Setting smaller = new Setting("reduced", reduced > 0, Task.DEBLOCK);
        Setting finest = new Setting("fineQuality", !fineQuality.equals(NONE.fineQuality), Task.DEBLOCK);
        Stream.concat(shares(), Stream.of(quality, first, finest)).forEach(setting -> setting.requireOf(task));
        quality.requireBeside("jpeg", jpeg);
        first.requireBeside("twice", twice);
        finest.requireBeside("fine", fine);
        smaller.requireBeside("twice", twice);
    }

    /// A patch to denoise.
    ///
    /// @param levels of the noise
    Recipe noise(RandomState random, NoiseLevels levels, int channels) {
        List<Degradation> steps = new ArrayList<>();
        boolean isGray = isDrawn(random, gray);
        if (isGray) {
            steps.add(new Gray());
        }
        if (!isDrawn(random, clean)) {
            steps.add(noise(random, levels));
            if (isDrawn(random, jpeg)) {
                steps.add(jpegQuality.draw(random, isGray ? 1 : channels));
            }
        }
        return new Recipe(steps);
    }

    private Degradation noise(RandomState random, NoiseLevels levels) {
        double smoothing = isDrawn(random, smoothed) ? between(random, LEAST_SMOOTHING, MOST_SMOOTHING) : 0;
        NoiseField field = new NoiseField(Channels.INDEPENDENT, smoothing); // gray has one channel
        double sigma = levels.draw(random);
        return isDrawn(random, poisson)
                ? PoissonNoise.ofMiddle(sigma, random.nextDouble(), field)
                : new GaussianNoise(sigma, field);
    }

    /// A patch to deblock.
    ///
    /// @param qualities of the last JPEG
    Recipe jpeg(RandomState random, JpegQualities qualities, int channels) {
        List<Degradation> steps = new ArrayList<>();
        boolean isGray = isDrawn(random, gray);
        int coded = isGray ? 1 : channels;
        if (isGray) {
            steps.add(new Gray());
        }
        if (!isDrawn(random, clean)) {
            if (isDrawn(random, twice)) {
                steps.add(firstQuality.draw(random, coded));
                if (isDrawn(random, reduced)) {
                    steps.add(new Downsizing(between(random, LEAST_FACTOR, MOST_FACTOR)));
                }
            }
            boolean isFine = fine > 0 && isDrawn(random, fine); // without fine files, patches stay what they were
            steps.add((isFine ? fineQuality : qualities).draw(random, coded));
        }
        return new Recipe(steps);
    }

    private static boolean isDrawn(RandomState random, double share) {
        return random.nextDouble() < share;
    }

    private static double between(RandomState random, double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    /// What validation measures of a network for noise: the levels that it measures without a mixture, and
    /// of what is in this one an example at the middle one of them. In the place of clean pictures, whose
    /// PSNR would be infinite, stands noise that nobody sees.
    List<Degradation> measured(NoiseLevels levels) {
        List<GaussianNoise> plain = levels.measured();
        double sigma = plain.get(plain.size() / 2).sigma255();
        GaussianNoise noise = new GaussianNoise(sigma);
        List<Degradation> all = new ArrayList<>(plain);
        addIf(gray, all, DegradationChain.of(new Gray(), noise));
        addIf(clean, all, new GaussianNoise(UNSEEN));
        addIf(smoothed, all, new GaussianNoise(sigma, SMOOTHED));
        addIf(poisson, all, PoissonNoise.ofMiddle(sigma, 0.5, NoiseField.WHITE));
        addIf(jpeg, all, DegradationChain.of(noise, compression(jpegQuality, 90)));
        return List.copyOf(all);
    }

    /// The same of a network for JPEG artifacts: an example of a gray picture, of the best files, and of
    /// two JPEGs with shifted grids. What is made smaller in between is not measured, since networks take
    /// sides of certain multiples.
    List<Degradation> measured(JpegQualities qualities) {
        List<JpegCompression> plain = qualities.measured();
        List<Degradation> all = new ArrayList<>(plain);
        addIf(gray, all, DegradationChain.of(new Gray(), plain.get(plain.size() / 2)));
        addIf(clean, all, compression(qualities, 95));
        JpegCompression first = new JpegCompression(firstQuality.nearest(30), Subsampling.HALF, new Shift(4, 4));
        addIf(twice, all, DegradationChain.of(first, compression(qualities, 60)));
        addIf(fine, all, compression(fineQuality, 90));
        return List.copyOf(all);
    }

    private static void addIf(double share, List<Degradation> all, Degradation one) {
        if (share > 0) {
            all.add(one);
        }
    }

    private static JpegCompression compression(JpegQualities qualities, int wanted) {
        return new JpegCompression(qualities.nearest(wanted), Subsampling.HALF);
    }
}
