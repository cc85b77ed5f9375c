package dev.fettle.runtime;

import java.util.function.Supplier;

/// A network that chooses its kernels by means over windows, and says, where a picture is too large
/// for it, that the windows of the authors take less memory.
final class AdvisedNetwork implements PictureNetwork {
    private final PictureNetwork network;
    private final Supplier<PictureNetwork> authors;

    /// @param authors the scheme of the authors, with a budget of one byte
    AdvisedNetwork(PictureNetwork network, Supplier<PictureNetwork> authors) {
        this.network = network;
        this.authors = authors;
    }

    @Override
    public Runs runs(int width, int height) {
        try {
            return network.runs(width, height);
        } catch (MemoryBudgetException e) {
            throw advised(e, width, height);
        }
    }

    @Override
    public Planes run(Planes picture, Watch watch) {
        try {
            return network.run(picture, watch);
        } catch (MemoryBudgetException e) {
            throw advised(e, picture.width(), picture.height());
        }
    }

    private MemoryBudgetException advised(MemoryBudgetException refusal, int width, int height) {
        long needed = leastOfAuthors(width, height);
        if (needed == 0 || needed >= refusal.neededBytes()) {
            return refusal;
        }
        String advice = "%s, or choose overlapping windows (--windows authors), which need at least %s"
                .formatted(refusal.getMessage(), Tiling.readable(needed));
        return new MemoryBudgetException(advice, refusal.neededBytes());
    }

    /// 0 where the network cannot be run so.
    private long leastOfAuthors(int width, int height) {
        try {
            authors.get().runs(width, height);
        } catch (MemoryBudgetException e) {
            return e.neededBytes();
        } catch (IllegalArgumentException e) {
            return 0; // windows that are too small to overlap
        }
        return 0;
    }
}
