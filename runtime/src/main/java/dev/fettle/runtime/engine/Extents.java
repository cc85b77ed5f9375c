package dev.fettle.runtime.engine;

import dev.fettle.network.Border;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Graph;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.Bicubic;
import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Constant;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.Convolving;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.Input;
import dev.fettle.network.Operation.LeakyRelu;
import dev.fettle.network.Operation.Multiply;
import dev.fettle.network.Operation.OneHot;
import dev.fettle.network.Operation.PRelu;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Operation.Permutation;
import dev.fettle.network.Operation.PixelShuffle;
import dev.fettle.network.Operation.PixelUnshuffle;
import dev.fettle.network.Operation.Plain;
import dev.fettle.network.Operation.Pooling;
import dev.fettle.network.Operation.Relu;
import dev.fettle.network.Operation.Scale;
import dev.fettle.network.Operation.Shift;
import dev.fettle.network.Operation.Sigmoid;
import dev.fettle.network.Operation.Silu;
import dev.fettle.network.Operation.Slice;
import dev.fettle.network.Operation.Softmax;
import dev.fettle.network.Operation.SquareRoot;
import dev.fettle.network.Operation.WindowMean;
import dev.fettle.network.Shapes;
import java.util.Arrays;
import java.util.List;

/// How many samples of each feature map are computed beyond every edge of the picture, for a picture that goes on
/// for ever: mirrored for some pixels, and then with the outermost of these ({@link Border#REPEAT}). None for
/// {@link Border#ZEROS}.
///
/// The maps of such a picture go on for ever, too. Of each, only some samples beyond the edge have a part in the
/// result: *needed*, which falls from layer to layer. And some way beyond the edge they change no more:
/// *varying*, which grows from layer to layer. The lesser of the two is computed, and where a reader looks further,
/// the outermost sample stands for all beyond it. So a chain of n 3×3 convolutions computes little more than n/4
/// samples beyond each edge on average, where a picture that is extended beforehand takes n, and the result is that
/// of the extended picture. Deep networks stop earlier: what is far beyond the edge hardly reaches the result.
///
/// Means are taken over the picture alone, and windows that have kernels of their own reach as far as it takes: what
/// is chosen by means does not depend on the border. Depends on the network alone, never on the picture's size.
/// Immutable.
final class Extents {
    /// Pixels of the result that are mirrored. Copies of one noisy pixel are a line, which no network takes for
    /// noise: on 256×256 pixels at sigma 50 the bundled denoise has 28.95 dB with copies alone, 29.41, 29.51 and
    /// 29.52 with 4, 8 and 12 mirrored pixels, 29.52 with all of them, and 29.54 with zeros.
    private static final int MIRRORED = 12;

    /// As many pixels of the picture as are mirrored at least: sr-x4 has 31.213 dB on Set5 with copies alone, 31.251
    /// with 3 and 31.253 with 4 mirrored ones or all, 31.258 with zeros.
    private static final int LEAST_MIRRORED = 4;

    /// Samples that are computed at most, beyond as many as are mirrored. What lies further out hardly reaches
    /// the result: docs/design/0005-engine.md has the numbers.
    private static final int MOST_BEYOND = 1;

    /// Behind a pixel shuffle nothing is the same from sample to sample.
    private static final int UNBOUNDED = Integer.MAX_VALUE / 4;

    private final Graph graph;
    private final boolean[] extended;
    private final int[] computed;
    private final int[] read;
    private final Shapes shapes;
    private final int mirrored;
    private final int mostBeyond;

    private Extents(Graph graph, int mostBeyond) {
        this.graph = graph;
        this.mostBeyond = mostBeyond;
        extended = new boolean[graph.nodes().size()];
        computed = new int[extended.length];
        read = new int[extended.length];
        shapes = Fusion.probe(graph);
        int ratio = Math.ceilDiv(height(graph.output()), height(graph.input()));
        mirrored = Math.max(MIRRORED / ratio, LEAST_MIRRORED);
    }

    static Extents of(Graph graph, List<Stage> stages, Border border) {
        Extents extents = new Extents(graph, MOST_BEYOND);
        switch (border) {
            case ZEROS -> {}
            case REPEAT -> extents.find(stages);
        }
        return extents;
    }

    /// Of an edge that is repeated, as many samples as it takes for the result to be that of the extended picture.
    static Extents exact(Graph graph, List<Stage> stages) {
        Extents extents = new Extents(graph, UNBOUNDED);
        extents.find(stages);
        return extents;
    }

    /// Rows above and below, and columns on either side, that are computed of a map beyond its own.
    int of(Node node) {
        return computed[node.index()];
    }

    /// The same of a stage's node, before its samples are shuffled.
    int of(Stage stage) {
        return of(stage.result()) / stage.epilogue().shuffle();
    }

    /// How many pixels beyond each edge are those before it, mirrored.
    int mirrored() {
        return mirrored;
    }

    /// How far beyond a map's own columns it is read sample by sample; convolutions not counted.
    int read(Node node) {
        return read[node.index()];
    }

    /// What a map holds beyond what is computed of it. Means, and what follows from them alone, have no border.
    Border border(Node node) {
        return extended[node.index()] ? Border.REPEAT : Border.ZEROS;
    }

    private void find(List<Stage> stages) {
        boolean[] depends = graph.dependsOnInput();
        for (Node node : graph.nodes()) {
            extended[node.index()] = depends[node.index()] && isExtended(node);
        }
        int[] needed = needed();
        int[] varying = varying();
        for (int i = 0; i < computed.length; i++) {
            computed[i] = extended[i] ? Math.min(needed[i], varying[i]) : 0;
        }
        agree(stages);
        stages.forEach(this::addReads);
    }

    private int height(Node node) {
        return shapes.of(node).height();
    }

    private boolean isExtended(Node node) {
        Operation operation = node.operation();
        if (operation instanceof GlobalMean || operation instanceof WindowMean) {
            return false;
        }
        List<Node> maps = operation instanceof Convolving convolving ? List.of(convolving.map(node)) : node.inputs();
        return operation instanceof Input || maps.stream().anyMatch(input -> extended[input.index()]);
    }

    private int[] needed() {
        int[] needed = new int[computed.length];
        for (Node node : graph.nodes().reversed()) {
            for (Node input : node.inputs()) {
                int own = needed(DeployedNetwork.operation(node), needed[node.index()]);
                boolean isMap = shapes.of(input).rank() == 4;
                needed[input.index()] = Math.max(needed[input.index()], isMap ? own : 0);
            }
        }
        return needed;
    }

    /// How far beyond the edge an operation reads its input for as many samples beyond the edge of its result.
    private static int needed(Plain operation, int own) {
        return switch (operation) {
            case Convolving convolving ->
                own * convolving.geometry().stride() + convolving.geometry().padding();
            case Pooling pooling -> own * pooling.stride() + pooling.padding();
            case PixelShuffle(int factor) -> Math.ceilDiv(own, factor);
            case PixelUnshuffle(int factor) -> Math.multiplyExact(own, factor);
            case Bicubic(int factor) -> Math.ceilDiv(own, factor) + 2;
            case Permutation _ -> own;
            case Shift shift -> own + reach(shift);
            case GlobalMean _, WindowMean _ -> 0;
            case Input _, Parameter _, Constant _ -> own;
            case Relu _, LeakyRelu _, PRelu _, Sigmoid _, Silu _, Scale _ -> own;
            case Add _, Multiply _, Concat _, Slice _ -> own;
            case Softmax _, OneHot _, SquareRoot _ -> own;
        };
    }

    private static int reach(Shift shift) {
        return Math.max(Math.abs(shift.down()), Math.abs(shift.right()));
    }

    private int[] varying() {
        int[] varying = new int[computed.length];
        for (Node node : graph.nodes()) {
            int most = node.inputs().stream()
                    .mapToInt(input -> extended[input.index()] ? varying[input.index()] : 0)
                    .max()
                    .orElse(0);
            int own = varying(node, most);
            varying[node.index()] = own < UNBOUNDED ? Math.min(own, most(node)) : UNBOUNDED;
        }
        return varying;
    }

    /// Samples of a map that are computed at most, where they repeat themselves sooner or later.
    private int most(Node node) {
        return shapes.of(node).rank() == 4
                ? Math.ceilDiv(mirrored * height(node), height(graph.input())) + mostBeyond
                : 0;
    }

    /// How far beyond the edge a result varies whose inputs vary as far beyond theirs.
    private int varying(Node node, int most) {
        return switch (DeployedNetwork.operation(node)) {
            case Convolving convolving ->
                convolved(convolving.geometry(), most, convolving.kernel(shapes.of(convolving.weight(node))));
            case Pooling pooling -> convolved(pooling.geometry(), most, pooling.kernel());
            case PixelShuffle(int factor) -> factor == 1 ? most : UNBOUNDED;
            case PixelUnshuffle(int factor) -> most < UNBOUNDED ? Math.ceilDiv(most + factor - 1, factor) : most;
            case Bicubic(int factor) -> most < UNBOUNDED ? Math.multiplyExact(most + 2, factor) : most;
            case Permutation _ -> most;
            case Shift shift -> most + reach(shift);
            case Input _ -> mirrored;
            case Parameter _, Constant _, GlobalMean _, WindowMean _ -> 0;
            case Relu _, LeakyRelu _, PRelu _, Sigmoid _, Silu _, Scale _ -> most;
            case Add _, Multiply _, Concat _, Slice _ -> most;
            case Softmax _, OneHot _, SquareRoot _ -> most;
        };
    }

    /// With a stride, the last sample may lie before the edge, and the first that repeats itself behind it.
    private static int convolved(Convolve convolve, int most, int kernel) {
        int taps = (kernel - 1) * convolve.dilation();
        int beyond = most + taps - convolve.padding() + 2 * (convolve.stride() - 1);
        return Math.max(Math.floorDiv(beyond, convolve.stride()), 0);
    }

    /// Parts of a concatenation may lie in one map, so they reach as far as one another; what is shuffled in passing
    /// reaches a whole number of its factor.
    private void agree(List<Stage> stages) {
        int[] before;
        do {
            before = computed.clone();
            for (Stage stage : stages) {
                int shuffle = stage.epilogue().shuffle();
                raise(stage.result(), Math.ceilDiv(of(stage.result()), shuffle) * shuffle);
            }
            for (Node node : graph.nodes()) {
                if (node.operation() instanceof Concat && extended[node.index()]) {
                    int most = node.inputs().stream().mapToInt(this::of).max().orElse(0);
                    raise(node, most);
                    node.inputs().forEach(part -> raise(part, of(node)));
                }
            }
        } while (!Arrays.equals(before, computed));
    }

    private void raise(Node node, int least) {
        if (extended[node.index()]) {
            computed[node.index()] = Math.max(computed[node.index()], least);
        }
    }

    private void addReads(Stage stage) {
        Node node = stage.node();
        stage.epilogue().residual().ifPresent(residual -> addRead(residual, of(stage)));
        if (!stage.isConvolution()) {
            int own = needed(DeployedNetwork.operation(node), of(stage));
            node.inputs().forEach(input -> addRead(input, own));
        }
    }

    private void addRead(Node node, int beyond) {
        read[node.index()] = Math.max(read[node.index()], beyond);
    }
}
