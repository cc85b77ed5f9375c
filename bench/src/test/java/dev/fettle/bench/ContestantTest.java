package dev.fettle.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Network;
import dev.fettle.network.Reference;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContestantTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void everyEngineComputesTheNetwork(Contestant contestant) throws Exception {
        Workload workload = Tiny.workload(folder);
        Network network = workload.deployed();
        double[] expected = Reference.run(network, workload.picture(network)).array();
        float[] output;
        try (Runner runner = contestant.open(workload)) {
            runner.run();
            runner.run(); // the second finds what the first has left
            output = runner.output();
        }
        assertThat(output).hasSameSizeAs(expected);
        for (int i = 0; i < output.length; i++) {
            assertThat((double) output[i]).isCloseTo(expected[i], within(1e-5));
        }
    }
}
