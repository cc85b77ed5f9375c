package dev.fettle.train.start;

import dev.fettle.network.Graph;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import java.util.List;

/// Everything is drawn, as each parameter says.
public record Fresh() implements Start {
    public static final Fresh DEFAULTS = new Fresh();

    @Override
    public Beginning begin(Architecture architecture, Graph graph, long seed, List<String> classes) {
        return new Beginning(Weights.initial(graph, seed), List.of(), List.of());
    }
}
