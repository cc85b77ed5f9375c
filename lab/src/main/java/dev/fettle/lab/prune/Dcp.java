package dev.fettle.lab.prune;

import dev.fettle.train.torch.growth.Growth;
import java.io.IOException;

/// Growing as {@link Drc} does it, without dual terms: the loss of the training and how far the readers'
/// results are from what they were. Zhuang et al., *Discrimination-aware Channel Pruning for Deep Neural
/// Networks*, NeurIPS 2018, as the authors of DRC carry it over to restoration, where nothing is to be told
/// apart.
///
/// @param gamma on the loss of the training
/// @param batches whose gradients choose a channel
/// @param tuning batches that train what is on, after each choice
/// @param together channels that are switched on at once
public record Dcp(double gamma, int batches, int tuning, int together, double learningRate) implements Strategy {
    public static final Dcp DEFAULTS = new Dcp(1, 10, 10, 1, 5e-5);

    public Dcp {
        new Growth.Settings(gamma, batches, tuning, together, learningRate);
    }

    @Override
    public Choosing open(Material material) throws IOException {
        Growth.Settings settings = new Growth.Settings(gamma, batches, tuning, together, learningRate);
        return new Growing("dcp", false, settings, 1).open(material);
    }
}
