package dev.fettle.bench;

import dev.fettle.network.onnx.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

/// An ONNX model taken apart, so that operators can be put between others: of what our own export writes. Field
/// numbers are those of onnx.proto.
final class OnnxGraph {
    static final int FLOAT = 1; // TensorProto.DataType
    static final int UINT8 = 2;
    static final int INT8 = 3;
    static final int INT32 = 6;
    private static final int INT64 = 7;
    private static final int BOOL = 9;

    private static final int IR_VERSION = 7;
    private static final int OPERATOR_SET = 13;

    private final List<byte[]> inputs;
    private final List<byte[]> outputs;
    private final List<Operator> operators;
    private final SequencedMap<String, Tensor> initializers;

    /// One node of the graph.
    ///
    /// @param attributes encoded
    record Operator(String type, List<String> inputs, String output, List<byte[]> attributes) {
        Operator {
            inputs = List.copyOf(inputs);
            attributes = List.copyOf(attributes);
        }

        Operator reading(List<String> others) {
            return new Operator(type, others, output, attributes);
        }

        /// The whole number of an attribute that it has.
        int attribute(String name) {
            return attributes.stream()
                    .map(Field::parse)
                    .filter(attribute -> Field.texts(attribute, 1).contains(name))
                    .flatMap(List::stream)
                    .filter(field -> field.number() == 3)
                    .mapToInt(field -> Math.toIntExact(field.value()))
                    .findFirst()
                    .orElseThrow();
        }

        private static Operator parse(List<Field> fields) {
            return new Operator(
                    Field.texts(fields, 4).getFirst(),
                    Field.texts(fields, 1),
                    Field.texts(fields, 2).getFirst(),
                    Field.messages(fields, 5));
        }

        private Message message() {
            Message message = new Message();
            inputs.forEach(input -> message.text(1, input));
            message.text(2, output).text(3, output).text(4, type);
            attributes.forEach(attribute -> message.bytes(5, attribute));
            return message;
        }
    }

    /// Constant values.
    ///
    /// @param type one of the element types above
    /// @param data little-endian, row-major
    record Tensor(int type, List<Integer> dimensions, byte[] data) {
        private static Tensor parse(List<Field> fields) {
            List<Integer> dimensions = fields.stream()
                    .filter(field -> field.number() == 1)
                    .map(field -> Math.toIntExact(field.value()))
                    .toList();
            int type = fields.stream()
                    .filter(field -> field.number() == 2)
                    .mapToInt(field -> Math.toIntExact(field.value()))
                    .findFirst()
                    .orElseThrow();
            return new Tensor(type, dimensions, Field.messages(fields, 9).getFirst());
        }

        private Message message(String name) {
            Message message = new Message();
            dimensions.forEach(dimension -> message.integer(1, dimension));
            return message.integer(2, type).text(8, name).bytes(9, data);
        }
    }

    private OnnxGraph(List<Field> graph) {
        inputs = Field.messages(graph, 11);
        outputs = new ArrayList<>(Field.messages(graph, 12));
        operators = new ArrayList<>();
        for (byte[] node : Field.messages(graph, 1)) {
            operators.add(Operator.parse(Field.parse(node)));
        }
        initializers = new LinkedHashMap<>();
        for (byte[] tensor : Field.messages(graph, 5)) {
            List<Field> fields = Field.parse(tensor);
            initializers.put(Field.texts(fields, 8).getFirst(), Tensor.parse(fields));
        }
    }

    static OnnxGraph parse(byte[] model) {
        return new OnnxGraph(Field.parse(Field.messages(Field.parse(model), 7).getFirst()));
    }

    String input() {
        return Field.texts(Field.parse(inputs.getFirst()), 1).getFirst();
    }

    String output() {
        return Field.texts(Field.parse(outputs.getFirst()), 1).getFirst();
    }

    /// In an order in which they can be computed; may be changed.
    List<Operator> operators() {
        return operators;
    }

    /// The input, and what the operators make of it in 32-bit floats; shapes, indices and truth values are left out.
    List<String> floatValues() {
        Map<String, Integer> types = new HashMap<>();
        initializers.forEach((name, tensor) -> types.put(name, tensor.type()));
        types.put(input(), FLOAT);
        List<String> values = new ArrayList<>(List.of(input()));
        for (Operator operator : operators) {
            int type = type(operator, types);
            types.put(operator.output(), type);
            if (type == FLOAT) {
                values.add(operator.output());
            }
        }
        return values;
    }

    private static int type(Operator operator, Map<String, Integer> types) {
        return switch (operator.type()) {
            case "Shape", "ArgMax" -> INT64;
            case "Equal" -> BOOL;
            case "Cast" -> operator.attribute("to");
            default -> // of what it computes with
                Objects.requireNonNull(types.get(operator.inputs().getFirst()), operator.output());
        };
    }

    /// The constant of this name, if it is one.
    Optional<Tensor> constant(String name) {
        return Optional.ofNullable(initializers.get(name));
    }

    /// All constants by name; may be changed.
    SequencedMap<String, Tensor> initializers() {
        return initializers;
    }

    /// Makes a value one of the model's results, behind those there are.
    void addOutput(String scalar) {
        Message type = new Message().integer(1, FLOAT).message(2, new Message());
        outputs.add(encoded(new Message().text(1, scalar).message(2, new Message().message(1, type))));
    }

    /// A whole number as an attribute of an operator, encoded.
    static byte[] attribute(String name, int value) {
        return encoded(new Message().text(1, name).integer(3, value).integer(20, 2));
    }

    /// The whole model.
    byte[] encoded() {
        Message graph = new Message();
        operators.forEach(operator -> graph.message(1, operator.message()));
        graph.text(2, "fettle");
        initializers.forEach((name, tensor) -> graph.message(5, tensor.message(name)));
        inputs.forEach(input -> graph.bytes(11, input));
        outputs.forEach(output -> graph.bytes(12, output));
        return encoded(new Message()
                .integer(1, IR_VERSION)
                .text(2, "fettle")
                .message(7, graph)
                .message(8, new Message().text(1, "").integer(2, OPERATOR_SET)));
    }

    private static byte[] encoded(Message message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(message.size()));
        try {
            message.write(out);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return out.toByteArray();
    }
}
