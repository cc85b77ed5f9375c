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
/// @param fit whether the readers' filters are fitted by least squares at the end, as {@link ChannelLasso} does; ours
public record Dcp(double gamma, int batches, int tuning, int together, double learningRate, boolean fit)
        implements Strategy {
    private static final String NAME = "dcp";

    public static final Dcp DEFAULTS = new Dcp(1, 10, 10, 1, 5e-5, false);

    public Dcp {
        new Growth.Settings(gamma, batches, tuning, together, learningRate);
    }

    private Growing growing() {
        Growth.Settings settings = new Growth.Settings(gamma, batches, tuning, together, learningRate);
        return new Growing(NAME, false, settings, 1);
    }

    @Override
    public boolean looksAtLoss() {
        return true;
    }

    @Override
    public Choosing open(Material material) throws IOException {
        return fit ? Fitted.of(growing(), NAME, material) : growing().open(material);
    }
}
