package dev.fettle.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.fettle.bench.OnnxGraph.Operator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The range of every value of a model that is computed in floats, found by running it on the workload's own
/// picture: a rival could not be calibrated better.
final class Calibration {
    private Calibration() {}

    /// @return by the names of the model's values
    static Map<String, Range> ranges(Workload workload, byte[] model) throws OrtException {
        OnnxGraph graph = OnnxGraph.parse(model);
        List<String> values = graph.floatValues();
        for (String value : values) {
            addReduction(graph, "ReduceMin", value);
            addReduction(graph, "ReduceMax", value);
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (SessionOptions options = OnnxRuntimeRunner.options(workload);
                OrtSession session = environment.createSession(graph.encoded(), options);
                OnnxTensor picture = OnnxRuntimeRunner.picture(workload);
                OrtSession.Result result = session.run(Map.of(graph.input(), picture))) {
            Map<String, Range> ranges = new HashMap<>();
            for (String value : values) {
                ranges.put(value, new Range(scalar(result, "ReduceMin", value), scalar(result, "ReduceMax", value)));
            }
            return ranges;
        }
    }

    private static void addReduction(OnnxGraph graph, String type, String value) {
        String name = name(type, value);
        graph.operators().add(new Operator(type, List.of(value), name, List.of(OnnxGraph.attribute("keepdims", 0))));
        graph.addOutput(name);
    }

    private static String name(String type, String value) {
        return value + "/" + type;
    }

    private static float scalar(OrtSession.Result result, String type, String value) throws OrtException {
        return (float) result.get(name(type, value)).orElseThrow().getValue();
    }
}
