package dev.fettle.runtime;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One network for small pictures and one for large ones, each made when it is first needed. Not thread-safe.
final class BySize implements PictureNetwork {
    private final int least;
    private final Supplier<PictureNetwork> makeSmall;
    private final Supplier<PictureNetwork> makeLarge;
    private @Nullable PictureNetwork small;
    private @Nullable PictureNetwork large;

    /// @param least height and width of a large picture
    BySize(int least, Supplier<PictureNetwork> small, Supplier<PictureNetwork> large) {
        this.least = least;
        this.makeSmall = small;
        this.makeLarge = large;
    }

    private PictureNetwork network(int width, int height) {
        return Math.min(width, height) < least ? small() : large();
    }

    private PictureNetwork small() {
        PictureNetwork made = small;
        if (made == null) {
            made = makeSmall.get();
            small = made;
        }
        return made;
    }

    private PictureNetwork large() {
        PictureNetwork made = large;
        if (made == null) {
            made = makeLarge.get();
            large = made;
        }
        return made;
    }

    @Override
    public Runs runs(int width, int height) {
        return network(width, height).runs(width, height);
    }

    @Override
    public Planes run(Planes picture, RestoreProgress progress) {
        return network(picture.width(), picture.height()).run(picture, progress);
    }

    @Override
    public void close() {
        if (small != null) {
            small.close();
        }
        if (large != null) {
            large.close();
        }
    }
}
