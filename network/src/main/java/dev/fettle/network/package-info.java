/// A network as data: a {@link dev.fettle.network.Graph} of {@link dev.fettle.network.Operation}s, its
/// weights, and the readers of both (shapes, cost, halo, the double-precision reference interpreter).
/// Published networks are in {@code architecture}. Nothing here knows what a picture is, and nothing here is
/// fast: running is the runtime's work, training the train module's.
@NullMarked
package dev.fettle.network;

import org.jspecify.annotations.NullMarked;
