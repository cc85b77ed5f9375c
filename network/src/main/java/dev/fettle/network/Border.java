package dev.fettle.network;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What a network sees beyond the edges of a picture.
public enum Border {
    /// The picture's outermost pixels once more, mirrored: the picture is extended as far as the network sees, and the
    /// result is cut. A flat picture stays flat.
    @JsonProperty("repeat")
    REPEAT,
    /// Zeros around the picture and around the feature maps of every layer, as published networks are trained and
    /// measured.
    @JsonProperty("zeros")
    ZEROS;

    /// As model files have it.
    @Override
    public String toString() {
        return this == REPEAT ? "repeat" : "zeros";
    }
}
