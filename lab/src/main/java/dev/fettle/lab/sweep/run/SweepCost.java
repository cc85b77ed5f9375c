package dev.fettle.lab.sweep.run;

import dev.fettle.lab.NamedModel;
import dev.fettle.lab.sweep.Variant;
import dev.fettle.network.Cost;
import dev.fettle.network.Graph;
import dev.fettle.network.LearntGroups;
import dev.fettle.network.Network;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.model.ModelFile;
import java.util.List;

/// What a variant costs in use.
///
/// @param runs of the sweep, those of other variants among them
record SweepCost(Variant variant, List<SeededRun> runs) {
    /// Of the described network; where groups are learnt, the mean of what has been trained, in use. Dense
    /// layers count as long as there is none. Of a network that sorts, for a picture as it is given them.
    Cost.Decided decided() {
        Architecture architecture = variant.experiment().architecture();
        Graph first = first(architecture);
        Cost.Decided described = new Cost.Decided(
                architecture.graph().parameterCount(),
                variant.sorts() ? Cost.of(first, patch(), patch()).macs() : Cost.macsPerOutputPixelOfAllResults(first));
        if (LearntGroups.layers(first).isEmpty()) {
            return described;
        }
        List<Cost.Decided> learnt = runs.stream()
                .filter(run -> run.variant().equals(variant) && run.isTrained())
                .map(run -> decided(NamedModel.read(run.model())))
                .toList();
        return learnt.isEmpty() ? described : Cost.Decided.mean(learnt);
    }

    private Cost.Decided decided(ModelFile model) {
        Network network = Network.of(first(model.architecture()), model.weights());
        return variant.sorts() ? Cost.Decided.of(network, patch(), patch()) : Cost.Decided.of(network);
    }

    private static Graph first(Architecture architecture) {
        return architecture.at(architecture.scale()).graph();
    }

    private int patch() {
        return variant.experiment().settings().data().patch();
    }
}
