package dev.fettle.lab.report;

import dev.fettle.network.LearntGroups;
import java.util.List;

/// The groups that gates of a network have come to.
///
/// @param model whose they are
/// @param layers in the order of the network
/// @param links of all layers together
/// @param mostLinks of all layers, were all gates open
public record GroupResults(String model, List<Layer> layers, long links, long mostLinks) {
    public GroupResults {
        layers = List.copyOf(layers);
    }

    /// @param gates as digits, 1 for an open one, the most significant first
    /// @param groups that the channels fall into
    /// @param links pairs of channels of which one is read for the other
    public record Layer(String name, int inChannels, int outChannels, String gates, int groups, long links) {
        static Layer of(LearntGroups learnt) {
            return new Layer(
                    learnt.layer(),
                    learnt.inChannels(),
                    learnt.outChannels(),
                    learnt.links().toString(),
                    learnt.links().groups(),
                    learnt.links().count(learnt.inChannels(), learnt.outChannels()));
        }

        /// Whether channels of a group are neighbours.
        public boolean isSorted() {
            return !gates.contains("10");
        }
    }

    public static GroupResults of(String model, List<LearntGroups> learnt) {
        List<Layer> layers = learnt.stream().map(Layer::of).toList();
        return new GroupResults(
                model,
                layers,
                layers.stream().mapToLong(Layer::links).sum(),
                layers.stream()
                        .mapToLong(layer -> (long) layer.inChannels() * layer.outChannels())
                        .sum());
    }

    /// All links that there could be for each that there is: the b whose budget this keeps.
    public double b() {
        return (double) mostLinks / links;
    }
}
