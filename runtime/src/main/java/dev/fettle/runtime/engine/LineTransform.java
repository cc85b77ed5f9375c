package dev.fettle.runtime.engine;

/// One direction of Winograd's F(m, r): Lavin and Gray, CVPR 2016, sec. 4. Stateless and thread-safe.
interface LineTransform {
    /// m
    int side();

    /// r
    default int taps() {
        return 3;
    }

    /// m + r - 1
    default int points() {
        return side() + taps() - 1;
    }

    /// The matrix G that leads from r taps to as many points.
    double[][] filterMatrix();

    /// Bᵀ: as many input samples as points to these.
    void toPoints(Lines lines);

    /// Aᵀ: points to m output samples.
    void toSamples(Lines lines);
}
