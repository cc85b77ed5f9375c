package dev.fettle.train;

import dev.fettle.image.Image;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.WriteOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/// A folder of small pictures of smooth blobs, and an experiment on them.
final class TinyPhotographs {
    private TinyPhotographs() {}

    /// @param seed other pictures for another seed
    static Path write(Path folder, int count, int side, long seed) {
        try {
            Files.createDirectories(folder);
            Random random = new Random(seed);
            for (int i = 0; i < count; i++) {
                ImageFiles.write(picture(side, random), folder.resolve("p" + i + ".png"), png());
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static WriteOptions png() {
        return WriteOptions.of(Format.PNG);
    }

    private static Image picture(int side, Random random) {
        float[][] planes = new float[3][side * side];
        for (float[] plane : planes) {
            double x = 1 + random.nextInt(6);
            double y = 1 + random.nextInt(6);
            for (int i = 0; i < plane.length; i++) {
                plane[i] = (float) (0.5
                        + 0.4
                                * Math.sin(x * i % side / side * 6.28)
                                * Math.cos(y * Math.floorDiv(i, side) / side * 6.28));
            }
        }
        return Image.of(side, side, planes);
    }

    static String yaml(Path folder, int steps) {
        return """
                name: tiny
                threads: 1
                steps: %d
                architecture: {type: edsr, scale: 2, blocks: 1, channels: 6}
                data: {photos: '%s', patch: 8, batch: 3}
                optimizer: {learningRate: 2.0e-3, clip: 1}
                schedule: {warmup: 2}
                validation: {photos: '%s', every: 7, crop: 20}
                checkpoints: {every: 5}
                """.formatted(steps, write(folder.resolve("train"), 4, 32, 1), write(folder.resolve("valid"), 2, 24, 2));
    }
}
