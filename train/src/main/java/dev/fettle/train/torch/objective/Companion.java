package dev.fettle.train.torch.objective;

import dev.fettle.network.Graph;

/// A network that learns with the one that a training is for: it makes a smaller picture of a result.
///
/// @param scale of the network whose result it is, in pixels for one of the low-resolution picture
/// @param from scale of the result
/// @param to scale of what it makes of it
public record Companion(Graph graph, int scale, int from, int to) {}
