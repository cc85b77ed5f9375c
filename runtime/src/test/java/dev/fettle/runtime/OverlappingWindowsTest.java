package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Border;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Shape;
import dev.fettle.runtime.OverlappingWindows.Start;
import dev.fettle.runtime.engine.PreparedNetwork;
import dev.fettle.runtime.engine.Workers;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverlappingWindowsTest {
    private static final int SIDE = 48;
    private static final long AMPLE = 1L << 30;

    /// Three channels by a kernel of two mixed, and twice the picture as a skip connection that is not in the
    /// trunk.
    ///
    /// @param routed whether the choice depends on the picture
    private static Network network(int kernel, boolean routed) {
        GraphBuilder g = new GraphBuilder();
        Node image = g.input("image", 3);
        Node mean = g.add("mean", new Operation.GlobalMean(), image);
        Node beta = g.add("beta", new Operation.Softmax(2, 1), g.conv("route", mean, 2, 1));
        Node bank = g.parameter("bank", Shape.of(2 * 3, 3, kernel, kernel), new Initial.Normal(0.3));
        Node body = g.add("body", new MixedConvolve(Convolve.same(kernel), 2, 1, 0), image, bank, beta);
        Network network = Network.initial(g.build(g.add(body, g.add("twice", new Operation.Scale(2), image))), 7);
        if (!routed) {
            Arrays.fill(network.weights().get("route.weight").array(), 0);
        }
        return network;
    }

    private static OverlappingWindows windows(Network network, int side, Holdings holdings) {
        return new OverlappingWindows(
                () -> OverlappingWindows.Parts.of(network.deployed(), Border.ZEROS, Watch.SILENT), side, holdings);
    }

    private static Planes overlapping(Network network, int threads, Planes picture) {
        try (Holdings holdings = new Holdings(new Workers(threads), AMPLE)) {
            return windows(network, SIDE, holdings).run(picture, Watch.SILENT);
        }
    }

    private static Planes overlapping(Network network, Planes picture) {
        return overlapping(network, 2, picture);
    }

    private static Planes whole(Network network, Planes picture) {
        try (Holdings holdings = new Holdings(new Workers(2), AMPLE)) {
            return new TiledNetwork(PreparedNetwork.of(network.deployed(), Border.ZEROS), holdings)
                    .run(picture, Watch.SILENT);
        }
    }

    /// The authors' code (ychfan/pt_ir): windows of 48 in a picture padded by 4, 32 apart, centred; strips along
    /// the borders.
    @Test
    void theGridIsCentredAndStripsCoverTheBorders() {
        assertThat(OverlappingWindows.starts(200, SIDE))
                .containsExactly(
                        new Start(0, 1),
                        new Start(32, 1),
                        new Start(64, 1),
                        new Start(96, 1),
                        new Start(128, 1),
                        new Start(160, 1));
        assertThat(OverlappingWindows.starts(210, SIDE))
                .startsWith(new Start(0, 0.3f), new Start(5, 1), new Start(37, 1))
                .endsWith(new Start(165, 1), new Start(170, 0.3f));
        for (int size = 192; size < 300; size++) {
            int end = 0;
            for (Start start : OverlappingWindows.starts(size, SIDE)) {
                assertThat(start.at()).as("gap in %d", size).isLessThanOrEqualTo(end);
                end = start.at() + SIDE - 8;
            }
            assertThat(end).isEqualTo(size);
        }
    }

    /// One tap that hands each channel on, in both kernels, so that no choice matters.
    @Test
    void whatLeavesThePictureAsItIsReturnsIt() {
        Network network = network(1, true);
        float[] bank = network.weights().get("bank").array();
        for (int i = 0; i < bank.length; i++) {
            bank[i] = i % 9 % 4 == 0 ? 1 : 0;
        }
        Planes picture = NoisyPlanes.of(215, 193);
        Planes result = overlapping(network, picture);
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < picture.channels()[c].length; i++) {
                assertThat(result.channels()[c][i]).isCloseTo(3 * picture.channels()[c][i], within(1e-5f));
            }
        }
    }

    /// Windows overlap by more than a convolution of 7×7 sees; the borders differ, where the picture is
    /// reflected.
    @Test
    void withoutAChoiceWindowsGiveWhatTheWholePictureGives() {
        Network network = network(7, false);
        Planes picture = NoisyPlanes.of(230, 201);
        Planes whole = whole(network, picture);
        Planes result = overlapping(network, picture);
        for (int y = 3; y < 201 - 3; y++) {
            for (int x = 3; x < 230 - 3; x++) {
                int i = y * 230 + x;
                assertThat(result.channels()[1][i]).isCloseTo(whole.channels()[1][i], within(1e-5f));
            }
        }
    }

    @Test
    void everyWindowChoosesForItself() {
        Network network = network(1, true);
        Planes picture = NoisyPlanes.of(200, 200);
        Planes other = NoisyPlanes.of(200, 200);
        other.channels()[0][0] += 1000; // in the first window of 6 × 6 alone
        Planes result = overlapping(network, picture);
        Planes changed = overlapping(network, other);
        for (int i = 0; i < 200 * 200; i++) {
            boolean isInFirst = i / 200 < SIDE - 8 && i % 200 < SIDE - 8;
            assertThat(changed.channels()[0][i] == result.channels()[0][i])
                    .as("pixel %d", i)
                    .isEqualTo(!isInFirst);
        }
    }

    /// 210 pixels: strips begin at 0 and 170, the grid at 5, 37, …, 165 (see above). The choice is
    /// as good as hard: a window multiplies by 1 where the mean that it sees is above 0, by 0 where it is not.
    @Test
    void theGridCountsOneAndStripsCountLess() {
        Network network = network(1, true);
        setChoice(network);
        Planes picture = Planes.empty(210, 210, 3, Watch.SILENT);
        Arrays.fill(picture.channels()[0], 0.25f);
        for (int y = 0; y < 210; y++) {
            Arrays.fill(picture.channels()[0], y * 210, y * 210 + 10, -0.75f); // pulls the first strip's mean below 0
        }
        float[] result = overlapping(network, picture).channels()[0];
        for (int y : new int[] {3, 100, 207}) { // in the strips above and below, too, all weights are 0.3
            int i = y * 210 + 30; // windows at 0 (14 dark columns of 48: below 0) and at 5 (9 of 48: above)
            boolean isBetweenGridRows = y >= 5 && y < 205;
            float grid = isBetweenGridRows ? 1 : 0.3f;
            float body = 0.25f * grid / (grid + 0.3f);
            assertThat(result[i]).as("row %d", y).isCloseTo(body + 2 * 0.25f, within(1e-5f));
        }
    }

    /// Kernel 0 hands the first channel on where its mean is positive, kernel 1 gives 0 where it is not.
    private static void setChoice(Network network) {
        network.weights().byName().values().forEach(values -> Arrays.fill(values.array(), 0));
        network.weights().get("route.weight").array()[0] = 10_000;
        network.weights().get("bank").array()[0] = 1;
    }

    @Test
    void theBitsDoNotDependOnTheNumberOfThreads() {
        Network network = network(3, true);
        Planes picture = NoisyPlanes.of(200, 195);
        Planes alone = overlapping(network, 1, picture);
        Planes together = overlapping(network, 3, picture);
        assertThat(together.channels()).isDeepEqualTo(alone.channels());
    }

    @Test
    void smallWindowsAndLittleMemoryAreRefused() {
        Network network = network(3, true);
        try (Holdings little = new Holdings(new Workers(1), 1000)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> windows(network, 23, little))
                    .withMessage(
                            "windows that overlap as the authors' are of 24 pixels or more, this model's are of 23");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> windows(network, SIDE, little).run(NoisyPlanes.of(200, 200), Watch.SILENT))
                    .withMessageContaining("too small for this network");
        }
    }

    @Test
    void theWorkIsThatOfTheWindows() {
        try (Holdings holdings = new Holdings(new Workers(1), AMPLE)) {
            PictureNetwork.Runs runs = windows(network(3, true), SIDE, holdings).runs(200, 200, Watch.SILENT);
            assertThat(runs.count()).isEqualTo(36);
            assertThat(runs.work()).isEqualTo(36 * 48.0 * 48 / (200 * 200));
            assertThat(List.of(runs.width(), runs.height(), runs.overlap())).containsExactly(40, 40, 4);
        }
    }
}
