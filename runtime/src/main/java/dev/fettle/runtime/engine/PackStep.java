package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Elementwise.Operand;

/// Brings weights that the network has computed from the picture into the order of a convolution's kernel.
record PackStep(Convolution convolution, Operand weight, double factor, int packedIndex) implements Step {
    @Override
    public String label() {
        return "pack";
    }

    @Override
    public int jobs() {
        return 1;
    }

    @Override
    public void run(int job, Task task) {
        Filters filters = Filters.computed(weight.map(task), weight.layout(), factor);
        convolution.kernel().pack(filters, convolution.bias(), convolution.order(), task.packed[packedIndex]);
    }
}
