package dev.fettle.lab;

import dev.fettle.network.Border;
import dev.fettle.network.Cost;
import dev.fettle.network.Graph;
import dev.fettle.network.LearntGroups;
import dev.fettle.network.Network;
import dev.fettle.network.Weights;
import dev.fettle.network.Windows;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.BundledModels;
import dev.fettle.train.experiment.Experiment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A network by its name: a published architecture, a bundled model, a model file, or an experiment.
///
/// @param graph of the architecture
/// @param trained the weights of a model; empty where only an architecture was named
/// @param poolSize of a model, see {@link ModelFile#poolSize}; 0 for all others
/// @param border what it sees beyond a picture's edges: of a model as it says, of an experiment as its models will
public record NamedNetwork(
        Architecture architecture, Graph graph, Optional<Weights> trained, int poolSize, Border border) {
    /// @param scale as asked for; a published architecture that enlarges takes 2 without it, the others know theirs; a
    /// network of several scales has all of them without it
    /// @throws IllegalArgumentException if there is none of this name, or it is for another scale
    public static NamedNetwork parse(String name, Optional<Integer> scale) {
        if (Architectures.presetNames().contains(name)) {
            return untrained(Architectures.preset(name, scale), Border.ZEROS);
        }
        NamedNetwork described = described(name, scale);
        return scale.map(asked -> described.at(asked, name)).orElse(described);
    }

    private NamedNetwork at(int asked, String name) {
        if (!architecture.scales().contains(asked)) {
            String own = architecture.scales().stream().map(String::valueOf).collect(Collectors.joining(", "));
            throw new IllegalArgumentException("--scale " + asked + ": '" + name + "' is for " + own);
        }
        Graph one = architecture.at(asked).graph();
        return new NamedNetwork(
                architecture.at(asked),
                one,
                trained.map(weights -> Network.of(one, weights).weights()),
                poolSize,
                border);
    }

    private static NamedNetwork described(String name, Optional<Integer> scale) {
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return untrained(Experiment.load(Path.of(name), List.of()).architecture(), Border.REPEAT);
        }
        if (BundledModels.names().contains(name) || NamedModel.isFile(name)) {
            return of(NamedModel.open(name));
        }
        return untrained(Architectures.preset(name, scale), Border.ZEROS); // names the known ones
    }

    /// The network of a model, with all of its scales.
    public static NamedNetwork of(ModelFile model) {
        Border border = model.card().usage().border();
        return new NamedNetwork(
                model.architecture(), model.network().graph(), Optional.of(model.weights()), model.poolSize(), border);
    }

    private static NamedNetwork untrained(Architecture architecture, Border border) {
        return new NamedNetwork(architecture, architecture.graph(), Optional.empty(), 0, border);
    }

    /// With its trained weights, or else with initial ones, the same in every process.
    public Network network() {
        return trained.map(weights -> new Network(graph, weights)).orElseGet(() -> Network.initial(graph, 1));
    }

    /// What its trained gates leave of it in use; empty if it has none. Multiply-adds are those of the first
    /// of its scales.
    ///
    /// @param input size of the picture that multiply-adds are counted for
    public Optional<Cost.Decided> inUse(Size input) {
        return inUse(network -> Cost.Decided.of(network, input.height(), input.width()));
    }

    /// The same of a network that makes a picture, by a small one: per output pixel any size gives the
    /// same.
    public Optional<Cost.Decided> inUse() {
        return inUse(Cost.Decided::of);
    }

    private Optional<Cost.Decided> inUse(Function<Network, Cost.Decided> cost) {
        return trained.filter(_ -> !LearntGroups.layers(graph).isEmpty()).map(weights -> {
            Graph first = architecture.at(architecture.scale()).graph();
            Cost.Decided whole = cost.apply(new Network(graph, weights));
            Cost.Decided run = cost.apply(Network.of(first, weights));
            return new Cost.Decided(whole.parameters(), run.macsPerOutputPixel());
        });
    }

    /// Refuses the side of windows that make no sense, or not for a network.
    ///
    /// @throws UnfitRequestException in the words of the command line
    public static void requirePoolSize(int side, Graph graph) {
        try {
            ModelCard.Usage.requirePoolSize(side);
        } catch (IllegalArgumentException e) {
            throw new UnfitRequestException("--pool-size: " + e.getMessage());
        }
        if (side > 0 && !Windows.areLackingIn(graph)) {
            throw new UnfitRequestException(
                    "--pool-size %d: this network chooses no kernels by a mean over all that it sees".formatted(side));
        }
    }
}
