package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.network.Border;
import dev.fettle.network.Network;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.engine.PreparedNetwork;
import dev.fettle.runtime.engine.Workers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What it costs to repeat a picture's edge, beside zeros around it: the table of docs/design/0005-engine.md. The two
/// run in turns; nothing else should run meanwhile.
class BorderLatencyTest {
    private static final int RUNS = Integer.getInteger("fettle.runs", 15);
    private static final int WARM_UP = 4;
    private static final long AMPLE = 4L << 30;
    private static final double MOST = 1.05;

    /// Of 180 rows, one more row of squares is 3 % of the work; measured: 0.99 to 1.07.
    private static final double MOST_OF_SMALL = 1.08;

    /// Pictures of 1280×720 that go in, and for super-resolution those that come out as well.
    @ParameterizedTest
    @Tag("long") // some hundred runs of up to half a second
    @CsvSource({
        "sr-x2, 640, 360",
        "sr-x2, 1280, 720",
        "sr-x4, 320, 180",
        "sr-x4, 1280, 720",
        "denoise, 1280, 720",
        "deblock, 1280, 720"
    })
    void repeatingTheEdgeCostsLittle(String name, int width, int height) {
        ModelFile model = BundledModels.open(name);
        for (int threads : new int[] {1, 2}) {
            assertThat(ratio(model.network(), NoisyPlanes.of(width, height), threads, name))
                    .as("%s on %dx%d, %d threads", name, width, height, threads)
                    .isLessThan(height < 360 ? MOST_OF_SMALL : MOST);
        }
    }

    /// Of the medians.
    private static double ratio(Network network, Planes picture, int threads, String name) {
        List<Double> zeros = new ArrayList<>();
        List<Double> repeat = new ArrayList<>();
        try (Holdings holdings = new Holdings(new Workers(threads), AMPLE)) {
            TiledNetwork with = new TiledNetwork(PreparedNetwork.of(network.deployed(), Border.ZEROS), holdings);
            TiledNetwork repeated = new TiledNetwork(PreparedNetwork.of(network.deployed(), Border.REPEAT), holdings);
            for (int run = -WARM_UP; run < RUNS; run++) {
                add(zeros, run, millis(with, picture));
                add(repeat, run, millis(repeated, picture));
            }
        }
        Collections.sort(zeros);
        Collections.sort(repeat);
        double ratio = repeat.get(RUNS / 2) / zeros.get(RUNS / 2);
        System.out.printf(
                "%-8s %4dx%-4d %d threads: zeros %.1f ms (least %.1f), repeat %.1f ms (least %.1f), ratio %.3f (of the least %.3f)%n",
                name,
                picture.width(),
                picture.height(),
                threads,
                zeros.get(RUNS / 2),
                zeros.getFirst(),
                repeat.get(RUNS / 2),
                repeat.getFirst(),
                ratio,
                repeat.getFirst() / zeros.getFirst());
        return ratio;
    }

    private static void add(List<Double> times, int run, double millis) {
        if (run >= 0) {
            times.add(millis);
        }
    }

    private static double millis(TiledNetwork network, Planes picture) {
        long start = System.nanoTime();
        network.run(picture, Watch.SILENT);
        return (System.nanoTime() - start) / 1e6;
    }
}
