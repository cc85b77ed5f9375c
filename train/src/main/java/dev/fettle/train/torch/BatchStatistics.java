package dev.fettle.train.torch;

import dev.fettle.network.Node;
import dev.fettle.network.TrainingOnly.BatchNorm;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// Means and variances of one batch, as the layers of batch norm saw them on the way forward. The running ones follow
/// only when the step is made ({@link #update}), so that a batch that leads to NaN leaves no trace in them. Lives in
/// the caller's scope.
final class BatchStatistics {
    private final Device device;
    private final List<Moved> layers = new ArrayList<>();

    BatchStatistics(Device device) {
        this.device = device;
    }

    private record Moved(BatchNorm norm, Tensor running, Tensor ofBatch) {}

    /// Batch norm by the statistics of the batch.
    ///
    /// @param in x, gain, shift, running mean, running variance
    /// @throws IllegalArgumentException if each channel has one value only, which has no variance
    Tensor normalised(Node node, BatchNorm norm, List<Tensor> in) {
        Tensor x = in.get(0);
        if (x.numel() == x.size(1)) {
            throw new IllegalArgumentException(
                    node.name() + ": batch norm needs more than one value per channel; choose a larger data.patch or "
                            + "data.batch");
        }
        Tensor mean = device.zeros(x.size(1));
        Tensor variance = device.zeros(x.size(1));
        Tensor normalised = torch.batch_norm(
                x,
                new TensorOptional(in.get(1)),
                new TensorOptional(in.get(2)),
                new TensorOptional(mean),
                new TensorOptional(variance),
                true,
                1, // so that they become those of the batch, the variance unbiased
                norm.epsilon(),
                false);
        layers.add(new Moved(norm, in.get(3), mean));
        layers.add(new Moved(norm, in.get(4), variance));
        return normalised;
    }

    /// Moves the running statistics: r = (1 - momentum) · r + momentum · batch.
    void update() {
        layers.forEach(layer -> layer.running.lerp_(layer.ofBatch, new Scalar(layer.norm.momentum())));
    }
}
