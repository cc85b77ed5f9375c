package dev.fettle.runtime;

/// The mean over the eight flips and transposes of a picture, each run through the network and turned back.
/// Timofte et al., CVPR 2016, sec. 4.
final class SelfEnsemble {
    private static final int VIEWS = 8;

    private SelfEnsemble() {}

    static Planes run(PictureNetwork network, Planes picture, RestoreProgress progress) {
        Planes sum = view(network, picture, 0, progress);
        for (int view = 1; view < VIEWS; view++) {
            sum.add(view(network, picture, view, progress));
        }
        return sum.scaled(1f / VIEWS);
    }

    private static Planes view(PictureNetwork network, Planes picture, int view, RestoreProgress progress) {
        Planes turned = turned(picture, view);
        RestoreProgress part = (tiles, total) -> progress.done(view * total + tiles, VIEWS * total);
        return turnedBack(network.run(turned, part), view);
    }

    private static Planes turned(Planes picture, int view) {
        Planes turned = (view & 1) == 0 ? picture : picture.flippedLeftRight();
        turned = (view & 2) == 0 ? turned : turned.flippedUpDown();
        return (view & 4) == 0 ? turned : turned.transposed();
    }

    private static Planes turnedBack(Planes picture, int view) {
        Planes turned = (view & 4) == 0 ? picture : picture.transposed();
        turned = (view & 2) == 0 ? turned : turned.flippedUpDown();
        return (view & 1) == 0 ? turned : turned.flippedLeftRight();
    }
}
