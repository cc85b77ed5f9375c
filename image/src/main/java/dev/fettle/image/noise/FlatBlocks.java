package dev.fettle.image.noise;

import dev.fettle.image.Check;
import dev.fettle.image.Image;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The flattest parts of a picture, where what varies is noise and not the picture. How flat a block is, is
/// told by the means of its cells of 4×4 samples, whose noise has a quarter of the deviation and is
/// independent of the fine residual that is measured there: choosing by that residual itself would find
/// blocks with little noise by chance.
final class FlatBlocks {
    /// Of a block: two of JPEG's.
    static final int SIDE = 16;

    private static final int CELL = 4;

    /// Beyond these the estimate hardly changes; large pictures are looked at here and there.
    private static final int MOST = 4096;

    /// Of all blocks; a tenth of the photographs' blocks are flat as a rule.
    private static final int SHARE = 10;

    private static final int LEAST = 8;

    /// Of the samples of a block that may lie at black or at white, where noise was clipped.
    private static final double CLIPPED = 0.05;

    /// Of all blocks; where fewer are free of clipping, as on a page of text, all are looked at: white
    /// paper tells that there is no noise.
    private static final int FREE_SHARE = 50;

    private FlatBlocks() {}

    /// Where a block lies.
    record Place(int x, int y) {}

    private record Candidate(Place place, double roughness, boolean isClipped) {}

    /// The flattest tenth of the blocks that can be measured, but not fewer than eight where there are as
    /// many.
    static List<Place> of(Image picture, Check check) {
        List<Candidate> candidates = new ArrayList<>();
        int columns = (picture.width() - 2) / SIDE; // the outermost samples are those of the encoders' padding
        int rows = (picture.height() - 2) / SIDE;
        long every = Math.max(1, (long) columns * rows / MOST);
        for (long i = 0; i < (long) columns * rows; i += every) {
            check.goOn();
            Place place = new Place(1 + (int) (i % columns) * SIDE, 1 + (int) (i / columns) * SIDE);
            if (isVisible(picture, place)) {
                candidates.add(new Candidate(place, roughness(picture, place), isClipped(picture, place)));
            }
        }
        return flattest(candidates);
    }

    private static List<Place> flattest(List<Candidate> all) {
        List<Candidate> free =
                all.stream().filter(candidate -> !candidate.isClipped()).toList();
        List<Candidate> used = free.size() < Math.max(LEAST, all.size() / FREE_SHARE) ? all : free;
        return used.stream()
                .sorted(Comparator.comparingDouble(Candidate::roughness))
                .limit(Math.max(LEAST, used.size() / SHARE))
                .map(Candidate::place)
                .toList();
    }

    private static boolean isVisible(Image picture, Place place) {
        return picture.alpha()
                .map(alpha -> {
                    for (int y = place.y(); y < place.y() + SIDE; y++) {
                        for (int x = place.x(); x < place.x() + SIDE; x++) {
                            if (alpha[y * picture.width() + x] <= 0) {
                                return false;
                            }
                        }
                    }
                    return true;
                })
                .orElse(true);
    }

    private static boolean isClipped(Image picture, Place place) {
        int clipped = 0;
        for (int channel = 0; channel < picture.channels(); channel++) {
            float[] plane = picture.plane(channel);
            for (int y = place.y(); y < place.y() + SIDE; y++) {
                for (int x = place.x(); x < place.x() + SIDE; x++) {
                    float sample = plane[y * picture.width() + x];
                    clipped += sample <= 0 || sample >= 1 ? 1 : 0;
                }
            }
        }
        return clipped > CLIPPED * SIDE * SIDE * picture.channels();
    }

    /// Mean square of the differences between neighbouring cells, over all channels.
    private static double roughness(Image picture, Place place) {
        double sum = 0;
        for (int channel = 0; channel < picture.channels(); channel++) {
            double[] cells = cells(picture.plane(channel), picture.width(), place);
            int side = SIDE / CELL;
            for (int i = 0; i < cells.length; i++) {
                double right = i % side + 1 < side ? cells[i + 1] - cells[i] : 0;
                double below = i + side < cells.length ? cells[i + side] - cells[i] : 0;
                sum += right * right + below * below;
            }
        }
        return sum / picture.channels();
    }

    private static double[] cells(float[] plane, int width, Place place) {
        int side = SIDE / CELL;
        double[] cells = new double[side * side];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                cells[y / CELL * side + x / CELL] += plane[(place.y() + y) * width + place.x() + x] / (CELL * CELL);
            }
        }
        return cells;
    }
}
