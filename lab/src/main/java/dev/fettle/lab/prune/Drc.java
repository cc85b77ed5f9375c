package dev.fettle.lab.prune;

import dev.fettle.train.torch.growth.Growth;
import java.io.IOException;

/// Growing by dual regression: channels are switched on one after the other, from none, by the gradient of L_M
/// + γ · L_DR. Guo, Wang, Cao, Deng, Tan et al., *Towards Lightweight Super-Resolution with Dual Regression
/// Learning*, 2022, sec. 4, in the form of the authors' code ({@link Growth} has the details). L_M is how far
/// what the readers of a layer make is from what they made; L_DR the loss of the training, dual terms included.
///
/// @param gamma γ
/// @param batches whose gradients choose a channel
/// @param tuning batches that train what is on, after each choice
/// @param together channels that are switched on at once; the release takes one
/// @param companionSteps that dual models are trained for where no checkpoint has them
/// @param fit whether the readers' filters are fitted by least squares at the end, as {@link ChannelLasso} does; ours
public record Drc(
        double gamma, int batches, int tuning, int together, double learningRate, int companionSteps, boolean fit)
        implements Strategy {
    private static final String NAME = "drc";

    public static final Drc DEFAULTS = new Drc(1, 10, 10, 1, 5e-5, 500, false);

    public Drc {
        new Growing(NAME, true, new Growth.Settings(gamma, batches, tuning, together, learningRate), companionSteps);
    }

    private Growing growing() {
        Growth.Settings settings = new Growth.Settings(gamma, batches, tuning, together, learningRate);
        return new Growing(NAME, true, settings, companionSteps);
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
