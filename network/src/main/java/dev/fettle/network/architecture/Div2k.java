package dev.fettle.network.architecture;

import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import java.util.List;

/// The mean colour of DIV2K, as the authors of EDSR and CARN subtract it.
final class Div2k {
    private static final List<Double> MEAN = List.of(0.4488, 0.4371, 0.4040);

    private Div2k() {}

    /// To be added to a picture.
    ///
    /// @param factor what white is; negative to take the colour away
    static Values mean(double factor) {
        List<Double> colour = colour(factor);
        float[] added = new float[colour.size()];
        for (int i = 0; i < added.length; i++) {
            added[i] = colour.get(i).floatValue();
        }
        return new Values(Shape.of(1, MEAN.size(), 1, 1), added);
    }

    /// The same, where training may change it.
    static List<Double> colour(double factor) {
        return MEAN.stream().map(mean -> mean * factor).toList();
    }
}
