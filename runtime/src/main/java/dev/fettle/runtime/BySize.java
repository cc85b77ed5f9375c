package dev.fettle.runtime;

import dev.fettle.image.Check;
import dev.fettle.runtime.engine.Once;
import java.util.List;
import java.util.function.Function;

/// One network for small pictures and one for large ones, each made when it is first needed.
final class BySize implements PictureNetwork {
    private final int least;
    private final Once<PictureNetwork> small;
    private final Once<PictureNetwork> large;

    /// @param least height and width of a large picture
    BySize(int least, Function<Check, PictureNetwork> small, Function<Check, PictureNetwork> large) {
        this.least = least;
        this.small = new Once<>(small);
        this.large = new Once<>(large);
    }

    private PictureNetwork network(int width, int height, Check check) {
        return (Math.min(width, height) < least ? small : large).get(check);
    }

    @Override
    public Runs runs(int width, int height, Check check) {
        return network(width, height, check).runs(width, height, check);
    }

    @Override
    public Planes run(Planes picture, Watch watch) {
        return network(picture.width(), picture.height(), watch).run(picture, watch);
    }

    @Override
    public List<Planes> runAll(List<Planes> pictures, Watch watch) {
        Planes first = pictures.getFirst();
        return network(first.width(), first.height(), watch).runAll(pictures, watch);
    }
}
