package dev.fettle.lab.groups;

import dev.fettle.lab.Machine;
import dev.fettle.lab.Size;
import dev.fettle.lab.TimedNetwork;
import dev.fettle.lab.UnfitRequestException;
import dev.fettle.network.Border;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.LearntGroups;
import dev.fettle.network.LearntGroups.Gated;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Shape;
import dev.fettle.network.Shapes;
import dev.fettle.train.torch.objective.GroupTimes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;

/// Measures how long the layers of a network that have gates take in our engine with 1, 2, 4, … groups, for
/// a budget in milliseconds. Each layer runs alone between two of 1×1, from and to three channels, whose
/// own time is taken off; all numbers of groups in turns. Groups are of neighbouring channels: what a
/// shuffle takes is not in it.
public final class GroupMeasurement {
    private static final int WARM_UP = 8;
    private static final int RUNS = 15;

    /// Less than a layer ever takes: what is measured is a difference, and must stay above 0.
    private static final double LEAST_MILLIS = 1e-3;

    private final int threads;
    private final Map<Layer, List<Double>> known = new HashMap<>();

    private GroupMeasurement(int threads) {
        this.threads = threads;
    }

    /// What the time of a layer depends on.
    record Layer(int in, int out, int kernel, Convolve geometry, int height, int width) {
        /// The layer between two others, activations keeping them apart: else a layer of 1×1 in one group
        /// would become one with that before it.
        Graph between(int groups) {
            GraphBuilder g = new GraphBuilder();
            Node x = g.relu(g.conv("before", g.input("image", 3), in, 1));
            Convolve grouped = new Convolve(geometry.stride(), geometry.padding(), geometry.dilation(), groups);
            return g.build(g.conv("behind", g.relu(g.conv("layer", x, out, kernel, grouped)), 3, 1));
        }

        Graph without() {
            GraphBuilder g = new GraphBuilder();
            Node x = g.conv("before", g.input("image", 3), in, 1);
            return g.build(g.conv("behind", g.relu(x), 3, 1));
        }
    }

    /// @param size of the picture that goes into the network
    /// @param told hears what is measured
    /// @throws UnfitRequestException if no layer has gates
    public static GroupTimes of(Graph graph, Size size, int threads, Consumer<String> told) {
        List<Gated> layers = LearntGroups.layers(graph);
        if (layers.isEmpty()) {
            throw new UnfitRequestException(
                    "the network has no gates, so no layer of it can have other groups; choose convolution: groupable");
        }
        GroupMeasurement measurement = new GroupMeasurement(threads);
        Shapes shapes = Shapes.of(graph, 1, size.height(), size.width());
        SequencedMap<String, List<Double>> times = new LinkedHashMap<>();
        for (Gated layer : layers) {
            List<Double> all = new ArrayList<>();
            for (Node use : layer.uses(graph)) {
                List<Double> once = measurement.times(layer, use, shapes);
                for (int i = 0; i < once.size(); i++) {
                    double millis = once.get(i);
                    if (all.size() == i) {
                        all.add(millis);
                    } else {
                        all.set(i, all.get(i) + millis);
                    }
                }
            }
            told.accept(line(layer, all));
            times.put(layer.layer(), all);
        }
        return new GroupTimes(Machine.here().toString(), size.toString(), threads, times);
    }

    private static String line(Gated layer, List<Double> times) {
        StringBuilder line = new StringBuilder(layer.layer() + ":");
        for (int closed = 0; closed < times.size(); closed++) {
            line.append("%s %.2f ms".formatted(closed == 0 ? "" : ",", times.get(closed)));
        }
        return line + " with 1, 2, 4, … groups";
    }

    private List<Double> times(Gated gated, Node use, Shapes shapes) {
        Convolve geometry = (Convolve) use.operation();
        Shape read = shapes.of(geometry.map(use));
        Layer layer = new Layer(
                gated.inChannels(),
                gated.outChannels(),
                gated.filters().height(),
                geometry,
                read.height(),
                read.width());
        return known.computeIfAbsent(layer, each -> measured(each, gated.gateCount()));
    }

    private List<Double> measured(Layer layer, int gates) {
        List<TimedNetwork> networks = new ArrayList<>();
        try {
            networks.add(timed(layer.without(), layer));
            for (int closed = 0; closed <= gates; closed++) {
                networks.add(timed(layer.between(1 << closed), layer));
            }
            double[] medians = medians(networks);
            return Arrays.stream(medians)
                    .skip(1)
                    .map(millis -> Math.max(LEAST_MILLIS, millis - medians[0]))
                    .boxed()
                    .toList();
        } finally {
            networks.forEach(TimedNetwork::close);
        }
    }

    private static double[] medians(List<TimedNetwork> networks) {
        double[][] millis = new double[networks.size()][RUNS];
        for (int run = -WARM_UP; run < RUNS; run++) {
            for (int i = 0; i < millis.length; i++) {
                millis[i][Math.max(0, run)] = networks.get(i).millis();
            }
        }
        return Arrays.stream(millis)
                .mapToDouble(each -> Arrays.stream(each).sorted().toArray()[RUNS / 2])
                .toArray();
    }

    private TimedNetwork timed(Graph graph, Layer layer) {
        return TimedNetwork.of(graph, Border.ZEROS, new Size(layer.width, layer.height), threads);
    }
}
