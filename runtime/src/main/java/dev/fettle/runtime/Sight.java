package dev.fettle.runtime;

import dev.fettle.image.Check;
import dev.fettle.image.Image;
import dev.fettle.image.LumaChroma;
import dev.fettle.network.model.ModelFile;

/// What a network is shown of a picture whose insides are looked at: as {@link Restorer} has it; a model for gray,
/// which restores channel by channel, is shown their gray.
///
/// @param seen enlarged if the model wants it so, luma or gray if it has one channel
/// @param input the same with as many channels as the network reads, in its range of values
record Sight(Image seen, Planes input) {
    static Sight of(ModelFile model, Image picture) {
        Image seen = seen(model, picture);
        return new Sight(seen, input(model, seen));
    }

    private static Image seen(ModelFile model, Image picture) {
        Image fed = Passage.fed(model, Passage.opaque(picture, Check.NONE), Check.NONE);
        float[][] planes = Passage.planes(fed);
        return switch (model.card().usage().colour()) {
            case RGB -> fed;
            case Y -> planes.length == 1 ? fed : Image.of(fed.width(), fed.height(), LumaChroma.of(planes)[0]);
            case GRAY -> planes.length == 1 ? fed : Image.of(fed.width(), fed.height(), LumaChroma.gray(planes));
        };
    }

    private static Planes input(ModelFile model, Image seen) {
        float[][] planes = Passage.planes(seen);
        boolean isGrayForColour =
                model.card().usage().colour().channels() == Image.Colour.RGB.channels() && planes.length == 1;
        float[][] channels = isGrayForColour ? new float[][] {planes[0], planes[0], planes[0]} : planes;
        return new Planes(seen.width(), seen.height(), channels)
                .scaled((float) model.card().usage().valueRange(), Check.NONE);
    }
}
