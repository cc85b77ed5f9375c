package dev.fettle.network;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/// Where channels lie as to residual sums, which decides what cutting them touches.
public enum ChannelRole {
    /// Inside of a residual block: computed on one side of a sum, and in no sum themselves.
    @JsonProperty("block")
    BLOCK,
    /// In no sum and in no block, as those of upsamplers and of networks without sums.
    @JsonProperty("open")
    OPEN,
    /// Summed with others: a residual stream, whose channels go in all of its blocks at once.
    @JsonProperty("stream")
    STREAM;

    /// As reports have it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
