package dev.fettle.runtime;

import java.util.Random;

/// Pictures for tests: three channels of uniform noise.
final class NoisyPlanes {
    private NoisyPlanes() {}

    /// Another picture for another width.
    static Planes of(int width, int height) {
        Random random = new Random(width);
        Planes planes = Planes.empty(width, height, 3, Watch.SILENT);
        for (float[] channel : planes.channels()) {
            for (int i = 0; i < channel.length; i++) {
                channel[i] = random.nextFloat();
            }
        }
        return planes;
    }
}
