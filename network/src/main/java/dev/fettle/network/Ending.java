package dev.fettle.network;

/// What a result of a network is: a picture, or a vector. Only a picture has a scale, a halo and tiles.
public sealed interface Ending {
    /// A picture (or feature map), whose size follows that of the picture that goes in.
    ///
    /// @param channels of the result
    /// @param scale samples of the result per sample of the input, in each direction
    record Picture(int channels, double scale) implements Ending {}

    /// The same number of values for pictures of all sizes: (N, length, 1, 1).
    record Vector(int length) implements Ending {}

    /// The ending of the first result.
    static Ending of(Graph graph) {
        return of(graph, graph.output());
    }

    /// What a node of a network would be as its result.
    static Ending of(Graph graph, Node result) {
        Shape small =
                Shapes.of(graph, 1, GraphBuilder.PROBE, GraphBuilder.PROBE).of(result);
        Shape large = Shapes.of(graph, 1, 2 * GraphBuilder.PROBE, 2 * GraphBuilder.PROBE)
                .of(result);
        boolean isVector = large.rank() != 4 || (large.height() == 1 && large.width() == 1);
        return isVector
                ? new Vector(Math.toIntExact(large.size()))
                : new Picture(small.channels(), (double) (large.height() - small.height()) / GraphBuilder.PROBE);
    }

    /// @throws IllegalArgumentException if the first result is a vector
    static Picture requirePicture(Graph graph) {
        return switch (of(graph)) {
            case Picture picture -> picture;
            case Vector(int length) ->
                throw new IllegalArgumentException(
                        "the network ends in a vector of " + length + " values, not in a picture");
        };
    }
}
