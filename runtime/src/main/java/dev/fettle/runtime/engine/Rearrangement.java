package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Elementwise.Operand;
import java.util.Arrays;
import java.util.List;

/// Row functions that move samples or reduce them, without arithmetic on single samples.
final class Rearrangement {
    private Rearrangement() {}

    /// A map, or some channels of it, on its way to channels of another one.
    record Part(Operand from, Layout to) {}

    static RowFunction copies(List<Part> parts) {
        return RowFunction.of((picture, row, to, workspace) -> {
            for (Part part : parts) {
                Layout from = part.from.layout();
                int first = -part.to.extent();
                int start = from.position(picture, row, first);
                int end = part.to.position(picture, row, first);
                int step = part.to.pixelStep();
                int pixels = part.to.fullWidth();
                copy(part.from.map(workspace), start, from.pixelStep(), to, end, step, from.channels(), pixels);
            }
        });
    }

    static RowFunction slice(Operand x, int firstChannel, Layout result) {
        Layout some = x.layout().part(firstChannel, result.channels());
        return copies(List.of(new Part(new Operand(x.node(), some), result)));
    }

    /// For each of count pixels, a number of neighbouring channels.
    static void copy(float[] x, int from, int fromStep, float[] y, int to, int toStep, int channels, int count) {
        if (fromStep == channels && toStep == channels) {
            System.arraycopy(x, from, y, to, count * channels);
            return;
        }
        for (int i = 0; i < count; i++) {
            System.arraycopy(x, from + i * fromStep, y, to + i * toStep, channels);
        }
    }

    static RowFunction pixelShuffle(Operand x, int factor, Layout result) {
        boolean isInWholePixels = result.extent() % factor == 0 && result.pixelStep() == result.channels();
        return isInWholePixels ? shuffleOfPixels(x, factor, result) : shuffleOfSamples(x, factor, result);
    }

    /// Of each pixel of the input all samples of a row: they lie side by side in the result.
    private static RowFunction shuffleOfPixels(Operand x, int factor, Layout result) {
        int channels = result.channels();
        int samples = factor * channels;
        return new RowFunction(Scratch.of(Scratch.Part.RUNS, samples), (picture, row, to, workspace) -> {
            int from =
                    x.layout().position(picture, Math.floorDiv(row, factor), 0) + Math.floorMod(row, factor) * factor;
            int[] places = workspace.runs;
            for (int right = 0; right < factor; right++) {
                for (int c = 0; c < channels; c++) {
                    places[right * channels + c] = from + c * factor * factor + right;
                }
            }
            int first = -result.extent() / factor;
            int step = x.layout().pixelStep();
            int at = result.position(picture, row, 0);
            int count = result.fullWidth() / factor;
            gather(x.map(workspace), places, samples, first * step, step, to, at + first * samples, samples, count);
        });
    }

    /// For each of count pixels, samples from places that lie alike in all of them.
    private static void gather(
            float[] x, int[] places, int samples, int from, int fromStep, float[] y, int to, int toStep, int count) {
        for (int i = 0; i < count; i++) {
            int beside = from + i * fromStep;
            int at = to + i * toStep;
            for (int sample = 0; sample < samples; sample++) {
                y[at + sample] = x[places[sample] + beside];
            }
        }
    }

    private static RowFunction shuffleOfSamples(Operand x, int factor, Layout result) {
        int step = x.layout().pixelStep();
        return RowFunction.of((picture, row, to, workspace) -> {
            float[] map = x.map(workspace);
            int position = result.position(picture, row, 0);
            int from =
                    x.layout().position(picture, Math.floorDiv(row, factor), 0) + Math.floorMod(row, factor) * factor;
            for (int column = -result.extent(); column < result.width() + result.extent(); column++) {
                int first = from + Math.floorDiv(column, factor) * step + Math.floorMod(column, factor);
                int at = position + column * result.pixelStep();
                for (int c = 0; c < result.channels(); c++) {
                    to[at + c] = map[first + c * factor * factor];
                }
            }
        });
    }

    static RowFunction pixelUnshuffle(Operand x, int factor, Layout result) {
        int step = x.layout().pixelStep();
        int channels = x.layout().channels();
        int samples = channels * factor * factor;
        return new RowFunction(Scratch.of(Scratch.Part.RUNS, samples), (picture, row, to, workspace) -> {
            int[] places = workspace.runs;
            for (int down = 0; down < factor; down++) {
                int from = x.layout().position(picture, row * factor + down, 0);
                for (int c = 0; c < channels; c++) {
                    for (int right = 0; right < factor; right++) {
                        places[(c * factor + down) * factor + right] = from + right * step + c;
                    }
                }
            }
            int first = -result.extent();
            int at = result.position(picture, row, first);
            int wide = factor * step;
            gather(
                    x.map(workspace),
                    places,
                    samples,
                    first * wide,
                    wide,
                    to,
                    at,
                    result.pixelStep(),
                    result.fullWidth());
        });
    }

    /// @param order the channel of the input that each of the result is
    static RowFunction permute(Operand x, List<Integer> order, Layout result) {
        int[] channels = order.stream().mapToInt(Integer::intValue).toArray();
        return RowFunction.of((picture, row, to, workspace) -> {
            float[] map = x.map(workspace);
            int from = x.layout().position(picture, row, 0);
            int position = result.position(picture, row, 0);
            for (int column = -result.extent(); column < result.width() + result.extent(); column++) {
                int first = from + column * x.layout().pixelStep();
                int at = position + column * result.pixelStep();
                for (int c = 0; c < channels.length; c++) {
                    to[at + c] = map[first + channels[c]];
                }
            }
        });
    }

    static RowFunction shift(Operand x, int down, int right, Layout result) {
        return switch (result.edges().border()) {
            case ZEROS -> shiftIntoZeros(x, down, right, result);
            case REPEAT ->
                copies(List.of(new Part(new Operand(x.node(), x.layout().shifted(down, right)), result)));
        };
    }

    private static RowFunction shiftIntoZeros(Operand x, int down, int right, Layout result) {
        int moved = Math.clamp((long) result.width() - Math.abs((long) right), 0, result.width());
        return RowFunction.of((picture, row, to, workspace) -> {
            long above = (long) row - down;
            int copied = above >= 0 && above < result.height() ? moved : 0;
            int first = copied == 0 ? 0 : Math.max(right, 0);
            int position = result.position(picture, row, 0);
            clear(to, position, result, first);
            clear(to, position + (first + copied) * result.pixelStep(), result, result.width() - first - copied);
            if (copied > 0) {
                int from = x.layout().position(picture, (int) above, Math.max(-right, 0));
                int start = position + first * result.pixelStep();
                int channels = result.channels();
                copy(x.map(workspace), from, x.layout().pixelStep(), to, start, result.pixelStep(), channels, copied);
            }
        });
    }

    private static void clear(float[] map, int from, Layout layout, int pixels) {
        for (int i = 0; i < pixels; i++) {
            int at = from + i * layout.pixelStep();
            Arrays.fill(map, at, at + layout.channels(), 0);
        }
    }
}
