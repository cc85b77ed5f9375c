package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.network.Cost;
import dev.fettle.network.Graph;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Operation.Role;
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
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How much of the multiply-adds that ghosts save is saved in time: the table of docs/design/0013-ghosts.md. Dense and
/// ghost run in turns; nothing else should run meanwhile.
class GhostLatencyTest {
    private static final int RUNS = Integer.getInteger("fettle.runs", 15);
    private static final int WARM_UP = 6;
    private static final int HEIGHT = 180;
    private static final int WIDTH = 320;

    private static final Map<String, Function<Convolution, Architecture>> NETWORKS = Map.of(
            "EDSR-baseline x2", convolution -> new Edsr(2, 16, 64, 1, 1, convolution),
            "EDSR-baseline x4", convolution -> new Edsr(4, 16, 64, 1, 1, convolution),
            "EDSR 8x128 x2", convolution -> new Edsr(2, 8, 128, 1, 1, convolution),
            "RDN-A x2", convolution -> new Rdn(2, 64, 32, 20, 6, 1, convolution),
            "CARN-M x2", convolution -> new Carn(List.of(2), 64, 4, Carn.Block.EFFICIENT, convolution));

    /// Asserted is what a process reaches, less about a tenth: processes differ by some hundredths.
    ///
    /// @param aim which part of the saved multiply-adds is to be saved in time
    /// @param least what is asserted
    @ParameterizedTest
    @Tag("long") // some hundred runs of up to a second
    @CsvSource({
        "EDSR-baseline x2, 0.75, 0.65",
        "EDSR-baseline x4, 0.75, 0.6",
        "EDSR 8x128 x2, 0.85, 0.75",
        "RDN-A x2, 0.5, 0.3",
        "CARN-M x2, 0, 0"
    })
    void savedWorkIsSavedTime(String name, double aim, double least) {
        Function<Convolution, Architecture> network = NETWORKS.get(name);
        Graph dense = network.apply(Convolutions.PLAIN).graph();
        Graph ghost = network.apply(Ghost.DEFAULTS).graph();
        double macs = 1 - (double) macs(ghost) / macs(dense);
        for (int threads = 1; threads <= Integer.getInteger("fettle.threads", 2); threads++) {
            double saved = saved(name, dense, ghost, threads) / macs;
            System.out.printf(
                    "%s: %.1f %% of the multiply-adds, of that %.0f %% in time (aim %.0f %%)%n",
                    name, 100 * macs, 100 * saved, 100 * aim);
            assertThat(saved).as("%s, %d threads", name, threads).isGreaterThan(least);
        }
    }

    private static long macs(Graph graph) {
        return Cost.of(graph, HEIGHT, WIDTH).macs();
    }

    /// The part of the dense network's time, by medians.
    private static double saved(String name, Graph dense, Graph ghost, int threads) {
        List<Double> denseMillis = new ArrayList<>();
        List<Double> ghostMillis = new ArrayList<>();
        try (Engine with = Engine.of(Network.initial(dense, 1).deployed(), threads);
                Engine without = Engine.of(shifted(ghost).deployed(), threads)) {
            Plan densePlan = with.plan(HEIGHT, WIDTH);
            Plan ghostPlan = without.plan(HEIGHT, WIDTH);
            float[] from = new float[3 * HEIGHT * WIDTH];
            float[] to = new float[Math.toIntExact(densePlan.outputShape().size())];
            for (int run = -WARM_UP; run < RUNS; run++) {
                double first = millis(densePlan, from, to);
                double second = millis(ghostPlan, from, to);
                if (run >= 0) {
                    denseMillis.add(first);
                    ghostMillis.add(second);
                }
            }
        }
        Collections.sort(denseMillis);
        Collections.sort(ghostMillis);
        System.out.printf(
                "%s, %d threads: dense %.1f ms (%.1f to %.1f), ghost %.1f ms (%.1f to %.1f)%n",
                name,
                threads,
                denseMillis.get(RUNS / 2),
                denseMillis.getFirst(),
                denseMillis.getLast(),
                ghostMillis.get(RUNS / 2),
                ghostMillis.getFirst(),
                ghostMillis.getLast());
        return 1 - ghostMillis.get(RUNS / 2) / denseMillis.get(RUNS / 2);
    }

    private static double millis(Plan plan, float[] from, float[] to) {
        long start = System.nanoTime();
        plan.run(from, to);
        return (System.nanoTime() - start) / 1e6;
    }

    /// Layer after layer another shift, none of them by nothing.
    static Network shifted(Graph graph) {
        Map<String, Values> weights =
                new LinkedHashMap<>(Weights.initial(graph, 1).byName());
        int place = 0;
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof Parameter parameter && parameter.role() == Role.PROXY) {
                float[] proxies = weights.get(parameter.name()).array();
                Arrays.fill(proxies, 0);
                int candidates = parameter.shape().height() * parameter.shape().width();
                for (int choice = 0; choice < proxies.length; choice += candidates) {
                    int other = place % (candidates - 1);
                    proxies[choice + (other < candidates / 2 ? other : other + 1)] = 1;
                    place++;
                }
            }
        }
        return Network.of(graph, Weights.of(weights));
    }
}
