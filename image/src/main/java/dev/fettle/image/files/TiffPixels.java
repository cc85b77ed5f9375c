package dev.fettle.image.files;

import dev.fettle.image.files.TiffGrid.Part;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/// The samples of a TIFF's picture: one plane for every sample that has a meaning, the colours first, alpha last.
/// Integers become fractions of their largest value; floating-point numbers, indexes into a palette and luma with
/// chroma stay the numbers that they are.
final class TiffPixels {
    private static final int TABLE_BITS = 16;

    private final TiffPage page;
    private final TiffLayout layout;
    private final TiffGrid grid;
    private final TiffSamples samples;
    private final TiffData data;
    private final int[] used;
    private final float[][] planes;
    private final float[][] tables;

    private TiffPixels(TiffPage page, TiffLayout layout, TiffData data) {
        this.page = page;
        this.layout = layout;
        this.grid = layout.grid();
        this.samples = layout.samples();
        this.data = data;
        this.used = samples.used();
        this.planes = new float[used.length][Math.multiplyExact(grid.width(), grid.height())];
        this.tables = IntStream.range(0, used.length).mapToObj(this::table).toArray(float[][]::new);
    }

    /// @throws IOException if a row is missing or the thread is interrupted
    static float[][] decode(TiffPage page, TiffLayout layout, TiffData data) throws IOException {
        var pixels = new TiffPixels(page, layout, data);
        for (int plane : layout.planes()) {
            pixels.plane(plane);
        }
        return pixels.planes;
    }

    private void plane(int plane) throws IOException {
        List<Integer> bits =
                grid.planes() == 1 ? samples.bits() : List.of(samples.bits().get(plane));
        var numbers = new TiffNumbers(page.stream().order(), bits, grid.partWidth(), layout.predictor());
        byte[] row = new byte
                [Math.toIntExact(Math.ceilDiv(
                        grid.partWidth()
                                * bits.stream().mapToLong(Integer::longValue).sum(),
                        8L))];
        for (int i = 0; i < grid.partsOfPlane(); i++) {
            part(grid.part(plane, i), numbers, row);
        }
    }

    private void part(Part part, TiffNumbers numbers, byte[] row) throws IOException {
        try (TiffRows rows = rows(part)) {
            for (int y = 0; y < part.rows(); y++) {
                Deadline.check();
                if (!rows.next(row)) {
                    throw page.content()
                            .damaged("%s ends after %d of %d rows".formatted(grid.name(part), y, part.rows()));
                }
                store(numbers.of(row), part, y);
            }
            passOver(part.rows(), rows, row);
            rows.finish();
        }
    }

    /// Tiles, and the last strip of some writers, go on below the picture.
    private void passOver(int from, TiffRows rows, byte[] row) throws IOException {
        int y = from;
        while (y < grid.partHeight() && rows.next(row)) {
            Deadline.check();
            y++;
        }
    }

    private TiffRows rows(Part part) throws IOException {
        TiffRows rows = data.open(part);
        return layout.hasUnits()
                ? new ChromaRows(rows, layout.chromaColumns(), layout.chromaRows(), (int) layout.rowBytes(part.plane()))
                : rows;
    }

    private void store(long[] numbers, Part part, int y) {
        boolean together = grid.planes() == 1;
        int to = (part.top() + y) * grid.width() + part.left();
        for (int band = 0; band < used.length; band++) {
            if (together) {
                store(numbers, used[band], band, to, part.columns());
            } else if (used[band] == part.plane()) {
                store(numbers, 0, band, to, part.columns());
            }
        }
    }

    /// @param from where the first pixel's number stands
    private void store(long[] numbers, int from, int band, int to, int count) {
        int step = layout.samplesOfPixel();
        int bits = samples.bits().get(used[band]);
        float[] plane = planes[band];
        if (samples.isFloat()) {
            for (int x = 0; x < count; x++) {
                plane[to + x] = TiffFloats.of(numbers[from + x * step], bits);
            }
        } else if (bits <= TABLE_BITS) {
            float[] table = tables[band];
            for (int x = 0; x < count; x++) {
                plane[to + x] = table[(int) numbers[from + x * step]];
            }
        } else {
            for (int x = 0; x < count; x++) {
                plane[to + x] = sample(numbers[from + x * step], band);
            }
        }
    }

    /// What every number of a band becomes, where these are few.
    private float[] table(int band) {
        int bits = samples.bits().get(used[band]);
        float[] table = new float[samples.isFloat() || bits > TABLE_BITS ? 0 : 1 << bits];
        for (int i = 0; i < table.length; i++) {
            table[i] = sample(i, band);
        }
        return table;
    }

    private float sample(long number, int band) {
        Photometry photometry = samples.photometry();
        boolean isColour = band < photometry.colours();
        if (isColour && (photometry == Photometry.PALETTE || photometry == Photometry.YCBCR)) {
            return number;
        }
        long max = (1L << samples.bits().get(used[band])) - 1;
        long flip = isColour && photometry == Photometry.WHITE_IS_ZERO ? max : 0;
        return (float) ((number ^ flip) / (double) max);
    }
}
