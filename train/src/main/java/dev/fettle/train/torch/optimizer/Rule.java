package dev.fettle.train.torch.optimizer;

import dev.fettle.train.torch.FlatTensor;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;

/// An optimizer at work on one network: a handful of calls on flat tensors, whatever the number of layers. What has
/// gradient 0 all along, such as statistics, it leaves as it is.
public interface Rule extends AutoCloseable {
    /// Moves the weights; the gradients may be overwritten.
    ///
    /// @param learningRate beyond what a float holds it counts as infinite
    /// @param step from 1
    void update(Tensor weights, Tensor gradients, double learningRate, long step);

    /// What it remembers from update to update, by name.
    SequencedMap<String, FlatTensor> state();

    @Override
    void close();
}
