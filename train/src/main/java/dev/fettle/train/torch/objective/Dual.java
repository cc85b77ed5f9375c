package dev.fettle.train.torch.objective;

import dev.fettle.network.Course;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.LeakyRelu;
import dev.fettle.network.Weights;
import dev.fettle.train.torch.Phase;
import dev.fettle.train.torch.TorchModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/// How far a result, mapped back to a smaller scale by a companion, is from the original at that scale: dual
/// regression. Guo et al., CVPR 2020 (DRN), who weigh it by 0.1. The companion learns with the network and is not
/// shipped. At scale 1 the original is the low-resolution picture itself, so that the term needs no other.
///
/// The companion, for a result that is r times as large as what it is mapped to:
///
/// | for each prime factor f of r | conv 3×3 stride f, C → n, no bias; leaky ReLU 0.2 |
/// |------------------------------|---------------------------------------------------|
/// | last                         | conv 3×3, n → C, no bias                          |
///
/// Names as in the authors' checkpoints (`dual_module.0.0.weight`, `dual_module.1.weight`).
///
/// @param result of the network; empty for the first
/// @param scale that it is mapped to, in pixels for one of the low-resolution picture
/// @param channels n
public record Dual(String name, Course weight, Norm norm, String result, int scale, int channels) implements Term {
    public static final Dual DEFAULTS = new Dual("dual", Course.constant(0.1), Norm.L1, "", 1, 16);

    private static final double SLOPE = 0.2;

    private static final int MOST_CHANNELS = 4096; // as of networks

    public Dual {
        if (scale < 1 || channels < 1 || channels > MOST_CHANNELS) {
            throw new IllegalArgumentException("loss.%s: scale must be at least 1 and channels 1 to %d, got %d and %d"
                    .formatted(name, MOST_CHANNELS, scale, channels));
        }
    }

    @Override
    public Set<Integer> targets(Subject subject) {
        requireReducing(subject);
        return Set.of(scale);
    }

    /// The scale of the result, in pixels for one of the low-resolution picture.
    int from(Subject subject) {
        return subject.scale(name, subject.result(name, result));
    }

    private int requireReducing(Subject subject) {
        int from = from(subject);
        if (from == 1) {
            throw new IllegalArgumentException(
                    "loss.%s: a result at scale 1 cannot be mapped back: it is as large as the picture that is restored; leave the term out"
                            .formatted(name));
        }
        if (from % scale != 0 || from == scale) {
            throw new IllegalArgumentException(
                    "loss.%s: a result at scale %d cannot be mapped back to scale %d; that must divide it and be smaller"
                            .formatted(name, from, scale));
        }
        return from / scale;
    }

    @Override
    public Optional<Companion> companion(Subject subject) {
        Graph graph = companion(subject.graph().inputChannels(), requireReducing(subject));
        return Optional.of(new Companion(graph, subject.architecture().scale(), from(subject), scale));
    }

    /// At larger scales it compares with originals.
    @Override
    public boolean isOfInputsAlone() {
        return scale == 1;
    }

    @Override
    public Loss open(Subject subject, Surroundings surroundings) {
        Graph graph = companion(subject).orElseThrow().graph();
        TorchModel.Description description = new TorchModel.Description(graph, 1, surroundings.device());
        Weights initial = Weights.initial(graph, surroundings.seed());
        return new Mapped(this, subject.result(name, result), TorchModel.trained(description, initial));
    }

    /// From a picture to one that is so many times smaller.
    Graph companion(int colours, int ratio) {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", colours);
        List<Integer> factors = primeFactors(ratio);
        for (int i = 0; i < factors.size(); i++) {
            GraphBuilder stage = g.in("dual_module." + i);
            x = stage.convWithoutBias("0", x, channels, 3, new Convolve(factors.get(i), 1, 1, 1));
            x = stage.add("1", new LeakyRelu(SLOPE), x);
        }
        return g.build(g.convWithoutBias("dual_module." + factors.size(), x, colours, 3, Convolve.same(3)));
    }

    private static List<Integer> primeFactors(int number) {
        List<Integer> factors = new ArrayList<>();
        int rest = number;
        for (int factor = 2; rest > 1; factor++) {
            while (rest % factor == 0) {
                factors.add(factor);
                rest /= factor;
            }
        }
        return factors;
    }

    private record Mapped(Dual settings, String result, TorchModel model) implements Loss {
        @Override
        public Value of(Seen seen) {
            Tensor target = seen.target(settings.scale);
            Tensor large = seen.result(result);
            return settings.isOfInputsAlone()
                    ? Value.of(distance(large, target))
                    : seen.ofPaired(distance(seen.paired(large), target));
        }

        private Tensor distance(Tensor large, Tensor target) {
            Phase use = Phase.USE; // the companion has nothing that differs in training
            return settings.norm.distance(model.forward(large, use).firstEntry().getValue(), target);
        }

        @Override
        public Optional<TorchModel> companion() {
            return Optional.of(model);
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
