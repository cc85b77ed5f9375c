package dev.fettle.runtime;

import java.util.List;
import java.util.function.Supplier;

/// One network for small pictures and one for large ones, each made when it is first needed.
final class BySize implements PictureNetwork {
    private final int least;
    private final Supplier<PictureNetwork> small;
    private final Supplier<PictureNetwork> large;

    /// @param least height and width of a large picture
    BySize(int least, Supplier<PictureNetwork> small, Supplier<PictureNetwork> large) {
        this.least = least;
        this.small = new Once<>(small);
        this.large = new Once<>(large);
    }

    private PictureNetwork network(int width, int height) {
        return (Math.min(width, height) < least ? small : large).get();
    }

    @Override
    public Runs runs(int width, int height) {
        return network(width, height).runs(width, height);
    }

    @Override
    public Planes run(Planes picture, Watch watch) {
        return network(picture.width(), picture.height()).run(picture, watch);
    }

    @Override
    public List<Planes> runAll(List<Planes> pictures, Watch watch) {
        Planes first = pictures.getFirst();
        return network(first.width(), first.height()).runAll(pictures, watch);
    }
}
