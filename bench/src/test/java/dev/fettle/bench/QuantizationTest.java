package dev.fettle.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.bench.OnnxGraph.Operator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizationTest {
    @TempDir
    private Path folder;

    @Test
    void zeroIsOneOfTheLevels() {
        assertThat(new Range(-1, 3).zero()).isEqualTo((byte) 64);
        assertThat(new Range(0.5f, 2).zero()).isZero();
        assertThat(new Range(-2, -1).zero()).isEqualTo((byte) 255);
        assertThat(new Range(0.5f, 2).step()).isEqualTo(2 / 255f);
        assertThat(new Range(0, 0).step()).isPositive();
    }

    /// What ONNX Runtime demands before it runs a convolution in integers.
    @Test
    void everyConvolutionStandsBetweenQuantizedMaps() throws Exception {
        Workload workload = Tiny.workload(folder);
        byte[] exact = OnnxRuntimeRunner.export(workload);
        OnnxGraph graph = OnnxGraph.parse(Quantization.of(exact, Calibration.ranges(workload, exact)));
        List<Operator> convolutions = of(graph, "Conv");
        assertThat(convolutions).hasSize(6);
        for (Operator convolution : convolutions) {
            assertThat(convolution.inputs())
                    .hasSize(3)
                    .allMatch(input -> writer(graph, input).equals("DequantizeLinear"));
            assertThat(reader(graph, convolution.output())).isEqualTo("QuantizeLinear");
        }
        assertThat(graph.initializers().values().stream().map(OnnxGraph.Tensor::type))
                .contains(OnnxGraph.INT8, OnnxGraph.UINT8, OnnxGraph.INT32);
    }

    /// Softmax, mixing and kernel stay as exact as they are; the maps around them do not.
    @Test
    void whatLeadsToAComputedKernelStaysInFloats() throws Exception {
        Workload workload = Tiny.of(Tiny.edsr(folder, "{type: sparse, groups: 2, cardinals: 2, constraint: hard}"));
        byte[] exact = OnnxRuntimeRunner.export(workload);
        OnnxGraph graph = OnnxGraph.parse(Quantization.of(exact, Calibration.ranges(workload, exact)));
        List<String> quantized =
                of(graph, "QuantizeLinear").stream().map(Operator::output).toList();
        assertThat(quantized)
                .anyMatch(value -> value.contains("mlp.0")) // what the router says
                .noneMatch(value -> value.matches(".*(beta|kernel|bias|coefficients|parts|sum|largest|hot|shape).*"));
        List<String> computed = of(graph, "Conv").stream()
                .map(convolution -> writer(graph, convolution.inputs().get(1)))
                .filter(type -> !type.equals("DequantizeLinear"))
                .toList();
        assertThat(computed).isNotEmpty().containsOnly("Reshape");
    }

    /// Indices, truth values and shapes are there, but have no range that a float could have.
    @Test
    void onlyFloatsAreCalibrated() throws Exception {
        Workload workload = Tiny.of(Tiny.edsr(folder, "{type: sparse, groups: 2, cardinals: 2, constraint: hard}"));
        byte[] exact = OnnxRuntimeRunner.export(workload);
        OnnxGraph graph = OnnxGraph.parse(exact);
        Map<String, Range> ranges = Calibration.ranges(workload, exact);
        for (Operator operator : graph.operators()) {
            boolean isFloat = !List.of("Shape", "ArgMax", "Equal").contains(operator.type());
            assertThat(ranges.containsKey(operator.output()))
                    .as(operator.type() + " " + operator.output())
                    .isEqualTo(isFloat);
        }
        assertThat(of(graph, "ArgMax")).isNotEmpty();
        Range hot = ranges.get(of(graph, "Cast").getLast().output());
        assertThat(hot).isEqualTo(new Range(0, 1));
    }

    @Test
    void aModelTakenApartIsPutTogetherAgain() throws Exception {
        OnnxGraph graph = OnnxGraph.parse(OnnxRuntimeRunner.export(Tiny.workload(folder)));
        OnnxGraph again = OnnxGraph.parse(graph.encoded());
        assertThat(again.operators()).usingRecursiveComparison().isEqualTo(graph.operators());
        assertThat(again.initializers()).usingRecursiveComparison().isEqualTo(graph.initializers());
        assertThat(Map.of(again.input(), again.output())).isEqualTo(Map.of("image", graph.output()));
    }

    private static List<Operator> of(OnnxGraph graph, String type) {
        return graph.operators().stream()
                .filter(operator -> operator.type().equals(type))
                .toList();
    }

    private static String writer(OnnxGraph graph, String value) {
        return graph.operators().stream()
                .filter(operator -> operator.output().equals(value))
                .findFirst()
                .orElseThrow()
                .type();
    }

    /// The one operator that reads a value, passing over a ReLU.
    private static String reader(OnnxGraph graph, String value) {
        List<Operator> readers = graph.operators().stream()
                .filter(operator -> operator.inputs().contains(value))
                .toList();
        assertThat(readers).hasSize(1);
        Operator reader = readers.getFirst();
        return reader.type().equals("Relu") ? reader(graph, reader.output()) : reader.type();
    }
}
