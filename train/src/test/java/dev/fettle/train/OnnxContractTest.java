package dev.fettle.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.contract.OperationCases;
import dev.fettle.network.onnx.OnnxExport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operation and architecture, exported and run by ONNX Runtime, against the reference interpreter.
class OnnxContractTest {
    /// Float rounding of sums of at most 9·64 products, relative to the largest output.
    private static final double TOLERANCE = 1e-5;

    static List<OperationCases.Case> cases() {
        return OperationCases.all(5);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void onnxRuntimeAgreesWithTheReference(OperationCases.Case theCase) throws IOException, OrtException {
        Reference.Array expected = Reference.run(theCase.network(), theCase.input());
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        OnnxExport.write(theCase.network(), Map.of("case", theCase.name()), model);
        Values actual = run(model.toByteArray(), theCase.input());
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double largest = 1;
        double difference = 0;
        for (int i = 0; i < expected.array().length; i++) {
            largest = Math.max(largest, Math.abs(expected.array()[i]));
            difference = Math.max(difference, Math.abs(expected.array()[i] - actual.array()[i]));
        }
        assertThat(difference / largest).as(theCase.name()).isLessThanOrEqualTo(TOLERANCE);
    }

    private static Values run(byte[] model, Values input) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            try (OrtSession session = environment.createSession(model, options);
                    OnnxTensor x = OnnxTensor.createTensor(
                            environment, FloatBuffer.wrap(input.array()), longs(input.shape()));
                    OrtSession.Result result = session.run(Map.of("image", x))) {
                assertThat(session.getMetadata().getCustomMetadata()).containsKey("case");
                OnnxTensor y = (OnnxTensor) result.get(0);
                float[] array = new float
                        [Math.toIntExact(LongStream.of(y.getInfo().getShape()).reduce(1, (a, b) -> a * b))];
                y.getFloatBuffer().get(array);
                int[] dimensions = LongStream.of(y.getInfo().getShape())
                        .mapToInt(Math::toIntExact)
                        .toArray();
                return new Values(Shape.of(dimensions), array);
            }
        }
    }

    private static long[] longs(Shape shape) {
        return shape.dimensions().stream().mapToLong(Integer::longValue).toArray();
    }
}
