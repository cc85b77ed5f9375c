package dev.fettle.lab.prune;

import dev.fettle.network.Cost;
import dev.fettle.network.Graph;

/// What a network costs, in a unit of its own: what a {@link Budget} is of.
interface Price {
    /// Part of the whole network's price that a narrower one has: 1 for the whole.
    double part(Graph whole, Graph narrow);

    /// Whether some widths cost as much as larger ones.
    default boolean hasSteps() {
        return false;
    }

    /// Multiply-adds.
    Price MACS = (whole, narrow) -> Cost.macsPerOutputPixel(narrow) / Cost.macsPerOutputPixel(whole);

    /// Trained values.
    Price PARAMETERS = (whole, narrow) -> (double) narrow.parameterCount() / whole.parameterCount();
}
