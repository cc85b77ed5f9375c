package dev.fettle.lab.prune;

import dev.fettle.image.Image;
import dev.fettle.lab.Watcher;
import dev.fettle.lab.fit.Specimens;
import dev.fettle.network.Channels;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.util.List;

/// What a strategy works with.
///
/// @param model the whole network
/// @param channels of it
/// @param sources of what it looks at
record Material(ModelFile model, Channels channels, Sources sources, Watcher watcher) {
    /// Patches as they are shown to the model.
    ///
    /// @param side of what the network sees of each
    List<Image> patches(String strategy, int count, int side) throws IOException {
        return new Specimens(
                        "--photos", sources.requirePhotographs(strategy), sources.degrading(), count, sources.seed())
                .of(model, side);
    }
}
