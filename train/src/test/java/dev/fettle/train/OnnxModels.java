package dev.fettle.train;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.fettle.network.Network;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.onnx.OnnxExport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.stream.LongStream;

/// Running exported networks in ONNX Runtime, on one thread.
final class OnnxModels {
    private OnnxModels() {}

    static Values run(Network network, Values input) throws IOException, OrtException {
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        OnnxExport.write(network, Map.of(), model);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            try (OrtSession session = environment.createSession(model.toByteArray(), options);
                    OnnxTensor x = tensor(environment, input);
                    OrtSession.Result result = session.run(
                            Map.of(session.getInputNames().iterator().next(), x))) {
                return values((OnnxTensor) result.get(0));
            }
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, Values values) throws OrtException {
        long[] shape = values.shape().dimensions().stream()
                .mapToLong(Integer::longValue)
                .toArray();
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values.array()), shape);
    }

    private static Values values(OnnxTensor tensor) {
        int[] dimensions = LongStream.of(tensor.getInfo().getShape())
                .mapToInt(Math::toIntExact)
                .toArray();
        Values values = Values.zeros(Shape.of(dimensions));
        tensor.getFloatBuffer().get(values.array());
        return values;
    }
}
