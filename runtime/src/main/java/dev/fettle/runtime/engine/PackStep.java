package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Elementwise.Operand;
import java.util.List;

/// Brings weights that the network has computed from the picture into the order of a convolution's
/// kernel.
///
/// @param packedIndex where {@link Workspace#packed} takes them
/// @param result a number of its own among the maps, for those who wait for it
record PackStep(Convolution convolution, Operand weight, double factor, int packedIndex, int result) implements Step {
    @Override
    public String name() {
        return "weights " + packedIndex;
    }

    @Override
    public String label() {
        return "pack";
    }

    @Override
    public List<Read> reads() {
        return List.of(Read.whole(weight.node()));
    }

    @Override
    public int bands() {
        return 1;
    }

    @Override
    public int jobs(int from, int to) {
        return 1;
    }

    @Override
    public void run(int job, int from, int to, Workspace workspace) {
        Filters filters = Filters.computed(weight.map(workspace), weight.layout(), factor);
        convolution.kernel().pack(filters, convolution.order(), workspace.packed[packedIndex]);
    }
}
