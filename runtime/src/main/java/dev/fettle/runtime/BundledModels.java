package dev.fettle.runtime;

import dev.fettle.image.degrade.Task;
import dev.fettle.network.model.ModelFile;
import java.util.List;
import java.util.Optional;

/// The models inside this library. Their names are listed in the resource `models/models.txt`, one a line,
/// the best of a kind first; those of {@link Effort#FINE} end in `-fine`.
public final class BundledModels {
    static final Catalogue CATALOGUE =
            new Catalogue(file -> Optional.ofNullable(BundledModels.class.getResourceAsStream("models/" + file)));

    private BundledModels() {}

    /// Names of all bundled models.
    public static List<String> names() {
        return CATALOGUE.names();
    }

    /// A bundled model by its name.
    ///
    /// @throws IllegalArgumentException for an unknown name; the message lists the known ones
    public static ModelFile open(String name) {
        return CATALOGUE.open(name);
    }

    /// The first bundled model for a task at a scale, of those that are fast.
    ///
    /// @param scale enlargement; 1 for denoising and deblocking
    /// @throws IllegalArgumentException if there is none; the message lists what there is
    public static ModelFile defaultFor(Task task, int scale) {
        return defaultFor(task, scale, Effort.FAST);
    }

    /// The first bundled model for a task at a scale. Where none is as fine as asked for, it is the
    /// fast one: an effort is how much time a picture may take, not what must be spent. The name tells
    /// which came ({@link Effort#of(String)}); who wants one model and no other calls {@link #open}.
    ///
    /// @param scale enlargement; 1 for denoising and deblocking
    /// @throws IllegalArgumentException if there is none at all; the message lists what there is
    public static ModelFile defaultFor(Task task, int scale, Effort effort) {
        return CATALOGUE.defaultFor(task, scale, effort);
    }
}
