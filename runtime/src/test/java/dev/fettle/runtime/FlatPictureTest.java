package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Image;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A flat picture of any size stays flat, up to its corners.
class FlatPictureTest {
    private static final double MOST_LEVELS = 2; // of 255

    private static final List<List<Integer>> COLOURS = List.of(
            List.of(224, 172, 105),
            List.of(255, 0, 0),
            List.of(0, 0, 0),
            List.of(255, 255, 255),
            List.of(128, 128, 128));

    private static final int[][] SIZES = {{1, 1}, {1, 64}, {64, 1}, {2, 2}, {3, 5}, {8, 8}, {16, 16}, {33, 17}, {64, 64}
    };

    private static Stream<String> names() {
        return BundledModels.names().stream();
    }

    private static Image flat(int width, int height, List<Integer> levels) {
        float[][] planes = new float[levels.size()][width * height];
        for (int c = 0; c < planes.length; c++) {
            Arrays.fill(planes[c], levels.get(c) / 255f);
        }
        return Image.of(width, height, planes);
    }

    @ParameterizedTest
    @MethodSource("names")
    @Tag("slow") // 45 pictures through a whole network
    void itStaysFlat(String model) {
        try (Restorer restorer = Restorer.open(model, RestoreOptions.DEFAULTS)) {
            for (int[] size : SIZES) {
                for (List<Integer> colour : COLOURS) {
                    Image restored = restorer.restore(flat(size[0], size[1], colour));
                    assertThat(levelsOff(restored, colour))
                            .as("levels off: %s, %dx%d of %s", model, size[0], size[1], colour)
                            .isLessThan(MOST_LEVELS);
                }
            }
        }
    }

    private static double levelsOff(Image picture, List<Integer> levels) {
        double most = 0;
        for (int c = 0; c < picture.channels(); c++) {
            for (float sample : picture.plane(c)) {
                most = Math.max(most, Math.abs(255.0 * sample - levels.get(c)));
            }
        }
        return most;
    }
}
