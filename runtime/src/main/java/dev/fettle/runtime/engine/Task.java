package dev.fettle.runtime.engine;

/// What one thread of a session works with: the session's feature maps, which all threads share, and scratch
/// memory of its own.
final class Task {
    /// Feature maps by the index of their node.
    final float[][] maps;

    /// Weights that depend on the picture, packed, by the index of their convolution.
    final float[][] packed;

    /// One row or patch each.
    final float[] first;

    final float[] second;

    /// One value per channel.
    final double[] sums;

    final Patch patch;

    Task(float[][] maps, float[][] packed, int scratchFloats, int channels) {
        this.maps = maps;
        this.packed = packed;
        first = new float[scratchFloats];
        second = new float[scratchFloats];
        sums = new double[channels];
        patch = new Patch(first);
    }
}
