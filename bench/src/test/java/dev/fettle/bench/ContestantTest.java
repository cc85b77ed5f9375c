package dev.fettle.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.lab.Size;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Reference;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ContestantTest {
    /// Half a step of a map that ranges over ±1: each layer may be wrong by it.
    private static final double EIGHT_BITS = 1 / 255.0;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void everyEngineComputesTheNetwork(Contestant contestant) throws Exception {
        requireAgreement(contestant, Tiny.workload(folder), 5 * EIGHT_BITS);
    }

    /// One of three scales, with groups, blocks that share their weights, and ghosts.
    @ParameterizedTest
    @EnumSource
    void everyEngineComputesOneOfSeveralScales(Contestant contestant) throws Exception {
        Workload workload = new Workload(Tiny.carn(folder).toString(), Optional.of(3), new Size(19, 13), 2);
        requireAgreement(contestant, workload, 10 * EIGHT_BITS); // thirty layers
    }

    /// One kernel for the picture, one for each window, and the one of the largest router output; and a gate.
    @ParameterizedTest
    @MethodSource("contestantsAndConvolutions")
    void everyEngineComputesKernelsFromThePicture(Contestant contestant, String convolution) throws Exception {
        // Parts, coefficients and their products are rounded beside the sum: twice as much for each layer.
        requireAgreement(contestant, Tiny.of(Tiny.edsr(folder, convolution)), 10 * EIGHT_BITS);
    }

    private static Stream<Arguments> contestantsAndConvolutions() {
        return Stream.of(
                        "{type: sparse, groups: 2, cardinals: 2}",
                        "{type: sparse, groups: 2, cardinals: 2, pooling: window, window: 8}",
                        "{type: sparse, groups: 2, cardinals: 2, constraint: hard}",
                        "{type: squeeze-excite, reduction: 2}")
                .flatMap(convolution ->
                        Arrays.stream(Contestant.values()).map(contestant -> Arguments.of(contestant, convolution)));
    }

    private static void requireAgreement(Contestant contestant, Workload workload, double inexact) throws Exception {
        DeployedNetwork network = workload.deployed();
        double[] expected =
                Reference.run(network.network(), workload.picture(network)).array();
        float[] output;
        try (Runner runner = contestant.open(workload, contestant.model(workload))) {
            runner.run();
            runner.run(); // the second finds what the first has left
            output = runner.output();
        }
        assertThat(output).hasSameSizeAs(expected);
        double allowed = contestant.isExact() ? 1e-5 : inexact;
        double worst = 0;
        for (int i = 0; i < output.length; i++) {
            worst = Math.max(worst, Math.abs(output[i] - expected[i]));
        }
        assertThat(worst).isLessThan(allowed);
    }
}
