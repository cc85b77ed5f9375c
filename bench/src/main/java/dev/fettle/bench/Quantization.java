package dev.fettle.bench;

import dev.fettle.bench.OnnxGraph.Operator;
import dev.fettle.bench.OnnxGraph.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/// A model in 8 bits, in the form that ONNX Runtime recognises and fuses: pairs of QuantizeLinear and
/// DequantizeLinear around the operators.
///
/// | what                       | as                                                                         |
/// |----------------------------|----------------------------------------------------------------------------|
/// | feature maps               | unsigned, one step and zero for each map                                   |
/// | weights of a convolution   | signed, one step for each filter, zero is 0                                |
/// | its bias                   | 32 bits, in steps of map · filter                                          |
/// | a factor (constant scalar) | unsigned, exact                                                            |
/// | other constants            | as they are                                                                |
/// | weights that are computed  | floats, and so is all that leads to them from the last convolution before  |
/// | shapes, indices            | as they are                                                                |
///
/// A map that only a ReLU reads is left out: the ReLU becomes the convolution's lower bound.
final class Quantization {
    private static final int LARGEST_WEIGHT = 127;

    private final OnnxGraph graph;
    private final Map<String, Range> ranges;
    private final List<Operator> operators;
    private final Map<String, String> replaced = new HashMap<>();
    private final Set<String> exact;

    private Quantization(OnnxGraph graph, Map<String, Range> ranges) {
        this.graph = graph;
        this.ranges = ranges;
        this.operators = new ArrayList<>();
        this.exact = leadingToWeights(graph);
    }

    private static Set<String> leadingToWeights(OnnxGraph graph) {
        Set<String> leading = new HashSet<>();
        for (Operator operator : graph.operators().reversed()) {
            boolean isConvolution = operator.type().equals("Conv");
            if (isConvolution || leading.contains(operator.output())) {
                leading.addAll(operator.inputs()
                        .subList(isConvolution ? 1 : 0, operator.inputs().size()));
            }
        }
        graph.operators().stream()
                .filter(operator -> operator.type().equals("Conv"))
                .forEach(operator -> leading.remove(operator.output()));
        return leading;
    }

    /// @param ranges of the values that are floats; those without one are left as they are
    static byte[] of(byte[] model, Map<String, Range> ranges) {
        OnnxGraph graph = OnnxGraph.parse(model);
        new Quantization(graph, ranges).rewrite();
        return graph.encoded();
    }

    private void rewrite() {
        if (readers(graph.input()).anyMatch(reader -> reader.type().equals("Conv"))) {
            replace(graph.input(), graph.input(), graph.input() + "/dequantized");
        }
        for (Operator operator : graph.operators()) {
            write(operator.type().equals("Conv") ? convolution(operator) : operator.reading(read(operator.inputs())));
        }
        graph.operators().clear();
        graph.operators().addAll(operators);
        graph.initializers()
                .keySet()
                .retainAll(operators.stream()
                        .flatMap(operator -> operator.inputs().stream())
                        .toList());
    }

    /// The last map leaves the model in floats, but a convolution that makes it is to run in 8 bits.
    private void write(Operator operator) {
        String value = operator.output();
        if (!value.equals(graph.output())) {
            operators.add(operator);
            if (ranges.containsKey(value) && !exact.contains(value) && !isReadByReluAlone(value)) {
                replace(value, value, value + "/dequantized");
            }
        } else if (operator.type().equals("Conv")) {
            String floats = value + "/exact";
            operators.add(new Operator(operator.type(), operator.inputs(), floats, operator.attributes()));
            replace(value, floats, value);
        } else {
            operators.add(operator);
        }
    }

    private boolean isReadByReluAlone(String value) {
        return readers(value).allMatch(reader -> reader.type().equals("Relu"));
    }

    private Stream<Operator> readers(String value) {
        return graph.operators().stream().filter(operator -> operator.inputs().contains(value));
    }

    /// Lets everything that read a value read its 8-bit form.
    ///
    /// @param value as the model calls it
    /// @param exact what is quantized
    /// @param result what comes of it
    private void replace(String value, String exact, String result) {
        Range range = range(value);
        String step = constant(value + "/step", OnnxGraph.FLOAT, List.of(), floats(range.step()));
        String zero = constant(value + "/zero", OnnxGraph.UINT8, List.of(), new byte[] {range.zero()});
        String quantized = value + "/quantized";
        operators.add(new Operator("QuantizeLinear", List.of(exact, step, zero), quantized, List.of()));
        operators.add(new Operator("DequantizeLinear", List.of(quantized, step, zero), result, List.of()));
        replaced.put(value, result);
    }

    private Range range(String value) {
        return Objects.requireNonNull(ranges.get(value), value);
    }

    private List<String> read(List<String> inputs) {
        return inputs.stream().map(this::read).toList();
    }

    private String read(String value) {
        if (!replaced.containsKey(value)) {
            graph.constant(value).filter(Quantization::isFactor).ifPresent(factor -> {
                float number = floats(factor)[0];
                ranges.put(value, new Range(number, number));
                replace(value, value, value + "/dequantized");
            });
        }
        return replaced.getOrDefault(value, value);
    }

    private static boolean isFactor(Tensor tensor) {
        return tensor.type() == OnnxGraph.FLOAT && tensor.data().length == Float.BYTES;
    }

    /// Weights that are computed from the picture stay in floats.
    private Operator convolution(Operator operator) {
        List<String> inputs = new ArrayList<>(operator.inputs());
        inputs.set(0, read(inputs.getFirst()));
        graph.constant(inputs.get(1)).ifPresent(weights -> {
            float[] steps = steps(weights);
            inputs.set(1, weights(operator.output() + "/weight", weights, steps));
            if (inputs.size() > 2) {
                float[] products =
                        times(steps, range(operator.inputs().getFirst()).step());
                inputs.set(2, bias(operator.output() + "/bias", inputs.get(2), products));
            }
        });
        return operator.reading(inputs);
    }

    /// One for each filter, so that its largest weight becomes ±127.
    private static float[] steps(Tensor weights) {
        float[] values = floats(weights);
        float[] steps = new float[weights.dimensions().getFirst()];
        int taps = values.length / steps.length;
        for (int filter = 0; filter < steps.length; filter++) {
            float largest = 0;
            for (int tap = 0; tap < taps; tap++) {
                largest = Math.max(largest, Math.abs(values[filter * taps + tap]));
            }
            steps[filter] = largest > 0 ? largest / LARGEST_WEIGHT : 1;
        }
        return steps;
    }

    private String weights(String name, Tensor weights, float[] steps) {
        float[] values = floats(weights);
        byte[] quantized = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            quantized[i] = (byte) Math.round(values[i] / steps[i / (values.length / steps.length)]);
        }
        constant(name + "/quantized", OnnxGraph.INT8, weights.dimensions(), quantized);
        return dequantized(name, OnnxGraph.INT8, new byte[steps.length], steps);
    }

    private String bias(String name, String exact, float[] steps) {
        float[] values = floats(graph.constant(exact).orElseThrow());
        ByteBuffer quantized = littleEndian(Integer.BYTES * values.length);
        for (int i = 0; i < values.length; i++) {
            quantized.putInt(Math.round(values[i] / steps[i]));
        }
        constant(name + "/quantized", OnnxGraph.INT32, List.of(values.length), quantized.array());
        return dequantized(name, OnnxGraph.INT32, new byte[Integer.BYTES * values.length], steps);
    }

    /// Reads the constant `name/quantized`, of one step for each filter.
    private String dequantized(String name, int type, byte[] zeros, float[] steps) {
        List<Integer> filters = List.of(steps.length);
        String step = constant(name + "/step", OnnxGraph.FLOAT, filters, floats(steps));
        String zero = constant(name + "/zero", type, filters, zeros);
        List<String> inputs = List.of(name + "/quantized", step, zero);
        operators.add(new Operator("DequantizeLinear", inputs, name, List.of(OnnxGraph.attribute("axis", 0))));
        return name;
    }

    private String constant(String name, int type, List<Integer> dimensions, byte[] data) {
        graph.initializers().put(name, new Tensor(type, dimensions, data));
        return name;
    }

    private static float[] times(float[] values, float factor) {
        float[] products = values.clone();
        for (int i = 0; i < products.length; i++) {
            products[i] *= factor;
        }
        return products;
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = littleEndian(Float.BYTES * values.length);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private static float[] floats(Tensor tensor) {
        float[] values = new float[tensor.data().length / Float.BYTES];
        ByteBuffer.wrap(tensor.data())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
