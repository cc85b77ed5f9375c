package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Check;
import dev.fettle.network.Border;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.architecture.Carn;
import dev.fettle.network.architecture.Rdn;
import dev.fettle.network.convolution.Convolutions;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Threads run turns of several steps at the same time where none reads what another makes. So no two steps may write
/// the same sample of a map, be it padding.
class WrittenSamplesTest {
    private static final int HEIGHT = 22;
    private static final int WIDTH = 26;

    @ParameterizedTest
    @EnumSource(Border.class)
    void noTwoStepsWriteTheSameSampleOfARandomGraph(Border border) {
        for (int seed = 0; seed < 60; seed++) {
            Network network = Network.initial(StorageTest.randomGraph(new Random(seed)), seed);
            assertThat(writtenTwice(network.deployed(), border))
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    /// The output of each of RDN's blocks has two places, in the next block and among all blocks: one is a copy beside
    /// what convolutions write.
    @ParameterizedTest
    @EnumSource(Border.class)
    void noTwoStepsWriteTheSameSampleOfANetworkThatConcatenates(Border border) {
        Network rdn = Network.initial(new Rdn(2, 32, 32, 3, 4, 1, Convolutions.PLAIN).graph(), 1);
        Network carn = Network.initial(new Carn(List.of(2), 32, 1, Carn.Block.RESIDUAL, Convolutions.PLAIN).graph(), 1);
        assertThat(writtenTwice(rdn.deployed(), border)).isEmpty();
        assertThat(writtenTwice(carn.deployed(), border)).isEmpty();
    }

    /// Such a copy exists, so that the tests above look at one.
    @Test
    void aBlockOfRdnCopiesItsInput() {
        Network rdn = Network.initial(new Rdn(2, 32, 32, 3, 4, 1, Convolutions.PLAIN).graph(), 1);
        assertThat(schedule(program(rdn.deployed(), Border.REPEAT)).steps().stream()
                        .map(Step::label))
                .contains("Concat");
    }

    private static Program program(DeployedNetwork network, Border border) {
        return Program.of(network, border, new Kernels(Engine.lanes(), Algorithm.AUTOMATIC));
    }

    private static Schedule schedule(Program program) {
        Schedules.Size size = new Schedules.Size(1, HEIGHT, WIDTH, 1, Pace.of(1).getFirst());
        return new Schedule(program, Set.of(), size, Check.NONE);
    }

    /// Names of steps that write samples which others write, too.
    private static List<String> writtenTwice(DeployedNetwork network, Border border) {
        Program program = program(network, border);
        Schedule schedule = schedule(program);
        Storage storage = program.storage(Set.of());
        List<Node> nodes = program.graph().nodes();
        int channels = schedule.input().planes();
        Transfer transfer = new Transfer();
        Raster picture = Raster.dense(new float[channels * HEIGHT * WIDTH], channels, HEIGHT, WIDTH);
        transfer.set(picture, List.of());
        Workspace workspace = schedule.allocate(transfer, Check.NONE).getFirst();
        Map<Node, BitSet> taken = new HashMap<>();
        return schedule.steps().stream()
                .filter(step -> step.result() >= 0 && step.result() < workspace.maps.length)
                .filter(step -> {
                    BitSet own = written(step, workspace);
                    Node map = storage.map(nodes.get(step.result())); // parts lie in that of the concatenation
                    BitSet others = taken.computeIfAbsent(map, _ -> new BitSet());
                    boolean isShared = own.intersects(others);
                    others.or(own);
                    return isShared;
                })
                .map(Step::name)
                .toList();
    }

    /// Places of the samples that a step writes: those that have changed after one of two runs, each time from other
    /// samples.
    private static BitSet written(Step step, Workspace workspace) {
        BitSet written = new BitSet();
        for (int run = 0; run < 2; run++) {
            Random random = new Random(run);
            for (float[] map : workspace.maps) {
                for (int i = 0; i < map.length; i++) {
                    map[i] = random.nextFloat();
                }
            }
            float[] map = workspace.maps[step.result()];
            float[] before = map.clone();
            for (int job = 0; job < step.jobs(0, step.bands()); job++) {
                step.run(job, 0, step.bands(), workspace);
            }
            for (int i = 0; i < map.length; i++) {
                if (Float.floatToRawIntBits(before[i]) != Float.floatToRawIntBits(map[i])) {
                    written.set(i);
                }
            }
        }
        return written;
    }
}
