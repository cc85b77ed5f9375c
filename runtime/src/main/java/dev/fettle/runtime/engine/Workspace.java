package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Scratch.Part;

/// What one thread of a plan works with: the plan's feature maps, which all threads share, and scratch
/// memory of its own, as large as the steps have declared ({@link Scratch}).
final class Workspace {
    /// Feature maps by the index of their node.
    final float[][] maps;

    /// Weights that depend on the picture, packed, by the index of their convolution.
    final float[][] packed;

    final float[] first;
    final float[] second;
    final float[] transform;
    final float[] mixed;
    final float[] mixedKernel;
    final float[] mixedBias;
    final double[] sums;
    final int[] runs;
    final Patch patch = new Patch();
    final Block block = new Block();
    final Finish finish = new Finish();
    final Lines lines = new Lines();
    final Points source = new Points();
    final Points products = new Points();
    final Transfer transfer;

    /// @param maps shared by all threads of a plan
    Workspace(float[][] maps, float[][] packed, Transfer transfer, Scratch scratch) {
        this.maps = maps;
        this.packed = packed;
        this.transfer = transfer;
        first = new float[scratch.length(Part.FIRST)];
        second = new float[scratch.length(Part.SECOND)];
        transform = new float[scratch.length(Part.TRANSFORM)];
        mixed = new float[scratch.length(Part.MIXED)];
        mixedKernel = new float[scratch.length(Part.MIXED_KERNEL)];
        mixedBias = new float[scratch.length(Part.MIXED_BIAS)];
        sums = new double[scratch.length(Part.SUMS)];
        runs = new int[scratch.length(Part.RUNS)];
    }
}
