package dev.fettle.runtime;

import dev.fettle.image.Check;
import dev.fettle.image.Image;
import dev.fettle.image.JpegCoding;
import dev.fettle.image.noise.Noise;
import java.util.Locale;
import java.util.Optional;

/// What a picture shows of its faults.
///
/// @param jpeg how its file was compressed, where that is known
/// @param isGray whether all channels are equal
/// @param noise empty where a picture is too small to tell, or nothing of it is opaque
public record Diagnosis(Optional<JpegCoding> jpeg, boolean isGray, Optional<Noise> noise) {
    /// Below this, photographs without added noise lie as a rule.
    private static final double HARDLY_ANY = 2;

    /// The quality of what is no JPEG: better than the best of these.
    public static final int LOSSLESS = 101;

    /// A number that a remedy may depend on.
    public enum Symptom {
        /// of JPEG, 1 to 100; 101 for other pictures
        QUALITY,
        /// luma samples per chroma sample of a JPEG; 1 for other pictures
        HALVED,
        /// 1 for gray pictures, 0 for others
        GRAY,
        /// {@link Noise#common}
        COMMON,
        /// {@link Noise#apart}
        APART,
        /// {@link Noise#coarse}
        COARSE,
        /// {@link Noise#spread}
        SPREAD;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Diagnosis of(Image picture) {
        return of(picture, Check.NONE);
    }

    static Diagnosis of(Image picture, Check check) {
        return new Diagnosis(picture.source().jpeg(), Suitability.isGray(picture), Noise.of(picture, check));
    }

    /// A symptom as a number; noise that cannot be told counts as none.
    public double value(Symptom symptom) {
        return switch (symptom) {
            case QUALITY -> jpeg.map(JpegCoding::quality).orElse(LOSSLESS);
            case HALVED ->
                jpeg.map(coding -> coding.chromaColumns() * coding.chromaRows()).orElse(1);
            case GRAY -> isGray ? 1 : 0;
            case COMMON -> noise.map(Noise::common).orElse(0.0);
            case APART -> noise.map(Noise::apart).orElse(0.0);
            case COARSE -> noise.map(Noise::coarse).orElse(0.0);
            case SPREAD -> noise.map(Noise::spread).orElse(0.0);
        };
    }

    /// For people, in a few words.
    public String text() {
        return noise.map(this::text).orElse("too little to tell noise") + ", " + file();
    }

    private String text(Noise found) {
        if (found.sigma255() < HARDLY_ANY) {
            return "hardly any noise";
        }
        return String.format(
                Locale.ROOT,
                "noise of about sigma %.0f, %s%s",
                found.sigma255(),
                isGray ? "gray" : found.isColour() ? "in colour" : "alike in all channels",
                found.isSmoothed() ? ", smoothed" : "");
    }

    private String file() {
        return jpeg.map(coding -> "a JPEG of quality %d%s"
                        .formatted(coding.quality(), coding.chromaColumns() > 1 ? " with halved chroma" : ""))
                .orElse("no JPEG");
    }
}
