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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Threads run turns of several steps at the same time where none reads what another makes. So no two steps may write
/// the same sample of a map, be it padding, nor two jobs of a turn.
class WrittenSamplesTest {
    private static final int HEIGHT = 22;
    private static final int WIDTH = 26;
    private static final int THREADS = 3;

    @ParameterizedTest
    @EnumSource(Border.class)
    void noTwoStepsWriteTheSameSampleOfARandomGraph(Border border) {
        for (int seed = 0; seed < 25; seed++) {
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
        Network rdn = Network.initial(new Rdn(2, 32, 32, 2, 3, 1, Convolutions.PLAIN).graph(), 1);
        Network carn = Network.initial(new Carn(List.of(2), 32, 1, Carn.Block.RESIDUAL, Convolutions.PLAIN).graph(), 1);
        assertThat(writtenTwice(rdn.deployed(), border)).isEmpty();
        assertThat(writtenTwice(carn.deployed(), border)).isEmpty();
    }

    /// Such a copy exists, so that the tests above look at one.
    @Test
    void aBlockOfRdnCopiesItsInput() {
        Network rdn = Network.initial(new Rdn(2, 32, 32, 2, 3, 1, Convolutions.PLAIN).graph(), 1);
        assertThat(schedule(program(rdn.deployed(), Border.REPEAT)).steps().stream()
                        .map(Step::label))
                .contains("Concat");
    }

    private static Program program(DeployedNetwork network, Border border) {
        return Program.of(network, border, new Kernels(Engine.lanes(), Algorithm.AUTOMATIC));
    }

    private static Schedule schedule(Program program) {
        Schedules.Size size =
                new Schedules.Size(1, HEIGHT, WIDTH, THREADS, Pace.of(THREADS).getFirst());
        return new Schedule(program, Set.of(), size, Check.NONE);
    }

    /// Names of steps that write samples which others write, too, or of which two jobs of a turn do. What is written is
    /// what changes, in one of two runs on different samples.
    private static Set<String> writtenTwice(DeployedNetwork network, Border border) {
        Program program = program(network, border);
        Schedule schedule = schedule(program);
        Storage storage = program.storage(Set.of());
        List<Node> nodes = program.graph().nodes();
        Workspace workspace = workspace(schedule);
        Map<Node, BitSet> taken = new HashMap<>();
        Map<Step, BitSet> written = new LinkedHashMap<>();
        Set<String> found = new LinkedHashSet<>();
        for (int run = 0; run < 2; run++) {
            fill(workspace.maps, new Random(run));
            for (Step step : schedule.steps()) {
                if (step.result() >= 0 && step.result() < workspace.maps.length) {
                    int jobs = step.jobs(0, step.bands());
                    BitSet own = changed(step, step.bands(), IntStream.range(0, jobs), workspace);
                    written.computeIfAbsent(step, _ -> new BitSet()).or(own);
                    if (haveJobsThatMeet(step, workspace)) {
                        found.add(step.name());
                    }
                }
            }
        }
        written.forEach((step, own) -> {
            Node map = storage.map(nodes.get(step.result())); // parts lie in that of the concatenation
            BitSet others = taken.computeIfAbsent(map, _ -> new BitSet());
            if (own.intersects(others)) {
                found.add(step.name());
            }
            others.or(own);
        });
        return found;
    }

    private static Workspace workspace(Schedule schedule) {
        int channels = schedule.input().planes();
        Transfer transfer = new Transfer();
        transfer.set(Raster.dense(new float[channels * HEIGHT * WIDTH], channels, HEIGHT, WIDTH), List.of());
        return schedule.allocate(transfer, Check.NONE).getFirst();
    }

    private static void fill(float[][] maps, Random random) {
        for (float[] map : maps) {
            for (int i = 0; i < map.length; i++) {
                map[i] = random.nextFloat();
            }
        }
    }

    /// In the first turn: rows of a later one may take the places of earlier ones.
    private static boolean haveJobsThatMeet(Step step, Workspace workspace) {
        int to = Math.min(step.turnBands(), step.bands());
        BitSet taken = new BitSet();
        for (int job = 0; job < step.jobs(0, to); job++) {
            BitSet own = changed(step, to, IntStream.of(job), workspace);
            if (own.intersects(taken)) {
                return true;
            }
            taken.or(own);
        }
        return false;
    }

    /// Places of the samples that jobs change, of the bands from the first to the one before `to`. The map is left as
    /// it was.
    private static BitSet changed(Step step, int to, IntStream jobs, Workspace workspace) {
        float[] map = workspace.maps[step.result()];
        float[] before = map.clone();
        jobs.forEach(job -> step.run(job, 0, to, workspace));
        BitSet changed = new BitSet();
        for (int i = 0; i < map.length; i++) {
            if (Float.floatToRawIntBits(before[i]) != Float.floatToRawIntBits(map[i])) {
                changed.set(i);
            }
        }
        System.arraycopy(before, 0, map, 0, map.length);
        return changed;
    }
}
