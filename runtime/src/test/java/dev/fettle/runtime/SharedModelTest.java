package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelFile;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One prepared model for several restorers, and the one budget of each.
class SharedModelTest {
    private static final RestoreOptions ONE_THREAD = RestoreOptions.DEFAULTS.withThreads(1);

    static Image noise(int width, int height, long seed) {
        Random random = new Random(seed);
        float[][] planes = new float[3][width * height];
        for (float[] plane : planes) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = random.nextFloat();
            }
        }
        return Image.of(width, height, planes);
    }

    @Test
    void restorersOfOneModelRestoreTheSameSideBySide() throws Exception {
        PreparedModel model = PreparedModel.open("sr-x2");
        Image picture = noise(60, 40, 1);
        try (Restorer one = model.restorer(ONE_THREAD);
                Restorer other = model.restorer(ONE_THREAD.withThreads(2))) {
            Image expected = one.restore(picture);
            FutureTask<Image> elsewhere = new FutureTask<>(() -> other.restore(picture));
            Thread.ofPlatform().start(elsewhere);
            assertThat(one.restore(picture).hasSamplesOf(expected)).isTrue();
            assertThat(elsewhere.get(60, TimeUnit.SECONDS).hasSamplesOf(expected))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sr-x2", "sr-x3", "sr-x4", "denoise", "deblock"})
    void theFootprintIsWhatIsHeldAfterwards(String name) {
        PreparedModel model = PreparedModel.open(name);
        for (int threads : new int[] {1, 2}) {
            for (int[] size : new int[][] {{1, 1}, {40, 30}, {30, 40}, {300, 20}}) {
                for (boolean ensemble : new boolean[] {false, true}) {
                    RestoreOptions options = ONE_THREAD.withThreads(threads).withSelfEnsemble(ensemble);
                    try (Restorer restorer = model.restorer(options)) {
                        restorer.restore(noise(size[0], size[1], 1));
                        assertThat(restorer.heldBytes())
                                .as("%s %dx%d, %s", name, size[0], size[1], options)
                                .isEqualTo(restorer.footprint(size[0], size[1]).bufferBytes());
                    }
                }
            }
        }
    }

    @Test
    void sizesShareOneBudgetAndTheOldestGoesFirst() {
        PreparedModel model = PreparedModel.open("sr-x2");
        long first;
        long second;
        try (Restorer ample = model.restorer(ONE_THREAD)) {
            first = ample.footprint(200, 50).bufferBytes();
            second = ample.footprint(220, 50).bufferBytes();
            ample.restore(noise(200, 50, 1));
            ample.restore(noise(220, 50, 1));
            assertThat(ample.heldBytes()).isBetween(Math.max(first, second) + 1, first + second);
        }
        long budget = Math.max(first, second) + 1;
        try (Restorer tight = model.restorer(ONE_THREAD.withMemoryBytes(budget))) {
            tight.restore(noise(200, 50, 1));
            tight.restore(noise(220, 50, 1));
            assertThat(tight.heldBytes()).isEqualTo(tight.footprint(220, 50).bufferBytes());
        }
    }

    @Test
    void manyPicturesAtOnceComeOutAsOneByOne() {
        List<Image> pictures = new ArrayList<>();
        for (int[] size : new int[][] {{48, 40}, {30, 30}, {48, 40}, {1, 1}, {48, 40}}) {
            pictures.add(noise(size[0], size[1], pictures.size()));
        }
        try (Restorer restorer = Restorer.open("denoise", ONE_THREAD.withThreads(2))) {
            List<Image> together = restorer.restoreAll(pictures, RestoreControl.NONE);
            for (int i = 0; i < pictures.size(); i++) {
                assertThat(together.get(i).hasSamplesOf(restorer.restore(pictures.get(i))))
                        .as("picture %d", i)
                        .isTrue();
            }
            assertThat(restorer.restoreAll(List.of(), RestoreControl.NONE)).isEmpty();
        }
    }

    /// Pictures that run side by side, and those left over.
    @Test
    void progressOfManyPicturesRisesToTheEnd() {
        List<Image> pictures =
                IntStream.range(0, 5).mapToObj(i -> noise(24, 24, i)).toList();
        for (int threads = 1; threads <= 4; threads++) {
            List<Double> told = new ArrayList<>();
            try (Restorer restorer = Restorer.open("sr-x2", ONE_THREAD.withThreads(threads))) {
                restorer.restoreAll(
                        pictures, RestoreControl.NONE.withProgress((done, total) -> told.add((double) done / total)));
            }
            assertThat(told).as("%d threads", threads).isSorted().endsWith(1.0);
        }
    }

    @Test
    void arraysOfPicturesAreBoundedOnRequest() {
        try (Restorer restorer = Restorer.open("sr-x2", ONE_THREAD.withPictureBytes(100_000))) {
            assertThat(restorer.restore(noise(20, 20, 1)).width()).isEqualTo(40);
            long needed = restorer.footprint(200, 200).pictureBytes();
            assertThatThrownBy(() -> restorer.restore(noise(200, 200, 1)))
                    .isInstanceOfSatisfying(
                            MemoryBudgetException.class,
                            refused -> assertThat(refused.neededBytes()).isEqualTo(needed))
                    .hasMessageContaining("pictures of 200x200 need ")
                    .hasMessageContaining("withPictureBytes");
        }
    }

    /// The caller's list becomes another one once its pictures have been looked at.
    @Test
    void picturesThatAreBoundedAreThoseThatAreRestored() {
        List<Image> changing = new AbstractList<>() {
            private int read;

            @Override
            public Image get(int index) {
                return noise(read++ < size() ? 20 : 200, 20, index);
            }

            @Override
            public int size() {
                return 2;
            }
        };
        try (Restorer restorer = Restorer.open("sr-x2", ONE_THREAD.withPictureBytes(100_000))) {
            assertThat(restorer.restoreAll(changing, RestoreControl.NONE))
                    .extracting(Image::width)
                    .containsExactly(40, 40);
        }
    }

    @Test
    void whatCannotBeIsRefusedInOneLine() {
        assertThatThrownBy(() -> ONE_THREAD.withMemoryBytes(0))
                .hasMessage("memory must be positive (withMemoryBytes, --memory), got 0 bytes");
        assertThatThrownBy(() -> ONE_THREAD.withPictureBytes(-1))
                .hasMessage("memory of pictures must be positive (withPictureBytes), got -1 bytes");
        for (int threads : new int[] {0, -1, 10_000, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> ONE_THREAD.withThreads(threads))
                    .hasMessage("threads must be 1 to 1024 (withThreads, --threads), got " + threads);
        }
        try (Restorer restorer = Restorer.open("sr-x4", ONE_THREAD)) {
            for (int[] size : new int[][] {{0, 5}, {5, -1}, {Integer.MAX_VALUE, Integer.MAX_VALUE}, {20_000, 20_000}}) {
                assertThatThrownBy(() -> restorer.footprint(size[0], size[1]))
                        .isInstanceOf(IllegalArgumentException.class)
                        .message()
                        .doesNotContain("\n")
                        .containsAnyOf("at least 1x1", "more pixels than an array holds");
            }
        }
        try (Restorer restorer = Restorer.open("sr-x4", ONE_THREAD.withMemoryBytes(1))) {
            assertThatThrownBy(() -> restorer.restore(noise(1, 1, 1)))
                    .isInstanceOf(MemoryBudgetException.class)
                    .hasMessageContaining("at least ")
                    .hasMessageContaining("withMemoryBytes");
        }
    }

    @Test
    void footprintsMayBeAskedForWhileAPictureIsRestored() throws Exception {
        try (Restorer restorer = Restorer.open("sr-x2", ONE_THREAD)) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch asked = new CountDownLatch(1);
            FutureTask<Image> restoring = new FutureTask<>(() -> restorer.restore(noise(64, 64, 1), (done, total) -> {
                begun.countDown();
                try {
                    asked.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
            Thread.ofPlatform().start(restoring);
            begun.await();
            assertThat(restorer.footprint(100, 100).tiles()).isEqualTo(1);
            asked.countDown();
            assertThat(restoring.get(60, TimeUnit.SECONDS).width()).isEqualTo(128);
        }
    }

    @Test
    void budgetsWithoutBoundAreNoBudgets() {
        RestoreOptions all =
                ONE_THREAD.withThreads(1024).withMemoryBytes(Long.MAX_VALUE).withPictureBytes(Long.MAX_VALUE);
        PreparedModel model = PreparedModel.open("sr-x2");
        Image picture = noise(30, 20, 1);
        try (Restorer restorer = model.restorer(all, Runnable::run);
                Restorer one = model.restorer(ONE_THREAD)) {
            assertThat(restorer.footprint(100_000, 3).tiles()).isEqualTo(1);
            assertThat(restorer.restore(picture).hasSamplesOf(one.restore(picture)))
                    .isTrue();
        }
    }

    /// Its network takes no picture as small as those that tell whether it can be tiled.
    private record Unpadded() implements Architecture {
        @Override
        public Graph graph() {
            GraphBuilder g = new GraphBuilder();
            return g.build(g.conv("a", g.input("image", 3), 3, 17, new Convolve(1, 0, 1, 1)));
        }

        @Override
        public int scale() {
            return 1;
        }
    }

    @Test
    void threadsEndWhereNoRestorerCanBeMade() throws InterruptedException {
        Set<Thread> before = Set.copyOf(Threads.alive("fettle-"));
        ModelCard card = new ModelCard(
                "test",
                new ModelCard.Usage("denoise", 1, Colour.RGB, 0),
                new ModelCard.Training("none", List.of(), new ModelCard.Provenance("", 1, "", List.of())),
                List.of());
        Architecture network = new Unpadded();
        PreparedModel model = PreparedModel.of(new ModelFile(network, Weights.initial(network.graph(), 1), card));
        RestoreOptions options = RestoreOptions.DEFAULTS.withThreads(3);
        assertThatThrownBy(() -> model.restorer(options)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RestorerPool(model, options, 2, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Threads.left("fettle-", before)).isEmpty();
    }

    @Test
    void manyPicturesRunInSeveralBatches() {
        List<Image> pictures = Collections.nCopies(1100, noise(1, 1, 1));
        try (Restorer restorer = Restorer.open("sr-x2", ONE_THREAD)) {
            Image expected = restorer.restore(pictures.getFirst());
            int[] last = new int[2];
            List<Image> restored = restorer.restoreAll(pictures, RestoreControl.NONE.withProgress((done, total) -> {
                assertThat(done).isBetween(last[0], total);
                last[0] = done;
                last[1] = total;
            }));
            assertThat(restored).hasSize(1100).allMatch(image -> image.hasSamplesOf(expected));
            assertThat(last[0]).isEqualTo(last[1]);
        }
    }
}
