package dev.fettle.network.architecture;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.fettle.network.Graph;
import java.util.List;
import java.util.OptionalInt;

/// A published network with its sizes filled in: a record whose components are the configuration, as YAML and
/// model files spell it.
public interface Architecture {
    /// The network as data, freshly built; a result for each of its scales, in their order.
    Graph graph();

    /// Enlargement: pixels of the result per pixel of the low-resolution picture, in each direction; 1 for
    /// denoising and deblocking. The first, if there are several.
    int scale();

    /// The enlargements that one set of weights serves; of most networks one.
    default List<Integer> scales() {
        return List.of(scale());
    }

    /// The same network for one of its scales, its parameters being some of those of this one.
    ///
    /// @throws IllegalArgumentException if it has no such scale; the message lists those that it has
    default Architecture at(int scale) {
        Sizes.requireScale(scale, scales());
        return this;
    }

    /// What white is to the network: pictures are multiplied by it on the way in and divided by it on the way out, in
    /// training as in use. The one place that says so; a network that has a choice has it as a component of this
    /// name, and this is no getter to Jackson.
    default double valueRange() {
        return 1;
    }

    /// Height and width of the pictures that the network is published for; empty where any are as good, as
    /// they are to networks that end in a picture.
    default OptionalInt pictureSide() {
        return OptionalInt.empty();
    }

    /// Whether the network takes the picture already enlarged by bicubic interpolation (VDSR) instead of the
    /// low-resolution picture.
    @JsonIgnore
    default boolean isFedEnlarged() {
        return false;
    }
}
