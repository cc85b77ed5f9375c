package dev.fettle.runtime.engine;

import dev.fettle.network.Network;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Shapes;
import dev.fettle.network.Values;

/// A network made ready for pictures of one size. Not thread-safe.
public final class Plan {
    private final Network network;
    private final Shape inputShape;
    private final long bufferBytes;

    Plan(Network network, int height, int width, long bufferBytes) {
        this.network = network;
        this.inputShape = Shape.of(1, network.graph().inputChannels(), height, width);
        this.bufferBytes = bufferBytes;
    }

    public long bufferBytes() {
        return bufferBytes;
    }

    /// (1, C', H', W')
    public Shape outputShape() {
        Shapes shapes = Shapes.of(network.graph(), 1, inputShape.height(), inputShape.width());
        return shapes.of(network.graph().output());
    }

    /// Runs the network.
    ///
    /// @param input C·H·W values, planar
    /// @param output C'·H'·W' values, planar; overwritten
    public void run(float[] input, float[] output) {
        double[] result = Reference.run(network, new Values(inputShape, input)).array();
        for (int i = 0; i < output.length; i++) {
            output[i] = (float) result[i];
        }
    }
}
