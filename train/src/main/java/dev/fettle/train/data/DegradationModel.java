package dev.fettle.train.data;

import dev.fettle.image.degrade.BicubicDown;
import dev.fettle.image.degrade.Degradation;
import dev.fettle.image.degrade.JpegCompression;
import java.util.List;

/// What happened to the pictures that a network is to restore: how training pairs are made and what is measured.
public sealed interface DegradationModel {
    /// The fixed degradations over which validation averages; the same for every step.
    List<? extends Degradation> measured();

    /// Makes one patch of a batch, with what is left to chance.
    void make(RandomState random, Cut cut);

    /// Super-resolution: each picture is reduced once, before the first step.
    record Reduction(BicubicDown bicubic) implements DegradationModel {
        @Override
        public List<BicubicDown> measured() {
            return List.of(bicubic);
        }

        @Override
        public void make(RandomState random, Cut cut) {
            cut.copyInput();
            cut.copyTargets();
        }
    }

    /// Denoising: level and noise are drawn for each patch; the noise is neither clipped nor rounded.
    ///
    /// @param mixture the noise of some of the patches is of other kinds
    record Noise(NoiseLevels levels, Mixture mixture) implements DegradationModel {
        /// White noise, independent in each sample, on every patch.
        public Noise(NoiseLevels levels) {
            this(levels, Mixture.NONE);
        }

        @Override
        public List<? extends Degradation> measured() {
            return mixture.isNone() ? levels.measured() : mixture.measured(levels);
        }

        @Override
        public void make(RandomState random, Cut cut) {
            if (mixture.isNone()) {
                cut.copyInput();
                double sigma = levels.draw(random) / 255;
                random.addGaussian(cut.batch().input(), cut.from(), cut.to(), sigma);
                cut.copyTargets();
            } else {
                mixture.noise(random, levels, cut.channels()).make(random, cut);
            }
        }
    }

    /// Removal of JPEG artifacts: each patch is cut out of a {@link JpegWindow} compressed for it alone.
    ///
    /// @param mixture some of the patches are compressed otherwise
    record Jpeg(JpegQualities qualities, Mixture mixture) implements DegradationModel {
        /// Compressed once, every patch.
        public Jpeg(JpegQualities qualities) {
            this(qualities, Mixture.NONE);
        }

        @Override
        public List<? extends Degradation> measured() {
            return mixture.isNone() ? qualities.measured() : mixture.measured(qualities);
        }

        @Override
        public void make(RandomState random, Cut cut) {
            if (mixture.isNone()) {
                JpegCompression compression = qualities.draw(random, cut.channels());
                JpegWindow window = JpegWindow.draw(random, cut.place().side());
                float[] clean = cut.around(window);
                float[] coded = window.coded(clean, cut.channels(), compression);
                window.copyPatch(coded, cut.channels(), cut.batch().input(), cut.from());
                cut.copyTargets();
            } else {
                mixture.jpeg(random, qualities, cut.channels()).make(random, cut);
            }
        }
    }
}
