package dev.fettle.train.start;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.fettle.network.Graph;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.train.settings.NeededFile;
import java.util.List;
import java.util.Map;

/// Where the weights of a training come from. As YAML a block whose `type` says which.
public interface Start {
    /// The weights that a training begins with.
    ///
    /// @param graph of the architecture
    /// @param seed of what is drawn
    /// @param classes that the network is to sort into, in the order of its scores; empty if it restores
    /// @throws IllegalArgumentException naming what does not fit
    Beginning begin(Architecture architecture, Graph graph, long seed, List<String> classes);

    /// The files that it reads.
    ///
    /// @param seed of the training, which names may stand for
    @JsonIgnore
    default List<NeededFile> files(long seed) {
        return List.of();
    }

    /// @param weights of all parameters of the graph
    /// @param companions what networks that learn beside it begin with, by their names; empty if all begin anew
    /// @param parents SHA-256 of the files of the models that they come from
    /// @param told what was taken and what begins anew, a line each
    record Beginning(Weights weights, Map<String, Weights> companions, List<String> parents, List<String> told) {
        public Beginning {
            companions = Map.copyOf(companions);
            parents = List.copyOf(parents);
            told = List.copyOf(told);
        }

        /// With companions that begin anew.
        public Beginning(Weights weights, List<String> parents, List<String> told) {
            this(weights, Map.of(), parents, told);
        }
    }
}
