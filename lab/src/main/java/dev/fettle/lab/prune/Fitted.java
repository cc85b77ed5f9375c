package dev.fettle.lab.prune;

import dev.fettle.image.Image;
import dev.fettle.network.Channels.Group;
import dev.fettle.network.Channels.Reader;
import dev.fettle.network.Weights;
import java.io.IOException;
import java.util.List;

/// The channels that another strategy chooses, and {@link RefittedFilters} in the place of what that one has made
/// of their readers. Ours: the papers that the strategies are of do not do so.
///
/// @param shown patches that filters are fitted on
record Fitted(Choosing chosen, Material material, List<Image> shown) implements Choosing {
    private static final int PATCHES = 64;
    private static final int SIDE = 48;

    /// Reads its patches before the other strategy begins, which may take long.
    ///
    /// @param strategy its name
    static Fitted of(Strategy other, String strategy, Material material) throws IOException {
        List<Image> shown = material.patches(strategy, PATCHES, SIDE);
        return new Fitted(other.open(material), material, shown);
    }

    @Override
    public Choice choose(Group group, int width, Weights weights) {
        List<Integer> kept = chosen.choose(group, width, weights).kept();
        List<Reader> readers = material.channels().readers(group);
        int positions = RefittedFilters.positions(readers, weights, width, shown.size());
        long seed = material.sources().seed();
        ReaderViews views = new ReaderViews(material.model(), shown, positions, seed, false);
        return RefittedFilters.of(views, readers, kept, weights);
    }

    @Override
    public void close() {
        chosen.close();
    }
}
