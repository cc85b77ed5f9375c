package dev.fettle.train.torch;

import dev.fettle.train.experiment.Loss;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// A {@link Loss} on tensors.
final class TorchLoss {
    private TorchLoss() {}

    /// The loss as a tensor of one element.
    static Tensor of(Loss loss, Tensor output, Tensor target) {
        return switch (loss) {
            case L1 -> torch.l1_loss(output, target);
            case L2 -> torch.mse_loss(output, target);
            case CHARBONNIER ->
                output.sub(target)
                        .square()
                        .add(new Scalar(Loss.EPSILON * Loss.EPSILON))
                        .sqrt()
                        .mean();
        };
    }
}
