package dev.fettle.train.data;

import dev.fettle.image.degrade.BicubicDown;
import dev.fettle.image.degrade.Degradation;
import java.util.List;

/// What happened to the pictures that a network is to restore: how training pairs are made and what is measured.
public sealed interface DegradationModel {
    /// The fixed degradations over which validation averages; the same for every step.
    List<? extends Degradation> measured();

    /// Super-resolution: each picture is reduced once, before the first step.
    record Reduction(BicubicDown bicubic) implements DegradationModel {
        @Override
        public List<BicubicDown> measured() {
            return List.of(bicubic);
        }
    }

    /// Denoising: level and noise are drawn for each patch; the noise is neither clipped nor rounded.
    record Noise(NoiseLevels levels) implements DegradationModel {
        @Override
        public List<? extends Degradation> measured() {
            return levels.measured();
        }
    }

    /// Removal of JPEG artifacts: each patch is cut out of a {@link JpegWindow} compressed for it alone.
    record Jpeg(JpegQualities qualities) implements DegradationModel {
        @Override
        public List<? extends Degradation> measured() {
            return qualities.measured();
        }
    }
}
