package dev.fettle.train.torch;

import dev.fettle.network.Network;
import dev.fettle.network.Values;
import dev.fettle.train.torch.TorchModel.Description;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// A network as the linear map that it is close to one picture: its first result's derivative there. A network of
/// convolutions without bias and leaky rectifiers is exactly that map. Not thread-safe; {@link #close} frees it all.
@SuppressWarnings("try") // scopes act by being open
public final class Linearisation implements AutoCloseable {
    private final TorchModel model;
    private final List<String> result;

    /// @param network whose white is 1
    public Linearisation(Network network) {
        OpenBlas.acceptRelease();
        model = TorchModel.frozen(new Description(network.graph(), 1, Device.CPU), network.weights());
        result = List.of(network.graph().outputs().firstEntry().getKey());
    }

    /// The result for a picture.
    ///
    /// @param picture (1, C, H, W)
    public Values result(Values picture) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            return FlatTensor.values(result(tensor(picture)));
        }
    }

    /// How the weighted sum of the result's samples changes with each sample of the picture.
    ///
    /// @param picture (1, C, H, W)
    /// @param weights of the result's shape
    /// @return of the picture's shape
    public Values gradient(Values picture, Values weights) {
        try (PointerScope scope = new PointerScope()) {
            Tensor input = tensor(picture);
            input.set_requires_grad(true);
            result(input).mul(tensor(weights)).sum().backward();
            return FlatTensor.values(input.grad());
        }
    }

    private Tensor result(Tensor input) {
        return model.forward(input, Phase.USE, result).firstEntry().getValue();
    }

    private Tensor tensor(Values values) {
        return model.device().tensor(values.array(), FlatTensor.sizes(values.shape()));
    }

    @Override
    public void close() {
        model.close();
    }
}
