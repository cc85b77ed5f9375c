package dev.fettle.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.network.Network;
import dev.fettle.network.Reference;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContestantTest {
    /// Half a step of a map that ranges over ±1: each layer may be wrong by it.
    private static final double EIGHT_BITS = 1 / 255.0;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void everyEngineComputesTheNetwork(Contestant contestant) throws Exception {
        Workload workload = Tiny.workload(folder);
        Network network = workload.deployed();
        double[] expected = Reference.run(network, workload.picture(network)).array();
        float[] output;
        try (Runner runner = contestant.open(workload, contestant.model(workload))) {
            runner.run();
            runner.run(); // the second finds what the first has left
            output = runner.output();
        }
        assertThat(output).hasSameSizeAs(expected);
        double allowed = contestant.isExact() ? 1e-5 : 5 * EIGHT_BITS;
        double worst = 0;
        for (int i = 0; i < output.length; i++) {
            worst = Math.max(worst, Math.abs(output[i] - expected[i]));
        }
        assertThat(worst).isLessThan(allowed);
    }
}
