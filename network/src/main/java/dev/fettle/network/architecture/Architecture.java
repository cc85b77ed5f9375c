package dev.fettle.network.architecture;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.fettle.network.Graph;

/// A published network with its sizes filled in: a record whose components are the configuration, as YAML and
/// model files spell it.
public interface Architecture {
    /// The network as data, freshly built.
    Graph graph();

    /// Enlargement: pixels of the result per pixel of the low-resolution picture, in each direction; 1 for
    /// denoising and deblocking.
    int scale();

    /// What white is to the network: pictures are multiplied by it on the way in and divided by it on the way out, in
    /// training as in use. The one place that says so; a network that has a choice has it as a component of this
    /// name, and this is no getter to Jackson.
    default double valueRange() {
        return 1;
    }

    /// Whether the network takes the picture already enlarged by bicubic interpolation (VDSR) instead of the
    /// low-resolution picture.
    @JsonIgnore
    default boolean isFedEnlarged() {
        return false;
    }
}
