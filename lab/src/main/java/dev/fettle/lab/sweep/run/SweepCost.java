package dev.fettle.lab.sweep.run;

import dev.fettle.lab.NamedModel;
import dev.fettle.lab.NamedNetwork;
import dev.fettle.lab.Size;
import dev.fettle.lab.sweep.Variant;
import dev.fettle.network.Cost;
import dev.fettle.network.Graph;
import dev.fettle.network.LearntGroups;
import dev.fettle.network.architecture.Architecture;
import java.util.List;
import java.util.Optional;

/// What a variant costs in use.
///
/// @param runs of the sweep, those of other variants among them
record SweepCost(Variant variant, List<SeededRun> runs) {
    /// Of the described network, with the parameters of all its scales and the multiply-adds of the first;
    /// where groups are learnt, the mean of what has been trained, in use. Dense layers count as long as
    /// there is none. Of a network that sorts, for a picture as it is given them.
    Cost.Decided decided() {
        Architecture architecture = variant.experiment().architecture();
        Graph first = architecture.at(architecture.scale()).graph();
        Cost.Decided described = new Cost.Decided(
                architecture.graph().parameterCount(),
                variant.sorts() ? Cost.of(first, patch(), patch()).macs() : Cost.macsPerOutputPixelOfAllResults(first));
        if (LearntGroups.layers(first).isEmpty()) {
            return described;
        }
        List<Cost.Decided> learnt = runs.stream()
                .filter(run -> run.variant().equals(variant) && run.isTrained())
                .flatMap(run -> decided(NamedNetwork.of(NamedModel.read(run.model()))).stream())
                .toList();
        return learnt.isEmpty() ? described : Cost.Decided.mean(learnt);
    }

    private Optional<Cost.Decided> decided(NamedNetwork network) {
        return variant.sorts() ? network.inUse(new Size(patch(), patch())) : network.inUse();
    }

    private int patch() {
        return variant.experiment().settings().data().patch();
    }
}
