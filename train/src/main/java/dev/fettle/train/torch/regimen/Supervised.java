package dev.fettle.train.torch.regimen;

import dev.fettle.network.Weights;

/// Every step moves all weights along the gradient of the objective over one batch of patches with their originals.
public record Supervised() implements Regimen {
    public static final Supervised DEFAULTS = new Supervised();

    @Override
    public Training open(Materials materials, Weights initial) {
        return new SupervisedTraining(materials, initial);
    }
}
