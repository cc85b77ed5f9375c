package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Elementwise.Operand;
import java.util.List;

/// The sum of two maps of one of which each channel lies anywhere: a permutation of channels, perhaps of shifted ones,
/// that is not copied.
///
/// @param x in whose array the channels lie
/// @param channels of x, one by one
/// @param other as large as x
record ChannelSum(Operand x, List<InputPart> channels, Operand other, Layout result) {
    RowFunction function() {
        Layout[] layouts = channels.stream().map(InputPart::layout).toArray(Layout[]::new);
        int step = x.layout().pixelStep();
        return RowFunction.of((picture, row, to, workspace) -> {
            int first = -result.extent();
            int[] from = new int[layouts.length];
            for (int c = 0; c < from.length; c++) {
                from[c] = layouts[c].position(picture, row, first);
            }
            Row target = new Row(to, result.position(picture, row, first), result.pixelStep());
            int residual = other.layout().position(picture, row, first);
            Row added = new Row(other.map(workspace), residual, other.layout().pixelStep());
            add(x.map(workspace), from, step, added, target, result.fullWidth());
        });
    }

    private record Row(float[] map, int from, int step) {}

    private static void add(float[] map, int[] from, int step, Row added, Row target, int pixels) {
        float[] b = added.map;
        float[] sum = target.map;
        for (int i = 0; i < pixels; i++) {
            int at = target.from + i * target.step;
            int residual = added.from + i * added.step;
            int moved = i * step;
            for (int c = 0; c < from.length; c++) {
                sum[at + c] = map[from[c] + moved] + b[residual + c];
            }
        }
    }
}
