package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Check;
import dev.fettle.network.Border;
import dev.fettle.network.Initial;
import dev.fettle.network.Network;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.ShiftChoice;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Carn;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Rdn;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Ghost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Ghosts, which are shifted copies, are not copied.
class GhostStorageTest {
    private static final double TOLERANCE = 3e-5; // that of large tiles in EngineTest

    private static Architecture edsr(int channels, Convolution convolution) {
        return new Edsr(2, 4, channels, 0.5, 1, convolution);
    }

    /// With shifts by one sample in all directions, farther ones, parts that fill no vectors, groups, dense blocks.
    private static Stream<Architecture> networks() {
        return Stream.of(
                edsr(32, Ghost.DEFAULTS),
                edsr(64, Ghost.DEFAULTS),
                edsr(48, Ghost.DEFAULTS),
                edsr(64, Ghost.DEFAULTS.withRatio(0.25)),
                edsr(96, Ghost.DEFAULTS.withRatio(2.0 / 3)),
                edsr(32, new Ghost(0.5, 3, Ghost.Cheap.SHIFT, Ghost.Learning.DEFAULTS)),
                new Rdn(2, 32, 32, 2, 4, 1, Ghost.DEFAULTS),
                new Carn(List.of(2), 64, 4, Carn.Block.EFFICIENT, Ghost.DEFAULTS),
                new Carn(List.of(2), 32, 1, Carn.Block.RESIDUAL, Ghost.DEFAULTS));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void readingGhostsGivesTheSameBitsAsCopyingThem(Architecture architecture) {
        Network network = GhostLatencyTest.shifted(architecture.graph());
        Values input = new Initial.Uniform(1).draw(Shape.of(1, 3, 23, 31), new Random(1));
        double[] expected = Reference.run(network, input).array();
        for (Lanes lanes : List.of(Engine.lanes(), new PlainLanes())) {
            Program program = Program.of(network.deployed(), Border.ZEROS, new Kernels(lanes, Algorithm.AUTOMATIC));
            float[] copied = StorageTest.run(program, Set.copyOf(program.graph().nodes()), input, 1);
            assertThat(StorageTest.largestDifference(copied, expected)).isLessThan(TOLERANCE);
            for (int threads = 1; threads <= 3; threads += 2) {
                float[] seen = StorageTest.run(program, Set.of(), input, threads);
                assertThat(Arrays.mismatch(seen, copied))
                        .as("%s, %d threads: first sample that differs", lanes.label(), threads)
                        .isEqualTo(-1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void whereEdgesAreRepeatedBitsDependOnNoNumberOfThreads(Architecture architecture) {
        Network network = GhostLatencyTest.shifted(architecture.graph());
        Values input = new Initial.Uniform(1).draw(Shape.of(1, 3, 23, 31), new Random(1));
        Program program =
                Program.of(network.deployed(), Border.REPEAT, new Kernels(Engine.lanes(), Algorithm.AUTOMATIC));
        float[] alone = StorageTest.run(program, Set.of(), input, 1);
        float[] together = StorageTest.run(program, Set.of(), input, 3);
        assertThat(Arrays.mismatch(together, alone))
                .as("first sample that differs")
                .isEqualTo(-1);
    }

    /// The plan of the ghost network has the steps of the dense one; sums of ghosts and residuals come on top.
    @Test
    void aGhostNetworkCopiesNoMap() {
        if (Engine.lanes().tileTransform(6).isEmpty()) {
            return;
        }
        assertThat(labels(edsr(64, Ghost.DEFAULTS))).doesNotContain("Concat", "Shift", "Slice", "ReLU");
        assertThat(labels(new Rdn(2, 32, 32, 2, 4, 1, Ghost.DEFAULTS)))
                .isEqualTo(labels(new Rdn(2, 32, 32, 2, 4, 1, Convolutions.PLAIN)));
    }

    /// Ghosts of networks that were made of dense ones stand in any order, before sums as well.
    @ParameterizedTest
    @EnumSource(Ghost.Shifts.class)
    void whatStandsInAnotherOrderIsNotCopiedBeforeASum(Ghost.Shifts shifts) {
        Ghost.Learning learning = new Ghost.Learning(
                shifts,
                ShiftChoice.Rule.MAGNITUDE,
                true,
                Ghost.DEFAULTS.learning().noise());
        for (Architecture architecture : List.of(
                edsr(64, Ghost.DEFAULTS.with(learning).inStoredOrder()),
                edsr(24, Ghost.DEFAULTS.with(learning).inStoredOrder()),
                edsr(48, Ghost.DEFAULTS.with(learning).withRatio(0.25).inStoredOrder()),
                new Carn(
                        List.of(2),
                        32,
                        1,
                        Carn.Block.RESIDUAL,
                        Ghost.DEFAULTS.with(learning).inStoredOrder()))) {
            Network network = reordered(GhostLatencyTest.shifted(architecture.graph()));
            for (int[] size : new int[][] {{23, 31}, {1, 9}, {9, 1}, {6, 6}}) {
                Values input = new Initial.Uniform(1).draw(Shape.of(2, 3, size[0], size[1]), new Random(1));
                for (Border border : Border.values()) {
                    Program program =
                            Program.of(network.deployed(), border, new Kernels(Engine.lanes(), Algorithm.AUTOMATIC));
                    float[] copied =
                            StorageTest.run(program, Set.copyOf(program.graph().nodes()), input, 1);
                    for (int threads = 1; threads <= 3; threads += 2) {
                        float[] seen = StorageTest.run(program, Set.of(), input, threads);
                        assertThat(Arrays.mismatch(seen, copied))
                                .as("%s, %s, %s, %d threads", architecture, Arrays.toString(size), border, threads)
                                .isEqualTo(-1);
                    }
                    if (border == Border.ZEROS) {
                        double[] expected = Reference.run(network, input).array();
                        assertThat(StorageTest.largestDifference(copied, expected))
                                .isLessThan(TOLERANCE);
                    }
                }
            }
            assertThat(labels(network)).doesNotContain("Permutation");
        }
    }

    private static Network reordered(Network network) {
        Map<String, Values> weights = new LinkedHashMap<>(network.weights().byName());
        Random random = new Random(3);
        weights.replaceAll((name, values) -> {
            if (!name.endsWith(".order")) {
                return values;
            }
            List<Integer> places = new ArrayList<>(
                    IntStream.range(0, values.array().length).boxed().toList());
            Collections.shuffle(places, random);
            float[] order = new float[places.size()];
            for (int i = 0; i < order.length; i++) {
                order[i] = places.get(i);
            }
            return new Values(values.shape(), order);
        });
        return Network.of(network.graph(), Weights.of(weights));
    }

    private static List<String> labels(Architecture architecture) {
        return labels(GhostLatencyTest.shifted(architecture.graph()));
    }

    private static List<String> labels(Network network) {
        Program program =
                Program.of(network.deployed(), Border.ZEROS, new Kernels(Engine.lanes(), Algorithm.AUTOMATIC));
        Schedules.Size size = new Schedules.Size(1, 48, 48, 1, Pace.of(1).getFirst());
        return Schedule.of(program, size, Check.NONE).steps().stream()
                .map(Step::label)
                .toList();
    }
}
