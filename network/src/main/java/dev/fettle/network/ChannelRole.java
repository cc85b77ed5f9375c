package dev.fettle.network;

/// Where channels lie as to residual sums, which decides what cutting them touches.
public enum ChannelRole {
    /// Inside of a residual block: computed on one side of a sum, and in no sum themselves.
    BLOCK,
    /// In no sum and in no block, as those of upsamplers and of networks without sums.
    OPEN,
    /// Summed with others: a residual stream, whose channels go in all of its blocks at once.
    STREAM
}
