package dev.fettle.bench;

import dev.fettle.lab.NamedNetwork;
import dev.fettle.lab.Size;
import dev.fettle.lab.UnfitRequestException;
import dev.fettle.network.Cost;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Network;
import dev.fettle.network.Shape;
import dev.fettle.network.Shapes;
import dev.fettle.network.Values;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/// What every engine is given: the same network with the same weights, the same picture, as many threads. Each
/// process makes it for itself from the same words.
///
/// @param network as {@link NamedNetwork} reads it
/// @param input size of the picture that goes into the network
record Workload(String network, Optional<Integer> scale, Size input, int threads) {
    private static final long SEED = 1;
    private static final long MOST_FLOATS = Integer.MAX_VALUE / Float.BYTES;

    Workload {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
    }

    /// For people: `edsr-baseline x4`.
    String label() {
        return network + scale.map(n -> " x" + n).orElse("");
    }

    /// The words from which {@link #parse} makes it again.
    List<String> words() {
        String enlargement = scale.map(String::valueOf).orElse("");
        return List.of(network, enlargement, input.toString(), Integer.toString(threads));
    }

    static Workload parse(List<String> words) {
        Optional<Integer> scale =
                Optional.of(words.get(1)).filter(text -> !text.isEmpty()).map(Integer::valueOf);
        return new Workload(words.get(0), scale, Size.parse(words.get(2)), Integer.parseInt(words.get(3)));
    }

    /// The network at the scale that is asked for.
    ///
    /// @throws UnfitRequestException if it has several and none is asked for: another would be another workload
    NamedNetwork named() {
        NamedNetwork named = NamedNetwork.parse(network, scale);
        List<Integer> scales = named.architecture().scales();
        if (scales.size() > 1) {
            throw new UnfitRequestException("'%s' enlarges by %s: choose one by --scale"
                    .formatted(network, scales.stream().map(String::valueOf).collect(Collectors.joining(", "))));
        }
        return named;
    }

    /// The network with all scales that its weights serve.
    NamedNetwork allScales() {
        return NamedNetwork.parse(network, Optional.empty());
    }

    /// The network as it is run: what depends on weights alone is folded.
    DeployedNetwork deployed() {
        NamedNetwork named = named();
        Network weighted = named.network();
        return (named.trained().isPresent() ? weighted : TrueShifts.of(weighted, SEED)).deployed();
    }

    /// (1, C, H, W) of the picture for a network.
    Shape inputShape(DeployedNetwork deployed) {
        return Shape.of(1, deployed.graph().inputChannels(), input.height(), input.width());
    }

    /// (1, C', H', W') of the result.
    ///
    /// @throws IllegalArgumentException if it is larger than the engines' buffers may be
    Shape outputShape(DeployedNetwork deployed) {
        Shape shape = Shapes.of(deployed.graph(), 1, input.height(), input.width())
                .of(deployed.graph().output());
        if (shape.size() > MOST_FLOATS) {
            throw new IllegalArgumentException(
                    "a result of %dx%d pixels does not fit a buffer of 2 GiB".formatted(shape.width(), shape.height()));
        }
        return shape;
    }

    /// A picture of noise, uniform in [0, 1): no sample is easier than another.
    Values picture(DeployedNetwork deployed) {
        Values picture = Values.zeros(inputShape(deployed));
        Random random = new Random(SEED);
        for (int i = 0; i < picture.array().length; i++) {
            picture.array()[i] = random.nextFloat();
        }
        return picture;
    }

    /// Multiply-adds of one run by direct convolution.
    long macs(DeployedNetwork deployed) {
        return Cost.of(deployed.graph(), input.height(), input.width()).macs();
    }
}
