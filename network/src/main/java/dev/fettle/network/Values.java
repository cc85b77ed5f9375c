package dev.fettle.network;

/// An array of numbers with a shape: a weight, a constant, an input. Dense, row-major (the last dimension is
/// contiguous).
///
/// The array is handed out as it is; whoever did not create it must not write to it. Two `Values` are equal
/// only if they are the same object's fields: compare contents explicitly.
///
/// @param shape dimensions, outermost first
/// @param array the elements; its length is `shape.size()`
public record Values(Shape shape, float[] array) {
    public Values {
        if (array.length != shape.size()) {
            throw new IllegalArgumentException(
                    "values: shape " + shape + " needs " + shape.size() + " elements, got " + array.length);
        }
    }

    public static Values zeros(Shape shape) {
        return new Values(shape, new float[Math.toIntExact(shape.size())]);
    }

    @Override
    public String toString() {
        return "Values" + shape;
    }
}
