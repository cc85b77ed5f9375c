package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Elementwise.Operand;
import java.util.List;

/// Brings weights that the network has computed from the picture, or mixes for each picture, into the order
/// of a convolution's kernel.
///
/// @param name of the convolution
/// @param source the weights, or the coefficients that they are mixed with
/// @param factor that computed weights are scaled by
/// @param packedIndex where {@link Workspace#packed} takes them: computed weights, or first a kernel and then a
/// bias for each picture
/// @param result a number of its own among the maps, for those who wait for it
record PackStep(String name, Convolution convolution, Operand source, double factor, int packedIndex, int result)
        implements Step {
    @Override
    public String label() {
        return "pack";
    }

    @Override
    public List<Read> reads() {
        return List.of(Read.whole(source.node()));
    }

    @Override
    public int bands() {
        return 1;
    }

    @Override
    public int turnBands() {
        return 1;
    }

    @Override
    public int jobs(int from, int to) {
        return kernels();
    }

    /// Kernels that differ.
    int kernels() {
        return convolution.bank().isPresent() ? source.layout().pictures() : 1;
    }

    float[] kernel(int picture, Workspace workspace) {
        return workspace.packed[packedIndex + Math.min(picture, kernels() - 1)];
    }

    float[] bias(int picture, Workspace workspace) {
        return convolution.bank().isPresent()
                ? workspace.packed[packedIndex + kernels() + picture]
                : convolution.bias();
    }

    /// Of what is read: weights have no map.
    @Override
    public Layout layout() {
        return source.layout();
    }

    /// What it makes is as large as the filters.
    @Override
    public Plan.Line line(double millis) {
        Geometry geometry = convolution.geometry();
        long bytes = 4L * kernels() * convolution.kernel().packedFloats();
        return new Plan.Line(
                name,
                label(),
                geometry.kernelHeight(),
                geometry.kernelWidth(),
                geometry.filters(),
                macs(),
                bytes,
                millis);
    }

    @Override
    public Scratch scratch() {
        return convolution.mixingScratch();
    }

    @Override
    public void run(int job, int from, int to, Workspace workspace) {
        float[] map = source.map(workspace);
        float[] packed = kernel(job, workspace);
        if (convolution.bank().isPresent()) {
            int position = source.layout().position(job, 0, 0);
            convolution.mix(map, position, packed, bias(job, workspace), workspace);
        } else {
            Filters filters = Filters.computed(map, source.layout(), factor, convolution.order());
            convolution.kernel().pack(filters, packed);
        }
    }
}
