package dev.fettle.cli;

import dev.fettle.image.Image;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/// Small generated pictures for tests.
public final class Pictures {
    private Pictures() {}

    /// Smooth waves with a little noise, three channels.
    public static Image colour(int width, int height, long seed) {
        return Image.of(
                width,
                height,
                plane(width, height, seed),
                plane(width, height, seed + 1),
                plane(width, height, seed + 2));
    }

    public static Image gray(int width, int height, long seed) {
        return Image.of(width, height, plane(width, height, seed));
    }

    private static float[] plane(int width, int height, long seed) {
        Random random = new Random(seed);
        double across = 0.1 + 0.3 * random.nextDouble();
        double down = 0.1 + 0.3 * random.nextDouble();
        float[] plane = new float[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double wave = 0.5 + 0.35 * Math.sin(across * x + down * y) + 0.02 * random.nextGaussian();
                plane[y * width + x] = (float) Math.clamp(wave, 0.0, 1.0);
            }
        }
        return plane;
    }

    /// Writes in the format that the name says and returns the file.
    public static Path write(Path file, Image image) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Format format = Format.ofName(file.getFileName().toString()).orElseThrow();
        ImageFiles.write(image, file, WriteOptions.of(format));
        return file;
    }
}
