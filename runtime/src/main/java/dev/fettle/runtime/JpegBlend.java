package dev.fettle.runtime;

import dev.fettle.image.Check;
import dev.fettle.image.Image;
import dev.fettle.image.JpegCoding;
import dev.fettle.image.Remark;
import dev.fettle.network.model.ModelCard;
import java.util.Optional;

/// How much of what a model changes in a JPEG is kept, so that good files are not made worse: the factor that was
/// measured for the file's quality ({@link dev.fettle.network.model.Blend}).
///
/// @param factor 1 keeps the model's result, 0 the picture that was given
/// @param remark for people, where less than the whole result is kept
record JpegBlend(float factor, Optional<Remark> remark) {
    /// The model's result as it is.
    static final JpegBlend WHOLE = new JpegBlend(1, Optional.empty());

    private static final Remark NOTHING_ASKED =
            Remark.noted("strength 0 keeps nothing of what is restored; it stays as it is");

    /// The one for a picture; the whole result where the model has no factors or the picture's file no tables.
    static JpegBlend of(ModelCard card, Image picture) {
        Optional<JpegCoding> jpeg = picture.source().jpeg();
        if (card.usage().blend().isNone() || jpeg.isEmpty()) {
            return WHOLE;
        }
        int quality = jpeg.get().quality();
        double factor = card.usage().blend().factor(quality);
        return factor == 1 ? WHOLE : new JpegBlend((float) factor, Optional.of(remark(card, quality, factor)));
    }

    private static Remark remark(ModelCard card, int quality, double factor) {
        if (factor == 0) {
            return Remark.noted("a JPEG of quality %d, which model '%s' would make worse; it stays as it is"
                    .formatted(quality, card.name()));
        }
        return Remark.noted("a JPEG of quality %d, for which %d %% of what model '%s' changes is best"
                .formatted(quality, Math.max(1, Math.round(100 * factor)), card.name()));
    }

    /// With as much less of the change as was asked for.
    ///
    /// @param strength see {@link RestoreOptions#strength}
    JpegBlend times(double strength) {
        return strength == 1 || isNothing()
                ? this
                : new JpegBlend((float) (factor * strength), strength == 0 ? Optional.of(NOTHING_ASKED) : remark);
    }

    boolean isNothing() {
        return factor == 0;
    }

    /// The blend of two pictures of one size, plane by plane; the restored planes are overwritten.
    void into(float[][] restored, Image given, Check check) {
        if (factor == 1) {
            return;
        }
        for (int channel = 0; channel < restored.length; channel++) {
            float[] from = given.plane(channel);
            float[] to = restored[channel];
            check.along(to.length, (first, end) -> {
                for (int i = first; i < end; i++) {
                    to[i] = from[i] + factor * (to[i] - from[i]);
                }
            });
        }
    }
}
