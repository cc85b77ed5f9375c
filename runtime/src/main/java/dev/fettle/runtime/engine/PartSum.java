package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Elementwise.Operand;
import java.util.List;

/// The sum of two maps one of which lies in parts: each sample is added where it lies.
///
/// @param x in whose array the parts lie
/// @param parts all channels of x
/// @param other as large as x
record PartSum(Operand x, List<InputPart> parts, Operand other, Layout result, Lanes lanes) {
    RowFunction function() {
        InputPart[] each = parts.toArray(InputPart[]::new);
        return RowFunction.of((picture, row, to, workspace) -> {
            Finish finish = workspace.finish;
            finish.beginSum(
                    x.map(workspace), other.map(workspace), other.layout().pixelStep());
            finish.takeResult(to, result.pixelStep());
            for (InputPart part : each) {
                add(part, picture, row, finish);
            }
        });
    }

    private void add(InputPart part, int picture, int row, Finish finish) {
        int first = -result.extent();
        Layout layout = part.layout();
        int residual = other.layout().position(picture, row, first) + part.channel();
        finish.takeRow(layout.pixelStep(), result.fullWidth(), residual);
        int to = result.position(picture, row, first) + part.channel();
        finish.takeChannels(layout.channels(), layout.position(picture, row, first), 0, to);
        lanes.sum(finish);
    }
}
