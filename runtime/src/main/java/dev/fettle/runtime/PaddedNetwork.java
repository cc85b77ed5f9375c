package dev.fettle.runtime;

/// A network that takes only pictures whose sides are multiples of a number, as a folded WDSR does, on pictures of any
/// size: the last column and row are repeated as often as it takes, and the result is cut. Not thread-safe.
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
    public Runs runs(int width, int height) {
        return network.runs(padded(width), padded(height));
    }

    @Override
    public Planes run(Planes picture, RestoreProgress progress) {
        Planes padded = picture.extended(padded(picture.width()), padded(picture.height()));
        Planes result = network.run(padded, progress);
        int ratio = result.width() / padded.width();
        return result.cropped(picture.width() * ratio, picture.height() * ratio);
    }

    @Override
    public void close() {
        network.close();
    }
}
