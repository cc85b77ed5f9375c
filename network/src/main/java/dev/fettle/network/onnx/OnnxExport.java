package dev.fettle.network.onnx;

import dev.fettle.file.AtomicFile;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.AveragePool;
import dev.fettle.network.Operation.Bicubic;
import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Constant;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.Input;
import dev.fettle.network.Operation.LeakyRelu;
import dev.fettle.network.Operation.Linear;
import dev.fettle.network.Operation.MaxPool;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Operation.Multiply;
import dev.fettle.network.Operation.OneHot;
import dev.fettle.network.Operation.PRelu;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Operation.Permutation;
import dev.fettle.network.Operation.PixelShuffle;
import dev.fettle.network.Operation.PixelUnshuffle;
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
import dev.fettle.network.Shape;
import dev.fettle.network.Shapes;
import dev.fettle.network.Values;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Reader: a network as an ONNX model, operator set 13, float32. Batch, height and width are left open (the
/// batch is 1 where a kernel is mixed per picture: a Conv has one kernel for its whole batch); values are
/// called as the nodes are. Of several results the first is exported. Field numbers are those of onnx.proto
/// (IR version 7).
///
/// | operation    | ONNX                                                                  |
/// |--------------|-----------------------------------------------------------------------|
/// | Convolve     | Conv                                                                  |
/// | Scale        | Mul by a scalar                                                       |
/// | PixelShuffle | DepthToSpace, mode CRD                                                |
/// | Slice        | Slice on axis 1                                                       |
/// | PixelUnshuffle | SpaceToDepth, Gather                                                |
/// | Permutation  | Gather on axis 1                                                      |
/// | Bicubic      | Resize, mode cubic, half_pixel                                        |
/// | Shift        | Pad before, Slice behind (or the other way round)                     |
/// | GlobalMean   | GlobalAveragePool                                                     |
/// | WindowMean   | AveragePool                                                           |
/// | AveragePool  | AveragePool, count_include_pad 1                                      |
/// | Linear       | Flatten, Gemm, Unsqueeze                                              |
/// | Softmax, OneHot, MixedConvolve | see {@link OnnxMixing}                              |
/// | Silu         | Sigmoid, Mul                                                          |
/// | PRelu        | PRelu, slopes (C, 1, 1)                                               |
/// | SquareRoot   | Sqrt                                                                  |
/// | the others   | of the same name                                                      |
public final class OnnxExport {
    private static final int IR_VERSION = 7;
    private static final int OPERATOR_SET = 13;
    static final int FLOAT = 1; // TensorProto.DataType
    private static final int INT64 = 7;

    private final DeployedNetwork network;
    private final Shapes shapes;
    private final Message graph = new Message();
    private final boolean isOnePicture;

    private OnnxExport(DeployedNetwork all) {
        this.network = all.forFirstResult();
        this.shapes = Shapes.of(network.graph(), 1, GraphBuilder.PROBE, GraphBuilder.PROBE);
        this.isOnePicture = network.graph().nodes().stream()
                .anyMatch(node -> node.operation() instanceof MixedConvolve mixed && mixed.window() == 0);
    }

    /// Writes the network to a file; there is the old file or the whole new one, never half of it.
    ///
    /// @param metadata what the file says about the network, such as name and licences
    /// @throws IllegalArgumentException if the model exceeds the 2 GiB of a protocol buffer
    public static void write(DeployedNetwork network, OnnxMetadata metadata, Path file) throws IOException {
        Message model = new OnnxExport(network).model(metadata);
        AtomicFile.write(file, model::write);
    }

    /// Writes the network; the caller closes the stream. The same network gives the same bytes.
    public static void write(DeployedNetwork network, OnnxMetadata metadata, OutputStream out) throws IOException {
        new OnnxExport(network).model(metadata).write(out);
    }

    private Message model(OnnxMetadata metadata) {
        Graph nodes = network.graph();
        nodes.nodes().forEach(this::node);
        graph.text(2, "fettle");
        graph.message(11, valueInfo(name(nodes.input()), nodes.inputChannels(), "height", "width"));
        int outputChannels = shapes.of(nodes.output()).channels();
        graph.message(12, valueInfo(name(nodes.output()), outputChannels, "output_height", "output_width"));
        Message model = new Message()
                .integer(1, IR_VERSION)
                .text(2, "fettle")
                .text(6, metadata.documentation())
                .message(7, graph)
                .message(8, new Message().text(1, "").integer(2, OPERATOR_SET));
        metadata.properties().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(
                        p -> model.message(14, new Message().text(1, p.getKey()).text(2, p.getValue())));
        if (model.size() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "onnx: the model takes " + model.size() + " bytes; a protocol buffer holds 2 GiB");
        }
        return model;
    }

    private Message valueInfo(String name, int channels, String height, String width) {
        Message shape = new Message();
        for (Message dimension : List.of(
                isOnePicture ? new Message().integer(1, 1) : new Message().text(2, "batch"),
                new Message().integer(1, channels),
                new Message().text(2, height),
                new Message().text(2, width))) {
            shape.message(1, dimension);
        }
        Message tensor = new Message().integer(1, FLOAT).message(2, shape);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }

    static String name(Node node) {
        return node.operation() instanceof Input(String name, int _) ? name : node.name();
    }

    private void node(Node node) {
        switch (DeployedNetwork.operation(node)) {
            case Input _ -> {} // declared by the graph
            case Parameter parameter ->
                initializer(name(node), network.weights().get(parameter.name()));
            case Constant(Values values) -> initializer(name(node), values);
            case Convolve convolve -> convolve(node, convolve);
            case MixedConvolve mixed -> new OnnxMixing(this, node).convolve(mixed);
            case Linear _ -> linear(node);
            case MaxPool pooling -> operator(node, "MaxPool", windows(pooling));
            case AveragePool pooling ->
                operator(
                        node,
                        "AveragePool",
                        Stream.concat(Stream.of(windows(pooling)), Stream.of(integer("count_include_pad", 1)))
                                .toArray(Message[]::new));
            case Relu _ -> operator(node, "Relu");
            case LeakyRelu(double slope) -> operator(node, "LeakyRelu", real("alpha", (float) slope));
            case Sigmoid _ -> operator(node, "Sigmoid");
            case Silu _ -> silu(node);
            case PRelu rectifier -> bent(node, rectifier);
            case Scale(double factor) -> {
                Values scalar = new Values(Shape.of(), new float[] {(float) factor});
                operator("Mul", name(node), List.of(name(node.input()), initializer(name(node) + "/factor", scalar)));
            }
            case Add _ -> operator(node, "Add");
            case Multiply _ -> operator(node, "Mul");
            case Concat _ -> operator(node, "Concat", integer("axis", 1));
            case Slice(int from, int to) ->
                slice(name(node), name(node.input()), new long[] {from}, new long[] {to}, 1);
            case PixelShuffle(int factor) ->
                operator(node, "DepthToSpace", integer("blocksize", factor), text("mode", "CRD"));
            case PixelUnshuffle(int factor) -> pixelUnshuffle(node, factor);
            case Permutation(List<Integer> order) -> gather(name(node), name(node.input()), order);
            case Bicubic(int factor) -> bicubic(node, factor);
            case Shift(int down, int right) -> shift(node, down, right);
            case GlobalMean _ -> operator(node, "GlobalAveragePool");
            case WindowMean(int window, int margin) ->
                operator(
                        node,
                        "AveragePool",
                        integers("kernel_shape", window + 2L * margin, window + 2L * margin),
                        integers("strides", window, window),
                        integers("pads", margin, margin, margin, margin),
                        integer("ceil_mode", 1),
                        integer("count_include_pad", 0));
            case Softmax(int groups, double temperature) -> new OnnxMixing(this, node).softmax(groups, temperature);
            case OneHot(int groups) -> new OnnxMixing(this, node).oneHot(groups);
            case SquareRoot _ -> operator(node, "Sqrt");
        }
    }

    private void convolve(Node node, Convolve convolve) {
        operator(node, "Conv", attributes(convolve, shapes.of(convolve.weight(node))));
    }

    static Message[] attributes(Convolve convolve, Shape weight) {
        long padding = convolve.padding();
        return new Message[] {
            integers("kernel_shape", weight.height(), weight.width()),
            integers("strides", convolve.stride(), convolve.stride()),
            integers("pads", padding, padding, padding, padding),
            integers("dilations", convolve.dilation(), convolve.dilation()),
            integer("group", convolve.groups())
        };
    }

    private static Message[] windows(Pooling pooling) {
        long padding = pooling.padding();
        return new Message[] {
            integers("kernel_shape", pooling.kernel(), pooling.kernel()),
            integers("strides", pooling.stride(), pooling.stride()),
            integers("pads", padding, padding, padding, padding)
        };
    }

    /// Gemm knows rows of channels, (N, C).
    private void linear(Node node) {
        String rows = name(node) + "/rows";
        String made = name(node) + "/made";
        operator("Flatten", rows, List.of(name(node.inputs().getFirst())), integer("axis", 1));
        Stream<String> leaves = node.inputs().stream().skip(1).map(OnnxExport::name);
        operator("Gemm", made, Stream.concat(Stream.of(rows), leaves).toList(), integer("transB", 1));
        String axes = initializer(name(node) + "/axes", new long[] {2, 3});
        operator("Unsqueeze", name(node), List.of(made, axes));
    }

    /// Operator set 13 has no operator of its own for it.
    private void silu(Node node) {
        String x = name(node.input());
        String sigmoid = name(node) + "/sigmoid";
        operator("Sigmoid", sigmoid, List.of(x));
        operator("Mul", name(node), List.of(x, sigmoid));
    }

    private void bent(Node node, PRelu rectifier) {
        String slopes = name(node) + "/slopes";
        String axes = initializer(name(node) + "/axes", new long[] {1, 2});
        operator("Unsqueeze", slopes, List.of(name(rectifier.slopes(node)), axes));
        operator("PRelu", name(node), List.of(name(rectifier.map(node)), slopes));
    }

    Shape shape(Node node) {
        return shapes.of(node);
    }

    /// Zeros on the side that the picture leaves, then the part that remains in sight. Slicing from the end of
    /// the open dimension also serves shifts by more than the picture.
    private void shift(Node node, int down, int right) {
        long[] pads = {0, 0, Math.max(down, 0), Math.max(right, 0), 0, 0, Math.max(-down, 0), Math.max(-right, 0)};
        String padded = name(node) + "/padded";
        operator("Pad", padded, List.of(name(node.input()), initializer(name(node) + "/pads", pads)));
        long[] from = {Math.max(-down, 0), Math.max(-right, 0)};
        long[] to = {down > 0 ? -down : Long.MAX_VALUE, right > 0 ? -right : Long.MAX_VALUE};
        slice(name(node), padded, from, to, 2, 3);
    }

    /// SpaceToDepth puts the places of a square first and the channels behind; here channels come first.
    private void pixelUnshuffle(Node node, int factor) {
        String places = name(node) + "/places";
        int channels = shapes.of(node.input()).channels();
        int square = factor * factor;
        operator("SpaceToDepth", places, List.of(name(node.input())), integer("blocksize", factor));
        List<Integer> order = IntStream.range(0, channels * square)
                .mapToObj(c -> c % square * channels + c / square)
                .toList();
        gather(name(node), places, order);
    }

    private void gather(String name, String x, List<Integer> order) {
        long[] indices = order.stream().mapToLong(Integer::longValue).toArray();
        operator("Gather", name, List.of(x, initializer(name + "/order", indices)), integer("axis", 1));
    }

    private void bicubic(Node node, int factor) {
        Values scales = new Values(Shape.of(4), new float[] {1, 1, factor, factor});
        operator(
                "Resize",
                name(node),
                List.of(name(node.input()), "", initializer(name(node) + "/scales", scales)),
                text("mode", "cubic"),
                text("coordinate_transformation_mode", "half_pixel"),
                real("cubic_coeff_a", -0.75f));
    }

    void slice(String name, String x, long[] from, long[] to, long... axes) {
        List<String> inputs = List.of(
                x, initializer(name + "/from", from), initializer(name + "/to", to), initializer(name + "/axes", axes));
        operator("Slice", name, inputs);
    }

    private void operator(Node node, String type, Message... attributes) {
        operator(type, name(node), node.inputs().stream().map(OnnxExport::name).toList(), attributes);
    }

    void operator(String type, String output, List<String> inputs, Message... attributes) {
        Message operator = new Message();
        inputs.forEach(input -> operator.text(1, input));
        operator.text(2, output).text(3, output).text(4, type);
        for (Message attribute : attributes) {
            operator.message(5, attribute);
        }
        graph.message(1, operator);
    }

    private static Message real(String name, float value) {
        return new Message().text(1, name).real(2, value).integer(20, 1);
    }

    static Message text(String name, String value) {
        return new Message().text(1, name).text(4, value).integer(20, 3);
    }

    static Message integer(String name, int value) {
        return new Message().text(1, name).integer(3, value).integer(20, 2);
    }

    static Message integers(String name, long... values) {
        Message attribute = new Message().text(1, name);
        LongStream.of(values).forEach(value -> attribute.integer(8, value));
        return attribute.integer(20, 7);
    }

    String initializer(String name, Values values) {
        Message tensor = new Message();
        values.shape().dimensions().forEach(dimension -> tensor.integer(1, dimension));
        return initializer(name, tensor.integer(2, FLOAT), littleEndian(values.array()));
    }

    String initializer(String name, long[] values) {
        Message tensor = new Message().integer(1, values.length).integer(2, INT64);
        return initializer(name, tensor, littleEndian(values));
    }

    private String initializer(String name, Message tensor, byte[] data) {
        graph.message(5, tensor.text(8, name).bytes(9, data));
        return name;
    }

    private static byte[] littleEndian(float[] values) {
        ByteBuffer bytes = littleEndianBuffer(Math.multiplyExact(values.length, Float.BYTES));
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private static byte[] littleEndian(long[] values) {
        ByteBuffer bytes = littleEndianBuffer(Math.multiplyExact(values.length, Long.BYTES));
        bytes.asLongBuffer().put(values);
        return bytes.array();
    }

    private static ByteBuffer littleEndianBuffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
