package dev.fettle.runtime;

import dev.fettle.image.Check;
import java.util.function.Function;

/// A network that chooses its kernels by means over windows, and says, where a picture is too large
/// for it, that the windows of the authors take less memory.
final class AdvisedNetwork implements PictureNetwork {
    private final PictureNetwork network;
    private final Function<Check, PictureNetwork> authors;

    /// @param authors the scheme of the authors, with a budget of one byte
    AdvisedNetwork(PictureNetwork network, Function<Check, PictureNetwork> authors) {
        this.network = network;
        this.authors = authors;
    }

    @Override
    public Runs runs(int width, int height, Check check) {
        try {
            return network.runs(width, height, check);
        } catch (MemoryBudgetException e) {
            throw advised(e, leastOfAuthors(width, height, check));
        }
    }

    @Override
    public Planes run(Planes picture, Watch watch) {
        try {
            return network.run(picture, watch);
        } catch (MemoryBudgetException e) {
            throw advised(e, leastOfAuthors(picture.width(), picture.height(), watch));
        }
    }

    /// @param needed by the scheme of the authors; 0 where the network cannot be run so
    private static MemoryBudgetException advised(MemoryBudgetException refusal, long needed) {
        if (needed == 0 || needed >= refusal.neededBytes()) {
            return refusal;
        }
        String advice = "%s, or choose overlapping windows (--windows authors), which need at least %s"
                .formatted(refusal.getMessage(), Tiling.readable(needed));
        return new MemoryBudgetException(advice, refusal.neededBytes());
    }

    private long leastOfAuthors(int width, int height, Check check) {
        try {
            authors.apply(check).runs(width, height, check);
        } catch (MemoryBudgetException e) {
            return e.neededBytes();
        } catch (IllegalArgumentException e) {
            return 0; // windows that are too small to overlap
        }
        return 0;
    }
}
