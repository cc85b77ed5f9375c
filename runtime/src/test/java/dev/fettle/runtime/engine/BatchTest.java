package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Check;
import dev.fettle.network.Border;
import dev.fettle.network.Network;
import dev.fettle.network.architecture.Edsr;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final PreparedNetwork NETWORK = PreparedNetwork.of(
            Network.initial(new Edsr(2, 1, 16, 1, 1).graph(), 1).deployed(), Border.ZEROS);

    private static int[] sideBySide(int threads, int mostPictures, long budgetBytes) {
        try (Engine engine = NETWORK.engine(threads)) {
            return IntStream.rangeClosed(1, mostPictures)
                    .map(pictures -> engine.sideBySide(pictures, 30, 40, budgetBytes, Check.NONE))
                    .toArray();
        }
    }

    /// A picture left over would keep one thread busy and all others waiting.
    @Test
    void picturesRunSideBySideWhereMoreThanHalfOfTheThreadsAreBusy() {
        long ample = 1 << 30;
        assertThat(sideBySide(1, 3, ample)).containsExactly(1, 2, 3);
        assertThat(sideBySide(2, 5, ample)).containsExactly(0, 2, 2, 4, 4);
        assertThat(sideBySide(4, 8, ample)).containsExactly(0, 0, 3, 4, 4, 4, 7, 8);
        assertThat(sideBySide(64, 32, ample)).containsOnly(0);
    }

    @Test
    void picturesRunOneByOneWhereTheBudgetHasNoRoomForEnoughOfThem() {
        long two;
        try (Engine engine = NETWORK.engine(2)) {
            two = engine.batchBytes(30, 40, 1 << 30, Check.NONE);
        }
        assertThat(sideBySide(3, 6, two)).as("two lines, three threads").containsExactly(0, 2, 2, 4, 4, 6);
        assertThat(sideBySide(4, 8, two)).as("two lines, four threads").containsOnly(0);
        assertThat(sideBySide(1, 3, NETWORK.weightBytes())).containsOnly(0);
    }
}
