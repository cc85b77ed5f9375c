package dev.fettle.runtime;

import dev.fettle.image.Image;
import dev.fettle.image.Remark;
import dev.fettle.image.degrade.Task;
import dev.fettle.network.model.ModelCard;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/// What people should know where a model meets a picture that it was not made for: one that has what no picture of its
/// training had.
final class Suitability {
    private Suitability() {}

    static Optional<Remark> remark(ModelCard card, Image picture) {
        return Task.known(card.usage().task()).flatMap(task -> switch (task) {
            case SR -> Optional.empty();
            case DENOISE -> compressedNoise(card, picture).or(() -> grayNoise(card, picture));
            case DEBLOCK -> unknownQuality(card, picture);
        });
    }

    private static boolean isKnown(String part, ModelCard card) {
        return card.training().mixture().contains(part);
    }

    /// Compression mixes the noise of neighbouring pixels, and networks that learnt independent noise take what is left
    /// for a part of the picture.
    private static Optional<Remark> compressedNoise(ModelCard card, Image picture) {
        return picture.source()
                .jpeg()
                .filter(_ -> !isKnown("jpeg", card))
                .map(_ -> Remark.noted(
                        ("a JPEG, whose noise was changed by the compression; model '%s' hardly helps there, "
                                        + "the task deblock may")
                                .formatted(card.name())));
    }

    /// Networks for three channels that have seen no gray pictures learn noise that differs between these, and take
    /// what does not for a part of the picture.
    private static Optional<Remark> grayNoise(ModelCard card, Image picture) {
        return card.usage().colour() == ModelCard.Colour.RGB && !isKnown("gray", card) && isGray(picture)
                ? Optional.of(Remark.noted(("gray, so its noise is the same in all channels; "
                                + "model '%s' is for colour and may leave it; a model for gray would not")
                        .formatted(card.name())))
                : Optional.empty();
    }

    /// Whether the picture is gray, stored in one channel or in three.
    static boolean isGray(Image picture) {
        return IntStream.range(1, picture.channels())
                .allMatch(channel -> Arrays.equals(picture.plane(0), picture.plane(channel)));
    }

    /// Networks that have seen no clean pictures find artifacts in all of them.
    private static Optional<Remark> unknownQuality(ModelCard card, Image picture) {
        return picture.source().jpeg().isPresent() || isKnown("clean", card)
                ? Optional.empty()
                : Optional.of(Remark.noted("no JPEG, so how strongly it was compressed is not known; "
                        + "pictures of good quality lose by this task"));
    }
}
