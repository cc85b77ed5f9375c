package dev.fettle.train.data;

import dev.fettle.network.Kinds;
import dev.fettle.network.Kinds.Kind;
import java.util.List;

/// The kinds of {@link Augmentation}, by the names that YAML uses.
public final class Augmentations {
    /// The one list that a new kind enters.
    public static final Kinds<Augmentation> ALL = Kinds.of(
            Augmentation.class,
            List.of(
                    new Kind<>("padded-crop", PaddedCrop.DEFAULTS),
                    new Kind<>("random-size-crop", RandomSizeCrop.DEFAULTS)));

    private Augmentations() {}
}
