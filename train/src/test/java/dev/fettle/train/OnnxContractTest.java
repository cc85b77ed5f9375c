package dev.fettle.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Reference;
import dev.fettle.network.Values;
import dev.fettle.network.contract.OperationCases;
import java.io.IOException;
import java.util.List;
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
        boolean isSingle = theCase.network().graph().nodes().stream()
                .anyMatch(node -> node.operation() instanceof MixedConvolve mixed && mixed.window() == 0);
        Values actual = isSingle
                ? OnnxModels.runSingly(theCase.network(), theCase.input())
                : OnnxModels.run(theCase.network(), theCase.input());
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double largest = 1;
        double difference = 0;
        for (int i = 0; i < expected.array().length; i++) {
            largest = Math.max(largest, Math.abs(expected.array()[i]));
            difference = Math.max(difference, Math.abs(expected.array()[i] - actual.array()[i]));
        }
        assertThat(difference / largest).as(theCase.name()).isLessThanOrEqualTo(TOLERANCE);
    }
}
