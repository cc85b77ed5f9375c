package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Within the default memory no bundled model refuses a picture of up to 48 megapixels, or does
/// much work twice, whatever the number of threads.
class PlansOfModelsTest {
    /// Of what one tile takes. What is computed beyond the picture's edge is the model's own: at 320×180 it is
    /// 21 % of deblock's work.
    private static final double MOST_WORK = 1.15;

    private static final long ROOM_FOR_ONE_TILE = 1L << 40;

    /// @param size width and height
    private static void assertPlanned(PreparedModel model, int threads, int... size) {
        RestoreOptions options = RestoreOptions.DEFAULTS.withThreads(threads);
        Restorer.Footprint footprint = footprint(model, options, size);
        String what = "%s, %d threads: %s".formatted(model.file().card().name(), threads, footprint);
        assertThat(footprint.work()).as(what).isLessThanOrEqualTo(MOST_WORK * workOfOneTile(model, size));
        assertThat(footprint.bufferBytes()).as(what).isLessThanOrEqualTo(options.memoryBytes());
    }

    private static double workOfOneTile(PreparedModel model, int... size) {
        RestoreOptions options = RestoreOptions.DEFAULTS.withThreads(1).withMemoryBytes(ROOM_FOR_ONE_TILE);
        Restorer.Footprint footprint = footprint(model, options, size);
        assertThat(footprint.tiles()).isEqualTo(1);
        return footprint.work();
    }

    private static Restorer.Footprint footprint(PreparedModel model, RestoreOptions options, int... size) {
        try (Restorer restorer = model.restorer(options, Runnable::run)) {
            return restorer.footprint(size[0], size[1]);
        }
    }

    @Test
    @Tag("slow") // finds the order of work of large pictures
    void largePicturesAreFewTiles() {
        PreparedModel quadruple = PreparedModel.open("sr-x4");
        assertPlanned(quadruple, 2, 4000, 3000);
        assertPlanned(quadruple, 32, 1280, 720);
        assertPlanned(quadruple, 64, 320, 180);
        assertPlanned(quadruple, 64, 4000, 3000);
        assertPlanned(PreparedModel.open("denoise"), 64, 1280, 720);
    }

    @Test
    @Tag("long") // some hundred orders of work of tenths of a second
    void everyModelOnEveryMachine() {
        int[][] sizes = {{320, 180}, {1280, 720}, {1920, 1080}, {4000, 3000}, {8000, 6000}};
        for (String name : BundledModels.names()) {
            PreparedModel model = PreparedModel.open(name);
            for (int threads = 1; threads <= 64; threads *= 2) {
                for (int[] size : sizes) {
                    assertPlanned(model, threads, size);
                }
            }
        }
    }
}
