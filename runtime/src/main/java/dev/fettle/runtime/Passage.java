package dev.fettle.runtime;

import dev.fettle.image.Check;
import dev.fettle.image.Image;
import dev.fettle.image.LumaChroma;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.network.model.ModelFile;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// How one picture meets the channels of a model, and how a picture is made of what comes out: see
/// the table of {@link Restorer}.
final class Passage {
    private final ModelFile model;
    private final Image picture;
    private final JpegBlend blend;
    private final Check check;
    private final Image opaque;
    private final Planes fed;

    /// @param blend not nothing: there is something to restore
    Passage(ModelFile model, Image picture, JpegBlend blend, Check check) {
        this.model = model;
        this.picture = picture;
        this.blend = blend;
        this.check = check;
        opaque = opaque(picture, check);
        Image seen = fed(model, opaque, check);
        fed = new Planes(seen.width(), seen.height(), planes(seen));
    }

    /// The picture without alpha, with colour where there was nothing to see.
    static Image opaque(Image picture, Check check) {
        return picture.alpha()
                .map(alpha -> Image.of(picture.width(), picture.height(), Transparency.filled(picture, alpha, check)))
                .orElse(picture);
    }

    /// What the model's network is given of an opaque picture, before colour is seen to.
    static Image fed(ModelFile model, Image opaque, Check check) {
        return model.isFedEnlarged() ? enlarged(model, opaque, check) : opaque;
    }

    private static Image enlarged(ModelFile model, Image opaque, Check check) {
        return Bicubic.enlarge(opaque, model.scale(), Flavour.MIRROR_UNROUNDED, check);
    }

    static float[][] planes(Image image) {
        float[][] planes = new float[image.channels()][];
        Arrays.setAll(planes, image::plane);
        return planes;
    }

    JpegBlend blend() {
        return blend;
    }

    private boolean isGray() {
        return fed.channels().length == 1;
    }

    /// What the network runs on, one after the other, in [0, 1].
    List<Planes> inputs() {
        float[][] channels = fed.channels();
        return switch (model.card().usage().colour()) {
            case RGB -> List.of(isGray() ? of(channels[0], channels[0], channels[0]) : fed);
            case Y -> List.of(isGray() ? fed : of(LumaChroma.of(channels, check)[0]));
            case GRAY -> Arrays.stream(channels).map(this::of).toList();
        };
    }

    private Planes of(float[]... channels) {
        return new Planes(fed.width(), fed.height(), channels);
    }

    /// @param outputs of the network for each input
    Image result(List<Planes> outputs) {
        float[][] restored = restored(outputs);
        blend.into(restored, picture, check);
        Image result = Image.of(picture.width() * model.scale(), picture.height() * model.scale(), restored);
        return picture.alpha().isEmpty() ? result : result.withAlpha(enlargedAlpha());
    }

    private float[][] restored(List<Planes> outputs) {
        float[][] first = outputs.getFirst().channels();
        return switch (model.card().usage().colour()) {
            case RGB -> isGray() ? new float[][] {LumaChroma.gray(first, check)} : first;
            case Y -> isGray() ? first : withChroma(first[0]);
            case GRAY ->
                IntStream.range(0, outputs.size())
                        .mapToObj(i -> outputs.get(i).channels()[0])
                        .toArray(float[][]::new);
        };
    }

    private float[][] withChroma(float[] luma) {
        boolean isFedInSize = model.isFedEnlarged() || model.scale() == 1;
        float[][] rgb = isFedInSize ? fed.channels() : planes(enlarged(model, opaque, check));
        float[][] split = LumaChroma.of(rgb, check);
        return LumaChroma.toRgb(luma, split[1], split[2], check);
    }

    private float[] enlargedAlpha() {
        float[] alpha = picture.alpha().orElseThrow();
        if (model.scale() == 1) {
            return alpha;
        }
        Image gray = Image.of(picture.width(), picture.height(), alpha);
        float[] enlarged = Bicubic.enlarge(gray, model.scale(), Flavour.CLAMP_UNROUNDED, check)
                .plane(0);
        check.along(enlarged.length, (from, to) -> {
            for (int i = from; i < to; i++) {
                enlarged[i] = Math.clamp(enlarged[i], 0f, 1f); // bicubic overshoots at edges
            }
        });
        return enlarged;
    }
}
