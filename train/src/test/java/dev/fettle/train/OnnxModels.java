package dev.fettle.train;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.fettle.network.Network;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.onnx.OnnxExport;
import dev.fettle.network.onnx.OnnxMetadata;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// Running exported networks in ONNX Runtime, on one thread.
final class OnnxModels {
    private OnnxModels() {}

    /// One picture at a time: a model whose kernels are mixed per picture takes no more.
    static Values runSingly(Network network, Values input) throws IOException, OrtException {
        int pictures = input.shape().dimension(0);
        int size = input.array().length / pictures;
        Shape single = Shape.of(
                1,
                input.shape().channels(),
                input.shape().height(),
                input.shape().width());
        List<Values> results = new ArrayList<>();
        for (int i = 0; i < pictures; i++) {
            float[] picture = Arrays.copyOfRange(input.array(), i * size, (i + 1) * size);
            results.add(run(network, new Values(single, picture)));
        }
        Shape one = results.getFirst().shape();
        Values all = Values.zeros(Shape.of(pictures, one.channels(), one.height(), one.width()));
        for (int i = 0; i < pictures; i++) {
            float[] picture = results.get(i).array();
            System.arraycopy(picture, 0, all.array(), i * picture.length, picture.length);
        }
        return all;
    }

    static Values run(Network network, Values input) throws IOException, OrtException {
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        OnnxExport.write(network.deployed(), OnnxMetadata.NONE, model);
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
