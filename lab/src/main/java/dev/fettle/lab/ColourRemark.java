package dev.fettle.lab;

import dev.fettle.image.Image;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelFile;
import java.util.List;

/// What is to be said where a model looks at a picture of other colours than its own.
public final class ColourRemark {
    private ColourRemark() {}

    /// One line, or none.
    public static List<String> of(ModelFile model, Image image) {
        Colour colour = model.card().usage().colour();
        boolean isGray = image.colour() == Image.Colour.GRAY;
        if (isGray && colour == Colour.RGB) {
            return List.of("A gray picture for a model of colour: seen as three equal channels, as restore has it.");
        }
        if (!isGray && colour == Colour.Y) {
            return List.of("A colour picture for a model of luma: its luma is seen, as restore has it.");
        }
        if (!isGray && colour == Colour.GRAY) {
            return List.of(
                    "A colour picture for a model of gray: its gray is seen here; restore runs each channel on its own.");
        }
        return List.of();
    }
}
