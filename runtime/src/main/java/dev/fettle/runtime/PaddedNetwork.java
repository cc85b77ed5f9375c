package dev.fettle.runtime;

import dev.fettle.image.Check;
import dev.fettle.image.Remark;
import java.util.List;
import java.util.Optional;

/// A network that takes only pictures whose sides are multiples of a number, as a folded WDSR does,
/// on pictures of any size: the last column and row are repeated as often as it takes, and the
/// result is cut.
final class PaddedNetwork implements PictureNetwork {
    private final PictureNetwork network;
    private final int multiple;

    PaddedNetwork(PictureNetwork network, int multiple) {
        this.network = network;
        this.multiple = multiple;
    }

    private int padded(int size) {
        return Math.multiplyExact(Math.ceilDiv(size, multiple), multiple);
    }

    @Override
    public Runs runs(int width, int height, Check check) {
        return network.runs(padded(width), padded(height), check);
    }

    @Override
    public Optional<Remark> remark(int width, int height, Check check) {
        return network.remark(padded(width), padded(height), check);
    }

    @Override
    public Planes run(Planes picture, Watch watch) {
        return cut(network.run(padded(picture, watch), watch), picture, watch);
    }

    @Override
    public List<Planes> runAll(List<Planes> pictures, Watch watch) {
        List<Planes> results = network.runAll(
                pictures.stream().map(picture -> padded(picture, watch)).toList(), watch);
        return results.stream()
                .map(result -> cut(result, pictures.getFirst(), watch))
                .toList();
    }

    private Planes padded(Planes picture, Watch watch) {
        return picture.extended(padded(picture.width()), padded(picture.height()), watch);
    }

    private Planes cut(Planes result, Planes picture, Watch watch) {
        int ratio = result.width() / padded(picture.width());
        return result.cropped(picture.width() * ratio, picture.height() * ratio, watch);
    }
}
