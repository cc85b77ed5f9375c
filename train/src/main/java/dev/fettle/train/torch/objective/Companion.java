package dev.fettle.train.torch.objective;

import dev.fettle.network.Graph;

/// A network that learns with the one that a training is for: it makes a smaller picture of a result.
///
/// @param from scale of the result, in pixels for one of the input
/// @param to scale of what it makes of it
public record Companion(Graph graph, int from, int to) {}
