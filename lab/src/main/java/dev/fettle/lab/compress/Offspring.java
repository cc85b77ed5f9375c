package dev.fettle.lab.compress;

import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Provenance;
import dev.fettle.network.model.ModelCard.Training;
import java.util.ArrayList;
import java.util.List;

/// What a smaller network is to the one that it was made of.
///
/// @param method that made it, as `fettle compress` knows it
/// @param how it was made, for the card
/// @param seed of what chance decided
public record Offspring(String method, String how, long seed) {
    /// The pictures that it owes its weights to stay; the scores were another network's.
    public ModelCard card(ModelCard dense) {
        Training before = dense.training();
        List<String> parents = new ArrayList<>(before.provenance().parents());
        if (!before.provenance().configurationDigest().isEmpty()) {
            parents.add(before.provenance().configurationDigest());
        }
        String recipe =
                "made of '%s' by fettle compress %s, not trained since: %s".formatted(dense.name(), method, how);
        Provenance provenance = new Provenance("", seed, before.provenance().dataFingerprint(), parents);
        Training training = new Training(recipe, before.data(), provenance).withMixture(before.mixture());
        return new ModelCard(name(dense.name()), dense.usage(), training, List.of());
    }

    /// `edsr-ghost`; of a long name the beginning.
    private String name(String dense) {
        String suffix = "-" + method;
        return dense.substring(0, Math.min(dense.length(), ModelCard.LONGEST_NAME - suffix.length())) + suffix;
    }
}
