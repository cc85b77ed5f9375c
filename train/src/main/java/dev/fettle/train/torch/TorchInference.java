package dev.fettle.train.torch;

import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Values;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// A network on libtorch, deployed, with pictures to run on, as fast as libtorch does it without compiling:
/// channels-last, inference mode. A referee and a rival of the engine. Not thread-safe.
@SuppressWarnings("try") // scopes act by being open
public final class TorchInference implements AutoCloseable {
    private final TorchInterpreter interpreter;
    private final FlatTensor weights;
    private final Tensor input;
    private final Tensor output;

    /// @param input (N, C, H, W)
    /// @param threads for all of libtorch in this process
    public TorchInference(DeployedNetwork deployed, Values input, int threads) {
        Libtorch.useThreads(threads);
        interpreter = new TorchInterpreter(deployed.graph());
        weights = FlatTensor.zeros(deployed.graph().parameters());
        weights.write(deployed.weights());
        try (PointerScope scope = new PointerScope();
                InferenceMode frozen = new InferenceMode()) {
            this.input = Tensor.create(input.array(), FlatTensor.sizes(input.shape()));
            this.input.retainReference();
            output = new Tensor();
            output.retainReference();
        }
    }

    /// Runs the network, from planes to planes, both in native memory.
    public void run() {
        try (PointerScope scope = new PointerScope();
                InferenceMode frozen = new InferenceMode()) {
            Tensor restored = interpreter.forward(weights.views(), input.contiguous(torch.MemoryFormat.ChannelsLast));
            output.put(restored.contiguous());
        }
    }

    /// What the last run made.
    ///
    /// @return (N, C', H', W')
    public Values output() {
        return FlatTensor.values(output);
    }

    @Override
    public void close() {
        output.deallocate();
        input.deallocate();
        weights.close();
        interpreter.close();
    }
}
