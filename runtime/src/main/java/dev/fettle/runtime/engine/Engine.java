package dev.fettle.runtime.engine;

import dev.fettle.network.Network;
import dev.fettle.network.Shapes;
import java.util.Optional;

/// The way from a network to plans. For now every plan runs on the reference interpreter.
public final class Engine implements AutoCloseable {
    private final Network network;

    private Engine(Network network) {
        this.network = network;
    }

    /// An engine for a network with the given number of worker threads.
    public static Engine of(Network network, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
        return new Engine(network);
    }

    /// Bytes of the buffers that a plan for pictures of height×width would hold.
    public long bufferBytes(int height, int width) {
        Shapes shapes = Shapes.of(network.graph(), 1, height, width);
        return 8
                * network.graph().nodes().stream()
                        .mapToLong(node -> shapes.of(node).size())
                        .sum();
    }

    /// A plan for pictures of height×width.
    public Plan plan(int height, int width) {
        return new Plan(network, height, width, bufferBytes(height, width));
    }

    /// A line for people when the engine runs slower than it could.
    public static Optional<String> hint() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
