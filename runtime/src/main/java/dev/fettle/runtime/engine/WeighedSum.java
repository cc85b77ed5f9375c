package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Elementwise.Operand;

/// A map times one pixel, and another map added: attention and what it is a branch of. Product and sum are rounded each
/// by itself, as they are one after the other.
///
/// @param pixel of each picture, or of all
/// @param other as large as x
record WeighedSum(Operand x, Operand pixel, Operand other, Layout result, Lanes lanes) {
    RowFunction function() {
        return RowFunction.of((picture, row, to, workspace) -> {
            int first = -result.extent();
            Layout weights = pixel.layout();
            Finish finish = workspace.finish;
            finish.beginSum(
                    x.map(workspace), other.map(workspace), other.layout().pixelStep());
            finish.takeWeights(pixel.map(workspace));
            finish.takeResult(to, result.pixelStep());
            finish.takeRow(
                    x.layout().pixelStep(), result.fullWidth(), other.layout().position(picture, row, first));
            finish.takeChannels(
                    result.channels(),
                    x.layout().position(picture, row, first),
                    weights.position(weights.pictures() == 1 ? 0 : picture, 0, 0),
                    result.position(picture, row, first));
            lanes.weighedSum(finish);
        });
    }
}
