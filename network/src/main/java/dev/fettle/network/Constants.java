package dev.fettle.network;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reader: values of nodes that depend on parameters and constants alone. In double precision and once per node, so
/// that chains of computed values are rounded only at their end. Not thread-safe.
final class Constants {
    private static final Values NO_PICTURE = Values.zeros(Shape.of());

    private final Weights weights;
    private final Map<Node, Reference.Array> computed = new HashMap<>();

    Constants(Weights weights) {
        this.weights = weights;
    }

    Reference.Array value(Node node) {
        Reference.Array known = computed.get(node);
        if (known == null) {
            List<Reference.Array> read = node.inputs().stream().map(this::value).toList();
            List<Shape> shapes = read.stream().map(Reference.Array::shape).toList();
            Shape shape = Shapes.infer(node.name(), node.operation(), shapes);
            known = Reference.compute(node.operation(), read, shape, weights, NO_PICTURE);
            computed.put(node, known);
        }
        return known;
    }
}
