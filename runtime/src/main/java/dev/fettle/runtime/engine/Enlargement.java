package dev.fettle.runtime.engine;

import dev.fettle.network.Operation.Bicubic;
import dev.fettle.runtime.engine.Elementwise.Operand;
import dev.fettle.runtime.engine.Scratch.Part;

/// Rows of a map that is enlarged ({@link Bicubic}): four rows are weighed and added up, and then four pixels of what
/// they make. Weights follow from a sample's place between two of the input alone, so that the bits are the same for
/// every tile.
///
/// Beyond the edge lies what was computed there, and the outermost sample beyond that; with zeros around the picture
/// nothing is computed there.
final class Enlargement implements RowFunction.Writer {
    private static final int TAPS = 4;

    private final Bicubic bicubic;
    private final Operand x;
    private final Layout result;

    /// For each place between two samples.
    private final float[][] weights;

    /// The first column of the input that is read, and how many are.
    private final int left;

    private final int columns;

    private Enlargement(Bicubic bicubic, Operand x, Layout result) {
        this.bicubic = bicubic;
        this.x = x;
        this.result = result;
        weights = new float[bicubic.factor()][TAPS];
        for (int place = 0; place < weights.length; place++) {
            double[] exact = bicubic.weights(place);
            for (int tap = 0; tap < TAPS; tap++) {
                weights[place][tap] = (float) exact[tap];
            }
        }
        left = bicubic.first(-result.extent());
        columns = bicubic.first(result.width() + result.extent() - 1) + TAPS - left;
    }

    static RowFunction of(Bicubic bicubic, Operand x, Layout result) {
        Enlargement enlargement = new Enlargement(bicubic, x, result);
        int length = enlargement.columns * result.channels();
        return new RowFunction(Scratch.of(Part.FIRST, length).and(Part.SECOND, length), enlargement);
    }

    /// Band by band the rows that are read.
    static Read read(Bicubic bicubic, Operand x, Layout result) {
        int above = result.extent();
        int before = x.layout().extent();
        return new Read(x.node(), new Read.Rows() {
            @Override
            public int from(int band) {
                return bicubic.first(band - above) + before;
            }

            @Override
            public int to(int band) {
                return bicubic.first(band - 1 - above) + TAPS + before;
            }
        });
    }

    @Override
    public void write(int picture, int row, float[] to, Workspace workspace) {
        float[] sums = workspace.first;
        float[] input = workspace.second;
        float[] down = weights[Math.floorMod(row, weights.length)];
        int length = columns * result.channels();
        for (int tap = 0; tap < TAPS; tap++) {
            readRow(picture, bicubic.first(row) + tap, workspace);
            if (tap == 0) {
                System.arraycopy(input, 0, sums, 0, length);
                Elementwise.scale(sums, down[0], length);
            } else {
                Elementwise.addScaled(sums, input, down[tap], length);
            }
        }
        for (int column = -result.extent(); column < result.width() + result.extent(); column++) {
            float[] across = weights[Math.floorMod(column, weights.length)];
            int from = (bicubic.first(column) - left) * result.channels();
            writePixel(sums, from, across, to, result.position(picture, row, column));
        }
    }

    /// All columns of a row of the input that have a part in a row of the result, to {@link Workspace#second}.
    private void readRow(int picture, int row, Workspace workspace) {
        Layout layout = x.layout();
        float[] to = workspace.second;
        int channels = layout.channels();
        switch (layout.edges().border()) {
            case REPEAT -> {
                int from = layout.position(picture, row, left);
                Rearrangement.copy(x.map(workspace), from, layout.pixelStep(), to, 0, channels, channels, columns);
            }
            case ZEROS -> {
                int from = layout.position(picture, Math.clamp(row, 0, layout.height() - 1), 0);
                int first = -left * channels;
                int end = first + layout.width() * channels;
                Rearrangement.copy(
                        x.map(workspace), from, layout.pixelStep(), to, first, channels, channels, layout.width());
                for (int i = first - 1; i >= 0; i--) {
                    to[i] = to[i + channels];
                }
                for (int i = end; i < columns * channels; i++) {
                    to[i] = to[i - channels];
                }
            }
        }
    }

    private void writePixel(float[] sums, int from, float[] across, float[] to, int position) {
        int channels = result.channels();
        for (int c = 0; c < channels; c++) {
            int at = from + c;
            to[position + c] = across[0] * sums[at]
                    + across[1] * sums[at + channels]
                    + across[2] * sums[at + 2 * channels]
                    + across[3] * sums[at + 3 * channels];
        }
    }
}
