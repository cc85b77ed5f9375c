package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// The pixels of a scanned PNG: inflated, unfiltered and taken apart row by row, so that beside the planes only two
/// rows are held.
final class PngPixels {
    // first column, first row, column step, row step of the seven passes of Adam7
    private static final int[][] ADAM7 = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };
    private static final int[][] WHOLE = {{0, 0, 1, 1}};

    private final PngFile file;
    private final Iterator<PngFile.Span> data;
    private final ImageHeader header;
    private final int channels;
    private final int depth;
    private final int[] palette;
    private final int[] key;
    private final float[][] bands;

    PngPixels(PngFile file) {
        this.file = file;
        this.data = file.data().iterator();
        this.header = file.header();
        this.channels = file.channels();
        this.depth = file.depth();
        this.palette = file.isIndexed() ? file.paletteArgb() : new int[0];
        this.key = file.transparentColour().orElse(new int[0]);
        this.bands = new float[header.bands()][Math.multiplyExact(file.width(), file.height())];
    }

    Image decode() throws IOException {
        var inflater = new Inflater();
        Optional<Remark> remark;
        try {
            for (int[] pass : file.isInterlaced() ? ADAM7 : WHOLE) {
                decode(pass, inflater);
            }
            remark = end(inflater);
        } catch (DataFormatException e) {
            throw file.content().damaged("its pixels cannot be unpacked", e);
        } finally {
            inflater.end();
        }
        Image image = Samples.image(file.width(), file.height(), bands, header.hasAlpha(), false, header.depth());
        return remark.map(image.source()::withRemark).map(image::withSource).orElse(image);
    }

    private void decode(int[] pass, Inflater inflater) throws IOException, DataFormatException {
        int columns = Math.ceilDiv(file.width() - pass[0], pass[2]);
        if (columns <= 0) {
            return;
        }
        int rowBytes = Math.toIntExact(((long) columns * channels * depth + 7) / 8);
        byte[] row = new byte[rowBytes + 1];
        byte[] above = new byte[rowBytes + 1];
        int[] samples = new int[Math.multiplyExact(columns, channels)];
        for (int y = pass[1]; y < file.height(); y += pass[3]) {
            Deadline.check();
            fill(row, inflater);
            unfilter(row, above);
            unpack(row, samples);
            store(samples, columns, y * file.width() + pass[0], pass[2]);
            byte[] swap = above;
            above = row;
            row = swap;
        }
    }

    private void fill(byte[] row, Inflater inflater) throws ImageFormatException, DataFormatException {
        int filled = 0;
        while (filled < row.length) {
            int count = inflater.inflate(row, filled, row.length - filled);
            filled += count;
            if (count == 0) {
                feed(inflater);
            }
        }
    }

    /// What is wrong behind the last pixel, where the checksum of the unpacked data (Adler-32) should be all there is.
    private Optional<Remark> end(Inflater inflater) throws ImageFormatException, DataFormatException {
        byte[] more = new byte[1];
        int count = inflater.inflate(more);
        while (count == 0 && !inflater.finished() && data.hasNext()) {
            feed(inflater);
            count = inflater.inflate(more);
        }
        if (file.isCut()) {
            return Optional.empty(); // that has been said
        }
        if (count > 0 || inflater.getRemaining() > 0 || hasMore()) {
            return Optional.of(Remark.repaired("it holds more data than its pixels take; the surplus is left out"));
        }
        return inflater.finished()
                ? Optional.empty()
                : Optional.of(Remark.repaired("the end of its packed data is missing; its pixels are all there"));
    }

    private boolean hasMore() {
        while (data.hasNext()) {
            if (data.next().length() > 0) {
                return true;
            }
        }
        return false;
    }

    private void feed(Inflater inflater) throws ImageFormatException {
        if (inflater.finished() || inflater.needsDictionary() || !data.hasNext()) {
            throw file.content().damaged("its pixels end early");
        }
        PngFile.Span span = data.next();
        inflater.setInput(file.content().bytes(), span.offset(), span.length());
    }

    /// PNG specification, 9.2: each byte was stored as its difference from a prediction; the first byte of the row
    /// says which.
    private void unfilter(byte[] row, byte[] above) throws ImageFormatException {
        int step = Math.max(1, channels * depth / 8);
        switch (row[0]) {
            case 0 -> {}
            case 1 -> {
                for (int i = 1 + step; i < row.length; i++) {
                    row[i] += row[i - step];
                }
            }
            case 2 -> {
                for (int i = 1; i < row.length; i++) {
                    row[i] += above[i];
                }
            }
            case 3 -> {
                for (int i = 1; i < row.length; i++) {
                    int left = i > step ? row[i - step] & 0xFF : 0;
                    row[i] += (byte) ((left + (above[i] & 0xFF)) >> 1);
                }
            }
            case 4 -> {
                for (int i = 1; i < row.length; i++) {
                    int left = i > step ? row[i - step] & 0xFF : 0;
                    int corner = i > step ? above[i - step] & 0xFF : 0;
                    row[i] += (byte) paeth(left, above[i] & 0xFF, corner);
                }
            }
            default -> throw file.content().damaged("a row has the unknown filter " + row[0]);
        }
    }

    /// Of left, above and corner the one that is nearest to left + above - corner.
    static int paeth(int left, int above, int corner) {
        int toLeft = Math.abs(above - corner);
        int toAbove = Math.abs(left - corner);
        int toCorner = Math.abs(left + above - 2 * corner);
        if (toLeft <= toAbove && toLeft <= toCorner) {
            return left;
        }
        return toAbove <= toCorner ? above : corner;
    }

    private void unpack(byte[] row, int[] samples) {
        if (depth == 16) {
            for (int i = 0; i < samples.length; i++) {
                samples[i] = (row[2 * i + 1] & 0xFF) << 8 | row[2 * i + 2] & 0xFF;
            }
            return;
        }
        int mask = (1 << depth) - 1;
        for (int i = 0; i < samples.length; i++) {
            long bit = (long) i * depth;
            samples[i] = row[1 + (int) (bit >> 3)] >> (8 - depth - (int) (bit & 7)) & mask;
        }
    }

    private void store(int[] samples, int columns, int first, int step) {
        if (file.isIndexed()) {
            for (int x = 0; x < columns; x++) {
                Samples.store(palette[samples[x]], bands, header.hasAlpha(), first + x * step);
            }
            return;
        }
        float max = (1 << depth) - 1;
        for (int channel = 0; channel < channels; channel++) {
            float[] band = bands[channel];
            for (int x = 0; x < columns; x++) {
                band[first + x * step] = samples[x * channels + channel] / max;
            }
        }
        if (key.length > 0) {
            storeKey(samples, columns, first, step);
        }
    }

    private void storeKey(int[] samples, int columns, int first, int step) {
        for (int x = 0; x < columns; x++) {
            boolean transparent = true;
            for (int channel = 0; channel < channels; channel++) {
                transparent &= samples[x * channels + channel] == key[channel];
            }
            bands[channels][first + x * step] = transparent ? 0 : 1;
        }
    }
}
