package dev.fettle.runtime.engine;

import dev.fettle.image.Check;
import dev.fettle.network.Border;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Halo;
import dev.fettle.network.Halo.Squares;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Constant;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Operation.PRelu;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Shapes;
import dev.fettle.network.Values;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;

/// A network made ready to run on pictures of any size, for all of its results: its nodes fused into stages, its
/// weights packed. Immutable and thread-safe; schedules for different sizes share it.
final class Program {
    private final DeployedNetwork network;
    private final Lanes lanes;
    private final List<Stage> stages;
    private final Extents extents;
    private final Map<Node, float[]> constants = new HashMap<>();
    private final Map<Stage, Convolution> convolutions = new HashMap<>();
    private final Leads leads;
    private final double rowFloats;

    private Program(
            DeployedNetwork network,
            Border border,
            BiFunction<Graph, List<Stage>, Extents> makeExtents,
            Kernels kernels,
            Check check) {
        this.network = network.withConvolutionsForLinear();
        lanes = kernels.lanes();
        Graph graph = this.network.graph();
        Shapes shapes = Fusion.probe(graph);
        rowFloats = rowFloats(graph, shapes);
        boolean[] depends = graph.dependsOnInput();
        stages = Fusion.stages(graph, border);
        extents = makeExtents.apply(graph, stages);
        for (Stage stage : stages) {
            check.goOn();
            if (stage.isConvolution()) {
                Node weight = stage.convolving().weight(stage.node());
                boolean computed = depends[weight.index()];
                convolutions.put(stage, Convolution.of(stage, shapes.of(weight), computed, this::values, kernels));
            }
        }
        leads = Leads.of(graph, stages, convolutions, extents);
        Storage storage = storage(Set.of());
        stages.forEach(stage -> keepConstants(stage, storage));
    }

    static Program of(DeployedNetwork network, Border border, Kernels kernels) {
        return of(network, border, kernels, Check.NONE);
    }

    /// @param check asked before each stage
    static Program of(DeployedNetwork network, Border border, Kernels kernels, Check check) {
        return new Program(network, border, (graph, stages) -> Extents.of(graph, stages, border), kernels, check);
    }

    /// With edges that are repeated.
    static Program of(DeployedNetwork network, BiFunction<Graph, List<Stage>, Extents> makeExtents, Kernels kernels) {
        return new Program(network, Border.REPEAT, makeExtents, kernels, Check.NONE);
    }

    Lanes lanes() {
        return lanes;
    }

    /// What a parameter or constant holds.
    Values values(Node node) {
        if (node.operation() instanceof Constant(Values values)) {
            return values;
        }
        if (node.operation() instanceof Parameter parameter) {
            return network.weights().get(parameter.name());
        }
        throw new IllegalArgumentException(node.name() + ": a parameter or constant is expected, not "
                + node.operation().label());
    }

    /// Constants that are read as feature maps, in the layout of feature maps.
    private void keepConstants(Stage stage, Storage storage) {
        for (Node node : maps(stage.node())) {
            if (node.inputs().isEmpty() && node != network.graph().input()) {
                constants.computeIfAbsent(node, _ -> asMap(node, storage));
            }
        }
    }

    private static List<Node> maps(Node node) {
        if (node.operation() instanceof PRelu rectifier) {
            return List.of(rectifier.map(node));
        }
        if (node.operation() instanceof MixedConvolve mixed) {
            return List.of(mixed.map(node), mixed.coefficients(node));
        }
        return node.operation() instanceof Convolve convolve ? List.of(convolve.map(node)) : node.inputs();
    }

    private float[] asMap(Node node, Storage storage) {
        Values values = values(node);
        Layout layout = storage.layout(node, values.shape());
        float[] map = new float[Math.toIntExact(layout.floats() + storage.overreach(node))];
        int from = 0;
        for (int picture = 0; picture < layout.pictures(); picture++) {
            for (int channel = 0; channel < layout.channels(); channel++) {
                for (int row = 0; row < layout.height(); row++) {
                    for (int column = 0; column < layout.width(); column++) {
                        map[layout.position(picture, row, column) + channel] = values.array()[from++];
                    }
                }
            }
        }
        return map;
    }

    /// Memory of the packed weights.
    long weightBytes() {
        return convolutions.values().stream()
                .mapToLong(Convolution::packedBytes)
                .sum();
    }

    /// Of tiles that have neighbours to the left and right.
    Halo halo() {
        return halo(kernel -> kernel.gridColumns(), _ -> 0);
    }

    /// Of tiles that have neighbours above and below: squares begin elsewhere there.
    Halo rowHalo() {
        return halo(kernel -> kernel.grid(), leads::of);
    }

    private Halo halo(ToIntFunction<Kernel> side, ToIntFunction<Stage> lead) {
        Map<Node, Squares> squares = new HashMap<>();
        convolutions.forEach((stage, convolution) -> squares.put(
                stage.node(),
                new Squares(side.applyAsInt(convolution.kernel()), -extents.of(stage) - lead.applyAsInt(stage))));
        return Halo.of(network.graph(), node -> squares.getOrDefault(node, Squares.NONE));
    }

    /// Floats that a row of the widest feature map has for each column of the picture.
    private static double rowFloats(Graph graph, Shapes probe) {
        return graph.nodes().stream()
                .map(probe::of)
                .filter(shape -> shape.rank() == 4)
                .mapToDouble(shape -> (double) shape.channels() * shape.width() / GraphBuilder.PROBE)
                .max()
                .orElse(0);
    }

    /// Whether a feature map has rows of which no two fit an array: every map has one of zeros besides.
    boolean isTooWide(int width) {
        return 2 * rowFloats * width > Schedule.LONGEST_ARRAY;
    }

    Graph graph() {
        return network.graph();
    }

    List<Stage> stages() {
        return stages;
    }

    /// @param apart see {@link Storage#of}
    Storage storage(Set<Node> apart) {
        return Storage.of(network.graph(), convolutions, extents, apart);
    }

    Extents extents() {
        return extents;
    }

    Leads leads() {
        return leads;
    }

    Map<Node, float[]> constants() {
        return constants;
    }

    Convolution convolution(Stage stage) {
        Convolution convolution = convolutions.get(stage);
        if (convolution == null) {
            throw new IllegalArgumentException(stage.node().name() + " is no convolution");
        }
        return convolution;
    }
}
