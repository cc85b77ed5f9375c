package dev.fettle.lab.report;

import dev.fettle.lab.report.SweepResults.Point;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.hipparchus.stat.correlation.KendallsCorrelation;

/// How the gates of one training went.
///
/// @param budgets what the layers cost as a part of what they may, ζ/o, each a mean of so many steps, by
/// the name of the term of the loss
/// @param layers that have gates, in the order of the network
public record GroupCourse(SequencedMap<String, List<Point>> budgets, List<Layer> layers) {
    public GroupCourse {
        budgets = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(budgets));
        layers = List.copyOf(layers);
    }

    /// A layer at each validation.
    ///
    /// @param gates how many it has
    /// @param groups how many there were
    public record Layer(String name, int gates, List<Point> groups) {
        public Layer {
            groups = List.copyOf(groups);
            if (gates < 1 || groups.isEmpty()) {
                throw new IllegalArgumentException(
                        "layer '" + name + "': gates and validations are needed, got " + gates + " and " + groups);
            }
        }

        /// Gates that are closed at the end: log₂ of the groups.
        double closed() {
            return logarithm(groups.getLast().value());
        }
    }

    static double logarithm(double groups) {
        return Math.log(groups) / Math.log(2);
    }

    /// Kendall's rank correlation τ-b of a layer's place in the network and the groups that it has at the
    /// end: 1 where every layer has more than those before it, -1 where every one has fewer. Kendall,
    /// Biometrika 33, 1945, with ties. Empty where all layers have equally many, or there is one.
    Optional<Double> depthAndGroups() {
        return withDepth(layers.stream().mapToDouble(Layer::closed).toArray());
    }

    /// The same of the part of a layer's gates that are open, which is not larger in a layer for having
    /// more channels: -1 where every layer is given less of what it could have than those before it.
    Optional<Double> depthAndOpen() {
        return withDepth(layers.stream()
                .mapToDouble(layer -> 1 - layer.closed() / layer.gates())
                .toArray());
    }

    private static Optional<Double> withDepth(double[] values) {
        double[] depths = IntStream.range(0, values.length).asDoubleStream().toArray();
        boolean varies = IntStream.range(1, values.length).anyMatch(i -> values[i] != values[0]);
        return varies ? Optional.of(new KendallsCorrelation().correlation(depths, values)) : Optional.empty();
    }
}
